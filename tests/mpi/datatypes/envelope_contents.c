// MPI-3.1 4.1.13: a datatype tells how it was made: combiner, integers, addresses, old types; the old types
// can be used and freed even if the program has freed its own handles of them.
// ranks: 1 2
// functions: MPI_Type_get_envelope MPI_Type_get_contents MPI_Type_free MPI_Type_dup MPI_Type_create_hindexed_block
// functions: MPI_Type_create_struct MPI_Type_create_resized MPI_Type_create_subarray MPI_Type_create_darray
#include "support.h"

enum { kMost = 64 };

static const char *combinerName(int combiner) {
#define NAMED(name) {MPI_COMBINER_##name, #name}
  static const struct {
    int value;
    const char *name;
  } names[] = {
      NAMED(NAMED),          NAMED(DUP),      NAMED(CONTIGUOUS),    NAMED(VECTOR),         NAMED(HVECTOR),
      NAMED(INDEXED),        NAMED(HINDEXED), NAMED(INDEXED_BLOCK), NAMED(HINDEXED_BLOCK), NAMED(STRUCT),
      NAMED(SUBARRAY),       NAMED(DARRAY),   NAMED(F90_REAL),      NAMED(F90_COMPLEX),    NAMED(F90_INTEGER),
      NAMED(RESIZED),
  };
#undef NAMED
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (names[i].value == combiner) return names[i].name;
  return "unknown";
}

/// The order, the last integer, is shown by its name: the number differs between libraries.
static const char *integerName(int isOrder, int value, char *text) {
  if (isOrder && value == MPI_ORDER_C) return "C";
  if (isOrder && value == MPI_ORDER_FORTRAN) return "Fortran";
  snprintf(text, 16, "%d", value);
  return text;
}

static void describe(MPI_Datatype type, int depth) {
  int integerCount = -1, addressCount = -1, typeCount = -1, combiner = -1, byteSize = -1;
  MUST(MPI_Type_get_envelope(type, &integerCount, &addressCount, &typeCount, &combiner));
  MUST(MPI_Type_size(type, &byteSize));
  char line[512];
  int used = snprintf(line, sizeof line, "%*s%s size %d", 2 * depth, "", combinerName(combiner), byteSize);
  if (combiner == MPI_COMBINER_NAMED) {
    CHECK(integerCount == 0 && addressCount == 0 && typeCount == 0);
    say("%s", line);
    return;
  }
  CHECK(integerCount <= kMost && addressCount <= kMost && typeCount <= kMost);
  int integers[kMost];
  MPI_Aint addresses[kMost];
  MPI_Datatype types[kMost];
  MUST(MPI_Type_get_contents(type, integerCount, addressCount, typeCount, integers, addresses, types));
  used += snprintf(line + used, sizeof line - (size_t)used, "; integers");
  for (int i = 0; i < integerCount; i++) {
    char number[16];
    int isOrder = combiner == MPI_COMBINER_SUBARRAY && i == integerCount - 1;
    used += snprintf(line + used, sizeof line - (size_t)used, " %s", integerName(isOrder, integers[i], number));
  }
  used += snprintf(line + used, sizeof line - (size_t)used, "; addresses");
  for (int i = 0; i < addressCount; i++)
    used += snprintf(line + used, sizeof line - (size_t)used, " %d", (int)addresses[i]);
  say("%s; %d types", line, typeCount);
  for (int i = 0; i < typeCount; i++) {
    describe(types[i], depth + 1);
    int ignored[3], itsCombiner = -1;
    MUST(MPI_Type_get_envelope(types[i], &ignored[0], &ignored[1], &ignored[2], &itsCombiner));
    if (itsCombiner != MPI_COMBINER_NAMED) MUST(MPI_Type_free(&types[i]));
  }
}

/// Each constructor over `old`, described and freed.
static void constructors(MPI_Datatype old) {
  int lengths[3] = {2, 0, 1}, starts[3] = {4, 9, 0};
  MPI_Aint bytes[3] = {64, 128, 0};
  int whole[2] = {4, 6}, part[2] = {2, 3}, first[2] = {1, 2};
  MPI_Datatype type;
#define SHOW(call)             \
  do {                         \
    MUST(call);                \
    describe(type, 0);         \
    MUST(MPI_Type_free(&type)); \
  } while (0)
  SHOW(MPI_Type_dup(old, &type));
  SHOW(MPI_Type_contiguous(3, old, &type));
  SHOW(MPI_Type_vector(3, 2, 5, old, &type));
  SHOW(MPI_Type_create_hvector(3, 2, 80, old, &type));
  SHOW(MPI_Type_indexed(3, lengths, starts, old, &type));
  SHOW(MPI_Type_create_hindexed(3, lengths, bytes, old, &type));
  SHOW(MPI_Type_create_indexed_block(3, 2, starts, old, &type));
  SHOW(MPI_Type_create_hindexed_block(3, 2, bytes, old, &type));
  SHOW(MPI_Type_create_resized(old, -8, 64, &type));
  SHOW(MPI_Type_create_subarray(2, whole, part, first, MPI_ORDER_FORTRAN, old, &type));
  SHOW(MPI_Type_contiguous(0, old, &type));
  MPI_Datatype types[3] = {old, MPI_CHAR, old};
  SHOW(MPI_Type_create_struct(3, lengths, bytes, types, &type));
#undef SHOW
}

/// The distributions come back as they were given.
static void distributions(void) {
  int sizes[3] = {8, 9, 4}, kinds[3] = {MPI_DISTRIBUTE_BLOCK, MPI_DISTRIBUTE_CYCLIC, MPI_DISTRIBUTE_NONE};
  int arguments[3] = {MPI_DISTRIBUTE_DFLT_DARG, 2, MPI_DISTRIBUTE_DFLT_DARG}, grid[3] = {2, 2, 1};
  int integers[16], integerCount = 0, addressCount = -1, typeCount = 0, combiner = 0;
  MPI_Aint address = 0;
  MPI_Datatype type, old;
  MUST(MPI_Type_create_darray(4, 3, 3, sizes, kinds, arguments, grid, MPI_ORDER_C, MPI_DOUBLE, &type));
  MUST(MPI_Type_get_envelope(type, &integerCount, &addressCount, &typeCount, &combiner));
  CHECK(integerCount == 16 && addressCount == 0 && typeCount == 1 && combiner == MPI_COMBINER_DARRAY);
  MUST(MPI_Type_get_contents(type, 16, 0, 1, integers, &address, &old));
  CHECK(old == MPI_DOUBLE && integers[0] == 4 && integers[1] == 3 && integers[2] == 3);
  for (int i = 0; i < 3; i++) {
    CHECK(integers[3 + i] == sizes[i] && integers[6 + i] == kinds[i]);
    CHECK(integers[9 + i] == arguments[i] && integers[12 + i] == grid[i]);
  }
  CHECK(integers[15] == MPI_ORDER_C);
  MUST(MPI_Type_free(&type));
}

/// The program's own handles are gone; what the outer type gives out works, as often as it is asked.
static void outlives(void) {
  MPI_Datatype inner, outer, again[2];
  MUST(MPI_Type_vector(2, 1, 2, MPI_INT, &inner));
  MUST(MPI_Type_contiguous(2, inner, &outer));
  MUST(MPI_Type_free(&inner));
  int count = 0;
  MPI_Aint address = 0;
  MUST(MPI_Type_get_contents(outer, 1, 0, 1, &count, &address, &again[0]));
  MUST(MPI_Type_get_contents(outer, 1, 0, 1, &count, &address, &again[1]));
  CHECK(count == 2);
  MUST(MPI_Type_free(&outer));
  MUST(MPI_Type_free(&again[0]));
  MUST(MPI_Type_commit(&again[1]));
  int out[3] = {me + 1, -1, me + 3}, in[3] = {0, 0, 0};
  MUST(MPI_Sendrecv(out, 1, again[1], (me + 1) % np, 0, in, 1, again[1], (me + np - 1) % np, 0, MPI_COMM_WORLD,
                    MPI_STATUS_IGNORE));
  int left = (me + np - 1) % np;
  CHECK(in[0] == left + 1 && in[1] == 0 && in[2] == left + 3);
  MUST(MPI_Type_free(&again[1]));
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  constructors(MPI_INT);
  MPI_Datatype pair;
  MUST(MPI_Type_vector(2, 1, 2, MPI_SHORT, &pair));
  constructors(pair);
  MUST(MPI_Type_free(&pair));
  describe(MPI_DOUBLE_INT, 0);
  describe(MPI_BYTE, 0);
  distributions();
  outlives();
  return finish("envelope_contents");
}
