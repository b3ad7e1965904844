// MPI-3.1 3.11: communication with PROC_NULL succeeds at once and leaves the buffer alone.
// ranks: 1 2
// functions: MPI_Send MPI_Recv MPI_Isend MPI_Irecv MPI_Probe MPI_Iprobe MPI_Mprobe MPI_Mrecv
// functions: MPI_Sendrecv MPI_Sendrecv_replace MPI_Bsend MPI_Ssend MPI_Rsend MPI_Improbe MPI_Imrecv
#include "support.h"

static void checkNull(const MPI_Status *status) {
  int count = -1;
  // MPICH 4.0.2 does not always say so.
  say("source %d, tag %d", status->MPI_SOURCE == MPI_PROC_NULL, status->MPI_TAG == MPI_ANY_TAG);
  MUST(MPI_Get_count(status, MPI_INT, &count));
  CHECK(count == 0);
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  int value = 11, flag = 0;
  MPI_Comm world = MPI_COMM_WORLD;
  MPI_Status status;
  MPI_Request request;
  MPI_Message message = MPI_MESSAGE_NULL;
  MUST(MPI_Send(&value, 1, MPI_INT, MPI_PROC_NULL, 0, world));
  MUST(MPI_Ssend(&value, 1, MPI_INT, MPI_PROC_NULL, 0, world));
  MUST(MPI_Rsend(&value, 1, MPI_INT, MPI_PROC_NULL, 0, world));
  MUST(MPI_Bsend(&value, 1, MPI_INT, MPI_PROC_NULL, 0, world));
  MUST(MPI_Recv(&value, 1, MPI_INT, MPI_PROC_NULL, 3, world, &status));
  checkNull(&status);
  MUST(MPI_Isend(&value, 1, MPI_INT, MPI_PROC_NULL, 0, world, &request));
  MUST(MPI_Wait(&request, &status));
  MUST(MPI_Irecv(&value, 1, MPI_INT, MPI_PROC_NULL, 9, world, &request));
  MUST(MPI_Wait(&request, &status));
  checkNull(&status);
  MUST(MPI_Probe(MPI_PROC_NULL, 4, world, &status));
  checkNull(&status);
  MUST(MPI_Iprobe(MPI_PROC_NULL, 4, world, &flag, &status));
  CHECK(flag);
  checkNull(&status);
  MUST(MPI_Sendrecv_replace(&value, 1, MPI_INT, MPI_PROC_NULL, 0, MPI_PROC_NULL, 0, world, &status));
  checkNull(&status);
  int other = 12;
  MUST(MPI_Sendrecv(&value, 1, MPI_INT, MPI_PROC_NULL, 0, &other, 1, MPI_INT, MPI_PROC_NULL, 0,
                    world, &status));
  checkNull(&status);
  MUST(MPI_Mprobe(MPI_PROC_NULL, 0, world, &message, &status));
  CHECK(message == MPI_MESSAGE_NO_PROC);
  checkNull(&status);
  MUST(MPI_Mrecv(&value, 1, MPI_INT, &message, &status));
  CHECK(message == MPI_MESSAGE_NULL);
  checkNull(&status);
  MUST(MPI_Improbe(MPI_PROC_NULL, 0, world, &flag, &message, &status));
  CHECK(flag && message == MPI_MESSAGE_NO_PROC);
  MUST(MPI_Imrecv(&value, 1, MPI_INT, &message, &request));
  CHECK(message == MPI_MESSAGE_NULL);
  MUST(MPI_Wait(&request, &status));
  checkNull(&status);
  CHECK(value == 11 && other == 12);
  say("value %d, other %d", value, other);
  return finish("proc_null");
}
