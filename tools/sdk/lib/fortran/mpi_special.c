/* MPI's procedures for Fortran that no rule makes from the C prototype. */
#include "mpi_convert.h"

#define PROCEDURE(name, parameters)                                                                                                \
  void pmpi_##name##_ parameters;                                                                                                  \
  extern __typeof__(pmpi_##name##_) mpi_##name##_ __attribute__((weak, alias("pmpi_" #name "_")));                                 \
  void pmpi_##name##_ parameters

PROCEDURE(init, (MPI_Fint * ierror)) { wasmpi_set_error(ierror, MPI_Init(NULL, NULL)); }

PROCEDURE(init_thread, (const MPI_Fint *required, MPI_Fint *provided, MPI_Fint *ierror)) {
  wasmpi_set_error(ierror, MPI_Init_thread(NULL, NULL, *required, provided));
}

/* No ierror (14.2.4). */
PROCEDURE(pcontrol, (const MPI_Fint *level)) { MPI_Pcontrol(*level); }

/* The address has no meaning in Fortran 77 (3.6). */
PROCEDURE(buffer_detach, (void *buffer, MPI_Fint *size, MPI_Fint *ierror)) {
  (void)buffer;
  void *address;
  wasmpi_set_error(ierror, MPI_Buffer_detach(&address, size));
}

/* An attribute is a number of an address's size; a predefined one is an int that C knows by its address (17.2.7). */
static int read_attribute(int code, MPI_Fint flag, void *value, MPI_Aint *attribute) {
  if (code == MPI_SUCCESS && flag)
    *attribute = (MPI_Aint)value;
  return code;
}

static int is_predefined(MPI_Fint keyval) {
  switch (keyval) {
  case MPI_TAG_UB:
  case MPI_IO:
  case MPI_HOST:
  case MPI_WTIME_IS_GLOBAL:
  case MPI_APPNUM:
  case MPI_LASTUSEDCODE:
  case MPI_UNIVERSE_SIZE:
  case MPI_WIN_DISP_UNIT:
  case MPI_WIN_SIZE:
  case MPI_WIN_CREATE_FLAVOR:
  case MPI_WIN_MODEL:
    return 1;
  default: /* MPI_WIN_BASE too: the address itself */
    return 0;
  }
}

/* MPI_WIN_SIZE is an MPI_Aint, which is as large as an int here. */
_Static_assert(sizeof(MPI_Aint) == sizeof(int), "predefined attributes are read as ints");

#define ATTRIBUTES(kind, Kind)                                                                                                     \
  PROCEDURE(kind##_get_attr,                                                                                                       \
            (const MPI_Fint *object, const MPI_Fint *keyval, MPI_Aint *attribute, MPI_Fint *flag, MPI_Fint *ierror)) {             \
    void *value = NULL;                                                                                                            \
    const int code = MPI_##Kind##_get_attr(MPI_##Kind##_f2c(*object), *keyval, &value, flag);                                      \
    if (code == MPI_SUCCESS && *flag && is_predefined(*keyval))                                                                    \
      value = (void *)(MPI_Aint) * (int *)value;                                                                                   \
    wasmpi_set_error(ierror, read_attribute(code, *flag, value, attribute));                                                       \
  }                                                                                                                                \
  PROCEDURE(kind##_set_attr, (const MPI_Fint *object, const MPI_Fint *keyval, const MPI_Aint *attribute, MPI_Fint *ierror)) {      \
    wasmpi_set_error(ierror, MPI_##Kind##_set_attr(MPI_##Kind##_f2c(*object), *keyval, (void *)*attribute));                       \
  }

ATTRIBUTES(comm, Comm)
ATTRIBUTES(type, Type)
ATTRIBUTES(win, Win)

/* The names of MPI-1 (17.2.7): attributes of communicators, as default integers. */
PROCEDURE(attr_get, (const MPI_Fint *comm, const MPI_Fint *keyval, MPI_Fint *attribute, MPI_Fint *flag, MPI_Fint *ierror)) {
  pmpi_comm_get_attr_(comm, keyval, (MPI_Aint *)attribute, flag, ierror);
}

PROCEDURE(attr_put, (const MPI_Fint *comm, const MPI_Fint *keyval, const MPI_Fint *attribute, MPI_Fint *ierror)) {
  const MPI_Aint wide = *attribute;
  pmpi_comm_set_attr_(comm, keyval, &wide, ierror);
}
