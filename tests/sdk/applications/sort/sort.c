/* Integers drawn on all ranks are sorted by splitting them at samples and exchanging what belongs
 * elsewhere. */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

enum { kCount = 50000, kSamples = 64 };

static int compare(const void* left, const void* right) {
  const int l = *(const int*)left, r = *(const int*)right;
  return (l > r) - (l < r);
}

static void chooseSplitters(const int* values, int ranks, int* splitters) {
  int* samples = malloc(sizeof(int) * kSamples * (size_t)ranks);
  int own[kSamples];
  for (int i = 0; i < kSamples; i++)
    own[i] = values[i * (kCount / kSamples)];
  MPI_Allgather(own, kSamples, MPI_INT, samples, kSamples, MPI_INT, MPI_COMM_WORLD);
  qsort(samples, (size_t)(kSamples * ranks), sizeof(int), compare);
  for (int i = 0; i + 1 < ranks; i++)
    splitters[i] = samples[(i + 1) * kSamples];
  splitters[ranks - 1] = INT_MAX;
  free(samples);
}

static int* exchange(int* values, int ranks, const int* splitters, int* total) {
  int* counts = calloc(4 * (size_t)ranks, sizeof(int));
  int *places = counts + ranks, *theirs = places + ranks, *theirPlaces = theirs + ranks;
  for (int i = 0, target = 0; i < kCount; i++) {
    while (values[i] > splitters[target])
      target++;
    counts[target]++;
  }
  MPI_Alltoall(counts, 1, MPI_INT, theirs, 1, MPI_INT, MPI_COMM_WORLD);
  *total = theirs[0];
  for (int i = 1; i < ranks; i++) {
    places[i] = places[i - 1] + counts[i - 1];
    theirPlaces[i] = *total;
    *total += theirs[i];
  }
  int* result = malloc(sizeof(int) * (size_t)(*total + 1));
  MPI_Alltoallv(values, counts, places, MPI_INT, result, theirs, theirPlaces, MPI_INT,
                MPI_COMM_WORLD);
  free(counts);
  return result;
}

int main(int argc, char** argv) {
  int rank, ranks, total, sorted = 1, allSorted;
  struct timeval start;
  MPI_Init(&argc, &argv);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  gettimeofday(&start, NULL);
  int *values = malloc(sizeof(int) * kCount), *splitters = malloc(sizeof(int) * (size_t)ranks);
  unsigned state = 17u * (unsigned)rank + 1;
  for (int i = 0; i < kCount; i++)
    values[i] = (int)((state = state * 1664525u + 1013904223u) >> 4);
  qsort(values, kCount, sizeof(int), compare);
  chooseSplitters(values, ranks, splitters);
  int* mine = exchange(values, ranks, splitters, &total);
  qsort(mine, (size_t)total, sizeof(int), compare);

  const int previous = rank > 0 ? rank - 1 : MPI_PROC_NULL,
            next = rank + 1 < ranks ? rank + 1 : MPI_PROC_NULL;
  int last = total > 0 ? mine[total - 1] : INT_MIN, before = INT_MIN;
  MPI_Sendrecv(&last, 1, MPI_INT, next, 0, &before, 1, MPI_INT, previous, 0, MPI_COMM_WORLD,
               MPI_STATUS_IGNORE);
  for (int i = 0; i < total; i++) {
    sorted = sorted && mine[i] >= before;
    before = mine[i];
  }
  MPI_Allreduce(&sorted, &allSorted, 1, MPI_INT, MPI_LAND, MPI_COMM_WORLD);
  int sizes[64] = {0};
  MPI_Gather(&total, 1, MPI_INT, sizes, 1, MPI_INT, 0, MPI_COMM_WORLD);
  for (int i = 0; rank == 0 && i < ranks && i < 64; i++)
    printf("rank %d holds %d\n", i, sizes[i]);
  if (rank == 0)
    printf("sorted: %d\n", allSorted);
  free(mine), free(values), free(splitters);
  MPI_Finalize();
  return 0;
}
