// MPI-3.1 6.7.2: attributes of communicators: set, got, replaced, deleted, copied by MPI_Comm_dup, gone
// with their communicator, under the names of MPI-1 as well.
// ranks: 1 2 4
// functions: MPI_Comm_create_keyval MPI_Comm_set_attr MPI_Comm_get_attr MPI_Comm_delete_attr
// functions: MPI_Comm_free_keyval MPI_Keyval_create MPI_Attr_put MPI_Attr_get MPI_Attr_delete
// functions: MPI_Keyval_free MPI_Comm_dup MPI_Comm_idup MPI_Comm_free MPI_Comm_dup_with_info
#include "support.h"

static int first = MPI_KEYVAL_INVALID, second = MPI_KEYVAL_INVALID;
static MPI_Comm expected;  // the communicator a callback should be given
static int state = 4711;

static long number(void *pointer) { return (long)(intptr_t)pointer; }

/// Hands a copy on that is one larger, unless the value is odd.
static int copy(MPI_Comm comm, int keyval, void *extra, void *in, void *out, int *flag) {
  CHECK(comm == expected && keyval == first && extra == &state);
  say("copy of %ld", number(in));
  *(void **)out = (void *)(intptr_t)(number(in) + 2);
  *flag = number(in) % 2 == 0;
  return MPI_SUCCESS;
}

static int discard(MPI_Comm comm, int keyval, void *value, void *extra) {
  CHECK(comm == expected && extra == &state);
  CHECK(keyval == first || keyval == second);
  say("%s deleted: %ld", keyval == first ? "first" : "second", number(value));
  return MPI_SUCCESS;
}

static void sayAttribute(const char *what, MPI_Comm comm, int keyval) {
  void *value = (void *)(intptr_t)-5;
  int found = -1;
  MUST(MPI_Comm_get_attr(comm, keyval, &value, &found));
  if (found) say("%s: %ld", what, number(value));
  else say("%s: not set", what);
}

static void basics(void) {
  MPI_Comm comm, even, odd, third;
  MUST(MPI_Comm_dup(MPI_COMM_WORLD, &comm));
  expected = comm;
  MUST(MPI_Comm_create_keyval(copy, discard, &first, &state));
  MUST(MPI_Comm_create_keyval(MPI_COMM_DUP_FN, discard, &second, &state));
  CHECK(first != second && first != MPI_KEYVAL_INVALID && second != MPI_KEYVAL_INVALID);
  sayAttribute("before", comm, first);
  MUST(MPI_Comm_set_attr(comm, first, (void *)10));
  MUST(MPI_Comm_set_attr(comm, second, (void *)-20));
  sayAttribute("first", comm, first);
  sayAttribute("second", comm, second);
  MUST(MPI_Comm_set_attr(comm, first, (void *)12));
  sayAttribute("replaced", comm, first);

  MUST(MPI_Comm_dup(comm, &even));
  sayAttribute("copy of an even one", even, first);
  sayAttribute("handed on", even, second);
  MUST(MPI_Comm_set_attr(comm, first, (void *)13));
  MUST(MPI_Comm_dup_with_info(comm, MPI_INFO_NULL, &odd));
  sayAttribute("copy of an odd one", odd, first);
  expected = odd;
  MUST(MPI_Comm_delete_attr(odd, second));
  sayAttribute("deleted", odd, second);
  MUST(MPI_Comm_free(&odd));
  expected = comm;
  MPI_Request request;
  MUST(MPI_Comm_set_attr(comm, first, (void *)100));
  MUST(MPI_Comm_idup(comm, &third, &request));
  MUST(MPI_Wait(&request, MPI_STATUS_IGNORE));
  sayAttribute("copy of a nonblocking duplicate", third, first);
  expected = third;
  MUST(MPI_Comm_free(&third));

  // A freed keyval lives on with its attributes.
  int firstCopy = first;
  MUST(MPI_Comm_free_keyval(&firstCopy));
  CHECK(firstCopy == MPI_KEYVAL_INVALID);
  expected = even;
  MUST(MPI_Comm_free(&even));
  expected = comm;
  MUST(MPI_Comm_free(&comm));
  CHECK(comm == MPI_COMM_NULL);
  MUST(MPI_Comm_free_keyval(&second));
}

static void pointers(void) {
  static int target = 99;
  int keyval = MPI_KEYVAL_INVALID, found = 0, *value = NULL;
  MPI_Comm copyOfSelf;
  MUST(MPI_Comm_create_keyval(MPI_COMM_NULL_COPY_FN, MPI_COMM_NULL_DELETE_FN, &keyval, NULL));
  MUST(MPI_Comm_set_attr(MPI_COMM_SELF, keyval, &target));
  MUST(MPI_Comm_get_attr(MPI_COMM_SELF, keyval, &value, &found));
  CHECK(found && value == &target && *value == 99);
  MUST(MPI_Comm_dup(MPI_COMM_SELF, &copyOfSelf));
  MUST(MPI_Comm_get_attr(copyOfSelf, keyval, &value, &found));
  CHECK(!found);
  MUST(MPI_Comm_free(&copyOfSelf));
  MUST(MPI_Comm_delete_attr(MPI_COMM_SELF, keyval));
  MUST(MPI_Comm_get_attr(MPI_COMM_SELF, keyval, &value, &found));
  CHECK(!found);
  MUST(MPI_Comm_free_keyval(&keyval));
}

static void oldNames(void) {
  int keyval = MPI_KEYVAL_INVALID, found = -1;
  void *value = NULL;
  MPI_Comm comm, other;
  MUST(MPI_Comm_dup(MPI_COMM_WORLD, &comm));
  MUST(MPI_Keyval_create(MPI_DUP_FN, MPI_NULL_DELETE_FN, &keyval, NULL));
  MUST(MPI_Attr_put(comm, keyval, (void *)77));
  MUST(MPI_Comm_dup(comm, &other));
  MUST(MPI_Attr_get(other, keyval, &value, &found));
  CHECK(found && number(value) == 77);
  MUST(MPI_Attr_delete(other, keyval));
  MUST(MPI_Attr_get(other, keyval, &value, &found));
  CHECK(!found);
  MUST(MPI_Comm_free(&comm));
  MUST(MPI_Comm_free(&other));
  MUST(MPI_Keyval_free(&keyval));
  CHECK(keyval == MPI_KEYVAL_INVALID);
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  basics();
  pointers();
  oldNames();
  return finish("on_communicators");
}
