// What the programs of this chapter share.
#pragma once

#include "../support.h"

/// A new, empty file that all ranks have open.
__attribute__((unused)) static MPI_File create(const char *name) {
  MPI_File file = MPI_FILE_NULL;
  MUST(MPI_File_open(MPI_COMM_WORLD, name, MPI_MODE_RDWR | MPI_MODE_CREATE, MPI_INFO_NULL, &file));
  MUST(MPI_File_set_size(file, 0));
  MPI_Barrier(MPI_COMM_WORLD);
  return file;
}

/// Makes what all ranks wrote visible to all.
__attribute__((unused)) static void settle(MPI_File file) {
  MUST(MPI_File_sync(file));
  MPI_Barrier(MPI_COMM_WORLD);
  MUST(MPI_File_sync(file));
}

enum { kBlock = 100 };

/// Block `index` of the file, as rank `writer` writes it.
__attribute__((unused)) static void fill(int *block, int writer, int index) {
  for (int i = 0; i < kBlock; i++) block[i] = pattern(writer, index, i);
}

__attribute__((unused)) static void check(const int *block, int writer, int index) {
  int wrong = 0;
  for (int i = 0; i < kBlock; i++) wrong += block[i] != pattern(writer, index, i);
  CHECK(wrong == 0);
}

__attribute__((unused)) static void checkCount(const MPI_Status *status, int wanted) {
  int count = -1;
  MUST(MPI_Get_count(status, MPI_INT, &count));
  CHECK(count == wanted);
}
