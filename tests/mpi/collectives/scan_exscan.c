// MPI-3.1 5.11: inclusive and exclusive prefix reductions, in place too; rank 0 of Exscan is untouched.
// functions: MPI_Scan MPI_Exscan
#include "support.h"

enum { kLength = 9 };

int main(int argc, char **argv) {
  start(&argc, &argv);
  long long out[kLength], in[kLength];
  for (int inPlace = 0; inPlace < 2; inPlace++) {
    for (int i = 0; i < kLength; i++) out[i] = me + i + 1, in[i] = inPlace ? out[i] : -7;
    MUST(MPI_Scan(inPlace ? MPI_IN_PLACE : out, in, kLength, MPI_LONG_LONG, MPI_PROD,
                  MPI_COMM_WORLD));
    for (int i = 0; i < kLength; i++) {
      long long product = 1;
      for (int r = 0; r <= me; r++) product *= r + i + 1;
      CHECK(in[i] == product);
    }
    say("scan in place %d: %lld %lld", inPlace, in[0], in[kLength - 1]);

    for (int i = 0; i < kLength; i++) in[i] = inPlace ? out[i] : -7;
    MUST(MPI_Exscan(inPlace ? MPI_IN_PLACE : out, in, kLength, MPI_LONG_LONG, MPI_SUM,
                    MPI_COMM_WORLD));
    for (int i = 0; i < kLength; i++) {
      long long sum = 0;
      for (int r = 0; r < me; r++) sum += r + i + 1;
      if (me > 0) CHECK(in[i] == sum);
      else CHECK(in[i] == (inPlace ? out[i] : -7));
    }
    say("exscan in place %d: %lld %lld", inPlace, in[0], in[kLength - 1]);
  }
  return finish("scan_exscan");
}
