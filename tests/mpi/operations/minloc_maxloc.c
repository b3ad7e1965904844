// MPI-3.1 5.9.4: MINLOC and MAXLOC on every pair type, ties going to the lower index.
// functions: MPI_Allreduce MPI_Type_size MPI_Type_get_extent
#include "support.h"

#define PAIRS(type, handle)                                                                     \
  do {                                                                                          \
    struct {                                                                                    \
      type value;                                                                               \
      int index;                                                                                \
    } own[3], least[3], most[3];                                                                \
    memset(own, 0, sizeof own);                                                                 \
    own[0].value = (type)(me * 2 - 3), own[1].value = (type)(np - me), own[2].value = (type)7;  \
    for (int i = 0; i < 3; i++) own[i].index = me;                                              \
    int byteSize = 0;                                                                           \
    MPI_Aint lowerBound = -1, extent = 0;                                                       \
    MUST(MPI_Type_size(handle, &byteSize));                                                     \
    MUST(MPI_Type_get_extent(handle, &lowerBound, &extent));                                    \
    CHECK(byteSize == (int)(sizeof(type) + sizeof(int)) && lowerBound == 0);                    \
    CHECK(extent == (MPI_Aint)sizeof own[0]);                                                   \
    MUST(MPI_Allreduce(own, least, 3, handle, MPI_MINLOC, MPI_COMM_WORLD));                     \
    MUST(MPI_Allreduce(own, most, 3, handle, MPI_MAXLOC, MPI_COMM_WORLD));                      \
    CHECK(least[0].value == (type)-3 && least[0].index == 0);                                   \
    CHECK(most[0].value == (type)(2 * np - 5) && most[0].index == np - 1);                      \
    CHECK(least[1].value == (type)1 && least[1].index == np - 1);                               \
    CHECK(most[1].value == (type)np && most[1].index == 0);                                     \
    CHECK(least[2].index == 0 && most[2].index == 0 && most[2].value == (type)7);               \
    say("%s: min %.1f at %d, max %.1f at %d", #handle, (double)least[0].value, least[0].index,  \
        (double)most[0].value, most[0].index);                                                  \
  } while (0)

int main(int argc, char **argv) {
  start(&argc, &argv);
  PAIRS(int, MPI_2INT);
  PAIRS(short, MPI_SHORT_INT);
  PAIRS(long, MPI_LONG_INT);
  PAIRS(float, MPI_FLOAT_INT);
  PAIRS(double, MPI_DOUBLE_INT);
  PAIRS(long double, MPI_LONG_DOUBLE_INT);
  return finish("minloc_maxloc");
}
