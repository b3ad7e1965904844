#pragma once
#include <mpi.h>

/* A part of a square plate: rows x columns of temperatures, with a border of one on each side. */
struct plate {
  MPI_Comm grid;
  MPI_Datatype column;
  int rows, columns, firstRow, firstColumn;
  double *now, *next;
};

enum direction { kUp, kDown, kLeft, kRight };

struct plate* plate_create(MPI_Comm world, int size);
void plate_free(struct plate* plate);
double plate_step(struct plate* plate);
void plate_exchange(struct plate* plate);
double plate_sum(const struct plate* plate);
