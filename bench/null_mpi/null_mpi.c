// A native MPI library that does nothing, for measuring what lies on the way to it: the calls of messages, requests and
// collectives return at once, with a plausible status. Starting, ending and objects are the real library's, to which this one
// is linked; it is preloaded, so that its functions are found first. One rank only: nothing is moved.
#include <mpi.h>

#pragma GCC diagnostic ignored "-Wunused-parameter"

// All requests are one of two: one that is over with Wait, and one that can be started again.
#ifdef OPEN_MPI
static char tokens[2];
#define ONCE ((MPI_Request)(void *)&tokens[0])
#define PERSISTENT ((MPI_Request)(void *)&tokens[1])
#else
#define ONCE ((MPI_Request)0x2c000007)
#define PERSISTENT ((MPI_Request)0x2c000008)
#endif

static inline int finish(MPI_Status *status) {
  if (status == MPI_STATUS_IGNORE) return MPI_SUCCESS;
  status->MPI_SOURCE = 0;
  status->MPI_TAG = 0;
  return MPI_SUCCESS;
}

static inline int begin(MPI_Request *request, MPI_Request kind) {
  *request = kind;
  return MPI_SUCCESS;
}

static inline int finishAll(int count, MPI_Request *requests, MPI_Status *statuses) {
  for (int i = 0; i < count; i++) {
    if (requests[i] == ONCE) requests[i] = MPI_REQUEST_NULL;
    if (statuses != MPI_STATUSES_IGNORE) finish(&statuses[i]);
  }
  return MPI_SUCCESS;
}

// The parameters by their places: B a buffer that is read, R one that is written, then count and datatype.
#define B const void *b, int n, MPI_Datatype t
#define R void *r, int m, MPI_Datatype u
#define PEER int peer, int tag, MPI_Comm comm

#define SENDS(name) \
  int name(B, PEER) { return MPI_SUCCESS; }
SENDS(MPI_Send)
SENDS(MPI_Bsend)
SENDS(MPI_Ssend)
SENDS(MPI_Rsend)

#define STARTS(name, buffer, kind) \
  int name(buffer, PEER, MPI_Request *request) { return begin(request, kind); }
STARTS(MPI_Isend, B, ONCE)
STARTS(MPI_Issend, B, ONCE)
STARTS(MPI_Irecv, R, ONCE)
STARTS(MPI_Send_init, B, PERSISTENT)
STARTS(MPI_Recv_init, R, PERSISTENT)

int MPI_Recv(R, PEER, MPI_Status *status) { return finish(status); }
int MPI_Sendrecv(B, int to, int sent, R, PEER, MPI_Status *status) {
  return finish(status);
}
int MPI_Iprobe(PEER, int *flag, MPI_Status *status) {
  *flag = 1;
  return finish(status);
}

int MPI_Start(MPI_Request *request) { return MPI_SUCCESS; }
int MPI_Wait(MPI_Request *request, MPI_Status *status) { return finishAll(1, request, status); }
int MPI_Test(MPI_Request *request, int *flag, MPI_Status *status) {
  *flag = 1;
  return finishAll(1, request, status);
}
int MPI_Waitall(int count, MPI_Request requests[], MPI_Status *statuses) { return finishAll(count, requests, statuses); }
int MPI_Request_free(MPI_Request *request) { return begin(request, MPI_REQUEST_NULL); }

int MPI_Barrier(MPI_Comm comm) { return MPI_SUCCESS; }
int MPI_Bcast(R, int root, MPI_Comm comm) { return MPI_SUCCESS; }
int MPI_Reduce(const void *b, R, MPI_Op op, int root, MPI_Comm comm) {
  return MPI_SUCCESS;
}
int MPI_Allreduce(const void *b, R, MPI_Op op, MPI_Comm comm) { return MPI_SUCCESS; }
int MPI_Allgather(B, R, MPI_Comm comm) { return MPI_SUCCESS; }
int MPI_Alltoall(B, R, MPI_Comm comm) { return MPI_SUCCESS; }
int MPI_Gather(B, R, int root, MPI_Comm comm) { return MPI_SUCCESS; }
int MPI_Allgatherv(B, void *r, const int m[], const int d[], MPI_Datatype u, MPI_Comm comm) {
  return MPI_SUCCESS;
}
int MPI_Alltoallv(const void *b, const int n[], const int e[], MPI_Datatype t, void *r, const int m[], const int d[],
                  MPI_Datatype u, MPI_Comm comm) {
  return MPI_SUCCESS;
}
