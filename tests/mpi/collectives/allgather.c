// MPI-3.1 5.7: Allgather and Allgatherv, with IN_PLACE, with a derived type on one side.
// functions: MPI_Allgather MPI_Allgatherv
#include "support.h"

enum { kEach = 6 };

static void fixedCounts(int inPlace) {
  int *all = malloc((size_t)np * kEach * sizeof *all), own[kEach];
  for (int i = 0; i < np * kEach; i++) all[i] = -1;
  for (int i = 0; i < kEach; i++) own[i] = pattern(me, 9, i);
  if (inPlace) memcpy(all + me * kEach, own, sizeof own);
  MUST(MPI_Allgather(inPlace ? MPI_IN_PLACE : own, kEach, MPI_INT, all, kEach, MPI_INT,
                     MPI_COMM_WORLD));
  for (int r = 0; r < np; r++)
    for (int i = 0; i < kEach; i++) CHECK(all[r * kEach + i] == pattern(r, 9, i));
  say("allgather %d: %u", inPlace, hashBytes(all, (size_t)np * kEach * sizeof *all));
  free(all);
}

static void varyingCounts(int inPlace) {
  int counts[64], displacements[64], total = 0;
  for (int r = np - 1; r >= 0; r--) counts[r] = r % 3 + 1, displacements[r] = total, total += counts[r] + 2;
  int64_t *all = malloc((size_t)total * sizeof *all), own[3];
  for (int i = 0; i < total; i++) all[i] = -1;
  for (int i = 0; i < counts[me]; i++) own[i] = (int64_t)pattern(me, 8, i) << 20;
  if (inPlace) memcpy(all + displacements[me], own, (size_t)counts[me] * sizeof *own);
  MUST(MPI_Allgatherv(inPlace ? MPI_IN_PLACE : own, counts[me], MPI_INT64_T, all, counts,
                      displacements, MPI_INT64_T, MPI_COMM_WORLD));
  for (int r = 0; r < np; r++) {
    for (int i = 0; i < counts[r]; i++)
      CHECK(all[displacements[r] + i] == (int64_t)pattern(r, 8, i) << 20);
    CHECK(all[displacements[r] + counts[r]] == -1);
  }
  say("allgatherv %d: %u", inPlace, hashBytes(all, (size_t)total * sizeof *all));
  free(all);
}

/// Each rank gives a contiguous row; it arrives as a column of every rank's matrix.
static void rowsToColumns(void) {
  MPI_Datatype column, stepped;
  int row[4], matrix[4 * 64];
  MUST(MPI_Type_vector(4, 1, np, MPI_INT, &column));
  MUST(MPI_Type_create_resized(column, 0, sizeof(int), &stepped));
  MUST(MPI_Type_commit(&stepped));
  for (int i = 0; i < 4; i++) row[i] = pattern(me, 0, i);
  MUST(MPI_Allgather(row, 4, MPI_INT, matrix, 1, stepped, MPI_COMM_WORLD));
  for (int r = 0; r < np; r++)
    for (int i = 0; i < 4; i++) CHECK(matrix[i * np + r] == pattern(r, 0, i));
  say("columns: %u", hashBytes(matrix, (size_t)np * 4 * sizeof *matrix));
  MUST(MPI_Type_free(&column));
  MUST(MPI_Type_free(&stepped));
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  for (int inPlace = 0; inPlace < 2; inPlace++) fixedCounts(inPlace), varyingCounts(inPlace);
  rowsToColumns();
  return finish("allgather");
}
