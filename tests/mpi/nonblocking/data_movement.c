// MPI-3.1 5.12: nonblocking collectives that move data, many at a time, completed in several ways.
// ranks: 1 2 3 4
// functions: MPI_Ibarrier MPI_Ibcast MPI_Igather MPI_Igatherv MPI_Iscatter MPI_Iscatterv
// functions: MPI_Iallgather MPI_Iallgatherv MPI_Ialltoall MPI_Ialltoallv MPI_Ialltoallw
#include "support.h"

enum { kMost = 8, kBlock = 50 };

static MPI_Request requests[16];
static int started = 0;

static MPI_Request *next(void) { return &requests[started++]; }

/// Ends what was started: one by one, all together, or by asking again and again.
static void completeAll(int way) {
  MPI_Status statuses[16];
  int done = 0, index = -1;
  if (way == 0) {
    for (int i = started - 1; i >= 0; i--) MUST(MPI_Wait(&requests[i], &statuses[i]));
  } else if (way == 1) {
    MUST(MPI_Waitall(started, requests, statuses));
  } else if (way == 2) {
    while (!done) MUST(MPI_Testall(started, requests, &done, MPI_STATUSES_IGNORE));
  } else {
    for (int i = 0; i < started; i++) MUST(MPI_Waitany(started, requests, &index, &statuses[i]));
  }
  for (int i = 0; i < started; i++) CHECK(requests[i] == MPI_REQUEST_NULL);
  started = 0;
}

/// The library must have its own copies by now: what stands in the program's arrays is of no
/// account any more. Only the sandbox promises that.
static void spoil(void *array, size_t byteSize) {
#ifdef __wasm__
  memset(array, 0x7F, byteSize);
#else
  (void)array, (void)byteSize;
#endif
}

static int sent[kMost * kBlock], gathered[kMost * kBlock], scattered[kBlock], cast[kBlock];
static int everything[kMost * kBlock], exchanged[kMost * kBlock];

static void fixedBlocks(int way) {
  int root = np - 1;
  for (int i = 0; i < np * kBlock; i++) sent[i] = pattern(me, i / kBlock, i % kBlock);
  for (int i = 0; i < kBlock; i++) cast[i] = me == 0 ? pattern(0, 77, i) : -1;
  memset(gathered, -1, sizeof gathered);
  memset(scattered, -1, sizeof scattered);
  memset(everything, -1, sizeof everything);
  memset(exchanged, -1, sizeof exchanged);
  MUST(MPI_Ibarrier(MPI_COMM_WORLD, next()));
  MUST(MPI_Ibcast(cast, kBlock, MPI_INT, 0, MPI_COMM_WORLD, next()));
  MUST(MPI_Igather(sent, kBlock, MPI_INT, gathered, kBlock, MPI_INT, root, MPI_COMM_WORLD, next()));
  MUST(MPI_Iscatter(sent, kBlock, MPI_INT, scattered, kBlock, MPI_INT, root, MPI_COMM_WORLD,
                    next()));
  MUST(MPI_Iallgather(sent, kBlock, MPI_INT, everything, kBlock, MPI_INT, MPI_COMM_WORLD, next()));
  MUST(MPI_Ialltoall(sent, kBlock, MPI_INT, exchanged, kBlock, MPI_INT, MPI_COMM_WORLD, next()));
  completeAll(way);
  for (int i = 0; i < kBlock; i++) {
    CHECK(cast[i] == pattern(0, 77, i));
    CHECK(scattered[i] == pattern(root, me, i));
    for (int r = 0; r < np; r++) {
      CHECK(everything[r * kBlock + i] == pattern(r, 0, i));
      CHECK(exchanged[r * kBlock + i] == pattern(r, me, i));
      if (me == root) CHECK(gathered[r * kBlock + i] == pattern(r, 0, i));
    }
  }
  say("fixed blocks %d: %u %u %u %u %u", way, hashBytes(cast, sizeof cast),
      hashBytes(gathered, sizeof gathered), hashBytes(scattered, sizeof scattered),
      hashBytes(everything, sizeof everything), hashBytes(exchanged, sizeof exchanged));
}

/// Rank r's blocks have r + 1 elements, and the last one comes first.
static void variableBlocks(int way) {
  int counts[kMost], places[kMost], ownCounts[kMost], ownPlaces[kMost];
  int scatterCounts[kMost], scatterPlaces[kMost], all = 0;
  for (int r = np - 1; r >= 0; r--) {
    counts[r] = scatterCounts[r] = r + 1;
    places[r] = scatterPlaces[r] = all;
    ownCounts[r] = me + 1;
    ownPlaces[r] = r * kBlock;
    all += counts[r];
  }
  for (int i = 0; i < np * kBlock; i++) sent[i] = pattern(me, i / kBlock, i % kBlock);
  memset(gathered, -1, sizeof gathered);
  memset(scattered, -1, sizeof scattered);
  memset(everything, -1, sizeof everything);
  memset(exchanged, -1, sizeof exchanged);
  MUST(MPI_Igatherv(sent, me + 1, MPI_INT, gathered, counts, places, MPI_INT, 0, MPI_COMM_WORLD,
                    next()));
  MUST(MPI_Iscatterv(sent, scatterCounts, scatterPlaces, MPI_INT, scattered, me + 1, MPI_INT, 0,
                     MPI_COMM_WORLD, next()));
  MUST(MPI_Iallgatherv(sent, me + 1, MPI_INT, everything, counts, places, MPI_INT, MPI_COMM_WORLD,
                       next()));
  MUST(MPI_Ialltoallv(sent, ownCounts, ownPlaces, MPI_INT, exchanged, counts, places, MPI_INT,
                      MPI_COMM_WORLD, next()));
  spoil(counts, sizeof counts), spoil(places, sizeof places);
  spoil(ownCounts, sizeof ownCounts), spoil(ownPlaces, sizeof ownPlaces);
  spoil(scatterCounts, sizeof scatterCounts), spoil(scatterPlaces, sizeof scatterPlaces);
  completeAll(way);
  for (int r = np - 1, place = 0; r >= 0; place += r + 1, r--)
    for (int i = 0; i <= r; i++) {
      CHECK(everything[place + i] == pattern(r, 0, i));
      CHECK(exchanged[place + i] == pattern(r, me, i));
      if (me == 0) CHECK(gathered[place + i] == pattern(r, 0, i));
    }
  say("variable blocks %d: %u %u %u %u", way, hashBytes(gathered, sizeof gathered),
      hashBytes(scattered, sizeof scattered), hashBytes(everything, sizeof everything),
      hashBytes(exchanged, sizeof exchanged));
}

/// Every second int of a block for even ranks, bytes for odd ones; the derived type is freed while
/// the operation is under way.
static void typedBlocks(int way) {
  MPI_Datatype every2nd, sentTypes[kMost], receivedTypes[kMost];
  int sentCounts[kMost], sentPlaces[kMost], receivedCounts[kMost], receivedPlaces[kMost];
  MUST(MPI_Type_vector(5, 1, 2, MPI_INT, &every2nd));
  MUST(MPI_Type_commit(&every2nd));
  for (int r = 0; r < np; r++) {
    sentTypes[r] = r % 2 ? MPI_BYTE : every2nd;
    sentCounts[r] = r % 2 ? 20 : 1;
    sentPlaces[r] = receivedPlaces[r] = r * kBlock * 4;
    receivedTypes[r] = me % 2 ? MPI_BYTE : MPI_INT;
    receivedCounts[r] = me % 2 ? 20 : 5;
  }
  for (int i = 0; i < np * kBlock; i++) sent[i] = pattern(me, i / kBlock, i % kBlock);
  memset(exchanged, -1, sizeof exchanged);
  MUST(MPI_Ialltoallw(sent, sentCounts, sentPlaces, sentTypes, exchanged, receivedCounts,
                      receivedPlaces, receivedTypes, MPI_COMM_WORLD, next()));
  spoil(sentTypes, sizeof sentTypes), spoil(receivedTypes, sizeof receivedTypes);
  spoil(sentCounts, sizeof sentCounts), spoil(sentPlaces, sizeof sentPlaces);
  spoil(receivedCounts, sizeof receivedCounts), spoil(receivedPlaces, sizeof receivedPlaces);
  MUST(MPI_Type_free(&every2nd));
  completeAll(way);
  for (int r = 0; r < np; r++)
    for (int i = 0; i < 5; i++)
      CHECK(exchanged[r * kBlock + i] == pattern(r, me, me % 2 ? i : 2 * i));
  say("typed blocks %d: %u", way, hashBytes(exchanged, sizeof exchanged));
}

/// MPI_IN_PLACE, where the buffer is both.
static void inPlace(void) {
  for (int i = 0; i < np * kBlock; i++)
    everything[i] = exchanged[i] = pattern(me, i / kBlock, i % kBlock);
  MUST(MPI_Iallgather(MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, everything, kBlock, MPI_INT,
                      MPI_COMM_WORLD, next()));
  MUST(MPI_Ialltoall(MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, exchanged, kBlock, MPI_INT,
                     MPI_COMM_WORLD, next()));
  completeAll(1);
  for (int r = 0; r < np; r++) {
    CHECK(everything[r * kBlock + 3] == pattern(r, r, 3));
    CHECK(exchanged[r * kBlock + 3] == pattern(r, me, 3));
  }
  say("in place: %u %u", hashBytes(everything, sizeof everything),
      hashBytes(exchanged, sizeof exchanged));
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  for (int way = 0; way < 4; way++) {
    fixedBlocks(way);
    variableBlocks(way);
    typedBlocks(way);
  }
  inPlace();
  return finish("data_movement");
}
