// MPI-3.1 5.9.2: LAND LOR LXOR on integers and booleans, BAND BOR BXOR on integers and bytes.
// functions: MPI_Allreduce
#include "support.h"

#define LOGICAL(type, handle)                                                              \
  do {                                                                                     \
    type own[3] = {(type)(me != 0), (type)(me % 2 == 0), 1}, all[3], any[3], odd[3];       \
    MUST(MPI_Allreduce(own, all, 3, handle, MPI_LAND, MPI_COMM_WORLD));                    \
    MUST(MPI_Allreduce(own, any, 3, handle, MPI_LOR, MPI_COMM_WORLD));                     \
    MUST(MPI_Allreduce(own, odd, 3, handle, MPI_LXOR, MPI_COMM_WORLD));                    \
    CHECK(!all[0] && all[2] && !any[0] == (np == 1) && any[1]);                            \
    CHECK(!odd[2] == (np % 2 == 0));                                                       \
    say("%s: %d%d%d %d%d%d %d%d%d", #handle, !!all[0], !!all[1], !!all[2], !!any[0],       \
        !!any[1], !!any[2], !!odd[0], !!odd[1], !!odd[2]);                                 \
  } while (0)

#define BITWISE(type, handle)                                                              \
  do {                                                                                     \
    type own[2] = {(type)(0x70 | me), (type)(1 << (me % 7))}, all[2], any[2], odd[2];      \
    type wantAll = (type)0xFF, wantOdd = 0;                                                \
    for (int r = 0; r < np; r++) wantAll &= (type)(0x70 | r), wantOdd ^= (type)(0x70 | r); \
    MUST(MPI_Allreduce(own, all, 2, handle, MPI_BAND, MPI_COMM_WORLD));                    \
    MUST(MPI_Allreduce(own, any, 2, handle, MPI_BOR, MPI_COMM_WORLD));                     \
    MUST(MPI_Allreduce(own, odd, 2, handle, MPI_BXOR, MPI_COMM_WORLD));                    \
    CHECK(all[0] == wantAll && odd[0] == wantOdd && any[1] == (type)((1 << np) - 1));      \
    say("%s: %x %x %x", #handle, (unsigned)all[0], (unsigned)any[0], (unsigned)odd[0]);    \
  } while (0)

int main(int argc, char **argv) {
  start(&argc, &argv);
  LOGICAL(int, MPI_INT);
  LOGICAL(unsigned char, MPI_UNSIGNED_CHAR);
  LOGICAL(short, MPI_SHORT);
  LOGICAL(long, MPI_LONG);
  LOGICAL(long long, MPI_LONG_LONG);
  LOGICAL(_Bool, MPI_C_BOOL);
  BITWISE(unsigned char, MPI_BYTE);
  BITWISE(short, MPI_SHORT);
  BITWISE(int, MPI_INT);
  BITWISE(unsigned, MPI_UNSIGNED);
  BITWISE(long, MPI_LONG);
  BITWISE(unsigned long, MPI_UNSIGNED_LONG);
  BITWISE(uint64_t, MPI_UINT64_T);
  BITWISE(MPI_Aint, MPI_AINT);
  return finish("logical_bitwise");
}
