// MPI-3.1 8.7.1: MPI_Finalize deletes the attributes of MPI_COMM_SELF first, the last one set first;
// MPI works as before in their callbacks.
// ranks: 1 2 4
// functions: MPI_Comm_create_keyval MPI_Comm_set_attr MPI_Finalize MPI_Finalized
#include "support.h"

static int keys[3], order[3], orderLength = 0;

static int atEnd(MPI_Comm comm, int keyval, void *value, void *extra) {
  int finalized = -1, result = 0, sum = 0;
  long double mine = 1.5L, product = 0;
  MPI_Comm_compare(comm, MPI_COMM_SELF, &result);
  MPI_Finalized(&finalized);
  MPI_Allreduce(&me, &sum, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
  MPI_Allreduce(&mine, &product, 1, MPI_LONG_DOUBLE, MPI_PROD, MPI_COMM_SELF);
  int isRight = result == MPI_IDENT && !finalized && sum == np * (np - 1) / 2 && product == 1.5L &&
                extra == keys && keyval == keys[(int)(intptr_t)value];
  order[orderLength++] = isRight ? (int)(intptr_t)value : -1;
  if (orderLength == 3 && me == 0) {
    printf("at the end: %d %d %d\n", order[0], order[1], order[2]);
    fflush(stdout);
  }
  return MPI_SUCCESS;
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  for (int i = 0; i < 3; i++) {
    MUST(MPI_Comm_create_keyval(MPI_COMM_NULL_COPY_FN, atEnd, &keys[i], keys));
    MUST(MPI_Comm_set_attr(MPI_COMM_SELF, keys[i], (void *)(intptr_t)i));
  }
  int copy = keys[1];
  MUST(MPI_Comm_free_keyval(&copy));
  int code = finish("at_finalize");
  return orderLength == 3 ? code : 1;
}
