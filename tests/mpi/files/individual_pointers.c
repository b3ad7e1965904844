// MPI-3.1 13.4.3: data access with individual file pointers, in every form, and where they are.
// ranks: 1 2 3 4
// dir: scratch
// functions: MPI_File_read MPI_File_write MPI_File_read_all MPI_File_write_all
// functions: MPI_File_iread MPI_File_iwrite MPI_File_iread_all MPI_File_iwrite_all
// functions: MPI_File_read_all_begin MPI_File_read_all_end
// functions: MPI_File_write_all_begin MPI_File_write_all_end
// functions: MPI_File_seek MPI_File_get_position MPI_File_get_byte_offset
#include "files.h"

enum { kForms = 5 };
static int block[kBlock];

static void writeBlock(MPI_File file, int form) {
  MPI_Status status;
  MPI_Request request = MPI_REQUEST_NULL;
  switch (form) {
  case 0: MUST(MPI_File_write(file, block, kBlock, MPI_INT, &status)); break;
  case 1: MUST(MPI_File_write_all(file, block, kBlock, MPI_INT, &status)); break;
  case 2: MUST(MPI_File_iwrite(file, block, kBlock, MPI_INT, &request)); break;
  case 3: MUST(MPI_File_iwrite_all(file, block, kBlock, MPI_INT, &request)); break;
  default:
    MUST(MPI_File_write_all_begin(file, block, kBlock, MPI_INT));
    MUST(MPI_File_write_all_end(file, block, &status));
  }
  if (form == 2 || form == 3) MUST(MPI_Waitall(1, &request, &status));
  checkCount(&status, kBlock);
}

static void readBlock(MPI_File file, int form) {
  MPI_Status status;
  MPI_Request request = MPI_REQUEST_NULL;
  switch (form) {
  case 0: MUST(MPI_File_read(file, block, kBlock, MPI_INT, &status)); break;
  case 1: MUST(MPI_File_read_all(file, block, kBlock, MPI_INT, &status)); break;
  case 2: MUST(MPI_File_iread(file, block, kBlock, MPI_INT, &request)); break;
  case 3: MUST(MPI_File_iread_all(file, block, kBlock, MPI_INT, &request)); break;
  default:
    MUST(MPI_File_read_all_begin(file, block, kBlock, MPI_INT));
    MUST(MPI_File_read_all_end(file, block, &status));
  }
  if (form == 2 || form == 3) MUST(MPI_Waitall(1, &request, &status));
  checkCount(&status, kBlock);
}

static void tell(MPI_File file, const char *when) {
  MPI_Offset position = -1, offset = -1;
  MUST(MPI_File_get_position(file, &position));
  MUST(MPI_File_get_byte_offset(file, position, &offset));
  say("%s: at %lld, byte %lld", when, (long long)position, (long long)offset);
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_File file = create("individual");
  // Each rank's forms lie one behind the other.
  MUST(MPI_File_set_view(file, (MPI_Offset)sizeof block * kForms * me, MPI_INT, MPI_INT, "native", MPI_INFO_NULL));
  for (int form = 0; form < kForms; form++) {
    fill(block, me, form);
    writeBlock(file, form);
    // Open MPI 4.1 reads, changes and writes the gaps of a collective write, too: what another rank writes there
    // at the same time is lost (natively: 3 of 163 runs).
    MPI_Barrier(MPI_COMM_WORLD);
  }
  tell(file, "written");
  settle(file);
  MUST(MPI_File_seek(file, kBlock, MPI_SEEK_SET));
  tell(file, "set");
  for (int form = 0; form < kForms - 1; form++) {
    memset(block, 0, sizeof block);
    readBlock(file, (form + 3) % kForms);
    check(block, me, form + 1);
  }
  MUST(MPI_File_seek(file, -3 * kBlock, MPI_SEEK_CUR));
  tell(file, "back");
  readBlock(file, 4);
  check(block, me, 2);
  MUST(MPI_File_seek(file, -kBlock, MPI_SEEK_END));
  tell(file, "before the end");
  readBlock(file, 0);
  check(block, np - 1, kForms - 1);
  say("seek before the beginning: %s", MPI_File_seek(file, -1, MPI_SEEK_SET) == MPI_SUCCESS ? "done" : "refused");
  say("seek from nowhere: %s", className(MPI_File_seek(file, 0, 12345)));
  MUST(MPI_File_close(&file));
  return finish("individual_pointers");
}
