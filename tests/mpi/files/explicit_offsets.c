// MPI-3.1 13.4.2: data access with explicit offsets, in every form. Each rank writes its block with
// one form and reads the next rank's with another.
// ranks: 1 2 3 4
// dir: scratch
// functions: MPI_File_read_at MPI_File_write_at MPI_File_read_at_all MPI_File_write_at_all
// functions: MPI_File_iread_at MPI_File_iwrite_at MPI_File_iread_at_all MPI_File_iwrite_at_all
// functions: MPI_File_read_at_all_begin MPI_File_read_at_all_end
// functions: MPI_File_write_at_all_begin MPI_File_write_at_all_end
#include "files.h"

enum { kForms = 5 };
static int block[kBlock];

static void writeBlock(MPI_File file, int form, MPI_Offset offset) {
  MPI_Status status;
  MPI_Request request = MPI_REQUEST_NULL;
  switch (form) {
  case 0: MUST(MPI_File_write_at(file, offset, block, kBlock, MPI_INT, &status)); break;
  case 1: MUST(MPI_File_write_at_all(file, offset, block, kBlock, MPI_INT, &status)); break;
  case 2: MUST(MPI_File_iwrite_at(file, offset, block, kBlock, MPI_INT, &request)); break;
  case 3: MUST(MPI_File_iwrite_at_all(file, offset, block, kBlock, MPI_INT, &request)); break;
  default:
    MUST(MPI_File_write_at_all_begin(file, offset, block, kBlock, MPI_INT));
    MUST(MPI_File_write_at_all_end(file, block, &status));
  }
  if (form == 2 || form == 3) MUST(MPI_Wait(&request, &status));
  checkCount(&status, kBlock);
}

static void readBlock(MPI_File file, int form, MPI_Offset offset) {
  MPI_Status status;
  MPI_Request request = MPI_REQUEST_NULL;
  switch (form) {
  case 0: MUST(MPI_File_read_at(file, offset, block, kBlock, MPI_INT, &status)); break;
  case 1: MUST(MPI_File_read_at_all(file, offset, block, kBlock, MPI_INT, &status)); break;
  case 2: MUST(MPI_File_iread_at(file, offset, block, kBlock, MPI_INT, &request)); break;
  case 3: MUST(MPI_File_iread_at_all(file, offset, block, kBlock, MPI_INT, &request)); break;
  default:
    MUST(MPI_File_read_at_all_begin(file, offset, block, kBlock, MPI_INT));
    MUST(MPI_File_read_at_all_end(file, block, &status));
  }
  if (form == 2 || form == 3) MUST(MPI_Wait(&request, &status));
  checkCount(&status, kBlock);
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_File file = create("explicit");
  for (int form = 0; form < kForms; form++) {
    fill(block, me, form);
    writeBlock(file, form, (MPI_Offset)sizeof block * (form * np + me));
  }
  settle(file);
  const int next = (me + 1) % np;
  for (int form = 0; form < kForms; form++) {
    const int wanted = (form + 2) % kForms;
    memset(block, 0, sizeof block);
    readBlock(file, form, (MPI_Offset)sizeof block * (wanted * np + next));
    check(block, next, wanted);
    say("form %d reads %08x", form, hashBytes(block, sizeof block));
  }
  MPI_Status status;
  MUST(MPI_File_read_at(file, (MPI_Offset)sizeof block * kForms * np - 40, block, kBlock, MPI_INT, &status));
  checkCount(&status, 10);
  MUST(MPI_File_read_at(file, 1 << 20, block, kBlock, MPI_INT, &status));
  checkCount(&status, 0);
  MUST(MPI_File_read_at(file, 0, block, 0, MPI_INT, MPI_STATUS_IGNORE));
  MUST(MPI_File_close(&file));
  return finish("explicit_offsets");
}
