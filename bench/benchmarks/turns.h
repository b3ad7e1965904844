// How a program lets wasmpi-bench decide what it measures when: the native and the Wasm program are both alive, and the
// driver gives them short turns in alternation, so that both see the machine in the same state.
//   driver to rank 0, on its standard input:   CASE SECONDS
//   rank 0 to the driver:                      CASE NANOSECONDS NANOSECONDS ...     one value a batch
// The end of the input ends the program. Between turns no rank uses the processor: it belongs to the other program.
#pragma once

#include <mpi.h>

#include "bench.h"

enum { kTurnTag = 999 };

typedef struct {
  char name[32];   ///< of the case; empty: no turn follows
  double seconds;  ///< how long to measure, about
} Turn;

/// True if the program is to take turns: its first argument is `turns`.
__attribute__((unused)) static int takesTurns(int argc, char **argv) {
  return argc > 1 && strcmp(argv[1], "turns") == 0;
}

/// Reads the driver's next line, on rank 0.
static Turn readTurn(void) {
  Turn turn = {"", 0};
  char line[128];
  if (!fgets(line, sizeof line, stdin)) return turn;
  if (sscanf(line, "%31s %lf", turn.name, &turn.seconds) != 2 || !(turn.seconds > 0)) {
    fprintf(stderr, "a turn is 'CASE SECONDS', not '%s'\n", line);
    MPI_Abort(MPI_COMM_WORLD, 2);
  }
  return turn;
}

/// Waits for a message without keeping the processor busy, as MPI_Recv would.
static void sleepUntilMessage(int source) {
  const struct timespec pause = {0, 1000000};
  for (int arrived = 0;;) {
    MPI_Iprobe(source, kTurnTag, MPI_COMM_WORLD, &arrived, MPI_STATUS_IGNORE);
    if (arrived) return;
    nanosleep(&pause, NULL);
  }
}

/// The next turn, the same on all ranks. False: there is none.
__attribute__((unused)) static int nextTurn(Turn *turn, int rank) {
  int size = 0;
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  if (rank == 0) {
    *turn = readTurn();
    for (int other = 1; other < size; other++)
      MPI_Send(turn, sizeof *turn, MPI_BYTE, other, kTurnTag, MPI_COMM_WORLD);
  } else {
    sleepUntilMessage(0);
    MPI_Recv(turn, sizeof *turn, MPI_BYTE, 0, kTurnTag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  }
  MPI_Barrier(MPI_COMM_WORLD);
  return turn->name[0] != '\0';
}

/// Rank 0's answer: seconds, divided by `share` operations each.
__attribute__((unused)) static void answerTurn(const Turn *turn, const double *samples, int count, double share) {
  printf("%s", turn->name);
  for (int i = 0; i < count; i++) printf(" %.4g", samples[i] / share * 1e9);
  printf("\n");
  fflush(stdout);
}
