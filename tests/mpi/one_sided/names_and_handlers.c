// Names, hints and error handlers of windows; the error classes of wrong arguments.
// ranks: 1 2 3
// functions: MPI_Win_set_name MPI_Win_get_name MPI_Win_set_info MPI_Win_get_info
// functions: MPI_Win_create_errhandler MPI_Win_set_errhandler MPI_Win_get_errhandler
// functions: MPI_Win_call_errhandler MPI_Errhandler_free
#include "windows.h"

static MPI_Win expected;
static int callCount = 0, lastClass = -1;

static void noteError(MPI_Win *win, int *code, ...) {
  CHECK(*win == expected);
  callCount++;
  MPI_Error_class(*code, &lastClass);
}

static void nameIt(MPI_Win win) {
  char name[MPI_MAX_OBJECT_NAME];
  int length = -1;
  MUST(MPI_Win_set_name(win, "the board"));
  MUST(MPI_Win_get_name(win, name, &length));
  CHECK(length == 9 && strcmp(name, "the board") == 0);
}

static void hintAtIt(MPI_Win win) {
  MPI_Info hints = MPI_INFO_NULL;
  MUST(MPI_Win_get_info(win, &hints));
  CHECK(hints != MPI_INFO_NULL);
  MUST(MPI_Win_set_info(win, hints));
  MUST(MPI_Info_free(&hints));
}

static void handleErrors(MPI_Win win) {
  MPI_Errhandler handler, found;
  expected = win;
  MUST(MPI_Win_create_errhandler(noteError, &handler));
  MUST(MPI_Win_set_errhandler(win, handler));
  MUST(MPI_Win_get_errhandler(win, &found));
  CHECK(found == handler);
  MUST(MPI_Errhandler_free(&found));
  MUST(MPI_Errhandler_free(&handler));
  MUST(MPI_Win_call_errhandler(win, MPI_ERR_OTHER));
  CHECK(callCount == 1 && lastClass == MPI_ERR_OTHER);
  int value = 0;
  const int code = MPI_Put(&value, 1, MPI_INT, np, 0, 1, MPI_INT, win);
  CHECK(callCount == 2 && lastClass == MPI_ERR_RANK);
  say("handled: %s", className(code));
}

/// The class a call gives, as the library names it; `range` may be any of those for it.
static void refuse(MPI_Win win) {
  int value = 0;
  MUST(MPI_Win_set_errhandler(win, MPI_ERRORS_RETURN));
  MUST(MPI_Win_fence(0, win));
  say("rank: %s", className(MPI_Put(&value, 1, MPI_INT, -77, 0, 1, MPI_INT, win)));
  say("count: %s", className(MPI_Put(&value, -1, MPI_INT, 0, 0, 1, MPI_INT, win)));
  say("target count: %s", className(MPI_Put(&value, 1, MPI_INT, 0, 0, -1, MPI_INT, win)));
  say("type: %s", className(MPI_Get(&value, 1, MPI_DATATYPE_NULL, 0, 0, 1, MPI_INT, win)));
  say("operation: %s", className(MPI_Accumulate(&value, 1, MPI_INT, 0, 0, 1, MPI_INT, MPI_OP_NULL, win)));
  CHECK(MPI_Put(&value, 1, MPI_INT, 0, -1, 1, MPI_INT, win) != MPI_SUCCESS);
  CHECK(MPI_Win_lock(4711, 0, 0, win) != MPI_SUCCESS);
  CHECK(MPI_Win_lock(MPI_LOCK_SHARED, np, 0, win) != MPI_SUCCESS);
  MUST(MPI_Win_fence(0, win));
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  WINDOW_MEMORY int cells[4] = {0};
  MPI_Win win;
  MUST(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN));
  MUST(MPI_Win_create(cells, sizeof cells, 1, MPI_INFO_NULL, MPI_COMM_WORLD, &win));
  nameIt(win);
  hintAtIt(win);
  handleErrors(win);
  refuse(win);
  MUST(MPI_Win_free(&win));
  CHECK(MPI_Win_create(cells, sizeof cells, 0, MPI_INFO_NULL, MPI_COMM_WORLD, &win) != MPI_SUCCESS);
  CHECK(MPI_Win_fence(0, MPI_WIN_NULL) != MPI_SUCCESS);
  return finish("names_and_handlers");
}
