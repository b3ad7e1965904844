// MPI-3.1 8.3.3, 13.7: error handlers of files, and that of MPI_FILE_NULL, which opening and deleting
// use and files inherit. Errors come back by default.
// ranks: 1 2 4
// dir: scratch
// functions: MPI_File_create_errhandler MPI_File_set_errhandler MPI_File_get_errhandler
// functions: MPI_File_call_errhandler
#include "files.h"

static int calls = 0, wasNull = 0;
static MPI_File lastFile;
static char lastClass[64];

static void onError(MPI_File *file, int *code, ...) {
  calls++;
  lastFile = *file;
  wasNull = *file == MPI_FILE_NULL;
  snprintf(lastClass, sizeof lastClass, "%s", className(*code));
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Errhandler handler, seen;
  MUST(MPI_File_get_errhandler(MPI_FILE_NULL, &seen));
  CHECK(seen == MPI_ERRORS_RETURN);
  MPI_File file = create("errors");
  MUST(MPI_File_get_errhandler(file, &seen));
  CHECK(seen == MPI_ERRORS_RETURN);

  MUST(MPI_File_create_errhandler(onError, &handler));
  MUST(MPI_File_set_errhandler(file, handler));
  MUST(MPI_File_get_errhandler(file, &seen));
  CHECK(seen == handler);
  MUST(MPI_Errhandler_free(&seen));
  MUST(MPI_File_call_errhandler(file, MPI_ERR_IO));
  CHECK(calls == 1 && lastFile == file && strcmp(lastClass, "MPI_ERR_IO") == 0);
  int value = 0;
  say("negative count: %s", className(MPI_File_write_at(file, 0, &value, -1, MPI_INT, MPI_STATUS_IGNORE)));
  say("heard %d: %s", calls, lastClass);
  MUST(MPI_File_close(&file));

  // Now for opening, deleting, and the files opened from here on.
  calls = 0;
  MUST(MPI_File_set_errhandler(MPI_FILE_NULL, handler));
  say("open: %s", className(MPI_File_open(MPI_COMM_WORLD, "absent", MPI_MODE_RDONLY, MPI_INFO_NULL, &file)));
  CHECK(calls == 1 && wasNull);
  say("heard %d: %s", calls, lastClass);
  say("delete: %s", className(MPI_File_delete("absent", MPI_INFO_NULL)));
  say("heard %d: %s", calls, lastClass);
  MPI_Offset size;
  say("no file: %s", className(MPI_File_get_size(MPI_FILE_NULL, &size)));
  say("heard %d: %s", calls, lastClass);
  file = create("errors");
  MUST(MPI_File_call_errhandler(file, MPI_ERR_AMODE));
  CHECK(lastFile == file && strcmp(lastClass, "MPI_ERR_AMODE") == 0);
  MUST(MPI_File_close(&file));
  MUST(MPI_File_set_errhandler(MPI_FILE_NULL, MPI_ERRORS_RETURN));
  say("open again: %s", className(MPI_File_open(MPI_COMM_WORLD, "absent", MPI_MODE_RDONLY, MPI_INFO_NULL, &file)));
  say("heard %d", calls);
  // Not freed: MPICH counts one reference too few.
  return finish("error_handlers");
}
