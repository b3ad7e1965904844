/* A message of 100,000 bytes to itself of which 4 are received: how many are written behind these. */
#include <mpi.h>
#include <stdio.h>
#include <string.h>

enum { kSent = 100000, kReceived = 4 };
static char sent[kSent], received[kSent];

int main(int argc, char** argv) {
  MPI_Request request;
  int code, class, written = 0;
  MPI_Init(&argc, &argv);
  MPI_Comm_set_errhandler(MPI_COMM_SELF, MPI_ERRORS_RETURN);
  memset(sent, 1, kSent);
  MPI_Isend(sent, kSent, MPI_CHAR, 0, 0, MPI_COMM_SELF, &request);
  code = MPI_Recv(received, kReceived, MPI_CHAR, 0, 0, MPI_COMM_SELF, MPI_STATUS_IGNORE);
  MPI_Error_class(code, &class);
  MPI_Wait(&request, MPI_STATUS_IGNORE);
  for (int i = kReceived; i < kSent; i++) written += received[i];
  printf("%s, %d\n", class == MPI_ERR_TRUNCATE ? "truncated" : "not truncated", written);
  MPI_Finalize();
  return 0;
}
