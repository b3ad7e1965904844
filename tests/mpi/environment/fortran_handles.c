// Handles and statuses there and back as Fortran has them (MPI-3.1 17.2.4, 17.2.5).
// functions: MPI_Comm_c2f MPI_Comm_f2c MPI_Type_c2f MPI_Type_f2c MPI_Group_c2f MPI_Group_f2c MPI_Op_c2f MPI_Op_f2c
// functions: MPI_Request_c2f MPI_Request_f2c MPI_Errhandler_c2f MPI_Errhandler_f2c MPI_Info_c2f MPI_Info_f2c
// functions: MPI_Message_c2f MPI_Message_f2c MPI_Win_c2f MPI_Win_f2c MPI_File_c2f MPI_File_f2c
// functions: MPI_Status_c2f MPI_Status_f2c
#include "support.h"

/// There and back gives the handle; two handles are not one integer.
#define ROUND_TRIP(toInteger, toHandle, handle, other) \
  do {                                                 \
    CHECK(toHandle(toInteger(handle)) == (handle));    \
    CHECK(toHandle(toInteger(other)) == (other));      \
    CHECK(toInteger(handle) != toInteger(other));      \
  } while (0)
#define NULL_ROUND_TRIP(toInteger, toHandle, null) CHECK(toHandle(toInteger(null)) == (null))

static void objects(void) {
  MPI_Comm comm;
  MPI_Datatype type;
  MPI_Group group;
  MPI_Request request;
  int value = 0;
  MUST(MPI_Comm_dup(MPI_COMM_WORLD, &comm));
  MUST(MPI_Type_contiguous(3, MPI_INT, &type));
  MUST(MPI_Comm_group(comm, &group));
  MUST(MPI_Recv_init(&value, 1, MPI_INT, 0, 0, MPI_COMM_SELF, &request));
  ROUND_TRIP(MPI_Comm_c2f, MPI_Comm_f2c, comm, MPI_COMM_WORLD);
  ROUND_TRIP(MPI_Type_c2f, MPI_Type_f2c, type, MPI_INT);
  ROUND_TRIP(MPI_Group_c2f, MPI_Group_f2c, group, MPI_GROUP_EMPTY);
  ROUND_TRIP(MPI_Request_c2f, MPI_Request_f2c, request, MPI_REQUEST_NULL);
  ROUND_TRIP(MPI_Op_c2f, MPI_Op_f2c, MPI_SUM, MPI_MAX);
  ROUND_TRIP(MPI_Errhandler_c2f, MPI_Errhandler_f2c, MPI_ERRORS_RETURN, MPI_ERRORS_ARE_FATAL);
  MUST(MPI_Request_free(&request));
  MUST(MPI_Group_free(&group));
  MUST(MPI_Type_free(&type));

  // What came back is usable.
  MPI_Comm again = MPI_Comm_f2c(MPI_Comm_c2f(comm));
  int size = 0;
  MUST(MPI_Comm_size(again, &size));
  say("size %d", size);
  MUST(MPI_Comm_free(&comm));
}

static void nullHandles(void) {
  NULL_ROUND_TRIP(MPI_Comm_c2f, MPI_Comm_f2c, MPI_COMM_NULL);
  NULL_ROUND_TRIP(MPI_Type_c2f, MPI_Type_f2c, MPI_DATATYPE_NULL);
  NULL_ROUND_TRIP(MPI_Group_c2f, MPI_Group_f2c, MPI_GROUP_NULL);
  NULL_ROUND_TRIP(MPI_Op_c2f, MPI_Op_f2c, MPI_OP_NULL);
  NULL_ROUND_TRIP(MPI_Info_c2f, MPI_Info_f2c, MPI_INFO_NULL);
  NULL_ROUND_TRIP(MPI_Message_c2f, MPI_Message_f2c, MPI_MESSAGE_NULL);
  NULL_ROUND_TRIP(MPI_Win_c2f, MPI_Win_f2c, MPI_WIN_NULL);
  NULL_ROUND_TRIP(MPI_File_c2f, MPI_File_f2c, MPI_FILE_NULL);
}

static void statuses(void) {
  int value = me, got = 0, count = 0;
  MPI_Status status, copy;
  MPI_Fint fortran[64] = {0};
  MUST(MPI_Sendrecv(&value, 1, MPI_INT, 0, 17, &got, 1, MPI_INT, 0, 17, MPI_COMM_SELF, &status));
  MUST(MPI_Status_c2f(&status, fortran));
  memset(&copy, 0, sizeof copy);
  MUST(MPI_Status_f2c(fortran, &copy));
  MUST(MPI_Get_count(&copy, MPI_INT, &count));
  say("source %d tag %d count %d", copy.MPI_SOURCE, copy.MPI_TAG, count);
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  objects();
  nullHandles();
  statuses();
  return finish("fortran_handles");
}
