// Functions that MPI calls back: table indices without a function, functions of another type, and
// functions that trap, overflow the stack or leave the program while MPI waits for them.
// ranks: 2
// functions: MPI_Op_create MPI_Reduce_local MPI_Comm_create_errhandler
// functions: MPI_Comm_call_errhandler
// wasm-only: trap .
// cases: op_index op_null op_signature op_traps op_overflows op_exits handler_index handler_traps
// case op_index: (undefined element|out of bounds|outside|no function|not a function|table)
// case op_null: (undefined element|uninitialized|out of bounds|outside|no function|null|table)
// case op_signature: (mismatch|signature|type)
// case op_traps: unreachable
// case op_overflows: call stack exhausted
// case op_exits: leaving with 5
// case handler_index: (undefined element|out of bounds|outside|no function|not a function|table)
// case handler_traps: unreachable
#include "hostile.h"

static void reduceWith(MPI_User_function *function) {
  MPI_Op op = MPI_OP_NULL;
  int in[4] = {1, 2, 3, 4}, inout[4] = {5, 6, 7, 8};
  MPI_Op_create(function, 1, &op);
  MPI_Reduce_local(in, inout, 4, MPI_INT, op);
}

static int wrongType(double x) { return (int)x; }

static void trapping(void *in, void *inout, int *length, MPI_Datatype *type) {
  (void)in, (void)inout, (void)length, (void)type;
  __builtin_trap();
}

static volatile int depth = 1 << 30;

static int descend(int level) {
  volatile char room[512];
  room[0] = (char)level;
  if (level >= depth) return 0;
  return descend(level + 1) + room[0];
}

static void overflowing(void *in, void *inout, int *length, MPI_Datatype *type) {
  (void)in, (void)type;
  ((int *)inout)[0] = descend(*length);
}

static void leaving(void *in, void *inout, int *length, MPI_Datatype *type) {
  (void)in, (void)inout, (void)length, (void)type;
  printf("leaving with 5\n");
  exit(5);
}

static void trappingHandler(MPI_Comm *comm, int *code, ...) {
  (void)comm, (void)code;
  __builtin_trap();
}

static void tryOpIndex(void) { reduceWith((MPI_User_function *)99999u); }
static void tryOpNull(void) { reduceWith((MPI_User_function *)0); }
static void tryOpSignature(void) { reduceWith((MPI_User_function *)(void *)wrongType); }
static void tryOpTraps(void) { reduceWith(trapping); }
static void tryOpOverflows(void) { reduceWith(overflowing); }
static void tryOpExits(void) { reduceWith(leaving); }

static void callHandler(MPI_Comm_errhandler_function *function) {
  MPI_Errhandler handler = MPI_ERRHANDLER_NULL;
  MPI_Comm_create_errhandler(function, &handler);
  MPI_Comm_set_errhandler(MPI_COMM_SELF, handler);
  MPI_Comm_call_errhandler(MPI_COMM_SELF, MPI_ERR_OTHER);
}

static void tryHandlerIndex(void) { callHandler((MPI_Comm_errhandler_function *)77777u); }
static void tryHandlerTraps(void) { callHandler(trappingHandler); }

static const Case kCases[] = {
    {"op_index", tryOpIndex},           {"op_null", tryOpNull},
    {"op_signature", tryOpSignature},   {"op_traps", tryOpTraps},
    {"op_overflows", tryOpOverflows},   {"op_exits", tryOpExits},
    {"handler_index", tryHandlerIndex}, {"handler_traps", tryHandlerTraps},
};

int main(int argc, char **argv) { return runCase(argc, argv, kCases, COUNT_OF(kCases)); }
