// MPI-3.1 4.1.5-4.1.10, 6.8: bounds that are set by hand, duplicates, names; sizes of predefined types.
// ranks: 1 2
// functions: MPI_Type_create_resized MPI_Type_get_extent MPI_Type_get_true_extent MPI_Type_dup
// functions: MPI_Type_get_name MPI_Type_set_name MPI_Type_size MPI_Type_size_x
// functions: MPI_Type_get_extent_x MPI_Type_get_true_extent_x
#include "support.h"

static void describe(const char *what, MPI_Datatype type) {
  int byteSize = -1;
  MPI_Aint lower = 0, extent = 0, trueLower = 0, trueExtent = 0;
  MPI_Count wideSize = 0, wideLower = 0, wideExtent = 0;
  MUST(MPI_Type_size(type, &byteSize));
  MUST(MPI_Type_get_extent(type, &lower, &extent));
  MUST(MPI_Type_get_true_extent(type, &trueLower, &trueExtent));
  MUST(MPI_Type_size_x(type, &wideSize));
  CHECK(wideSize == byteSize);
  MUST(MPI_Type_get_extent_x(type, &wideLower, &wideExtent));
  CHECK(wideLower == lower && wideExtent == extent);
  MUST(MPI_Type_get_true_extent_x(type, &wideLower, &wideExtent));
  CHECK(wideLower == trueLower && wideExtent == trueExtent);
  say("%s: size %d, lb %d, extent %d, true lb %d, true extent %d", what, byteSize, (int)lower,
      (int)extent, (int)trueLower, (int)trueExtent);
}

static void showName(MPI_Datatype type) {
  char name[MPI_MAX_OBJECT_NAME];
  int length = -1;
  MUST(MPI_Type_get_name(type, name, &length));
  CHECK(length == (int)strlen(name));
  say("name '%s'", name);
}

static void predefined(void) {
#define SAME_SIZE(type, handle)                       \
  do {                                                \
    int byteSize = -1;                                \
    MPI_Aint lower = -1, extent = -1;                 \
    MUST(MPI_Type_size(handle, &byteSize));           \
    MUST(MPI_Type_get_extent(handle, &lower, &extent)); \
    CHECK(byteSize == (int)sizeof(type));             \
    CHECK(lower == 0 && extent == (MPI_Aint)sizeof(type)); \
    showName(handle);                                 \
  } while (0)
  SAME_SIZE(char, MPI_CHAR);
  SAME_SIZE(short, MPI_SHORT);
  SAME_SIZE(int, MPI_INT);
  SAME_SIZE(long, MPI_LONG);
  SAME_SIZE(unsigned long, MPI_UNSIGNED_LONG);
  SAME_SIZE(float, MPI_FLOAT);
  SAME_SIZE(double, MPI_DOUBLE);
  SAME_SIZE(long double, MPI_LONG_DOUBLE);
  SAME_SIZE(MPI_Aint, MPI_AINT);
  SAME_SIZE(MPI_Offset, MPI_OFFSET);
  SAME_SIZE(uint64_t, MPI_UINT64_T);
  SAME_SIZE(unsigned char, MPI_BYTE);
  SAME_SIZE(char, MPI_PACKED);
#undef SAME_SIZE
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  predefined();
  MPI_Datatype wide, narrow, below, copy;
  MUST(MPI_Type_create_resized(MPI_INT, 0, 12, &wide));
  describe("int in 12", wide);
  MUST(MPI_Type_create_resized(MPI_DOUBLE, 0, 4, &narrow));
  describe("double in 4", narrow);
  MUST(MPI_Type_create_resized(wide, -8, 20, &below));
  describe("from -8", below);
  MUST(MPI_Type_dup(below, &copy));
  MUST(MPI_Type_free(&below));
  describe("duplicate", copy);

  // Items three ints apart, by extent alone.
  int out[9], in[3] = {-1, -1, -1};
  for (int i = 0; i < 9; i++) out[i] = 10 * me + i;
  MUST(MPI_Type_commit(&wide));
  MUST(MPI_Sendrecv(out, 3, wide, (me + 1) % np, 0, in, 3, MPI_INT, (me + np - 1) % np, 0,
                    MPI_COMM_WORLD, MPI_STATUS_IGNORE));
  int left = (me + np - 1) % np;
  for (int i = 0; i < 3; i++) CHECK(in[i] == 10 * left + 3 * i);
  say("apart %d %d %d", in[0], in[1], in[2]);

  showName(wide);
  MUST(MPI_Type_set_name(wide, "every third"));
  showName(wide);
  showName(copy);
  MUST(MPI_Type_set_name(MPI_INT, "whole number"));
  showName(MPI_INT);
  MPI_Datatype another;
  MUST(MPI_Type_dup(MPI_LONG, &another));  // usable at once: its origin is committed
  long value = 100000L + me, result = 0;
  MUST(MPI_Sendrecv(&value, 1, another, me, 0, &result, 1, MPI_LONG, me, 0, MPI_COMM_WORLD,
                    MPI_STATUS_IGNORE));
  CHECK(result == value);
  MUST(MPI_Type_free(&another));
  MUST(MPI_Type_free(&wide));
  MUST(MPI_Type_free(&narrow));
  MUST(MPI_Type_free(&copy));
  return finish("extents_and_names");
}
