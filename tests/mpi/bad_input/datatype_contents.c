// Asking datatypes with forged handles, too little room and bad addresses; distributions that do not fit; types
// that are predefined without a name and must not be freed.
// ranks: 1 2
// functions: MPI_Type_get_envelope MPI_Type_get_contents MPI_Type_create_darray MPI_Type_create_f90_real MPI_Type_free
// wasm-only: ok
#include "support.h"

static void expect(const char *what, int code, int errorClass) {
  int got = -1;
  MPI_Error_class(code, &got);
  if (got != errorClass) say("%s: %s", what, className(code));
  CHECK(got == errorClass);
}

static void envelopes(void) {
  int number = 0, integers[8];
  MPI_Aint addresses[8];
  MPI_Datatype types[8], made, forged = (MPI_Datatype)0x7654321u;
  expect("forged", MPI_Type_get_envelope(forged, &number, &number, &number, &number), MPI_ERR_TYPE);
  expect("null", MPI_Type_get_contents(MPI_DATATYPE_NULL, 0, 0, 0, integers, addresses, types), MPI_ERR_TYPE);
  expect("no place", MPI_Type_get_envelope(MPI_INT, &number, NULL, &number, &number), MPI_ERR_ARG);
  expect("named", MPI_Type_get_contents(MPI_INT, 8, 8, 8, integers, addresses, types), MPI_ERR_TYPE);
  MUST(MPI_Type_vector(2, 3, 4, MPI_INT, &made));
  expect("few integers", MPI_Type_get_contents(made, 2, 0, 1, integers, addresses, types), MPI_ERR_ARG);
  expect("few types", MPI_Type_get_contents(made, 3, 0, 0, integers, addresses, types), MPI_ERR_ARG);
  expect("negative", MPI_Type_get_contents(made, -1, -1, -1, integers, addresses, types), MPI_ERR_ARG);
  expect("no integers", MPI_Type_get_contents(made, 3, 0, 1, NULL, addresses, types), MPI_ERR_ARG);
  integers[3] = 77;
  MUST(MPI_Type_get_contents(made, 8, 8, 8, integers, NULL, types));  // no addresses are written
  CHECK(integers[0] == 2 && integers[3] == 77);
  MUST(MPI_Type_free(&made));
}

/// A handle that came out twice counts twice, and no more.
static void counted(void) {
  int count = 0;
  MPI_Aint address = 0;
  MPI_Datatype inner, outer, first, copy;
  MUST(MPI_Type_contiguous(2, MPI_SHORT, &inner));
  MUST(MPI_Type_contiguous(3, inner, &outer));
  MUST(MPI_Type_get_contents(outer, 1, 0, 1, &count, &address, &first));
  copy = first;
  MUST(MPI_Type_free(&first));
  if (copy != inner) expect("stale", MPI_Type_free(&copy), MPI_ERR_TYPE);
  copy = inner;
  MUST(MPI_Type_free(&inner));
  expect("freed twice", MPI_Type_free(&copy), MPI_ERR_TYPE);
  MUST(MPI_Type_free(&outer));
}

static void distributions(void) {
  int kinds[1] = {MPI_DISTRIBUTE_BLOCK}, cyclic[1] = {MPI_DISTRIBUTE_CYCLIC}, wrong[1] = {99};
  int standard[1] = {MPI_DISTRIBUTE_DFLT_DARG}, zero[1] = {0}, huge[1] = {0x7FFFFFFF}, one[1] = {1}, two[1] = {2};
  int ten[1] = {10}, three[1] = {3};
  MPI_Datatype type;
#define DARRAY(size, rank, dims, sizes, kinds, arguments, grid) \
  MPI_Type_create_darray(size, rank, dims, sizes, kinds, arguments, grid, MPI_ORDER_C, MPI_INT, &type)
  expect("grid", DARRAY(4, 0, 1, ten, kinds, standard, three), MPI_ERR_ARG);
  expect("rank", DARRAY(2, -1, 1, ten, kinds, standard, two), MPI_ERR_ARG);
  expect("no dimension", DARRAY(1, 0, 0, ten, kinds, standard, one), MPI_ERR_ARG);
  expect("dimensions", DARRAY(1, 0, -5, ten, kinds, standard, one), MPI_ERR_ARG);
  expect("empty", DARRAY(1, 0, 1, zero, kinds, standard, one), MPI_ERR_ARG);
  expect("kind", DARRAY(1, 0, 1, ten, wrong, standard, one), MPI_ERR_ARG);
  expect("block", DARRAY(2, 0, 1, ten, kinds, zero, two), MPI_ERR_ARG);
  expect("size overflows", DARRAY(2, 0, 1, huge, cyclic, standard, two), MPI_ERR_ARG);
  expect("grid overflows", DARRAY(0x7FFFFFFF, 0, 1, ten, cyclic, standard, huge), MPI_ERR_ARG);
  MUST(DARRAY(2, 1, 1, ten, cyclic, huge, two));  // one block of all
  MUST(MPI_Type_free(&type));
#undef DARRAY
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  MUST(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN));
  envelopes();
  counted();
  distributions();
  MPI_Datatype real, quad, again;
  MUST(MPI_Type_create_f90_real(6, 30, &real));
  again = real;
  expect("permanent", MPI_Type_free(&again), MPI_ERR_TYPE);
  // The guest's long double is IEEE binary128, whatever the library's is.
  MUST(MPI_Type_create_f90_real(33, 4900, &quad));
  long double value = 0.1L + (long double)me, sum = 0, expected = 0;
  for (int i = 0; i < np; i++) expected += 0.1L + (long double)i;
  MUST(MPI_Allreduce(&value, &sum, 1, quad, MPI_SUM, MPI_COMM_WORLD));
  CHECK(sum - expected < 1e-30L && expected - sum < 1e-30L);
  expect("permanent quad", MPI_Type_free(&quad), MPI_ERR_TYPE);
  return finish("datatype_contents");
}
