#include "plate.h"
#include "config.h"

#include <math.h>
#include <stdlib.h>

#ifdef IS_BIG_ENDIAN
#error "no machine of ours is"
#endif
#ifndef DIVIDES_EXACTLY
#error "IEEE 754 divides this way"
#endif

#define AT(field, row, column) ((field)[(row) * (plate->columns + 2) + (column)])

static void share(int size, int parts, int part, int* first, int* count) {
  *first = size / parts * part + (part < size % parts ? part : size % parts);
  *count = size / parts + (part < size % parts);
}

struct plate* plate_create(MPI_Comm world, int size) {
  struct plate* plate = calloc(1, sizeof *plate);
  int ranks, dimensions[2] = {0, 0}, periods[2] = {0, 0}, place[2];
  MPI_Comm_size(world, &ranks);
  MPI_Dims_create(ranks, 2, dimensions);
  MPI_Cart_create(world, 2, dimensions, periods, 1, &plate->grid);
  MPI_Cart_get(plate->grid, 2, dimensions, periods, place);
  share(size, dimensions[0], place[0], &plate->firstRow, &plate->rows);
  share(size, dimensions[1], place[1], &plate->firstColumn, &plate->columns);
  MPI_Type_vector(plate->rows, 1, plate->columns + 2, MPI_DOUBLE, &plate->column);
  MPI_Type_commit(&plate->column);
  const size_t cells = (size_t)(plate->rows + 2) * (size_t)(plate->columns + 2);
  plate->now = calloc(cells, sizeof(double));
  plate->next = calloc(cells, sizeof(double));
  for (int row = 1; row <= plate->rows; row++)
    for (int column = 1; column <= plate->columns; column++)
      AT(plate->now, row, column) =
          sin(0.1 * (plate->firstRow + row)) * cos(0.07 * (plate->firstColumn + column));
  return plate;
}

void plate_free(struct plate* plate) {
  MPI_Type_free(&plate->column);
  MPI_Comm_free(&plate->grid);
  free(plate->now);
  free(plate->next);
  free(plate);
}

/* One step of Jacobi; the largest change of any cell. */
double plate_step(struct plate* plate) {
  double change = 0;
  plate_exchange(plate);
  for (int row = 1; row <= plate->rows; row++)
    for (int column = 1; column <= plate->columns; column++) {
      const double mean =
          0.25 * (AT(plate->now, row - 1, column) + AT(plate->now, row + 1, column) +
                  AT(plate->now, row, column - 1) + AT(plate->now, row, column + 1));
      change = fmax(change, fabs(mean - AT(plate->now, row, column)));
      AT(plate->next, row, column) = mean;
    }
  double* swap = plate->now;
  plate->now = plate->next;
  plate->next = swap;
  MPI_Allreduce(MPI_IN_PLACE, &change, 1, MPI_DOUBLE, MPI_MAX, plate->grid);
  return change;
}

double plate_sum(const struct plate* plate) {
  double sum = 0;
  for (int row = 1; row <= plate->rows; row++)
    for (int column = 1; column <= plate->columns; column++)
      sum += AT(plate->now, row, column);
  MPI_Allreduce(MPI_IN_PLACE, &sum, 1, MPI_DOUBLE, MPI_SUM, plate->grid);
  return sum;
}
