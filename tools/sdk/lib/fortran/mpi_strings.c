/* Strings on their way between Fortran and C (MPI-3.1 2.6.2), and the variables that stand for addresses. */
#include "mpi_convert.h"

#include <stdio.h>
#include <string.h>

/* A program that names them has COMMON blocks of its own for these: the linker makes one of each. */
__attribute__((weak)) MPI_Fint wasmpi_bottom_, wasmpi_in_place_, wasmpi_unweighted_, wasmpi_weights_empty_, wasmpi_errcodes_ignore_;
__attribute__((weak)) MPI_Fint wasmpi_status_ignore_[MPI_F_STATUS_SIZE], wasmpi_statuses_ignore_[MPI_F_STATUS_SIZE];

char *wasmpi_c_string(const char *text, int64_t length) {
  while (length > 0 && *text == ' ')
    ++text, --length;
  while (length > 0 && text[length - 1] == ' ')
    --length;
  char *const copy = malloc((size_t)length + 1);
  if (copy == NULL) {
    fputs("Fortran: no memory for a string of MPI\n", stderr);
    abort();
  }
  memcpy(copy, text, (size_t)length);
  copy[length] = '\0';
  return copy;
}

void wasmpi_fortran_string(char *to, int64_t length, const char *text) {
  const size_t room = (size_t)length;
  const size_t used = strnlen(text, room);
  memcpy(to, text, used);
  memset(to + used, ' ', room - used);
}
