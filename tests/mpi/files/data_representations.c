// MPI-3.1 13.5.3: what the library says to representations of the program's own.
// ranks: 1 2
// dir: scratch
// functions: MPI_Register_datarep
#include "files.h"

static int extentOf(MPI_Datatype type, MPI_Aint *extent, void *extra) {
  (void)extra;
  MPI_Aint lowerBound;
  return MPI_Type_get_extent(type, &lowerBound, extent);
}

static int convert(void *user, MPI_Datatype type, int count, void *inFile, MPI_Offset position, void *extra) {
  (void)user, (void)type, (void)count, (void)inFile, (void)position, (void)extra;
  return MPI_ERR_CONVERSION;
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  say("extent only: %s",
      className(MPI_Register_datarep("mine", MPI_CONVERSION_FN_NULL, MPI_CONVERSION_FN_NULL, extentOf, NULL)));
  say("again: %s",
      className(MPI_Register_datarep("mine", MPI_CONVERSION_FN_NULL, MPI_CONVERSION_FN_NULL, extentOf, NULL)));
  say("converting: %s", className(MPI_Register_datarep("other", convert, convert, extentOf, NULL)));
  say("no extent: %s",
      className(MPI_Register_datarep("third", MPI_CONVERSION_FN_NULL, MPI_CONVERSION_FN_NULL, NULL, NULL)));
  MPI_File file = create("representations");
  say("used: %s", className(MPI_File_set_view(file, 0, MPI_INT, MPI_INT, "mine", MPI_INFO_NULL)));
  MUST(MPI_File_close(&file));
  return finish("data_representations");
}
