// Wrong arguments of point-to-point calls come back as the class the library gives natively.
// functions: MPI_Send MPI_Recv MPI_Isend MPI_Irecv MPI_Sendrecv MPI_Probe MPI_Wait MPI_Send_init
// functions: MPI_Bsend MPI_Ssend MPI_Rsend MPI_Get_count MPI_Cancel MPI_Start MPI_Request_free
#include "support.h"

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
  MPI_Comm world = MPI_COMM_WORLD;
  int value = 1, other = 0, count = 0;
  MPI_Request request = MPI_REQUEST_NULL;
  MPI_Status status;

  say("rank size: %s", className(MPI_Send(&value, 1, MPI_INT, np, 0, world)));
  say("rank -9: %s", className(MPI_Send(&value, 1, MPI_INT, -9, 0, world)));
  say("rank any: %s", className(MPI_Send(&value, 1, MPI_INT, MPI_ANY_SOURCE, 0, world)));
  say("tag -5: %s", className(MPI_Send(&value, 1, MPI_INT, 0, -5, world)));
  say("tag any: %s", className(MPI_Send(&value, 1, MPI_INT, 0, MPI_ANY_TAG, world)));
  say("count -1: %s", className(MPI_Send(&value, -1, MPI_INT, 0, 0, world)));
  say("type null: %s", className(MPI_Send(&value, 1, MPI_DATATYPE_NULL, 0, 0, world)));
  say("comm null: %s", className(MPI_Send(&value, 1, MPI_INT, 0, 0, MPI_COMM_NULL)));
  say("bsend: %s", className(MPI_Bsend(&value, 1, MPI_INT, np, 0, world)));
  say("ssend: %s", className(MPI_Ssend(&value, 1, MPI_INT, 0, -5, world)));
  say("rsend: %s", className(MPI_Rsend(&value, -1, MPI_INT, 0, 0, world)));
  say("isend: %s", className(MPI_Isend(&value, 1, MPI_INT, np, 0, world, &request)));
  say("send_init: %s", className(MPI_Send_init(&value, -3, MPI_INT, 0, 0, world, &request)));

  say("recv rank: %s", className(MPI_Recv(&value, 1, MPI_INT, np, 0, world, &status)));
  say("recv tag: %s", className(MPI_Recv(&value, 1, MPI_INT, 0, -9, world, &status)));
  say("recv count: %s", className(MPI_Recv(&value, -2, MPI_INT, 0, 0, world, &status)));
  say("recv type: %s", className(MPI_Recv(&value, 1, MPI_DATATYPE_NULL, 0, 0, world, &status)));
  say("recv comm: %s", className(MPI_Recv(&value, 1, MPI_INT, 0, 0, MPI_COMM_NULL, &status)));
  say("irecv: %s", className(MPI_Irecv(&value, 1, MPI_INT, np + 3, 0, world, &request)));
  say("sendrecv: %s", className(MPI_Sendrecv(&value, 1, MPI_INT, np, 0, &other, 1, MPI_INT, 0, 0,
                                             world, &status)));
  say("probe: %s", className(MPI_Probe(np, 0, world, &status)));
  CHECK(value == 1 && other == 0);

  MPI_Datatype uncommitted;
  MUST(MPI_Type_contiguous(2, MPI_INT, &uncommitted));
  int pair[2] = {1, 2};
  say("uncommitted: %s", className(MPI_Send(pair, 1, uncommitted, 0, 0, world)));
  MUST(MPI_Type_free(&uncommitted));

  request = MPI_REQUEST_NULL;
  say("cancel null: %s", className(MPI_Cancel(&request)));
  say("start null: %s", className(MPI_Start(&request)));
  say("free null: %s", className(MPI_Request_free(&request)));
  MUST(MPI_Wait(&request, &status));
  MUST(MPI_Get_count(&status, MPI_INT, &count));
  CHECK(count == 0);
  return finish("invalid_point_to_point");
}
