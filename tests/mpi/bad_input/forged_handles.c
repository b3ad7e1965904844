// Handles that never existed, were freed, or are of another kind: the error class of the null handle,
// as with a native library, never a crash. What natively is undefined must be harmless here.
// ranks: 1 2
// functions: MPI_Send MPI_Comm_size MPI_Type_size MPI_Group_size MPI_Allreduce MPI_Comm_free
// functions: MPI_Type_free MPI_Group_free MPI_Cancel MPI_Start MPI_Comm_set_errhandler
// wasm-only: ok
#include "support.h"

static const unsigned kForged[] = {1u, 7u, 999u, 4095u, 5000u, 70000u, 0x7FFFFFFFu, 0x80000000u, 0xFFFFFFFFu};
enum { kForgedCount = sizeof kForged / sizeof *kForged };

static int value = 0, number = 0;

static void expect(const char *what, int code, int errorClass) {
  int got = -1;
  MPI_Error_class(code, &got);
  if (got != errorClass) say("%s: %s", what, className(code));
  CHECK(got == errorClass);
}

static void forged(unsigned raw) {
  MPI_Comm comm = (MPI_Comm)raw;
  MPI_Datatype type = (MPI_Datatype)raw;
  MPI_Group group = (MPI_Group)raw;
  MPI_Op op = (MPI_Op)raw;
  MPI_Request request = (MPI_Request)raw;
  expect("comm send", MPI_Send(&value, 1, MPI_INT, 0, 0, comm), MPI_ERR_COMM);
  expect("comm size", MPI_Comm_size(comm, &number), MPI_ERR_COMM);
  expect("comm free", MPI_Comm_free(&comm), MPI_ERR_COMM);
  expect("type send", MPI_Send(&value, 1, type, MPI_PROC_NULL, 0, MPI_COMM_WORLD), MPI_ERR_TYPE);
  expect("type size", MPI_Type_size(type, &number), MPI_ERR_TYPE);
  expect("type free", MPI_Type_free(&type), MPI_ERR_TYPE);
  expect("group size", MPI_Group_size(group, &number), MPI_ERR_GROUP);
  expect("op", MPI_Allreduce(&value, &number, 1, MPI_INT, op, MPI_COMM_SELF), MPI_ERR_OP);
  expect("request cancel", MPI_Cancel(&request), MPI_ERR_REQUEST);
  expect("request start", MPI_Start(&request), MPI_ERR_REQUEST);
}

/// Copies of handles made before the original was freed.
static void stale(void) {
  MPI_Comm comm, commCopy;
  MUST(MPI_Comm_dup(MPI_COMM_WORLD, &comm));
  commCopy = comm;
  MUST(MPI_Comm_free(&comm));
  expect("freed comm", MPI_Comm_size(commCopy, &number), MPI_ERR_COMM);
  expect("freed comm twice", MPI_Comm_free(&commCopy), MPI_ERR_COMM);

  MPI_Datatype type, typeCopy;
  MUST(MPI_Type_contiguous(2, MPI_INT, &type));
  MUST(MPI_Type_commit(&type));
  typeCopy = type;
  MUST(MPI_Type_free(&type));
  int pair[2] = {0, 0};
  expect("freed type", MPI_Send(pair, 1, typeCopy, MPI_PROC_NULL, 0, MPI_COMM_WORLD), MPI_ERR_TYPE);
  expect("freed type twice", MPI_Type_free(&typeCopy), MPI_ERR_TYPE);

  MPI_Group group, groupCopy;
  MUST(MPI_Comm_group(MPI_COMM_WORLD, &group));
  groupCopy = group;
  MUST(MPI_Group_free(&group));
  expect("freed group", MPI_Group_size(groupCopy, &number), MPI_ERR_GROUP);

  MPI_Request request, requestCopy;
  MUST(MPI_Recv_init(&value, 1, MPI_INT, 0, 0, MPI_COMM_SELF, &request));
  requestCopy = request;
  MUST(MPI_Request_free(&request));
  expect("freed request", MPI_Start(&requestCopy), MPI_ERR_REQUEST);
}

/// Handles of one kind used as another: the kinds' numbers must not overlap.
static void otherKind(void) {
  MPI_Datatype type = (MPI_Datatype)MPI_COMM_WORLD;
  MPI_Comm comm = (MPI_Comm)MPI_INT;
  MPI_Op op = (MPI_Op)MPI_GROUP_EMPTY;
  expect("comm as type", MPI_Type_size(type, &number), MPI_ERR_TYPE);
  expect("type as comm", MPI_Comm_size(comm, &number), MPI_ERR_COMM);
  expect("group as op", MPI_Allreduce(&value, &number, 1, MPI_INT, op, MPI_COMM_SELF), MPI_ERR_OP);

  MPI_Comm made;
  MPI_Datatype madeType;
  MUST(MPI_Comm_dup(MPI_COMM_SELF, &made));
  MUST(MPI_Type_contiguous(3, MPI_INT, &madeType));
  MPI_Datatype commAsType = (MPI_Datatype)made;
  MPI_Comm typeAsComm = (MPI_Comm)madeType;
  if ((unsigned)made != (unsigned)madeType) {
    expect("new comm as type", MPI_Type_size(commAsType, &number), MPI_ERR_TYPE);
    expect("new type as comm", MPI_Comm_size(typeAsComm, &number), MPI_ERR_COMM);
  }
  MUST(MPI_Comm_free(&made));
  MUST(MPI_Type_free(&madeType));
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
  MPI_Comm_set_errhandler(MPI_COMM_SELF, MPI_ERRORS_RETURN);
  for (int i = 0; i < kForgedCount; i++) forged(kForged[i]);
  stale();
  otherKind();
  int sum = 0;
  MUST(MPI_Allreduce(&me, &sum, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD));
  say("still works: %d", sum);
  return finish("forged_handles");
}
