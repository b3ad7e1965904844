// Counts, strides, extents and displacements whose products do not fit into 32 or 64 bits.
// ranks: 2
// functions: MPI_Send MPI_Recv MPI_Pack MPI_Alltoall MPI_Type_contiguous MPI_Type_vector
// functions: MPI_Dims_create MPI_Type_create_resized MPI_Type_create_hindexed MPI_Type_create_struct
// wasm-only: trap (out of bounds|outside|overflow|refused with MPI_ERR)
// cases: send_count send_wraps_to_small huge_type nested_huge_type huge_stride negative_stride
// cases: byte_displacement resized_extent negative_extent below_zero struct_member struct_block
// cases: recv_derived pack_count alltoall_count grid_sizes
// case send_count: MPI_Send
// case send_wraps_to_small: MPI_Send
// case huge_type: MPI_Send
// case huge_stride: MPI_Send
// case negative_stride: MPI_Send
// case byte_displacement: MPI_Send
// case resized_extent: MPI_Send
// case negative_extent: MPI_Send
// case below_zero: MPI_Send
// case struct_member: MPI_Send
// case struct_block: MPI_Send
// case recv_derived: MPI_Recv
// case pack_count: MPI_Pack
// case alltoall_count: MPI_Alltoall
// case grid_sizes: MPI_Dims_create
#include "hostile.h"

/// A type constructor said no: as good as a trap, when the program then ends with a failure. Not by
/// MPI_Abort, after which MPICH's launcher loses what was written in 7 of 100 runs, natively as well.
__attribute__((unused)) static void refuse(int code) {
  printf("refused with %s\n", className(code));
  fflush(stdout);
  __builtin_trap();
}

static void sendOne(MPI_Datatype type, int count) {
  static char bytes[4096];
  int code = MPI_Type_commit(&type);
  if (code != MPI_SUCCESS) refuse(code);
  // The middle of an array, so that small excursions to either side would be inside.
  MPI_Send(bytes + 2048, count, type, MPI_PROC_NULL, 0, MPI_COMM_WORLD);
}

static void trySendCount(void) {
  double value = 0;
  MPI_Send(&value, 0x7FFFFFFF, MPI_DOUBLE, MPI_PROC_NULL, 0, MPI_COMM_WORLD);
}

static void trySendWrapsToSmall(void) {
  // 2^28 items of 16 bytes: 2^32, nothing at all in 32 bits.
  MPI_Datatype pair;
  MPI_Type_contiguous(2, MPI_DOUBLE, &pair);
  MPI_Type_commit(&pair);
  char bytes[64];
  MPI_Send(bytes, 1 << 28, pair, MPI_PROC_NULL, 0, MPI_COMM_WORLD);
}

static void tryHugeType(void) {
  MPI_Datatype type;
  MPI_Type_contiguous(0x7FFFFFFF, MPI_DOUBLE, &type);
  sendOne(type, 1);
}

static void tryNestedHugeType(void) {
  MPI_Datatype type = MPI_DOUBLE;
  for (int level = 0; level < 4; level++) {
    MPI_Datatype larger = MPI_DATATYPE_NULL;
    int code = MPI_Type_contiguous(0x7FFFFFFF, type, &larger);
    if (code != MPI_SUCCESS) refuse(code);
    type = larger;
  }
  sendOne(type, 1);
}

static void tryHugeStride(void) {
  MPI_Datatype type;
  MPI_Type_vector(2, 1, 0x7FFFFFFF, MPI_DOUBLE, &type);
  sendOne(type, 1);
}

static void tryNegativeStride(void) {
  MPI_Datatype type;
  MPI_Type_vector(2, 1, -0x7FFFFFFF, MPI_DOUBLE, &type);
  sendOne(type, 1);
}

static void tryByteDisplacement(void) {
  MPI_Datatype type;
  int one = 1;
  MPI_Aint displacement = -0x7FFFFFFF;
  MPI_Type_create_hindexed(1, &one, &displacement, MPI_INT, &type);
  sendOne(type, 1);
}

static void tryResizedExtent(void) {
  MPI_Datatype type;
  MPI_Type_create_resized(MPI_INT, 0, 0x7FFFFFFF, &type);
  sendOne(type, 3);
}

static void tryNegativeExtent(void) {
  MPI_Datatype type;
  MPI_Type_create_resized(MPI_INT, 0, -0x7FFFFFFF, &type);
  sendOne(type, 3);
}

static void tryBelowZero(void) {
  MPI_Datatype type;
  int one = 1;
  MPI_Aint displacement = -8;
  MPI_Type_create_hindexed(1, &one, &displacement, MPI_INT, &type);
  MPI_Type_commit(&type);
  MPI_Send(MPI_BOTTOM, 1, type, MPI_PROC_NULL, 0, MPI_COMM_WORLD);
}

static void tryStructMember(void) {
  MPI_Datatype type, types[2] = {MPI_INT, MPI_DOUBLE};
  int lengths[2] = {1, 1};
  MPI_Aint displacements[2] = {0, 0x7FFFFFF0};
  MPI_Type_create_struct(2, lengths, displacements, types, &type);
  sendOne(type, 1);
}

static void tryStructBlock(void) {
  MPI_Datatype type, types[2] = {MPI_INT, MPI_DOUBLE};
  int lengths[2] = {1, 0x7FFFFFFF};
  MPI_Aint displacements[2] = {0, 8};
  MPI_Type_create_struct(2, lengths, displacements, types, &type);
  sendOne(type, 1);
}

static void tryRecvDerived(void) {
  MPI_Datatype type;
  MPI_Type_vector(3, 1, 1 << 20, MPI_INT, &type);
  MPI_Type_commit(&type);
  MPI_Recv(nearEnd(4 << 20), 1, type, MPI_PROC_NULL, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}

static void tryPackCount(void) {
  int value = 0, position = 0;
  MPI_Pack(&value, 0x7FFFFFFF, MPI_INT, &value, 4, &position, MPI_COMM_WORLD);
}

static void tryAlltoallCount(void) {
  int value = 0;
  MPI_Alltoall(&value, 0x7FFFFFFF, MPI_INT, &value, 0x7FFFFFFF, MPI_INT, MPI_COMM_WORLD);
}

static void tryGridSizes(void) {
  int sizes[] = {1 << 16, 1 << 16, 0};
  printf("MPI_Dims_create: ");
  refuse(MPI_Dims_create(4, 3, sizes));
}

static const Case kCases[] = {
    {"send_count", trySendCount},
    {"send_wraps_to_small", trySendWrapsToSmall},
    {"huge_type", tryHugeType},
    {"nested_huge_type", tryNestedHugeType},
    {"huge_stride", tryHugeStride},
    {"negative_stride", tryNegativeStride},
    {"byte_displacement", tryByteDisplacement},
    {"resized_extent", tryResizedExtent},
    {"negative_extent", tryNegativeExtent},
    {"below_zero", tryBelowZero},
    {"struct_member", tryStructMember},
    {"struct_block", tryStructBlock},
    {"recv_derived", tryRecvDerived},
    {"pack_count", tryPackCount},
    {"alltoall_count", tryAlltoallCount},
    {"grid_sizes", tryGridSizes},
};

int main(int argc, char **argv) { return runCase(argc, argv, kCases, COUNT_OF(kCases)); }
