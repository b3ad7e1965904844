// MPI-3.1 5.12, 5.9.5: nonblocking reductions with operations and datatypes of the program's own,
// both freed before the operations are complete; other traffic goes on meanwhile.
// ranks: 1 2 3 4
// functions: MPI_Iallreduce MPI_Iscan MPI_Ireduce_scatter MPI_Op_create MPI_Op_free
// functions: MPI_Type_free MPI_Comm_dup
#include "support.h"

enum { kMost = 8, kLength = 500 };

typedef struct {
  double weight;
  int index;
} Item;

static MPI_Datatype itemType, wantedType;
static int itemCalls = 0, badTypes = 0, badSizes = 0, affineCalls = 0;

/// The heavier one; of equal ones the first.
static void heavier(void *in, void *inout, int *length, MPI_Datatype *type) {
  const Item *a = in;
  Item *b = inout;
  int size = 0;
  itemCalls++;
  if (*type != wantedType) badTypes++;
  if (MPI_Type_size(*type, &size) != MPI_SUCCESS || size != 12) badSizes++;
  for (int i = 0; i < *length; i++)
    if (a[i].weight > b[i].weight || (a[i].weight == b[i].weight && a[i].index < b[i].index))
      b[i] = a[i];
}

/// x -> slope x + offset, composed: not commutative.
static void compose(void *in, void *inout, int *length, MPI_Datatype *type) {
  const unsigned *a = in;
  unsigned *b = inout;
  (void)type;
  affineCalls++;
  for (int i = 0; i + 1 < *length; i += 2) {
    unsigned slope = a[i] * b[i], offset = a[i + 1] * b[i] + b[i + 1];
    b[i] = slope;
    b[i + 1] = offset;
  }
}

static void makeItemType(void) {
  int lengths[2] = {1, 1};
  MPI_Aint places[2] = {offsetof(Item, weight), offsetof(Item, index)};
  MPI_Datatype types[2] = {MPI_DOUBLE, MPI_INT}, packed;
  MUST(MPI_Type_create_struct(2, lengths, places, types, &packed));
  MUST(MPI_Type_create_resized(packed, 0, sizeof(Item), &itemType));
  MUST(MPI_Type_commit(&itemType));
  MUST(MPI_Type_free(&packed));
  wantedType = itemType;
}

static double weightOf(int rank, int i) { return (double)((rank * 31 + i * 17) % 23); }

static void heaviest(MPI_Comm comm, MPI_Comm other) {
  static Item own[kLength], best[kLength], sofar[kLength];
  MPI_Request requests[4];
  MPI_Op op;
  int passed = -1, counts[kMost];
  static Item part[kLength];
  makeItemType();
  MUST(MPI_Op_create(heavier, 1, &op));
  for (int i = 0; i < kLength; i++) own[i] = (Item){weightOf(me, i), me};
  for (int r = 0; r < np; r++) counts[r] = 5 * (r + 1);
  MUST(MPI_Iallreduce(own, best, kLength, itemType, op, comm, &requests[0]));
  MUST(MPI_Iscan(own, sofar, kLength, itemType, op, other, &requests[1]));
  MUST(MPI_Ireduce_scatter(own, part, counts, itemType, op, comm, &requests[2]));
  MUST(MPI_Op_free(&op));
  MUST(MPI_Type_free(&itemType));
  CHECK(op == MPI_OP_NULL && itemType == MPI_DATATYPE_NULL);
  MPI_Datatype another;  // might get the freed type's number
  MUST(MPI_Type_contiguous(3, MPI_INT, &another));
  MUST(MPI_Type_commit(&another));
  MUST(MPI_Sendrecv(&me, 1, MPI_INT, (me + 1) % np, 0, &passed, 1, MPI_INT, (me + np - 1) % np, 0,
                    MPI_COMM_WORLD, MPI_STATUS_IGNORE));
  CHECK(passed == (me + np - 1) % np);
  MUST(MPI_Waitall(3, requests, MPI_STATUSES_IGNORE));
  int first = 5 * (me * (me + 1) / 2);
  for (int i = 0; i < kLength; i++) {
    Item wanted = {weightOf(0, i), 0}, here = wanted;
    for (int r = 1; r < np; r++) {
      if (weightOf(r, i) > wanted.weight) wanted = (Item){weightOf(r, i), r};
      if (r <= me && weightOf(r, i) > here.weight) here = (Item){weightOf(r, i), r};
    }
    CHECK(best[i].weight == wanted.weight && best[i].index == wanted.index);
    CHECK(sofar[i].weight == here.weight && sofar[i].index == here.index);
    if (i >= first && i < first + counts[me])
      CHECK(part[i - first].weight == wanted.weight && part[i - first].index == wanted.index);
  }
  CHECK(np == 1 || itemCalls > 0);
  CHECK(badTypes == 0 && badSizes == 0);
  MUST(MPI_Type_free(&another));
  say("heaviest: %s", itemCalls > 0 ? "called" : "not called");
}

static void composed(MPI_Comm comm) {
  unsigned own[2 * 20], all[2 * 20], slope[20], offset[20];
  MPI_Request requests[2];
  MPI_Datatype pair;
  MPI_Op op;
  for (int i = 0; i < 20; i++) own[2 * i] = (unsigned)(2 * me + 3 + i), own[2 * i + 1] = (unsigned)(5 * me + i);
  for (int i = 0; i < 20; i++) {
    slope[i] = (unsigned)(3 + i), offset[i] = (unsigned)i;
    for (int r = 1; r < np; r++) {
      unsigned s = (unsigned)(2 * r + 3 + i);
      slope[i] *= s;
      offset[i] = offset[i] * s + (unsigned)(5 * r + i);
    }
  }
  MUST(MPI_Type_contiguous(2, MPI_UNSIGNED, &pair));
  MUST(MPI_Type_commit(&pair));
  MUST(MPI_Op_create(compose, 0, &op));
  // The length counts elements of the type it is called with: ints here, so that pairs stay whole.
  MUST(MPI_Iallreduce(own, all, 40, MPI_UNSIGNED, op, comm, &requests[0]));
  MUST(MPI_Op_free(&op));
  MUST(MPI_Wait(&requests[0], MPI_STATUS_IGNORE));
  for (int i = 0; i < 20; i++) CHECK(all[2 * i] == slope[i] && all[2 * i + 1] == offset[i]);
  MUST(MPI_Type_free(&pair));
  say("composed %u, %s", hashBytes(all, sizeof all), affineCalls > 0 ? "called" : "not called");
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Comm comm, other;
  MUST(MPI_Comm_dup(MPI_COMM_WORLD, &comm));
  MUST(MPI_Comm_dup(MPI_COMM_WORLD, &other));
  heaviest(comm, other);
  composed(other);
  MUST(MPI_Comm_free(&comm));
  MUST(MPI_Comm_free(&other));
  return finish("user_op_freed");
}
