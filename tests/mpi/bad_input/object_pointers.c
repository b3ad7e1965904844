// Pointers of calls on communicators, groups, types, topologies and strings outside of linear memory.
// ranks: 2
// functions: MPI_Cart_coords MPI_Cart_create MPI_Comm_dup MPI_Comm_free MPI_Comm_get_name
// functions: MPI_Comm_rank MPI_Comm_set_name MPI_Comm_split MPI_Dims_create MPI_Error_string
// functions: MPI_Get_library_version MPI_Get_processor_name MPI_Group_incl MPI_Group_range_incl
// functions: MPI_Group_translate_ranks MPI_Op_create MPI_Pack MPI_Type_commit
// functions: MPI_Type_create_struct MPI_Type_create_subarray MPI_Type_get_extent MPI_Type_indexed
// functions: MPI_Unpack
// wasm-only: trap (out of bounds|outside)
// cases: comm_rank comm_dup comm_free comm_split comm_get_name comm_set_name processor_name
// cases: library_version error_string group_incl_ranks group_range translate_ranks
// cases: cart_create_dims dims_create cart_coords struct_displacements struct_count
// cases: indexed_lengths subarray_sizes type_commit type_extent pack_out pack_position unpack_in
// cases: op_create_out
// case comm_rank: MPI_Comm_rank
// case comm_dup: MPI_Comm_dup
// case comm_free: MPI_Comm_free
// case comm_split: MPI_Comm_split
// case comm_get_name: MPI_Comm_get_name
// case comm_set_name: MPI_Comm_set_name
// case processor_name: MPI_Get_processor_name
// case library_version: MPI_Get_library_version
// case error_string: MPI_Error_string
// case group_incl_ranks: MPI_Group_incl
// case group_range: MPI_Group_range_incl
// case translate_ranks: MPI_Group_translate_ranks
// case cart_create_dims: MPI_Cart_create
// case dims_create: MPI_Dims_create
// case cart_coords: MPI_Cart_coords
// case struct_displacements: MPI_Type_create_struct
// case struct_count: MPI_Type_create_struct
// case indexed_lengths: MPI_Type_indexed
// case subarray_sizes: MPI_Type_create_subarray
// case type_commit: MPI_Type_commit
// case type_extent: MPI_Type_get_extent
// case pack_out: MPI_Pack
// case pack_position: MPI_Pack
// case unpack_in: MPI_Unpack
// case op_create_out: MPI_Op_create
#include "hostile.h"

static void tryCommRank(void) {
  MPI_Comm_rank(MPI_COMM_WORLD, FAR_AWAY);
}

static void tryCommDup(void) {
  MPI_Comm_dup(MPI_COMM_SELF, nearEnd(3));
}

static void tryCommFree(void) {
  MPI_Comm_free(FAR_AWAY);
}

static void tryCommSplit(void) {
  MPI_Comm_split(MPI_COMM_SELF, 0, 0, FAR_AWAY);
}

static void tryCommGetName(void) {
  int length = 0;
  MPI_Comm_get_name(MPI_COMM_WORLD, nearEnd(4), &length);
}

static void tryCommSetName(void) {
  char *text = nearEnd(16);
  memset(text, 'x', 16);
  MPI_Comm_set_name(MPI_COMM_WORLD, text);
}

static void tryProcessorName(void) {
  int length = 0;
  MPI_Get_processor_name(FAR_AWAY, &length);
}

static void tryLibraryVersion(void) {
  int length = 0;
  MPI_Get_library_version(FAR_AWAY, &length);
}

static void tryErrorString(void) {
  int length = 0;
  MPI_Error_string(MPI_ERR_RANK, FAR_AWAY, &length);
}

static void tryGroupInclRanks(void) {
  MPI_Group world, part;
  MPI_Comm_group(MPI_COMM_WORLD, &world);
  MPI_Group_incl(world, 2, nearEnd(4), &part);
}

static void tryGroupRange(void) {
  MPI_Group world, part;
  MPI_Comm_group(MPI_COMM_WORLD, &world);
  MPI_Group_range_incl(world, 0x40000000, FAR_AWAY, &part);
}

static void tryTranslateRanks(void) {
  MPI_Group world;
  int rank = 0;
  MPI_Comm_group(MPI_COMM_WORLD, &world);
  MPI_Group_translate_ranks(world, 1, &rank, world, FAR_AWAY);
}

static void tryCartCreateDims(void) {
  MPI_Comm grid;
  int periods[4] = {0};
  MPI_Cart_create(MPI_COMM_SELF, 4, FAR_AWAY, periods, 0, &grid);
}

static void tryDimsCreate(void) {
  MPI_Dims_create(4, 3, nearEnd(8));
}

static void tryCartCoords(void) {
  MPI_Comm grid;
  int one[2] = {1, 1}, zero[2] = {0, 0};
  MPI_Cart_create(MPI_COMM_SELF, 2, one, zero, 0, &grid);
  MPI_Cart_coords(grid, 0, 2, nearEnd(4));
}

static void tryStructDisplacements(void) {
  MPI_Datatype type, types[2] = {MPI_INT, MPI_INT};
  int lengths[2] = {1, 1};
  MPI_Type_create_struct(2, lengths, nearEnd(4), types, &type);
}

static void tryStructCount(void) {
  MPI_Datatype type, types[1] = {MPI_INT};
  int lengths[1] = {1};
  MPI_Aint displacements[1] = {0};
  MPI_Type_create_struct(0x7FFFFFFF, lengths, displacements, types, &type);
}

static void tryIndexedLengths(void) {
  MPI_Datatype type;
  int starts[2] = {0, 4};
  MPI_Type_indexed(2, FAR_AWAY, starts, MPI_INT, &type);
}

static void trySubarraySizes(void) {
  MPI_Datatype type;
  int some[3] = {1, 1, 1};
  MPI_Type_create_subarray(3, nearEnd(8), some, some, MPI_ORDER_C, MPI_INT, &type);
}

static void tryTypeCommit(void) {
  MPI_Type_commit(FAR_AWAY);
}

static void tryTypeExtent(void) {
  MPI_Aint lower = 0;
  MPI_Type_get_extent(MPI_INT, &lower, FAR_AWAY);
}

static void tryPackOut(void) {
  int values[4] = {0}, position = 0;
  MPI_Pack(values, 4, MPI_INT, nearEnd(8), 16, &position, MPI_COMM_WORLD);
}

static void tryPackPosition(void) {
  int values[4] = {0};
  char buffer[64];
  MPI_Pack(values, 4, MPI_INT, buffer, 64, FAR_AWAY, MPI_COMM_WORLD);
}

static void tryUnpackIn(void) {
  int values[4] = {0}, position = 0;
  MPI_Unpack(FAR_AWAY, 16, &position, values, 4, MPI_INT, MPI_COMM_WORLD);
}

static void tryOpCreateOut(void) {
  MPI_Op_create((MPI_User_function *)0, 1, FAR_AWAY);
}

static const Case kCases[] = {
    {"comm_rank", tryCommRank},
    {"comm_dup", tryCommDup},
    {"comm_free", tryCommFree},
    {"comm_split", tryCommSplit},
    {"comm_get_name", tryCommGetName},
    {"comm_set_name", tryCommSetName},
    {"processor_name", tryProcessorName},
    {"library_version", tryLibraryVersion},
    {"error_string", tryErrorString},
    {"group_incl_ranks", tryGroupInclRanks},
    {"group_range", tryGroupRange},
    {"translate_ranks", tryTranslateRanks},
    {"cart_create_dims", tryCartCreateDims},
    {"dims_create", tryDimsCreate},
    {"cart_coords", tryCartCoords},
    {"struct_displacements", tryStructDisplacements},
    {"struct_count", tryStructCount},
    {"indexed_lengths", tryIndexedLengths},
    {"subarray_sizes", trySubarraySizes},
    {"type_commit", tryTypeCommit},
    {"type_extent", tryTypeExtent},
    {"pack_out", tryPackOut},
    {"pack_position", tryPackPosition},
    {"unpack_in", tryUnpackIn},
    {"op_create_out", tryOpCreateOut},
};

int main(int argc, char **argv) { return runCase(argc, argv, kCases, COUNT_OF(kCases)); }
