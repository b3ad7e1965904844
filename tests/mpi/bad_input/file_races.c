// One rank exchanges a file with a symbolic link that leads out, over and over, while the others open
// it, with the file pointers' files beside it: they get the file or an error, never what lies outside.
// ranks: 2 4
// dir: scratch
// functions: MPI_File_open MPI_File_read_at MPI_File_write_shared MPI_File_delete
// wasm-only: ok
#include <unistd.h>

#include "../files/files.h"

enum { kOpens = 30, kTries = 5000 };
static int done = 0;

static void exchange(void) {
  int isDone = 0;
  MPI_Request request;
  MUST(MPI_Irecv(&done, 1, MPI_INT, 0, 1, MPI_COMM_WORLD, &request));
  while (!isDone) {
    for (int i = 0; i < 20; i++) {
      rename("link", "target");
      symlink("../secret", "link");
      rename("file", "target");
      FILE *again = fopen("file", "w");
      if (again) {
        fputs("plain\n", again);
        fclose(again);
      }
    }
    MUST(MPI_Test(&request, &isDone, MPI_STATUS_IGNORE));
  }
}

static void openAndRead(void) {
  int opened = 0;
  for (int i = 0; i < kTries && opened < kOpens; i++) {
    MPI_File file;
    char text[8] = "";
    if (MPI_File_open(MPI_COMM_SELF, "target", MPI_MODE_RDWR | MPI_MODE_CREATE, MPI_INFO_NULL, &file) != MPI_SUCCESS) {
      usleep(100);
      continue;
    }
    opened++;
    MUST(MPI_File_read_at(file, 0, text, 6, MPI_CHAR, MPI_STATUS_IGNORE));
    CHECK(strcmp(text, "secret") != 0);
    if (opened % 10 == 0) MUST(MPI_File_write_shared(file, "x", 1, MPI_CHAR, MPI_STATUS_IGNORE));
    MUST(MPI_File_close(&file));
    if (opened % 7 == 0) MPI_File_delete("target", MPI_INFO_NULL);
  }
  CHECK(opened > 0);
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  if (me == np - 1) {
    exchange();
  } else {
    openAndRead();
  }
  if (me == 0) {
    for (int rank = 1; rank < np - 1; rank++)
      MPI_Recv(&done, 1, MPI_INT, rank, 2, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    MPI_Send(&done, 1, MPI_INT, np - 1, 1, MPI_COMM_WORLD);
  } else if (me < np - 1) {
    MPI_Send(&done, 1, MPI_INT, 0, 2, MPI_COMM_WORLD);
  }
  return finish("file_races");
}
