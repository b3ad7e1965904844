// Meets the process at the other end of standard input, a connected socket, and tells it a number.
#include <mpi.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv) {
  MPI_Init(&argc, &argv);
  MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
  MPI_Comm other;
  int rank, isInter, remoteSize, theirs = 0, length;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  int code = MPI_Comm_join(STDIN_FILENO, &other);
  if (code != MPI_SUCCESS) {
    char text[MPI_MAX_ERROR_STRING];
    MPI_Error_string(code, text, &length);
    printf("rank %d: %s\n", rank, text);
    MPI_Finalize();
    return 0;
  }
  MPI_Comm_test_inter(other, &isInter);
  MPI_Comm_remote_size(other, &remoteSize);
  int mine = 10 + rank;
  MPI_Sendrecv(&mine, 1, MPI_INT, 0, 7, &theirs, 1, MPI_INT, 0, 7, other, MPI_STATUS_IGNORE);
  // The socket is the program's again, with nothing left in it (MPI-3.1 10.5.5).
  char byte = (char)('a' + rank);
  if (write(STDIN_FILENO, &byte, 1) != 1 || read(STDIN_FILENO, &byte, 1) != 1) byte = '?';
  printf("rank %d: inter %d, %d there, %d and %d, %c\n", rank, isInter, remoteSize, mine, theirs, byte);
  MPI_Comm_disconnect(&other);
  MPI_Finalize();
  return 0;
}
