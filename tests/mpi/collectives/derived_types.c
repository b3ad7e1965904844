// Collectives whose items are derived types with holes: holes of the receiver keep their bytes.
// functions: MPI_Bcast MPI_Gather MPI_Scatterv MPI_Alltoall MPI_Allgatherv
#include "support.h"

struct Particle {
  char kind;
  double position[3];
  short charge;
};

static MPI_Datatype makeParticle(void) {
  int lengths[3] = {1, 3, 1};
  MPI_Aint displacements[3] = {offsetof(struct Particle, kind), offsetof(struct Particle, position),
                               offsetof(struct Particle, charge)};
  MPI_Datatype types[3] = {MPI_CHAR, MPI_DOUBLE, MPI_SHORT}, raw, particle;
  MUST(MPI_Type_create_struct(3, lengths, displacements, types, &raw));
  MUST(MPI_Type_create_resized(raw, 0, sizeof(struct Particle), &particle));
  MUST(MPI_Type_commit(&particle));
  MUST(MPI_Type_free(&raw));
  return particle;
}

static struct Particle make(int a, int b) {
  struct Particle p;
  memset(&p, 0, sizeof p);
  p.kind = (char)('a' + a);
  p.position[0] = a, p.position[1] = b, p.position[2] = a * b + 0.5;
  p.charge = (short)(a - b);
  return p;
}

static int same(const struct Particle *p, int a, int b) {
  struct Particle want = make(a, b);
  return p->kind == want.kind && p->charge == want.charge &&
         memcmp(p->position, want.position, sizeof want.position) == 0;
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Datatype particle = makeParticle();
  struct Particle out[128], in[128];
  memset(in, 0x55, sizeof in);
  for (int r = 0; r < np; r++) out[2 * r] = make(me, r), out[2 * r + 1] = make(me + 1, r);

  MUST(MPI_Alltoall(out, 2, particle, in, 2, particle, MPI_COMM_WORLD));
  for (int r = 0; r < np; r++) CHECK(same(&in[2 * r], r, me) && same(&in[2 * r + 1], r + 1, me));
  CHECK(((unsigned char *)&in[0])[1] == 0x55);  // padding after `kind`
  say("alltoall %.1f %c", in[2 * np - 1].position[2], in[2 * np - 1].kind);

  MUST(MPI_Gather(&out[2 * (np - 1)], 1, particle, in, 1, particle, np - 1, MPI_COMM_WORLD));
  if (me == np - 1)
    for (int r = 0; r < np; r++) CHECK(same(&in[r], r, np - 1));

  int counts[64], displacements[64];
  for (int r = 0; r < np; r++) counts[r] = r % 2 + 1, displacements[r] = 2 * r;
  for (int r = 0; r < np; r++) out[2 * r] = make(r, 0), out[2 * r + 1] = make(r, 1);
  MUST(MPI_Scatterv(out, counts, displacements, particle, in, counts[me], particle, 0,
                    MPI_COMM_WORLD));
  for (int i = 0; i < counts[me]; i++) CHECK(same(&in[i], me, i));
  MUST(MPI_Allgatherv(in, counts[me], particle, out, counts, displacements, particle,
                      MPI_COMM_WORLD));
  for (int r = 0; r < np; r++)
    for (int i = 0; i < counts[r]; i++) CHECK(same(&out[2 * r + i], r, i));
  struct Particle one = make(me == 0 ? 7 : 0, 3);
  MUST(MPI_Bcast(&one, 1, particle, 0, MPI_COMM_WORLD));
  CHECK(same(&one, 7, 3));
  say("bcast %c %.1f %d", one.kind, one.position[2], one.charge);
  MUST(MPI_Type_free(&particle));
  return finish("derived_types");
}
