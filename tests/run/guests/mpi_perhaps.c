/* Uses MPI only if it is given an argument, as programs do that are asked for their help. */
#include <mpi.h>
#include <stdio.h>

int main(int argc, char** argv) {
  int isInitialized = 1;
  if (argc > 1)
    MPI_Init(&argc, &argv);
  MPI_Initialized(&isInitialized);
  puts(isInitialized ? "initialized" : "not initialized");
  return argc > 1 ? MPI_Finalize() : 0;
}
