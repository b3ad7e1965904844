// MPI-3.1 4.1.2, 4.1.7: struct types of mixed members, arrays of them, nested, resized to sizeof.
// functions: MPI_Type_create_struct MPI_Type_create_resized MPI_Type_get_extent MPI_Type_commit
// functions: MPI_Get_address MPI_Type_free
#include "support.h"

struct Inner {
  short id;
  double value;
};

struct Outer {
  char tag;
  struct Inner parts[2];
  long long total;
  float last;
};

static MPI_Datatype makeInner(void) {
  struct Inner sample = {0, 0};
  MPI_Aint base, addresses[2];
  MUST(MPI_Get_address(&sample, &base));
  MUST(MPI_Get_address(&sample.id, &addresses[0]));
  MUST(MPI_Get_address(&sample.value, &addresses[1]));
  for (int i = 0; i < 2; i++) addresses[i] -= base;
  int lengths[2] = {1, 1};
  MPI_Datatype types[2] = {MPI_SHORT, MPI_DOUBLE}, raw, inner;
  MUST(MPI_Type_create_struct(2, lengths, addresses, types, &raw));
  MUST(MPI_Type_create_resized(raw, 0, sizeof(struct Inner), &inner));
  MUST(MPI_Type_free(&raw));
  return inner;
}

static MPI_Datatype makeOuter(void) {
  MPI_Datatype inner = makeInner(), raw, outer;
  int lengths[4] = {1, 2, 1, 1};
  MPI_Aint displacements[4] = {offsetof(struct Outer, tag), offsetof(struct Outer, parts),
                               offsetof(struct Outer, total), offsetof(struct Outer, last)};
  MPI_Datatype types[4] = {MPI_CHAR, inner, MPI_LONG_LONG, MPI_FLOAT};
  MUST(MPI_Type_create_struct(4, lengths, displacements, types, &raw));
  MUST(MPI_Type_create_resized(raw, 0, sizeof(struct Outer), &outer));
  MUST(MPI_Type_commit(&outer));
  MUST(MPI_Type_free(&raw));
  MUST(MPI_Type_free(&inner));  // never committed, and no longer needed
  return outer;
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  int right = (me + 1) % np, left = (me + np - 1) % np, byteSize = 0, count = -1;
  MPI_Datatype outer = makeOuter();
  MPI_Aint lower = -1, extent = 0;
  MUST(MPI_Type_size(outer, &byteSize));
  MUST(MPI_Type_get_extent(outer, &lower, &extent));
  CHECK(lower == 0 && extent == (MPI_Aint)sizeof(struct Outer));
  CHECK(byteSize == 1 + 2 * (2 + 8) + 8 + 4);
  enum { kLength = 500 };
  struct Outer *out = calloc(kLength, sizeof *out), *in = malloc(kLength * sizeof *in);
  memset(in, 0x66, kLength * sizeof *in);
  for (int i = 0; i < kLength; i++) {
    out[i].tag = (char)('a' + i % 26);
    for (int j = 0; j < 2; j++) out[i].parts[j].id = (short)(i + j), out[i].parts[j].value = me + i * 0.5 + j;
    out[i].total = ((long long)me << 40) + i;
    out[i].last = (float)(i - me);
  }
  MPI_Status status;
  MUST(MPI_Sendrecv(out, kLength, outer, right, 0, in, kLength, outer, left, 0, MPI_COMM_WORLD,
                    &status));
  MUST(MPI_Get_count(&status, outer, &count));
  CHECK(count == kLength);
  for (int i = 0; i < kLength; i++) {
    CHECK(in[i].tag == (char)('a' + i % 26) && in[i].total == ((long long)left << 40) + i);
    CHECK(in[i].parts[1].id == i + 1 && in[i].parts[1].value == left + i * 0.5 + 1);
    CHECK(in[i].last == (float)(i - left));
    CHECK(((unsigned char *)&in[i])[1] == 0x66);
  }
  say("size %d, %d items, last %.1f", byteSize, count, in[kLength - 1].parts[0].value);
  MUST(MPI_Type_free(&outer));
  free(out);
  free(in);
  return finish("structs");
}
