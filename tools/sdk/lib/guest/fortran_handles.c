/* A handle is a 32-bit number on both sides of the language border (MPI-3.1 17.2.4). */
#include "guest_function.h"

#define CONVERSIONS(kind, handle)                                                                  \
  MPI_Fint PMPI_##kind##_c2f(handle value) { return (MPI_Fint)value; }                             \
  handle PMPI_##kind##_f2c(MPI_Fint value) { return (handle)value; }

CONVERSIONS(Comm, MPI_Comm)
GUEST_FUNCTION(Comm_c2f)
GUEST_FUNCTION(Comm_f2c)
CONVERSIONS(Errhandler, MPI_Errhandler)
GUEST_FUNCTION(Errhandler_c2f)
GUEST_FUNCTION(Errhandler_f2c)
CONVERSIONS(File, MPI_File)
GUEST_FUNCTION(File_c2f)
GUEST_FUNCTION(File_f2c)
CONVERSIONS(Group, MPI_Group)
GUEST_FUNCTION(Group_c2f)
GUEST_FUNCTION(Group_f2c)
CONVERSIONS(Info, MPI_Info)
GUEST_FUNCTION(Info_c2f)
GUEST_FUNCTION(Info_f2c)
CONVERSIONS(Message, MPI_Message)
GUEST_FUNCTION(Message_c2f)
GUEST_FUNCTION(Message_f2c)
CONVERSIONS(Op, MPI_Op)
GUEST_FUNCTION(Op_c2f)
GUEST_FUNCTION(Op_f2c)
CONVERSIONS(Request, MPI_Request)
GUEST_FUNCTION(Request_c2f)
GUEST_FUNCTION(Request_f2c)
CONVERSIONS(Type, MPI_Datatype)
GUEST_FUNCTION(Type_c2f)
GUEST_FUNCTION(Type_f2c)
CONVERSIONS(Win, MPI_Win)
GUEST_FUNCTION(Win_c2f)
GUEST_FUNCTION(Win_f2c)
