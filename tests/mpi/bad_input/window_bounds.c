// What a rank may try on another's memory: nothing outside of the window changes, whatever the
// displacement, count, type or unit, and however the target's memory grows meanwhile.
// ranks: 1 2 4
// functions: MPI_Put MPI_Get MPI_Accumulate MPI_Win_fence MPI_Win_create MPI_Win_free
// functions: MPI_Win_create_dynamic MPI_Fetch_and_op MPI_Rput
// wasm-only: ok
#include "hostile.h"

enum { kAround = 4096, kInside = 1024 };
static unsigned char memory[kAround + kInside + kAround] __attribute__((aligned(64)));
static unsigned char mine[4 * kAround];

static void checkAround(void) {
  for (int i = 0; i < kAround; i++)
    CHECK(memory[i] == 0x5a && memory[kAround + kInside + i] == 0x5a);
}

/// Everything that is not wholly inside; no two results of the product of unit and displacement
/// that wraps around 32 bits.
static void reachOut(MPI_Win win, int unit, int target) {
  const MPI_Aint displacements[] = {-1,           -unit,      (kInside + unit - 1) / unit, kInside + 1,
                                    INT32_MAX,    INT32_MIN,  0x40000000,     INT32_MAX / unit - 1,
                                    kInside * 16, INT32_MIN + 1};
  for (int i = 0; i < COUNT_OF(displacements); i++) {
    const MPI_Aint to = displacements[i];
    CHECK(MPI_Put(mine, 8, MPI_BYTE, target, to, 8, MPI_BYTE, win) != MPI_SUCCESS);
    CHECK(MPI_Get(mine, 8, MPI_BYTE, target, to, 8, MPI_BYTE, win) != MPI_SUCCESS);
    CHECK(MPI_Accumulate(mine, 2, MPI_INT, target, to, 2, MPI_INT, MPI_SUM, win) != MPI_SUCCESS);
    CHECK(MPI_Fetch_and_op(mine, mine, MPI_INT, target, to, MPI_SUM, win) != MPI_SUCCESS);
  }
  const int counts[] = {kInside + 1, 2 * kInside, INT32_MAX, -1, INT32_MIN};
  for (int i = 0; i < COUNT_OF(counts); i++) {
    CHECK(MPI_Put(mine, 8, MPI_BYTE, target, 0, counts[i], MPI_BYTE, win) != MPI_SUCCESS);
    CHECK(MPI_Put(mine, 8, MPI_BYTE, target, 0, counts[i], MPI_DOUBLE, win) != MPI_SUCCESS);
  }
  // More than the target takes: the origin's size is no way out either.
  CHECK(MPI_Put(mine, sizeof mine, MPI_BYTE, target, 0, 8, MPI_BYTE, win) != MPI_SUCCESS);
}

static void reachByTypes(MPI_Win win, int target) {
  MPI_Datatype types[5];
  const MPI_Aint far = INT32_MAX - 8, back = -8;
  const int one = 1;
  MPI_Type_create_hvector(2, 4, INT32_MAX, MPI_BYTE, &types[0]);
  MPI_Type_create_hvector(2, 4, -kAround, MPI_BYTE, &types[1]);
  MPI_Type_create_hindexed(1, &one, &far, MPI_DOUBLE, &types[2]);
  MPI_Type_create_hindexed(1, &one, &back, MPI_DOUBLE, &types[3]);
  MPI_Type_create_resized(MPI_INT, 0, INT32_MAX, &types[4]);
  for (int i = 0; i < 5; i++) {
    MPI_Type_commit(&types[i]);
    const int count = i == 4 ? 2 : 1;
    CHECK(MPI_Put(mine, 8, MPI_BYTE, target, 0, count, types[i], win) != MPI_SUCCESS);
    MPI_Type_free(&types[i]);
  }
  CHECK(MPI_Put(mine, 8, MPI_BYTE, target, 0, 1, types[0], win) != MPI_SUCCESS);
}

static void tryUnit(int unit) {
  MPI_Win win;
  const int target = (me + 1) % np;
  memset(memory, 0x5a, sizeof memory);
  memset(mine, 0xff, sizeof mine);
  MUST(MPI_Win_create(memory + kAround, kInside, unit, MPI_INFO_NULL, MPI_COMM_WORLD, &win));
  MPI_Win_set_errhandler(win, MPI_ERRORS_RETURN);
  MUST(MPI_Win_fence(0, win));
  reachOut(win, unit, target);
  reachByTypes(win, target);
  // Its memory grows, and the window is what it was.
  CHECK(__builtin_wasm_memory_grow(0, 16) != (size_t)-1);
  reachOut(win, unit, target);
  MUST(MPI_Put(mine, kInside, MPI_BYTE, target, 0, kInside, MPI_BYTE, win));
  MUST(MPI_Win_fence(0, win));
  checkAround();
  for (int i = 0; i < kInside; i++) CHECK(memory[kAround + i] == 0xff);
  MPI_Win old = win;
  MUST(MPI_Win_free(&win));
  CHECK(MPI_Put(mine, 1, MPI_BYTE, target, 0, 1, MPI_BYTE, old) != MPI_SUCCESS);
  CHECK(MPI_Win_free(&old) != MPI_SUCCESS);
}

/// Parts of different sizes: the target's own is the bound, not this rank's.
static void tryUnequal(void) {
  MPI_Win win;
  memset(memory, 0x5a, sizeof memory);
  MUST(MPI_Win_create(memory + kAround, me == 0 ? 16 : kInside, 1, MPI_INFO_NULL, MPI_COMM_WORLD,
                      &win));
  MPI_Win_set_errhandler(win, MPI_ERRORS_RETURN);
  MUST(MPI_Win_fence(0, win));
  CHECK(MPI_Put(mine, 17, MPI_BYTE, 0, 0, 17, MPI_BYTE, win) != MPI_SUCCESS);
  CHECK(MPI_Put(mine, 1, MPI_BYTE, 0, 16, 1, MPI_BYTE, win) != MPI_SUCCESS);
  for (int target = 1; target < np; target++)
    MUST(MPI_Put(mine, kInside, MPI_BYTE, target, 0, kInside, MPI_BYTE, win));
  MUST(MPI_Win_fence(0, win));
  for (int i = 0; i < kInside && me == 0; i++) CHECK(memory[kAround + i] == 0x5a);
  checkAround();
  MUST(MPI_Win_free(&win));
}

/// Beyond the largest address there is nothing to reach; what was freed is not to be locked.
static void tryDynamic(void) {
  MPI_Win win;
  const int target = (me + 1) % np;
  MUST(MPI_Win_create_dynamic(MPI_INFO_NULL, MPI_COMM_WORLD, &win));
  MPI_Win_set_errhandler(win, MPI_ERRORS_RETURN);
  MUST(MPI_Win_fence(0, win));
  CHECK(MPI_Put(mine, 8, MPI_BYTE, target, (MPI_Aint)-4, 8, MPI_BYTE, win) != MPI_SUCCESS);
  CHECK(MPI_Put(mine, INT32_MAX, MPI_BYTE, target, 0, INT32_MAX, MPI_DOUBLE, win) != MPI_SUCCESS);
  MUST(MPI_Win_fence(0, win));
  CHECK(MPI_Win_detach(win, memory) != MPI_SUCCESS);
  MUST(MPI_Win_free(&win));
}

/// A window whose locks are open, or whose operations are pending, is not freed.
static void tryEarlyFree(void) {
  MPI_Win win;
  MPI_Request request;
  MUST(MPI_Win_create(memory + kAround, kInside, 1, MPI_INFO_NULL, MPI_COMM_WORLD, &win));
  MPI_Win_set_errhandler(win, MPI_ERRORS_RETURN);
  MUST(MPI_Win_lock(MPI_LOCK_SHARED, me, 0, win));
  MUST(MPI_Rput(mine, 8, MPI_BYTE, me, 0, 8, MPI_BYTE, win, &request));
  CHECK(MPI_Win_free(&win) != MPI_SUCCESS);
  MUST(MPI_Wait(&request, MPI_STATUS_IGNORE));
  MUST(MPI_Win_unlock(me, win));
  MUST(MPI_Win_free(&win));
}

/// Promises that are not kept: whatever the library makes of them, bounds are bounds.
static void tryFalseHints(void) {
  const char *const promises[] = {"no_locks", "same_size", "same_disp_unit"};
  MPI_Info hints;
  MPI_Win win;
  MUST(MPI_Info_create(&hints));
  for (int i = 0; i < COUNT_OF(promises); i++) MUST(MPI_Info_set(hints, promises[i], "true"));
  memset(memory, 0x5a, sizeof memory);
  memset(mine, 0x5a, sizeof mine);
  // Counted in this rank's own unit, the displacement would be far outside.
  MUST(MPI_Win_create(memory + kAround, me == 0 ? kInside : 16, me == 0 ? 1 : 1 << 20, hints,
                      MPI_COMM_WORLD, &win));
  MPI_Win_set_errhandler(win, MPI_ERRORS_RETURN);
  MUST(MPI_Info_free(&hints));
  MUST(MPI_Win_fence(0, win));
  // Within bounds; a library that believes the hints may refuse it all the same.
  MPI_Put(mine, 8, MPI_BYTE, 0, kInside - 8, 8, MPI_BYTE, win);
  CHECK(MPI_Put(mine, 8, MPI_BYTE, 0, kInside - 7, 8, MPI_BYTE, win) != MPI_SUCCESS);
  CHECK(MPI_Put(mine, 8, MPI_BYTE, np - 1, np == 1 ? kInside : 1, 8, MPI_BYTE, win) != MPI_SUCCESS);
  MUST(MPI_Win_fence(0, win));
  checkAround();
  if (MPI_Win_lock(MPI_LOCK_SHARED, np - 1, 0, win) == MPI_SUCCESS)
    MUST(MPI_Win_unlock(np - 1, win));
  MUST(MPI_Barrier(MPI_COMM_WORLD));
  MUST(MPI_Win_free(&win));
}

static int freedCount = 0;

static void freeIt(MPI_Win *win, int *code, ...) {
  (void)code;
  MPI_Win given = *win;
  freedCount += MPI_Win_free(&given) == MPI_SUCCESS;
}

/// A handler frees the window that the call it hears of is for.
static void tryFreeInHandler(void) {
  MPI_Win win;
  MPI_Errhandler handler;
  MUST(MPI_Win_create(memory, kInside, 1, MPI_INFO_NULL, MPI_COMM_WORLD, &win));
  MUST(MPI_Win_create_errhandler(freeIt, &handler));
  MUST(MPI_Win_set_errhandler(win, handler));
  MUST(MPI_Errhandler_free(&handler));
  CHECK(MPI_Put(mine, 8, MPI_BYTE, np, 0, 8, MPI_BYTE, win) != MPI_SUCCESS);
  CHECK(freedCount == 1);
  CHECK(MPI_Win_fence(0, win) != MPI_SUCCESS);
}

/// An epoch with a transfer in it that is still open. A library may refuse, on all ranks.
static void tryFreeInFence(void) {
  MPI_Win win;
  MUST(MPI_Win_create(memory, kInside, 1, MPI_INFO_NULL, MPI_COMM_WORLD, &win));
  MPI_Win_set_errhandler(win, MPI_ERRORS_RETURN);
  MUST(MPI_Win_fence(0, win));
  MUST(MPI_Put(mine, 8, MPI_BYTE, (me + 1) % np, 0, 8, MPI_BYTE, win));
  if (MPI_Win_free(&win) == MPI_SUCCESS) return;
  MUST(MPI_Win_fence(0, win));
  MUST(MPI_Win_free(&win));
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
  tryUnit(1);
  tryUnit(8);
  tryUnit(1 << 20);
  tryUnequal();
  tryDynamic();
  tryEarlyFree();
  tryFalseHints();
  tryFreeInHandler();
  tryFreeInFence();
  return finish("window_bounds");
}
