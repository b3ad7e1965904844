// Isend and Irecv with every rank in both directions, completed by Waitall; more requests than any
// small fixed array in the runtime could hold.
// functions: MPI_Isend MPI_Irecv MPI_Waitall MPI_Get_count
#include "support.h"

enum { kPerPeer = 300 };

int main(int argc, char **argv) {
  start(&argc, &argv);
  int total = np * kPerPeer;
  int *out = malloc((size_t)total * sizeof *out), *in = malloc((size_t)total * sizeof *in);
  MPI_Request *requests = malloc(2 * (size_t)total * sizeof *requests);
  MPI_Status *statuses = malloc(2 * (size_t)total * sizeof *statuses);
  for (int k = 0; k < total; k++) {
    int peer = k % np, index = k / np;
    in[k] = -1;
    MUST(MPI_Irecv(&in[k], 1, MPI_INT, peer, index, MPI_COMM_WORLD, &requests[k]));
  }
  for (int k = 0; k < total; k++) {
    int peer = k % np, index = k / np;
    out[k] = pattern(me, peer, index);
    MUST(MPI_Isend(&out[k], 1, MPI_INT, peer, index, MPI_COMM_WORLD, &requests[total + k]));
  }
  MUST(MPI_Waitall(2 * total, requests, statuses));
  for (int k = 0; k < total; k++) {
    int peer = k % np, index = k / np, count = -1;
    CHECK(in[k] == pattern(peer, me, index));
    CHECK(statuses[k].MPI_SOURCE == peer && statuses[k].MPI_TAG == index);
    MUST(MPI_Get_count(&statuses[k], MPI_INT, &count));
    CHECK(count == 1);
    CHECK(requests[k] == MPI_REQUEST_NULL && requests[total + k] == MPI_REQUEST_NULL);
  }
  MUST(MPI_Waitall(2 * total, requests, statuses));  // all null now: returns at once
  say("received %u", hashBytes(in, (size_t)total * sizeof *in));
  free(out);
  free(in);
  free(requests);
  free(statuses);
  return finish("nonblocking_all_to_all");
}
