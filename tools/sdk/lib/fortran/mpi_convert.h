/*
 * What MPI's procedures for Fortran convert by (MPI-3.1 17.1, 17.2): handles are integers, statuses arrays of them, strings padded
 * with blanks, and some constants are variables in COMMON, known by their addresses. Used by what build_fortran.py writes.
 */
#pragma once

#include <mpi.h>
#include <stdint.h>
#include <stdlib.h>

_Static_assert(sizeof(MPI_Comm) == sizeof(MPI_Fint), "arrays of handles are arrays of integers");
_Static_assert(sizeof(MPI_Status) == MPI_F_STATUS_SIZE * sizeof(MPI_Fint), "a status is an array of integers");

/* The COMMON blocks of mpif.h. */
extern MPI_Fint wasmpi_bottom_, wasmpi_in_place_, wasmpi_unweighted_, wasmpi_weights_empty_, wasmpi_errcodes_ignore_;
extern MPI_Fint wasmpi_status_ignore_[MPI_F_STATUS_SIZE], wasmpi_statuses_ignore_[MPI_F_STATUS_SIZE];

static inline void *wasmpi_buffer(void *address) {
  if (address == &wasmpi_bottom_)
    return MPI_BOTTOM;
  return address == &wasmpi_in_place_ ? MPI_IN_PLACE : address;
}

static inline MPI_Status *wasmpi_status(MPI_Fint *status) {
  return status == wasmpi_status_ignore_ || status == wasmpi_statuses_ignore_ ? MPI_STATUS_IGNORE : (MPI_Status *)status;
}

static inline int *wasmpi_weights(const int *weights) {
  if (weights == &wasmpi_unweighted_)
    return MPI_UNWEIGHTED;
  return weights == &wasmpi_weights_empty_ ? MPI_WEIGHTS_EMPTY : (int *)weights;
}

static inline int wasmpi_least(int a, int b) { return a < b ? a : b; }

/* Programs of Fortran 77 leave ierror out now and then, which is undefined; a null address is not written to. */
static inline void wasmpi_set_error(MPI_Fint *ierror, int code) {
  if (ierror != NULL)
    *ierror = code;
}

/* Without blanks at either end, ended by NUL; to be freed. Ends the program if there is no memory. */
char *wasmpi_c_string(const char *text, int64_t length);

/* Padded with blanks, or cut. */
void wasmpi_fortran_string(char *to, int64_t length, const char *text);
