// MPI-3.1 6.7: callbacks that fail make the call fail; a copy that failed leaves no communicator. Other
// objects are used, made and freed in callbacks.
// ranks: 1 2 4
// functions: MPI_Comm_create_keyval MPI_Comm_set_attr MPI_Comm_get_attr MPI_Comm_delete_attr
// functions: MPI_Comm_free_keyval MPI_Comm_dup MPI_Comm_free
#include "support.h"

static int copyResult = MPI_SUCCESS, deleteResult = MPI_SUCCESS, deletions = 0;

static int copy(MPI_Comm comm, int keyval, void *extra, void *in, void *out, int *flag) {
  (void)comm, (void)keyval, (void)extra;
  *(void **)out = in;
  *flag = 1;
  return copyResult;
}

static int discard(MPI_Comm comm, int keyval, void *value, void *extra) {
  (void)comm, (void)keyval, (void)value, (void)extra;
  if (deleteResult == MPI_SUCCESS) deletions++;
  return deleteResult;
}

/// The value is another communicator's address: both go together.
static int discardInner(MPI_Comm comm, int keyval, void *value, void *extra) {
  MPI_Comm *inner = value;
  int size = 0, found = -1;
  void *own = NULL;
  CHECK(extra == NULL);
  MUST(MPI_Comm_size(comm, &size));
  CHECK(size == np);
  MUST(MPI_Comm_get_attr(comm, keyval, &own, &found));
  CHECK(found && own == value);
  MUST(MPI_Comm_free(inner));
  return MPI_SUCCESS;
}

static int discardOuter(MPI_Comm comm, int keyval, void *value, void *extra) {
  int sum = 0, one = 1;
  (void)keyval, (void)value, (void)extra;
  MUST(MPI_Allreduce(&one, &sum, 1, MPI_INT, MPI_SUM, comm));
  CHECK(sum == np);
  deletions++;
  return MPI_SUCCESS;
}

static void failing(void) {
  MPI_Comm comm, twin = MPI_COMM_NULL;
  int key = MPI_KEYVAL_INVALID, found = -1;
  void *value = NULL;
  MUST(MPI_Comm_dup(MPI_COMM_WORLD, &comm));
  MUST(MPI_Comm_set_errhandler(comm, MPI_ERRORS_RETURN));
  MUST(MPI_Comm_create_keyval(copy, discard, &key, NULL));
  MUST(MPI_Comm_set_attr(comm, key, (void *)1));
  copyResult = MPI_ERR_OTHER;
  say("dup: %s", MPI_Comm_dup(comm, &twin) == MPI_SUCCESS ? "succeeded" : "failed");
  copyResult = MPI_SUCCESS;
  deleteResult = MPI_ERR_OTHER;
  say("delete: %s", MPI_Comm_delete_attr(comm, key) == MPI_SUCCESS ? "succeeded" : "failed");
  say("set: %s", MPI_Comm_set_attr(comm, key, (void *)2) == MPI_SUCCESS ? "succeeded" : "failed");
  deleteResult = MPI_SUCCESS;
  MUST(MPI_Comm_get_attr(comm, key, &value, &found));
  say("still %s, %d", found ? "set" : "not set", (int)(intptr_t)value);
  MUST(MPI_Comm_free_keyval(&key));
  MUST(MPI_Comm_free(&comm));
  say("%d deletions", deletions);
}

/// A communicator with another one as its attribute, which has an attribute itself.
static void nested(void) {
  MPI_Comm outer, inner;
  int outerKey = MPI_KEYVAL_INVALID, innerKey = MPI_KEYVAL_INVALID;
  deletions = 0;
  MUST(MPI_Comm_dup(MPI_COMM_WORLD, &outer));
  MUST(MPI_Comm_dup(MPI_COMM_WORLD, &inner));
  MUST(MPI_Comm_create_keyval(MPI_COMM_NULL_COPY_FN, discardInner, &outerKey, NULL));
  MUST(MPI_Comm_create_keyval(MPI_COMM_NULL_COPY_FN, discardOuter, &innerKey, NULL));
  MUST(MPI_Comm_set_attr(outer, outerKey, &inner));
  MUST(MPI_Comm_set_attr(inner, innerKey, NULL));
  MUST(MPI_Comm_free(&outer));
  CHECK(outer == MPI_COMM_NULL && inner == MPI_COMM_NULL && deletions == 1);
  MUST(MPI_Comm_free_keyval(&outerKey));
  MUST(MPI_Comm_free_keyval(&innerKey));
}

static void wrong(void) {
  int none = MPI_KEYVAL_INVALID, found = -1;
  void *value = NULL;
  MUST(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN));
  say("get with none: %s", className(MPI_Comm_get_attr(MPI_COMM_WORLD, none, &value, &found)));
  say("of no communicator: %s", className(MPI_Comm_delete_attr(MPI_COMM_NULL, none)));
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  failing();
  nested();
  wrong();
  return finish("failing_callbacks");
}
