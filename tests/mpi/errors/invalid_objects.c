// Wrong arguments of communicator, group, type and topology calls.
// wasm-only mpich: ok
// functions: MPI_Comm_dup MPI_Comm_free MPI_Comm_split MPI_Comm_rank MPI_Comm_size MPI_Comm_group
// functions: MPI_Group_incl MPI_Group_size MPI_Group_free MPI_Type_free MPI_Type_size
// functions: MPI_Type_commit MPI_Type_vector MPI_Type_contiguous MPI_Cart_rank MPI_Cart_coords
// functions: MPI_Cart_create MPI_Dims_create MPI_Comm_compare MPI_Pack MPI_Unpack
#include "support.h"

static void communicators(void) {
  MPI_Comm comm = MPI_COMM_NULL;
  int number = 0;
  say("dup null: %s", className(MPI_Comm_dup(MPI_COMM_NULL, &comm)));
  say("rank null: %s", className(MPI_Comm_rank(MPI_COMM_NULL, &number)));
  say("size null: %s", className(MPI_Comm_size(MPI_COMM_NULL, &number)));
  say("free null: %s", className(MPI_Comm_free(&comm)));
  say("split null: %s", className(MPI_Comm_split(MPI_COMM_NULL, 0, 0, &comm)));
  say("split colour: %s", className(MPI_Comm_split(MPI_COMM_WORLD, -3, 0, &comm)));
  say("compare null: %s", className(MPI_Comm_compare(MPI_COMM_WORLD, MPI_COMM_NULL, &number)));
}

static void groups(void) {
  MPI_Group world, part = MPI_GROUP_NULL;
  int number = 0, outside[1] = {np}, twice[2] = {0, 0};
  say("group of null: %s", className(MPI_Comm_group(MPI_COMM_NULL, &part)));
  MUST(MPI_Comm_group(MPI_COMM_WORLD, &world));
  say("incl outside: %s", className(MPI_Group_incl(world, 1, outside, &part)));
  if (np > 1) say("incl twice: %s", className(MPI_Group_incl(world, np + 1, twice, &part)));
  say("size null: %s", className(MPI_Group_size(MPI_GROUP_NULL, &number)));
  part = MPI_GROUP_NULL;
  say("free null: %s", className(MPI_Group_free(&part)));
  MUST(MPI_Group_free(&world));
  CHECK(world == MPI_GROUP_NULL);
}

static void types(void) {
  MPI_Datatype type = MPI_DATATYPE_NULL;
  int number = 0;
  say("size null: %s", className(MPI_Type_size(MPI_DATATYPE_NULL, &number)));
  say("commit null: %s", className(MPI_Type_commit(&type)));
  say("free null: %s", className(MPI_Type_free(&type)));
  type = MPI_INT;
  say("free int: %s", className(MPI_Type_free(&type)));
  say("contiguous -1: %s", className(MPI_Type_contiguous(-1, MPI_INT, &type)));
  say("contiguous of null: %s", className(MPI_Type_contiguous(1, MPI_DATATYPE_NULL, &type)));
  say("vector -1: %s", className(MPI_Type_vector(-1, 1, 1, MPI_INT, &type)));
  say("vector block -1: %s", className(MPI_Type_vector(2, -1, 1, MPI_INT, &type)));
}

static void topologies(void) {
  MPI_Comm comm = MPI_COMM_NULL;
  int dims[2] = {np + 1, 2}, periods[2] = {0, 0}, coords[2] = {0, 0}, number = 0;
  say("cart too large: %s",
      className(MPI_Cart_create(MPI_COMM_WORLD, 2, dims, periods, 0, &comm)));
  say("rank without cart: %s", className(MPI_Cart_rank(MPI_COMM_WORLD, coords, &number)));
  say("coords without cart: %s", className(MPI_Cart_coords(MPI_COMM_WORLD, 0, 2, coords)));
  int odd[2] = {np + 1, 0};
  say("dims_create: %s", className(MPI_Dims_create(np, 2, odd)));
}

static void packing(void) {
  int value = 1, position = 0;
  char buffer[2];
  say("pack too small: %s",
      className(MPI_Pack(&value, 1, MPI_INT, buffer, 2, &position, MPI_COMM_WORLD)));
  position = 0;
  say("unpack too small: %s",
      className(MPI_Unpack(buffer, 2, &position, &value, 1, MPI_INT, MPI_COMM_WORLD)));
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
  communicators();
  groups();
  types();
  topologies();
  packing();
  return finish("invalid_objects");
}
