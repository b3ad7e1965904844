// Addresses of one-sided calls outside of linear memory, or with too little of it behind them.
// ranks: 2
// functions: MPI_Win_create MPI_Win_attach MPI_Win_create_dynamic MPI_Win_allocate MPI_Win_get_attr
// functions: MPI_Put MPI_Get MPI_Get_accumulate MPI_Fetch_and_op MPI_Compare_and_swap MPI_Rget
// functions: MPI_Win_test MPI_Win_shared_query MPI_Win_free
// wasm-only: trap (out of bounds|outside)
// cases: create_far create_end attach_end allocate_base get_attr put_origin get_end accumulate_result
// cases: fetch_result swap_compare rget_request test_flag shared_query free_cell
// case create_far: MPI_Win_create
// case create_end: MPI_Win_create
// case attach_end: MPI_Win_attach
// case allocate_base: MPI_Win_allocate
// case get_attr: MPI_Win_get_attr
// case put_origin: MPI_Put
// case get_end: MPI_Get
// case accumulate_result: MPI_Get_accumulate
// case fetch_result: MPI_Fetch_and_op
// case swap_compare: MPI_Compare_and_swap
// case rget_request: MPI_Rget
// case test_flag: MPI_Win_test
// case shared_query: MPI_Win_shared_query
// case free_cell: MPI_Win_free
#include "hostile.h"

static int cells[8];

/// A window of this rank alone, in an epoch of locks.
static MPI_Win makeWindow(void) {
  MPI_Win win;
  MPI_Win_create(cells, sizeof cells, 1, MPI_INFO_NULL, MPI_COMM_SELF, &win);
  MPI_Win_lock_all(0, win);
  return win;
}

static void tryCreateFar(void) {
  MPI_Win win;
  MPI_Win_create(FAR_AWAY, 4, 1, MPI_INFO_NULL, MPI_COMM_SELF, &win);
}

static void tryCreateEnd(void) {
  MPI_Win win;
  MPI_Win_create(nearEnd(64), 65, 1, MPI_INFO_NULL, MPI_COMM_SELF, &win);
}

static void tryAttachEnd(void) {
  MPI_Win win;
  MPI_Win_create_dynamic(MPI_INFO_NULL, MPI_COMM_SELF, &win);
  MPI_Win_attach(win, nearEnd(100), 101);
}

static void tryAllocateBase(void) {
  MPI_Win win;
  MPI_Win_allocate(64, 1, MPI_INFO_NULL, MPI_COMM_SELF, FAR_AWAY, &win);
}

static void tryGetAttr(void) {
  int isSet;
  MPI_Win_get_attr(makeWindow(), MPI_WIN_SIZE, FAR_AWAY, &isSet);
}

static void tryPutOrigin(void) { MPI_Put(FAR_AWAY, 1, MPI_INT, 0, 0, 1, MPI_INT, makeWindow()); }

static void tryGetEnd(void) { MPI_Get(nearEnd(4), 2, MPI_INT, 0, 0, 2, MPI_INT, makeWindow()); }

static void tryAccumulateResult(void) {
  MPI_Get_accumulate(cells, 2, MPI_INT, nearEnd(4), 2, MPI_INT, 0, 0, 2, MPI_INT, MPI_SUM,
                     makeWindow());
}

static void tryFetchResult(void) {
  MPI_Fetch_and_op(cells, nearEnd(2), MPI_INT, 0, 0, MPI_SUM, makeWindow());
}

static void trySwapCompare(void) {
  MPI_Compare_and_swap(cells, nearEnd(3), cells, MPI_INT, 0, 0, makeWindow());
}

static void tryRgetRequest(void) {
  MPI_Rget(cells, 1, MPI_INT, 0, 0, 1, MPI_INT, makeWindow(), nearEnd(3));
}

static void tryTestFlag(void) { MPI_Win_test(makeWindow(), FAR_AWAY); }

static void trySharedQuery(void) {
  MPI_Win win;
  MPI_Aint byteSize;
  int *mine, unit;
  MPI_Win_allocate_shared(64, 1, MPI_INFO_NULL, MPI_COMM_SELF, &mine, &win);
  MPI_Win_shared_query(win, 0, &byteSize, &unit, nearEnd(2));
}

static void tryFreeCell(void) { MPI_Win_free(FAR_AWAY); }

static const Case kCases[] = {
    {"create_far", tryCreateFar},
    {"create_end", tryCreateEnd},
    {"attach_end", tryAttachEnd},
    {"allocate_base", tryAllocateBase},
    {"get_attr", tryGetAttr},
    {"put_origin", tryPutOrigin},
    {"get_end", tryGetEnd},
    {"accumulate_result", tryAccumulateResult},
    {"fetch_result", tryFetchResult},
    {"swap_compare", trySwapCompare},
    {"rget_request", tryRgetRequest},
    {"test_flag", tryTestFlag},
    {"shared_query", trySharedQuery},
    {"free_cell", tryFreeCell},
};

int main(int argc, char **argv) { return runCase(argc, argv, kCases, COUNT_OF(kCases)); }
