// Operations of nonblocking reductions, called while MPI waits for something else, that trap, leave, or
// free what the library is working on.
// ranks: 2
// functions: MPI_Iallreduce MPI_Op_create MPI_Op_free MPI_Wait MPI_Comm_free MPI_Type_free
// wasm-only: trap .
// cases: traps exits frees_comm frees_type waits
// case traps: unreachable
// case exits: leaving with 7
// case frees_comm: MPI_Comm_free: must not be called by a reduction operation
// case frees_type: MPI_Type_free: must not be called by a reduction operation
// case waits: the request is taken
#include "hostile.h"

static MPI_Comm comm;
static MPI_Datatype pair;
static MPI_Request request;

static void traps(void *in, void *inout, int *length, MPI_Datatype *type) {
  (void)in, (void)inout, (void)length, (void)type;
  __builtin_trap();
}
static void exits(void *in, void *inout, int *length, MPI_Datatype *type) {
  (void)in, (void)inout, (void)length, (void)type;
  printf("leaving with 7\n");
  exit(7);
}
static void freesComm(void *in, void *inout, int *length, MPI_Datatype *type) {
  (void)in, (void)inout, (void)length, (void)type;
  MPI_Comm_free(&comm);
}
static void freesType(void *in, void *inout, int *length, MPI_Datatype *type) {
  (void)in, (void)inout, (void)length;
  MPI_Type_free(type);
}
/// Waits for the very operation it is part of.
static void waits(void *in, void *inout, int *length, MPI_Datatype *type) {
  (void)in, (void)inout, (void)length, (void)type;
  if (MPI_Wait(&request, MPI_STATUS_IGNORE) != MPI_SUCCESS) {
    printf("the request is taken\n");
    exit(8);
  }
}

int main(int argc, char **argv) {
  static const struct {
    const char *name;
    MPI_User_function *function;
  } cases[] = {{"traps", traps},
               {"exits", exits},
               {"frees_comm", freesComm},
               {"frees_type", freesType},
               {"waits", waits}};
  int own[20] = {1, 2, 3}, all[20];
  MPI_Op op = MPI_OP_NULL;
  start(&argc, &argv);
  MPI_Comm_dup(MPI_COMM_WORLD, &comm);
  MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
  MPI_Type_contiguous(2, MPI_INT, &pair);
  MPI_Type_commit(&pair);
  for (int i = 0; i < COUNT_OF(cases); i++)
    if (argc > 1 && strcmp(cases[i].name, argv[1]) == 0) MPI_Op_create(cases[i].function, 1, &op);
  MPI_Iallreduce(own, all, 10, pair, op, comm, &request);
  MPI_Op_free(&op);
  MPI_Wait(&request, MPI_STATUS_IGNORE);
  printf("came back: the host did not notice\n");
  MPI_Finalize();
  return 0;
}
