// User operations on more data than any scratch area, on types with holes and negative lower bound,
// with a function that allocates memory (and so may grow it) while MPI waits for it.
// functions: MPI_Op_create MPI_Allreduce MPI_Type_create_resized MPI_Op_free
#include "support.h"

static long long handled = 0;

static void maxAbs(void *in, void *inout, int *length, MPI_Datatype *type) {
  (void)type;
  const double *a = in;
  double *b = inout;
  // A temporary as large as the data: memory grows during the call.
  double *copy = malloc((size_t)*length * sizeof *copy);
  if (!copy) exit(91);
  memcpy(copy, b, (size_t)*length * sizeof *copy);
  for (int i = 0; i < *length; i++) {
    double left = a[i] < 0 ? -a[i] : a[i], right = copy[i] < 0 ? -copy[i] : copy[i];
    b[i] = left > right ? left : right;
  }
  handled += *length;
  free(copy);
}

struct Slot {
  int key;
  char unused[12];
  float weight;
  char tail[4];
};

static void addSlots(void *in, void *inout, int *length, MPI_Datatype *type) {
  (void)type;
  const struct Slot *a = in;
  struct Slot *b = inout;
  for (int i = 0; i < *length; i++) b[i].key += a[i].key, b[i].weight += a[i].weight;
}

static void large(void) {
  enum { kLength = 700001 };
  double *own = malloc(kLength * sizeof *own), *result = malloc(kLength * sizeof *result);
  for (int i = 0; i < kLength; i++) own[i] = (i % 2 ? -1.0 : 1.0) * ((me + 1) * 7919 % 13 + i % 101);
  MPI_Op op;
  MUST(MPI_Op_create(maxAbs, 1, &op));
  MUST(MPI_Allreduce(own, result, kLength, MPI_DOUBLE, op, MPI_COMM_WORLD));
  int best = 0;
  for (int r = 0; r < np; r++) best = (r + 1) * 7919 % 13 > best ? (r + 1) * 7919 % 13 : best;
  for (int i = 0; i < kLength && np > 1; i++) CHECK(result[i] == best + i % 101);
  long long handledByAll = 0;  // not each rank need have a part in it
  MUST(MPI_Allreduce(&handled, &handledByAll, 1, MPI_LONG_LONG, MPI_SUM, MPI_COMM_WORLD));
  CHECK(np == 1 || handledByAll > 0);
  if (np > 1) say("large %.1f %.1f", result[0], result[kLength - 1]);
  MUST(MPI_Op_free(&op));
  free(own);
  free(result);
}

static void withHoles(void) {
  enum { kLength = 30000 };
  struct Slot *own = malloc(kLength * sizeof *own), *result = malloc(kLength * sizeof *result);
  int lengths[2] = {1, 1};
  MPI_Aint displacements[2] = {offsetof(struct Slot, key), offsetof(struct Slot, weight)};
  MPI_Datatype types[2] = {MPI_INT, MPI_FLOAT}, raw, slot;
  MUST(MPI_Type_create_struct(2, lengths, displacements, types, &raw));
  MUST(MPI_Type_create_resized(raw, 0, sizeof(struct Slot), &slot));
  MUST(MPI_Type_commit(&slot));
  memset(own, 0, kLength * sizeof *own);
  memset(result, 0, kLength * sizeof *result);
  for (int i = 0; i < kLength; i++) own[i].key = me + i, own[i].weight = (float)(me * 0.5 + i % 8);
  MPI_Op op;
  MUST(MPI_Op_create(addSlots, 1, &op));
  MUST(MPI_Allreduce(own, result, kLength, slot, op, MPI_COMM_WORLD));
  int ranks = np * (np - 1) / 2;
  for (int i = 0; i < kLength; i++)
    CHECK(result[i].key == np * i + ranks &&
          result[i].weight == (float)(ranks * 0.5 + np * (i % 8)));
  say("holes %d %.1f", result[kLength - 1].key, (double)result[kLength - 1].weight);
  MUST(MPI_Op_free(&op));
  MUST(MPI_Type_free(&raw));
  MUST(MPI_Type_free(&slot));
  free(own);
  free(result);
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  large();
  withHoles();
  return finish("user_op_large");
}
