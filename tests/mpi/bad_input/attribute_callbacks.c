// Attribute callbacks that trap, leave, change what the library goes through, or are no functions.
// ranks: 2
// functions: MPI_Comm_create_keyval MPI_Comm_set_attr MPI_Comm_delete_attr MPI_Comm_dup MPI_Comm_free
// functions: MPI_Type_create_keyval MPI_Type_set_attr MPI_Type_free MPI_Finalize MPI_Comm_get_attr
// wasm-only: trap .
// cases: copy_index copy_signature delete_signature keyval_out value_out copy_traps delete_traps
// cases: delete_exits set_in_delete delete_in_delete delete_in_copy free_in_copy free_in_delete
// cases: type_free_in_delete finalize_in_delete
// cases openmpi: deep_recursion
// case copy_index: (undefined element|out of bounds|outside|no function|not a function|table)
// case copy_signature: (mismatch|signature|type)
// case delete_signature: (mismatch|signature|type)
// case keyval_out: MPI_Comm_create_keyval.*outside
// case value_out: MPI_Comm_get_attr.*outside
// case copy_traps: unreachable
// case delete_traps: unreachable
// case delete_exits: leaving with 6
// case set_in_delete: MPI_Comm_set_attr: must not be called by an attribute callback
// case delete_in_delete: MPI_Comm_delete_attr: must not be called by an attribute callback
// case delete_in_copy: MPI_Comm_delete_attr: must not be called by an attribute callback
// case free_in_copy: MPI_Comm_free: must not be called by an attribute callback
// case free_in_delete: MPI_Comm_free: must not be called by an attribute callback
// case type_free_in_delete: MPI_Type_free: must not be called by an attribute callback
// case finalize_in_delete: MPI_Finalize: must not be called by an attribute callback
// case deep_recursion: call stack exhausted
#include "hostile.h"

static int key = MPI_KEYVAL_INVALID;
static MPI_Comm comm = MPI_COMM_NULL, twin = MPI_COMM_NULL;

static MPI_Comm newComm(void) {
  MPI_Comm made = MPI_COMM_NULL;
  MPI_Comm_dup(MPI_COMM_SELF, &made);
  return made;
}

static void cache(MPI_Comm_copy_attr_function *copy, MPI_Comm_delete_attr_function *discard) {
  comm = newComm();
  MPI_Comm_create_keyval(copy, discard, &key, NULL);
  MPI_Comm_set_attr(comm, key, (void *)1);
}

#define COPY(name, body)                                                                           \
  static int name(MPI_Comm object, int keyval, void *extra, void *in, void *out, int *flag) {      \
    (void)object, (void)keyval, (void)extra, (void)in, (void)out;                                  \
    *flag = 0;                                                                                     \
    body;                                                                                          \
    return MPI_SUCCESS;                                                                            \
  }
#define DISCARD(name, body)                                                                        \
  static int name(MPI_Comm object, int keyval, void *value, void *extra) {                         \
    (void)object, (void)keyval, (void)value, (void)extra;                                          \
    body;                                                                                          \
    return MPI_SUCCESS;                                                                            \
  }

COPY(copyTraps, __builtin_trap())
COPY(copyDeletes, MPI_Comm_delete_attr(object, keyval))
COPY(copyFrees, MPI_Comm_free(&comm))
DISCARD(deleteTraps, __builtin_trap())
DISCARD(deleteExits, printf("leaving with 6\n"); exit(6))
DISCARD(deleteSets, MPI_Comm_set_attr(object, keyval, value))
DISCARD(deleteDeletes, MPI_Comm_delete_attr(object, keyval))
DISCARD(deleteFrees, MPI_Comm_free(&object))
DISCARD(deleteFinalizes, MPI_Finalize())

/// Another communicator with the same attribute, and so on: MPICH runs out of communicators before the stack ends.
DISCARD(deleteMore, MPI_Comm more = newComm(); MPI_Comm_set_attr(more, keyval, value);
        MPI_Comm_delete_attr(more, keyval))

static int typeDiscard(MPI_Datatype type, int keyval, void *value, void *extra) {
  (void)keyval, (void)value, (void)extra;
  MPI_Type_free(&type);
  return MPI_SUCCESS;
}

static int wrongType(double x) { return (int)x; }

static void tryCopyIndex(void) {
  MPI_Comm_create_keyval((MPI_Comm_copy_attr_function *)99999u, MPI_COMM_NULL_DELETE_FN, &key, NULL);
}
static void tryCopySignature(void) {
  MPI_Comm_create_keyval((MPI_Comm_copy_attr_function *)(void *)wrongType, MPI_COMM_NULL_DELETE_FN,
                         &key, NULL);
}
static void tryDeleteSignature(void) {
  MPI_Comm_create_keyval(MPI_COMM_NULL_COPY_FN, (MPI_Comm_delete_attr_function *)(void *)wrongType,
                         &key, NULL);
}
static void tryKeyvalOut(void) {
  MPI_Comm_create_keyval(MPI_COMM_NULL_COPY_FN, MPI_COMM_NULL_DELETE_FN, FAR_AWAY, NULL);
}
static void tryValueOut(void) {
  int found = 0;
  cache(MPI_COMM_NULL_COPY_FN, MPI_COMM_NULL_DELETE_FN);
  MPI_Comm_get_attr(comm, key, nearEnd(2), &found);
}
static void tryCopyTraps(void) {
  cache(copyTraps, MPI_COMM_NULL_DELETE_FN);
  MPI_Comm_dup(comm, &twin);
}
static void tryDeleteTraps(void) {
  cache(MPI_COMM_NULL_COPY_FN, deleteTraps);
  MPI_Comm_delete_attr(comm, key);
}
static void tryDeleteExits(void) {
  cache(MPI_COMM_NULL_COPY_FN, deleteExits);
  MPI_Comm_free(&comm);
}
static void trySetInDelete(void) {
  cache(MPI_COMM_NULL_COPY_FN, deleteSets);
  MPI_Comm_free(&comm);
}
static void tryDeleteInDelete(void) {
  cache(MPI_COMM_NULL_COPY_FN, deleteDeletes);
  MPI_Comm_delete_attr(comm, key);
}
static void tryDeleteInCopy(void) {
  cache(copyDeletes, MPI_COMM_NULL_DELETE_FN);
  MPI_Comm_dup(comm, &twin);
}
static void tryFreeInCopy(void) {
  cache(copyFrees, MPI_COMM_NULL_DELETE_FN);
  MPI_Comm_dup(comm, &twin);
}
static void tryFreeInDelete(void) {
  cache(MPI_COMM_NULL_COPY_FN, deleteFrees);
  MPI_Comm_free(&comm);
}
static void tryTypeFreeInDelete(void) {
  MPI_Datatype type;
  MPI_Type_contiguous(2, MPI_INT, &type);
  MPI_Type_create_keyval(MPI_TYPE_NULL_COPY_FN, typeDiscard, &key, NULL);
  MPI_Type_set_attr(type, key, NULL);
  MPI_Type_free(&type);
}
static void tryFinalizeInDelete(void) {
  cache(MPI_COMM_NULL_COPY_FN, deleteFinalizes);
  MPI_Comm_free(&comm);
}
static void tryDeepRecursion(void) {
  cache(MPI_COMM_NULL_COPY_FN, deleteMore);
  MPI_Comm_delete_attr(comm, key);
}

static const Case kCases[] = {
    {"copy_index", tryCopyIndex},
    {"copy_signature", tryCopySignature},
    {"delete_signature", tryDeleteSignature},
    {"keyval_out", tryKeyvalOut},
    {"value_out", tryValueOut},
    {"copy_traps", tryCopyTraps},
    {"delete_traps", tryDeleteTraps},
    {"delete_exits", tryDeleteExits},
    {"set_in_delete", trySetInDelete},
    {"delete_in_delete", tryDeleteInDelete},
    {"delete_in_copy", tryDeleteInCopy},
    {"free_in_copy", tryFreeInCopy},
    {"free_in_delete", tryFreeInDelete},
    {"type_free_in_delete", tryTypeFreeInDelete},
    {"finalize_in_delete", tryFinalizeInDelete},
    {"deep_recursion", tryDeepRecursion},
};

int main(int argc, char **argv) { return runCase(argc, argv, kCases, COUNT_OF(kCases)); }
