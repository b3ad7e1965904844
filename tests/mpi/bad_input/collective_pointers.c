// Pointers, counts and displacements of collectives that lead outside of linear memory.
// ranks: 2
// functions: MPI_Allgather MPI_Allgatherv MPI_Allreduce MPI_Alltoall MPI_Alltoallv MPI_Alltoallw
// functions: MPI_Bcast MPI_Exscan MPI_Gather MPI_Gatherv MPI_Reduce MPI_Reduce_local
// functions: MPI_Reduce_scatter MPI_Scan MPI_Scatter MPI_Scatterv
// wasm-only: trap (out of bounds|outside)
// cases: bcast gather_root scatter_root gatherv_counts gatherv_displacement scatterv_negative
// cases: allgather_out allgatherv_displacements alltoall_in alltoallv_counts alltoallw_types
// cases: alltoallw_displacement reduce_in reduce_out allreduce_end allreduce_in_place
// cases: reduce_scatter_counts reduce_scatter_sum scan exscan reduce_local
// case bcast: MPI_Bcast
// case gather_root: MPI_Gather
// case scatter_root: MPI_Scatter
// case gatherv_counts: MPI_Gatherv
// case gatherv_displacement: MPI_Gatherv
// case scatterv_negative: MPI_Scatterv
// case allgather_out: MPI_Allgather
// case allgatherv_displacements: MPI_Allgatherv
// case alltoall_in: MPI_Alltoall
// case alltoallv_counts: MPI_Alltoallv
// case alltoallw_types: MPI_Alltoallw
// case alltoallw_displacement: MPI_Alltoallw
// case reduce_in: MPI_Reduce
// case reduce_out: MPI_Reduce
// case allreduce_end: MPI_Allreduce
// case allreduce_in_place: MPI_Allreduce
// case reduce_scatter_counts: MPI_Reduce_scatter
// case reduce_scatter_sum: MPI_Reduce_scatter
// case scan: MPI_Scan
// case exscan: MPI_Exscan
// case reduce_local: MPI_Reduce_local
#include "hostile.h"

static void tryBcast(void) {
  MPI_Bcast(nearEnd(8), 2, MPI_DOUBLE, me, MPI_COMM_WORLD);
}

static void tryGatherRoot(void) {
  int value = 0;
  MPI_Gather(&value, 1, MPI_INT, nearEnd(4), 1, MPI_INT, me, MPI_COMM_WORLD);
}

static void tryScatterRoot(void) {
  int value = 0;
  MPI_Scatter(FAR_AWAY, 1, MPI_INT, &value, 1, MPI_INT, me, MPI_COMM_WORLD);
}

static void tryGathervCounts(void) {
  int value = 0, displacements[64] = {0};
  MPI_Gatherv(&value, 1, MPI_INT, &value, FAR_AWAY, displacements, MPI_INT, me, MPI_COMM_WORLD);
}

static void tryGathervDisplacement(void) {
  int value = 0, counts[64] = {0}, displacements[64] = {0};
  counts[0] = 1, displacements[0] = 0x7FFFFFFF;
  MPI_Gatherv(&value, 0, MPI_INT, &value, counts, displacements, MPI_INT, me, MPI_COMM_WORLD);
}

static void tryScattervNegative(void) {
  int value = 0, counts[64] = {0}, displacements[64] = {0};
  counts[0] = 1, displacements[0] = -0x7FFFFFFF;
  MPI_Scatterv(&value, counts, displacements, MPI_INT, &value, 0, MPI_INT, me, MPI_COMM_WORLD);
}

static void tryAllgatherOut(void) {
  double value = 0;
  MPI_Allgather(&value, 1, MPI_DOUBLE, nearEnd(8), 1, MPI_DOUBLE, MPI_COMM_WORLD);
}

static void tryAllgathervDisplacements(void) {
  int value = 0, counts[64] = {0};
  MPI_Allgatherv(&value, 0, MPI_INT, &value, counts, nearEnd(4), MPI_INT, MPI_COMM_WORLD);
}

static void tryAlltoallIn(void) {
  int values[64];
  MPI_Alltoall(nearEnd(4), 1, MPI_INT, values, 1, MPI_INT, MPI_COMM_WORLD);
}

static void tryAlltoallvCounts(void) {
  int values[64] = {0}, zeros[64] = {0};
  MPI_Alltoallv(values, FAR_AWAY, zeros, MPI_INT, values, zeros, zeros, MPI_INT, MPI_COMM_WORLD);
}

static void tryAlltoallwTypes(void) {
  int values[64] = {0}, zeros[64] = {0};
  MPI_Datatype types[64];
  for (int i = 0; i < 64; i++) types[i] = MPI_INT;
  MPI_Alltoallw(values, zeros, zeros, types, values, zeros, zeros, nearEnd(4), MPI_COMM_WORLD);
}

static void tryAlltoallwDisplacement(void) {
  int values[64] = {0}, ones[64] = {0}, zeros[64] = {0}, far[64] = {0};
  MPI_Datatype types[64];
  for (int i = 0; i < 64; i++) types[i] = MPI_INT;
  ones[0] = 1, far[0] = -0x70000000;
  MPI_Alltoallw(values, zeros, zeros, types, values, ones, far, types, MPI_COMM_WORLD);
}

static void tryReduceIn(void) {
  int value = 0;
  MPI_Reduce(FAR_AWAY, &value, 1, MPI_INT, MPI_SUM, me, MPI_COMM_WORLD);
}

static void tryReduceOut(void) {
  int value = 0;
  MPI_Reduce(&value, FAR_AWAY, 1, MPI_INT, MPI_SUM, me, MPI_COMM_WORLD);
}

static void tryAllreduceEnd(void) {
  double value = 0;
  MPI_Allreduce(&value, nearEnd(4), 1, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
}

static void tryAllreduceInPlace(void) {
  MPI_Allreduce(MPI_IN_PLACE, nearEnd(12), 2, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
}

static void tryReduceScatterCounts(void) {
  int values[64];
  MPI_Reduce_scatter(values, values + 32, FAR_AWAY, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
}

static void tryReduceScatterSum(void) {
  int value = 0, counts[64] = {0};
  counts[0] = 0x7FFFFFFF, counts[np - 1] = 0x7FFFFFFF;
  MPI_Reduce_scatter(&value, &value, counts, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
}

static void tryScan(void) {
  int value = 0;
  MPI_Scan(nearEnd(4), &value, 2, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
}

static void tryExscan(void) {
  int value = 0;
  MPI_Exscan(&value, FAR_AWAY, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
}

static void tryReduceLocal(void) {
  int value = 0;
  MPI_Reduce_local(FAR_AWAY, &value, 1, MPI_INT, MPI_SUM);
}

static const Case kCases[] = {
    {"bcast", tryBcast},
    {"gather_root", tryGatherRoot},
    {"scatter_root", tryScatterRoot},
    {"gatherv_counts", tryGathervCounts},
    {"gatherv_displacement", tryGathervDisplacement},
    {"scatterv_negative", tryScattervNegative},
    {"allgather_out", tryAllgatherOut},
    {"allgatherv_displacements", tryAllgathervDisplacements},
    {"alltoall_in", tryAlltoallIn},
    {"alltoallv_counts", tryAlltoallvCounts},
    {"alltoallw_types", tryAlltoallwTypes},
    {"alltoallw_displacement", tryAlltoallwDisplacement},
    {"reduce_in", tryReduceIn},
    {"reduce_out", tryReduceOut},
    {"allreduce_end", tryAllreduceEnd},
    {"allreduce_in_place", tryAllreduceInPlace},
    {"reduce_scatter_counts", tryReduceScatterCounts},
    {"reduce_scatter_sum", tryReduceScatterSum},
    {"scan", tryScan},
    {"exscan", tryExscan},
    {"reduce_local", tryReduceLocal},
};

int main(int argc, char **argv) { return runCase(argc, argv, kCases, COUNT_OF(kCases)); }
