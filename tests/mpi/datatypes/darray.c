// MPI-3.1 4.1.4: distributed arrays: every element of the whole belongs to exactly one process, for block,
// cyclic and undistributed dimensions in both orders.
// ranks: 1 2 4
// functions: MPI_Type_create_darray MPI_Type_get_extent MPI_Type_size
#include "support.h"

enum { kMostElements = 8 * 9 * 5 };

/// How often each element of the array comes in the parts of all processes of the grid.
static void coversOnce(const char *what, int dimensions, const int *sizes, const int *kinds, const int *arguments,
                       const int *grid, int order) {
  int elementCount = 1, processCount = 1, total = 0;
  for (int i = 0; i < dimensions; i++) elementCount *= sizes[i], processCount *= grid[i];
  int whole[kMostElements], owners[kMostElements], packed[kMostElements];
  for (int i = 0; i < elementCount; i++) whole[i] = i, owners[i] = -1;
  for (int process = 0; process < processCount; process++) {
    MPI_Datatype type;
    int byteSize = -1, position = 0;
    MPI_Aint lower = -1, extent = -1;
    MUST(MPI_Type_create_darray(processCount, process, dimensions, sizes, kinds, arguments, grid, order, MPI_INT,
                                &type));
    MUST(MPI_Type_commit(&type));
    MUST(MPI_Type_size(type, &byteSize));
    MUST(MPI_Type_get_extent(type, &lower, &extent));
    CHECK(lower == 0 && extent == (MPI_Aint)(elementCount * (int)sizeof(int)));
    MUST(MPI_Pack(whole, 1, type, packed, sizeof packed, &position, MPI_COMM_SELF));
    CHECK(position == byteSize);
    for (int i = 0; i < byteSize / (int)sizeof(int); i++) {
      CHECK(packed[i] >= 0 && packed[i] < elementCount && owners[packed[i]] == -1);
      owners[packed[i]] = process;
    }
    total += byteSize / (int)sizeof(int);
    MUST(MPI_Type_free(&type));
  }
  CHECK(total == elementCount);
  say("%s: %d elements over %d processes, owners %08x", what, elementCount, processCount,
      hashBytes(owners, (size_t)elementCount * sizeof(int)));
}

/// Each rank sends its cyclic part to rank 0, which puts the whole together.
static void exchanged(void) {
  enum { kLength = 23 };
  int sizes[1] = {kLength}, kinds[1] = {MPI_DISTRIBUTE_CYCLIC}, arguments[1] = {3}, grid[1] = {np};
  int whole[kLength], result[kLength];
  for (int i = 0; i < kLength; i++) whole[i] = 100 + i, result[i] = -1;
  MPI_Datatype type;
  MUST(MPI_Type_create_darray(np, me, 1, sizes, kinds, arguments, grid, MPI_ORDER_C, MPI_INT, &type));
  MUST(MPI_Type_commit(&type));
  MPI_Request request;
  MUST(MPI_Isend(whole, 1, type, 0, 5, MPI_COMM_WORLD, &request));
  for (int source = 0; me == 0 && source < np; source++) {
    MPI_Datatype theirs;
    MUST(MPI_Type_create_darray(np, source, 1, sizes, kinds, arguments, grid, MPI_ORDER_C, MPI_INT, &theirs));
    MUST(MPI_Type_commit(&theirs));
    MUST(MPI_Recv(result, 1, theirs, source, 5, MPI_COMM_WORLD, MPI_STATUS_IGNORE));
    MUST(MPI_Type_free(&theirs));
  }
  MUST(MPI_Wait(&request, MPI_STATUS_IGNORE));
  for (int i = 0; me == 0 && i < kLength; i++) CHECK(result[i] == 100 + i);
  MUST(MPI_Type_free(&type));
}

static void refused(void) {
  int sizes[1] = {10}, kinds[1] = {MPI_DISTRIBUTE_BLOCK}, small[1] = {2}, grid[1] = {4};
  int standard[1] = {MPI_DISTRIBUTE_DFLT_DARG};
  MPI_Datatype type;
  MUST(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN));
  CHECK(MPI_Type_create_darray(4, 4, 1, sizes, kinds, standard, grid, MPI_ORDER_C, MPI_INT, &type) != MPI_SUCCESS);
  CHECK(MPI_Type_create_darray(4, 0, 1, sizes, kinds, small, grid, MPI_ORDER_C, MPI_INT, &type) != MPI_SUCCESS);
  CHECK(MPI_Type_create_darray(4, 0, 1, sizes, kinds, standard, grid, MPI_ORDER_C, MPI_DATATYPE_NULL, &type) !=
        MPI_SUCCESS);
  MUST(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_ARE_FATAL));
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  enum { kBlock = 0, kCyclic = 1, kNone = 2 };
  const int names[3] = {MPI_DISTRIBUTE_BLOCK, MPI_DISTRIBUTE_CYCLIC, MPI_DISTRIBUTE_NONE};
  int standard[3] = {MPI_DISTRIBUTE_DFLT_DARG, MPI_DISTRIBUTE_DFLT_DARG, MPI_DISTRIBUTE_DFLT_DARG};
  int sizes[3] = {8, 9, 5}, blocks[3] = {4, 3, MPI_DISTRIBUTE_DFLT_DARG};
  int pair[3] = {2, 2, 1}, grid[3] = {2, 3, 1};
  for (int first = 0; first < 2; first++)
    for (int second = 0; second < 2; second++) {
      int kinds[3] = {names[first], names[second], names[kNone]};
      coversOnce("C", 3, sizes, kinds, standard, pair, MPI_ORDER_C);
      coversOnce("Fortran", 3, sizes, kinds, standard, pair, MPI_ORDER_FORTRAN);
      coversOnce("blocks", 3, sizes, kinds, blocks, grid, MPI_ORDER_C);
    }
  exchanged();
  refused();
  return finish("darray");
}
