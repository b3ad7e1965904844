// A native profiling tool (MPI-3.1 14.2), preloaded: it counts the calls that reach the MPI library, and rank 0 prints
// the sums over all ranks.
#include <mpi.h>
#include <stdio.h>

enum { Send, Recv, Isend, Irecv, Wait, Waitall, Bcast, Allreduce, Dup, Functions };
static const char *const names[Functions] = {"Send",    "Recv",  "Isend",     "Irecv",   "Wait",
                                             "Waitall", "Bcast", "Allreduce", "Comm_dup"};
static int calls[Functions];

#define COUNTED(name, which, parameters, arguments) \
  int name parameters {                             \
    calls[which]++;                                 \
    return P##name arguments;                       \
  }

COUNTED(MPI_Send, Send, (const void *b, int n, MPI_Datatype d, int r, int t, MPI_Comm c), (b, n, d, r, t, c))
COUNTED(MPI_Recv, Recv, (void *b, int n, MPI_Datatype d, int r, int t, MPI_Comm c, MPI_Status *s), (b, n, d, r, t, c, s))
COUNTED(MPI_Isend, Isend, (const void *b, int n, MPI_Datatype d, int r, int t, MPI_Comm c, MPI_Request *q),
        (b, n, d, r, t, c, q))
COUNTED(MPI_Irecv, Irecv, (void *b, int n, MPI_Datatype d, int r, int t, MPI_Comm c, MPI_Request *q), (b, n, d, r, t, c, q))
COUNTED(MPI_Wait, Wait, (MPI_Request * q, MPI_Status *s), (q, s))
COUNTED(MPI_Waitall, Waitall, (int n, MPI_Request q[], MPI_Status *s), (n, q, s))
COUNTED(MPI_Bcast, Bcast, (void *b, int n, MPI_Datatype d, int r, MPI_Comm c), (b, n, d, r, c))
COUNTED(MPI_Allreduce, Allreduce, (const void *b, void *o, int n, MPI_Datatype d, MPI_Op p, MPI_Comm c), (b, o, n, d, p, c))
COUNTED(MPI_Comm_dup, Dup, (MPI_Comm c, MPI_Comm *n), (c, n))

int MPI_Finalize(void) {
  int rank = 0, sums[Functions];
  PMPI_Reduce(calls, sums, Functions, MPI_INT, MPI_SUM, 0, MPI_COMM_WORLD);
  PMPI_Comm_rank(MPI_COMM_WORLD, &rank);
  for (int i = 0; rank == 0 && i < Functions; i++) printf("tool: MPI_%s %d\n", names[i], sums[i]);
  fflush(stdout);
  return PMPI_Finalize();
}
