/* The MPI functions that are C inside the guest, and the layout of the types they work on. */
#include <mpi.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

_Static_assert(sizeof(MPI_Status) == 32, "MPI-5.0 ABI: a status is 8 integers");
_Static_assert(sizeof(MPI_Aint) == 4 && sizeof(MPI_Aint) == sizeof(void *), "addresses");
_Static_assert(sizeof(MPI_Offset) == 8 && sizeof(MPI_Count) == 8, "offsets and counts");
_Static_assert(sizeof(MPI_Fint) == sizeof(int), "Fortran integers");
_Static_assert(sizeof(MPI_Comm) == 4 && sizeof(MPI_Datatype) == 4 && sizeof(MPI_Request) == 4 &&
                   sizeof(MPI_Op) == 4 && sizeof(MPI_Group) == 4 && sizeof(MPI_Win) == 4 &&
                   sizeof(MPI_File) == 4 && sizeof(MPI_Info) == 4 && sizeof(MPI_Errhandler) == 4 &&
                   sizeof(MPI_Message) == 4,
               "handles are 32-bit");
_Static_assert(offsetof(MPI_Status, MPI_SOURCE) == 0 && offsetof(MPI_Status, MPI_TAG) == 4 &&
                   offsetof(MPI_Status, MPI_ERROR) == 8,
               "the public part of a status");
#if MPI_VERSION != 3 || MPI_SUBVERSION != 1
#error "mpi.h claims another version than it implements"
#endif
#if !defined MPI_FILE_NULL || !defined MPI_COMM_WORLD || !defined MPI_COMM_DUP_FN || !defined MPI_INT
#error "programs test these with #ifdef"
#endif

static int failures;
#define CHECK(condition)                                                                           \
  do {                                                                                             \
    if (!(condition)) {                                                                            \
      printf("%d: %s does not hold\n", __LINE__, #condition);                                      \
      failures++;                                                                                  \
    }                                                                                              \
  } while (0)

static void addresses(void) {
  int array[4];
  MPI_Aint first, third;
  CHECK(MPI_Get_address(&array[0], &first) == MPI_SUCCESS);
  CHECK(MPI_Address(&array[2], &third) == MPI_SUCCESS);
  CHECK((uintptr_t)MPI_BOTTOM + (uintptr_t)first == (uintptr_t)array);
  CHECK(MPI_Aint_diff(third, first) == 8 && MPI_Aint_add(first, 8) == third);
  CHECK(MPI_Aint_add(INT32_MAX, 1) == INT32_MIN);
  CHECK(PMPI_Aint_diff(first, third) == -8);
}

static void memory(void) {
  for (int size = 0; size < 300; size += 37) {
    char *base = NULL;
    CHECK(MPI_Alloc_mem(size, MPI_INFO_NULL, &base) == MPI_SUCCESS);
    CHECK((uintptr_t)base % 64 == 0);
    memset(base, 1, (size_t)size);
    CHECK(MPI_Free_mem(base) == MPI_SUCCESS);
  }
  char *untouched = (char *)&failures;
  CHECK(MPI_Alloc_mem(-1, MPI_INFO_NULL, &untouched) == MPI_ERR_NO_MEM);
  CHECK(MPI_Alloc_mem(-4096, MPI_INFO_NULL, &untouched) == MPI_ERR_NO_MEM);
  CHECK(untouched == (char *)&failures);
}

static void fortran(void) {
  CHECK(MPI_Comm_c2f(MPI_COMM_WORLD) == 0x101 && MPI_Comm_f2c(0x101) == MPI_COMM_WORLD);
  CHECK(MPI_Type_f2c(MPI_Type_c2f(MPI_DOUBLE)) == MPI_DOUBLE);
  CHECK(PMPI_Request_f2c(MPI_Request_c2f(MPI_REQUEST_NULL)) == MPI_REQUEST_NULL);
  MPI_Status status = {1, 2, 3, {4, 5, 6, 7, 8}}, back;
  MPI_Fint copy[MPI_F_STATUS_SIZE];
  CHECK(MPI_Status_c2f(&status, copy) == MPI_SUCCESS);
  CHECK(copy[MPI_F_SOURCE] == 1 && copy[MPI_F_TAG] == 2 && copy[MPI_F_ERROR] == 3 && copy[7] == 8);
  CHECK(MPI_Status_f2c(copy, &back) == MPI_SUCCESS && memcmp(&status, &back, sizeof back) == 0);
  CHECK(MPI_Status_c2f(MPI_STATUS_IGNORE, copy) == MPI_ERR_ARG);
}

static void callbacks(void) {
  int value, flag = 0;
  void *copied = NULL;
  MPI_Comm_copy_attr_function *duplicate = MPI_COMM_DUP_FN;
  CHECK(duplicate(MPI_COMM_WORLD, 9, NULL, &value, &copied, &flag) == MPI_SUCCESS);
  CHECK(flag == 1 && copied == &value);
  CHECK((uintptr_t)duplicate >= 64); /* --table-base: below are only constants */
  CHECK(MPI_COMM_NULL_COPY_FN == 0 && MPI_COMM_NULL_DELETE_FN == 0);
}

int main(void) {
  addresses();
  memory();
  fortran();
  callbacks();
  MPI_Pcontrol(2, "more", 3.0);
  printf("%d failure(s)\n", failures);
  return failures != 0;
}
