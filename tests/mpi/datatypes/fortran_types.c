// MPI-3.1 17.1.9: types by class and size, and by decimal precision and range.
// ranks: 1 2
// functions: MPI_Type_match_size MPI_Type_create_f90_real MPI_Type_create_f90_complex MPI_Type_create_f90_integer
// functions: MPI_Type_get_envelope MPI_Type_get_contents
#include "support.h"

static void matches(void) {
  const struct {
    const char *name;
    int typeClass, byteSize;
  } cases[] = {
      {"integer", MPI_TYPECLASS_INTEGER, 1}, {"integer", MPI_TYPECLASS_INTEGER, 2}, {"integer", MPI_TYPECLASS_INTEGER, 4},
      {"integer", MPI_TYPECLASS_INTEGER, 8}, {"real", MPI_TYPECLASS_REAL, 4},       {"real", MPI_TYPECLASS_REAL, 8},
      {"complex", MPI_TYPECLASS_COMPLEX, 8}, {"complex", MPI_TYPECLASS_COMPLEX, 16},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    MPI_Datatype type = MPI_DATATYPE_NULL;
    int byteSize = -1, integers = -1, addresses = -1, types = -1, combiner = -1;
    MUST(MPI_Type_match_size(cases[i].typeClass, cases[i].byteSize, &type));
    MUST(MPI_Type_size(type, &byteSize));
    CHECK(byteSize == cases[i].byteSize);
    MUST(MPI_Type_get_envelope(type, &integers, &addresses, &types, &combiner));
    CHECK(combiner == MPI_COMBINER_NAMED);
    unsigned char out[16], in[16] = {0};
    for (int j = 0; j < 16; j++) out[j] = (unsigned char)(me + j);
    MUST(MPI_Sendrecv(out, 1, type, me, 0, in, 1, type, me, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE));
    CHECK(memcmp(in, out, (size_t)byteSize) == 0);
    say("%s of %d bytes", cases[i].name, byteSize);
  }
}

static void byPrecision(void) {
  MPI_Datatype type, again, contents[1];
  MPI_Aint addresses[1];
  int integers = -1, addressCount = -1, types = -1, combiner = -1, byteSize = -1, arguments[2] = {0, 0};
  MUST(MPI_Type_create_f90_real(6, 30, &type));
  MUST(MPI_Type_create_f90_real(6, 30, &again));
  CHECK(type == again);
  MUST(MPI_Type_get_envelope(type, &integers, &addressCount, &types, &combiner));
  CHECK(combiner == MPI_COMBINER_F90_REAL && integers == 2 && addressCount == 0 && types == 0);
  MUST(MPI_Type_get_contents(type, 2, 0, 0, arguments, addresses, contents));
  CHECK(arguments[0] == 6 && arguments[1] == 30);
  MUST(MPI_Type_size(type, &byteSize));
  say("real of 6 digits: %d bytes", byteSize);
  MUST(MPI_Type_create_f90_real(15, MPI_UNDEFINED, &type));
  double value = me + 0.5, sum = 0;
  MUST(MPI_Allreduce(&value, &sum, 1, type, MPI_SUM, MPI_COMM_WORLD));
  say("real of 15 digits: sum %.1f", sum);

  MUST(MPI_Type_create_f90_complex(15, 100, &type));
  MUST(MPI_Type_get_envelope(type, &integers, &addressCount, &types, &combiner));
  MUST(MPI_Type_size(type, &byteSize));
  CHECK(combiner == MPI_COMBINER_F90_COMPLEX && integers == 2);
  say("complex of 15 digits: %d bytes", byteSize);

  for (int range = 2; range <= 18; range += 4) {
    MUST(MPI_Type_create_f90_integer(range, &type));
    MUST(MPI_Type_get_envelope(type, &integers, &addressCount, &types, &combiner));
    MUST(MPI_Type_get_contents(type, 1, 0, 0, arguments, addresses, contents));
    MUST(MPI_Type_size(type, &byteSize));
    CHECK(combiner == MPI_COMBINER_F90_INTEGER && integers == 1 && arguments[0] == range);
    say("integer of %d digits: %d bytes", range, byteSize);
  }
}

/// Types with more digits than a double and no named twin are part of others and come back.
static void asPart(void) {
  MPI_Datatype real, many, part;
  MPI_Aint address = 0;
  int count = 0;
  MUST(MPI_Type_create_f90_real(12, 40, &real));
  MUST(MPI_Type_contiguous(3, real, &many));
  MUST(MPI_Type_get_contents(many, 1, 0, 1, &count, &address, &part));
  CHECK(count == 3 && part == real);
  MUST(MPI_Type_free(&many));
}

static void refused(void) {
  MPI_Datatype type;
  MUST(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN));
  CHECK(MPI_Type_match_size(MPI_TYPECLASS_INTEGER, 3, &type) != MPI_SUCCESS);
  CHECK(MPI_Type_match_size(MPI_TYPECLASS_REAL, 5, &type) != MPI_SUCCESS);
  CHECK(MPI_Type_match_size(12345, 4, &type) != MPI_SUCCESS);
  CHECK(MPI_Type_create_f90_real(1000, 10, &type) != MPI_SUCCESS);
  CHECK(MPI_Type_create_f90_integer(1000, &type) != MPI_SUCCESS);
  MUST(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_ARE_FATAL));
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  matches();
  byPrecision();
  asPart();
  refused();
  return finish("fortran_types");
}
