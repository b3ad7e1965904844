// MPI-1 names that MPI-3.0 removed, which old programs still use; libraries still export them.
// ranks: 1 2
// functions: MPI_Address MPI_Type_extent MPI_Type_lb MPI_Type_ub MPI_Type_hvector MPI_Type_hindexed
// functions: MPI_Type_struct MPI_Errhandler_create MPI_Errhandler_set MPI_Errhandler_get
#include "support.h"

// Native headers make these names errors at compile time; the functions are there.
#undef MPI_Address
#undef MPI_Type_extent
#undef MPI_Type_lb
#undef MPI_Type_ub
#undef MPI_Type_hvector
#undef MPI_Type_hindexed
#undef MPI_Type_struct
#undef MPI_Errhandler_create
#undef MPI_Errhandler_set
#undef MPI_Errhandler_get
int MPI_Address(void *location, MPI_Aint *address);
int MPI_Type_extent(MPI_Datatype type, MPI_Aint *extent);
int MPI_Type_lb(MPI_Datatype type, MPI_Aint *displacement);
int MPI_Type_ub(MPI_Datatype type, MPI_Aint *displacement);
int MPI_Type_hvector(int count, int blocklength, MPI_Aint stride, MPI_Datatype oldtype,
                     MPI_Datatype *newtype);
int MPI_Type_hindexed(int count, int blocklengths[], MPI_Aint displacements[], MPI_Datatype oldtype,
                      MPI_Datatype *newtype);
int MPI_Type_struct(int count, int blocklengths[], MPI_Aint displacements[], MPI_Datatype types[],
                    MPI_Datatype *newtype);
int MPI_Errhandler_create(MPI_Comm_errhandler_function *function, MPI_Errhandler *errhandler);
int MPI_Errhandler_set(MPI_Comm comm, MPI_Errhandler errhandler);
int MPI_Errhandler_get(MPI_Comm comm, MPI_Errhandler *errhandler);

static int errors = 0;

static void onError(MPI_Comm *comm, int *code, ...) {
  (void)comm;
  (void)code;
  errors++;
}

static void describe(const char *what, MPI_Datatype type) {
  MPI_Aint extent = -1, lower = -1, upper = -1;
  MUST(MPI_Type_extent(type, &extent));
  MUST(MPI_Type_lb(type, &lower));
  MUST(MPI_Type_ub(type, &upper));
  CHECK(upper - lower == extent);
  say("%s: lb %d, ub %d", what, (int)lower, (int)upper);
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  int numbers[12], in[12];
  MPI_Aint base = 0, fifth = 0;
  MUST(MPI_Address(numbers, &base));
  MUST(MPI_Address(&numbers[5], &fifth));
  CHECK(fifth - base == 5 * (MPI_Aint)sizeof(int));

  int lengths[2] = {2, 1};
  MPI_Aint displacements[2] = {4, 32};
  MPI_Datatype members[2] = {MPI_INT, MPI_INT}, types[3];
  MUST(MPI_Type_hvector(3, 1, 16, MPI_INT, &types[0]));
  MUST(MPI_Type_hindexed(2, lengths, displacements, MPI_INT, &types[1]));
  MUST(MPI_Type_struct(2, lengths, displacements, members, &types[2]));
  const char *names[3] = {"hvector", "hindexed", "struct"};
  for (int k = 0; k < 3; k++) {
    MUST(MPI_Type_commit(&types[k]));
    describe(names[k], types[k]);
    for (int i = 0; i < 12; i++) numbers[i] = 100 * me + i, in[i] = -1;
    MUST(MPI_Sendrecv(numbers, 1, types[k], (me + 1) % np, k, in, 3, MPI_INT, (me + np - 1) % np, k,
                      MPI_COMM_WORLD, MPI_STATUS_IGNORE));
    say("%s: %d %d %d", names[k], in[0], in[1], in[2]);
    MUST(MPI_Type_free(&types[k]));
  }

  MPI_Errhandler handler, seen;
  MUST(MPI_Errhandler_create(onError, &handler));
  MUST(MPI_Errhandler_set(MPI_COMM_SELF, handler));
  MUST(MPI_Errhandler_get(MPI_COMM_SELF, &seen));
  CHECK(seen == handler);
  MPI_Send(numbers, 1, MPI_INT, 5, 0, MPI_COMM_SELF);
  CHECK(errors == 1);
  MUST(MPI_Errhandler_set(MPI_COMM_SELF, MPI_ERRORS_ARE_FATAL));
  MUST(MPI_Errhandler_free(&handler));
  MUST(MPI_Errhandler_free(&seen));
  say("errors %d", errors);
  return finish("removed_names");
}
