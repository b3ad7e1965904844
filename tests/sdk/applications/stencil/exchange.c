#include "plate.h"

/* Borders with the four neighbours, all at once. */
void plate_exchange(struct plate* plate) {
  const int width = plate->columns + 2;
  int up, down, left, right;
  MPI_Request requests[8];
  MPI_Cart_shift(plate->grid, 0, 1, &up, &down);
  MPI_Cart_shift(plate->grid, 1, 1, &left, &right);
  double* field = plate->now;
  double* lastRow = field + plate->rows * width;
  MPI_Irecv(field + 1, plate->columns, MPI_DOUBLE, up, kDown, plate->grid, &requests[0]);
  MPI_Irecv(lastRow + width + 1, plate->columns, MPI_DOUBLE, down, kUp, plate->grid, &requests[1]);
  MPI_Irecv(field + width, 1, plate->column, left, kRight, plate->grid, &requests[2]);
  MPI_Irecv(field + width + plate->columns + 1, 1, plate->column, right, kLeft, plate->grid,
            &requests[3]);
  MPI_Isend(field + width + 1, plate->columns, MPI_DOUBLE, up, kUp, plate->grid, &requests[4]);
  MPI_Isend(lastRow + 1, plate->columns, MPI_DOUBLE, down, kDown, plate->grid, &requests[5]);
  MPI_Isend(field + width + 1, 1, plate->column, left, kLeft, plate->grid, &requests[6]);
  MPI_Isend(field + width + plate->columns, 1, plate->column, right, kRight, plate->grid,
            &requests[7]);
  MPI_Waitall(8, requests, MPI_STATUSES_IGNORE);
}
