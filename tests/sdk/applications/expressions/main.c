/* The first rank hands out expressions, the others evaluate them and send back a value or what is
 * wrong. */
#include "evaluate.h"

#include <mpi.h>
#include <stdio.h>
#include <string.h>

static const char* const kTexts[] = {
    "1 + 2 * 3",
    "(1 + 2) * 3",
    "2 * (3",
    "sqrt(2) * sqrt(2)",
    "1 / (2 - 2)",
    "sqrt(0 - 1)",
    "exp(1) - -1",
    "nothing(1)",
    "4 4",
    "",
    "--3",
    "((((((((((((((((((((((((((((((((((((((((((1))))))))))))))))))))))))))))))))))))))))))",
    "1e300 * 1e10",
    "name",
    "7 / 2 / 2"};
enum { kCount = sizeof kTexts / sizeof *kTexts, kAnswerSize = 64, kWork, kAnswer };

static void work(void) {
  struct evaluator evaluator;
  for (;;) {
    int index;
    double value;
    char answer[kAnswerSize];
    MPI_Recv(&index, 1, MPI_INT, 0, kWork, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    if (index < 0)
      return;
    /* Often, so that jumps that lose something would be noticed. */
    for (int i = 0; i < 200; i++) {
      if (evaluate(&evaluator, kTexts[index], &value))
        snprintf(answer, sizeof answer, "%.12g", value);
      else
        snprintf(answer, sizeof answer, "%s at %d", evaluator.problem,
                 (int)(evaluator.at - evaluator.text));
    }
    MPI_Send(answer, (int)strlen(answer) + 1, MPI_CHAR, 0, kAnswer + index, MPI_COMM_WORLD);
  }
}

int main(int argc, char** argv) {
  int rank, size, none = -1;
  MPI_Init(&argc, &argv);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  if (size < 2)
    MPI_Abort(MPI_COMM_WORLD, 2);
  if (rank > 0) {
    work();
    return MPI_Finalize();
  }
  for (int i = 0; i < kCount; i++)
    MPI_Send(&i, 1, MPI_INT, 1 + i % (size - 1), kWork, MPI_COMM_WORLD);
  for (int i = 0; i < kCount; i++) {
    char answer[kAnswerSize];
    MPI_Recv(answer, sizeof answer, MPI_CHAR, MPI_ANY_SOURCE, kAnswer + i, MPI_COMM_WORLD,
             MPI_STATUS_IGNORE);
    printf("%-20.20s  %s\n", kTexts[i], answer);
  }
  for (int i = 1; i < size; i++)
    MPI_Send(&none, 1, MPI_INT, i, kWork, MPI_COMM_WORLD);
  return MPI_Finalize();
}
