// Files that are none, were closed, or are in use; views and positions no library can compute with:
// error classes, never a crash.
// ranks: 1 2
// dir: scratch
// functions: MPI_File_close MPI_File_get_size MPI_File_read_at MPI_File_set_view MPI_File_seek
// functions: MPI_File_read_all_begin MPI_File_read_all_end MPI_File_iread_at MPI_File_write_at
// functions: MPI_File_set_errhandler MPI_File_seek_shared MPI_File_get_byte_offset MPI_File_set_size
// wasm-only: ok
#include <limits.h>

#include "../files/files.h"

static int value = 0;

static void expect(const char *what, int code, int errorClass) {
  int got = -1;
  MPI_Error_class(code, &got);
  if (got != errorClass) say("%s: %s", what, className(code));
  CHECK(got == errorClass);
}

static void forged(unsigned raw) {
  MPI_File file = (MPI_File)raw;
  MPI_Offset offset;
  expect("size", MPI_File_get_size(file, &offset), MPI_ERR_FILE);
  expect("read", MPI_File_read_at(file, 0, &value, 1, MPI_INT, MPI_STATUS_IGNORE), MPI_ERR_FILE);
  expect("end", MPI_File_read_all_end(file, &value, MPI_STATUS_IGNORE), MPI_ERR_FILE);
  expect("view", MPI_File_set_view(file, 0, MPI_INT, MPI_INT, "native", MPI_INFO_NULL), MPI_ERR_FILE);
  expect("seek", MPI_File_seek(file, 0, MPI_SEEK_SET), MPI_ERR_FILE);
  expect("close", MPI_File_close(&file), MPI_ERR_FILE);
  if (file != MPI_FILE_NULL)
    expect("handler", MPI_File_set_errhandler(file, MPI_ERRORS_RETURN), MPI_ERR_FILE);
}

static void busy(void) {
  MPI_File file = create("busy"), copy = file;
  MPI_Request request, requestCopy;
  // Open MPI's nonblocking reads at the end of a file never end.
  MUST(MPI_File_write_at(file, 0, &value, 1, MPI_INT, MPI_STATUS_IGNORE));
  settle(file);
  MUST(MPI_File_read_all_begin(file, &value, 1, MPI_INT));
  expect("begin twice", MPI_File_read_all_begin(file, &value, 1, MPI_INT), MPI_ERR_REQUEST);
  expect("end of another", MPI_File_write_all_end(file, &value, MPI_STATUS_IGNORE), MPI_ERR_REQUEST);
  expect("close", MPI_File_close(&file), MPI_ERR_REQUEST);
  // The buffer of the end is none to go by.
  MUST(MPI_File_read_all_end(file, (void *)0xFFFFFF00u, MPI_STATUS_IGNORE));
  expect("end twice", MPI_File_read_all_end(file, &value, MPI_STATUS_IGNORE), MPI_ERR_REQUEST);

  MUST(MPI_File_iread_at(file, 0, &value, 1, MPI_INT, &request));
  if (request != MPI_REQUEST_NULL) {
    requestCopy = request;
    expect("close before wait", MPI_File_close(&file), MPI_ERR_REQUEST);
    expect("free", MPI_Request_free(&request), MPI_ERR_REQUEST);
    MUST(MPI_Wait(&request, MPI_STATUS_IGNORE));
    expect("wait twice", MPI_Wait(&requestCopy, MPI_STATUS_IGNORE), MPI_ERR_REQUEST);
  }
  MUST(MPI_File_close(&file));
  expect("closed twice", MPI_File_close(&copy), MPI_ERR_FILE);
  forged((unsigned)copy);
}

static void viewOf(MPI_File file, const char *what, MPI_Offset from, MPI_Datatype etype, MPI_Datatype filetype) {
  const int code = MPI_File_set_view(file, from, etype, filetype, "native", MPI_INFO_NULL);
  CHECK(code != MPI_SUCCESS);
  if (code == MPI_SUCCESS) say("%s: accepted", what);
  // Whatever the library thinks of it by now.
  MPI_File_write_at(file, 0, &value, 1, MPI_INT, MPI_STATUS_IGNORE);
  MPI_File_read_at(file, 3, &value, 1, MPI_INT, MPI_STATUS_IGNORE);
}

static void views(void) {
  MPI_File file = create("views");
  MPI_Datatype empty, backwards, negative, shrunk, stretched, endless;
  const int lengths[2] = {1, 1};
  const MPI_Aint descending[2] = {8, 0}, below[2] = {-8, 0};
  MUST(MPI_Type_contiguous(0, MPI_INT, &empty));
  MUST(MPI_Type_create_hindexed(2, lengths, descending, MPI_INT, &backwards));
  MUST(MPI_Type_create_hindexed(2, lengths, below, MPI_INT, &negative));
  MUST(MPI_Type_create_resized(MPI_INT, 0, 0, &shrunk));
  MUST(MPI_Type_create_resized(MPI_INT, 0, -8, &stretched));
  MUST(MPI_Type_vector(1 << 20, 1 << 20, 1 << 20, MPI_DOUBLE, &endless));
  MPI_Datatype *all[] = {&empty, &backwards, &negative, &shrunk, &stretched, &endless};
  for (int i = 0; i < 6; i++) {
    MUST(MPI_Type_commit(all[i]));
    viewOf(file, "filetype", 0, i == 5 ? MPI_DOUBLE : MPI_INT, *all[i]);
  }
  viewOf(file, "etype", 0, empty, empty);
  viewOf(file, "negative", -5, MPI_INT, MPI_INT);
  viewOf(file, "far", LLONG_MAX, MPI_INT, MPI_INT);
  viewOf(file, "current", MPI_DISPLACEMENT_CURRENT, MPI_INT, MPI_INT);
  viewOf(file, "no type", 0, MPI_DATATYPE_NULL, MPI_INT);
  MUST(MPI_File_set_view(file, 0, MPI_INT, MPI_INT, "native", MPI_INFO_NULL));
  MUST(MPI_File_write_at(file, 0, &value, 1, MPI_INT, MPI_STATUS_IGNORE));
  for (int i = 0; i < 6; i++) MUST(MPI_Type_free(all[i]));
  MUST(MPI_File_close(&file));
}

static void positions(void) {
  MPI_File file = create("positions");
  MPI_Offset result;
  static const MPI_Offset far[] = {-1, LLONG_MAX, LLONG_MAX / 2, LLONG_MIN, 1LL << 54};
  MUST(MPI_File_set_view(file, 0, MPI_INT, MPI_INT, "native", MPI_INFO_NULL));
  for (int i = 0; i < 5; i++) {
    expect("write", MPI_File_write_at(file, far[i], &value, 1, MPI_INT, MPI_STATUS_IGNORE), MPI_ERR_ARG);
    expect("write all", MPI_File_write_at_all(file, far[i], &value, 1, MPI_INT, MPI_STATUS_IGNORE), MPI_ERR_ARG);
    expect("offset", MPI_File_get_byte_offset(file, far[i], &result), MPI_ERR_ARG);
    expect("size", MPI_File_set_size(file, far[i]), MPI_ERR_ARG);
    expect("preallocate", MPI_File_preallocate(file, far[i]), MPI_ERR_ARG);
    if (i > 0) expect("seek", MPI_File_seek(file, far[i], MPI_SEEK_SET), MPI_ERR_ARG);
    if (i > 0) expect("seek on", MPI_File_seek(file, far[i], MPI_SEEK_CUR), MPI_ERR_ARG);
    if (i > 0) expect("seek shared", MPI_File_seek_shared(file, far[i], MPI_SEEK_END), MPI_ERR_ARG);
  }
  // Step by step it goes no further.
  int code = MPI_SUCCESS;
  for (int i = 0; i < 5 && code == MPI_SUCCESS; i++) code = MPI_File_seek(file, 1LL << 49, MPI_SEEK_CUR);
  expect("steps", code, MPI_ERR_ARG);
  expect("whence", MPI_File_seek(file, 0, 600), MPI_ERR_ARG);
  expect("no type", MPI_File_read_at(file, 0, &value, 1, MPI_DATATYPE_NULL, MPI_STATUS_IGNORE), MPI_ERR_TYPE);
  expect("count", MPI_File_read_at(file, 0, &value, -1, MPI_INT, MPI_STATUS_IGNORE), MPI_ERR_COUNT);
  MUST(MPI_File_close(&file));
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
  static const unsigned raws[] = {1u, 0x118u, 999u, 0x101u, 70000u, 0x7FFFFFFFu, 0xFFFFFFFFu};
  for (size_t i = 0; i < sizeof raws / sizeof *raws; i++) forged(raws[i]);
  busy();
  views();
  positions();
  return finish("file_handles");
}
