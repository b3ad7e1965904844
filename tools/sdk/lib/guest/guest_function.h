/*
 * For the MPI functions that need no host: they are defined here as PMPI_X, in plain C.
 * GUEST_FUNCTION(X), alone on its line, gives one its weak public name MPI_X; build_library.py
 * reads the same line and makes no import for it.
 */
#pragma once

#include <mpi.h>

#define GUEST_FUNCTION(name)                                                                       \
  extern __typeof__(MPI_##name) MPI_##name __attribute__((weak, alias("PMPI_" #name)));
