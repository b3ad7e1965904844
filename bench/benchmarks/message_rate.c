// Message rate: rank 0 sends windows of messages without waiting in between, rank 1 has receives posted for a whole window
// and answers once it is full. The time is that of one message.
// usage: message_rate [largest size, at most 256 KiB] [seconds for all sizes] [smallest size]
#include "messages.h"

enum { kWindow = 64, kData = 1, kFull = 2, kMostBytes = 256 << 10 };

static int rank;

static void sendWindow(char *out, int byteCount, MPI_Request *requests) {
  for (int i = 0; i < kWindow; i++) MPI_Isend(out, byteCount, MPI_BYTE, 1, kData, MPI_COMM_WORLD, &requests[i]);
  MPI_Waitall(kWindow, requests, MPI_STATUSES_IGNORE);
  MPI_Recv(NULL, 0, MPI_BYTE, 1, kFull, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}

static void receiveWindow(char *in, int byteCount, MPI_Request *requests) {
  for (int i = 0; i < kWindow; i++)
    MPI_Irecv(in + (size_t)i * (size_t)byteCount, byteCount, MPI_BYTE, 0, kData, MPI_COMM_WORLD, &requests[i]);
  MPI_Waitall(kWindow, requests, MPI_STATUSES_IGNORE);
  MPI_Send(NULL, 0, MPI_BYTE, 0, kFull, MPI_COMM_WORLD);
}

static double windows(void *out, void *in, int byteCount, int transfers) {
  MPI_Request requests[kWindow];
  double begin = MPI_Wtime();
  for (int i = 0; i < transfers; i++) {
    if (rank == 0) sendWindow(out, byteCount, requests);
    if (rank == 1) receiveWindow(in, byteCount, requests);
  }
  return MPI_Wtime() - begin;
}

int main(int argc, char **argv) {
  MPI_Init(&argc, &argv);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  needRanks("message_rate", 2);
  Sweep sweep = readSweep(argc, argv);
  if (sweep.mostBytes > kMostBytes) sweep.mostBytes = kMostBytes;  // a window has to fit into memory
  sweep.copies = kWindow;  // no two receives of a window into the same place
  runSweep("message_rate", windows, sweep, kWindow, rank);
  MPI_Finalize();
  return 0;
}
