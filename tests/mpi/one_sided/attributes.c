// Attributes that a program caches on windows: set, read, replaced, deleted, and gone with the window.
// functions: MPI_Win_create_keyval MPI_Win_free_keyval MPI_Win_set_attr MPI_Win_get_attr
// functions: MPI_Win_delete_attr
#include "windows.h"

static int deleted = 0;
static MPI_Win expected;

static int noteDeleted(MPI_Win win, int keyval, void *value, void *extra) {
  CHECK(win == expected && keyval != MPI_KEYVAL_INVALID);
  deleted += *(int *)value;
  CHECK(extra == &deleted);
  // What is being freed can be asked, not used.
  int *unit = NULL, isSet = 0;
  MUST(MPI_Win_get_attr(win, MPI_WIN_DISP_UNIT, &unit, &isSet));
  CHECK(isSet && *unit == 4);
  return MPI_SUCCESS;
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  WINDOW_MEMORY int cells[4] = {0};
  int one = 1, ten = 10, hundred = 100, *found = NULL, isSet = -1, keyval, other;
  MPI_Win win;
  MUST(MPI_Win_create(cells, sizeof cells, 4, MPI_INFO_NULL, MPI_COMM_WORLD, &win));
  expected = win;
  MUST(MPI_Win_create_keyval(MPI_WIN_NULL_COPY_FN, noteDeleted, &keyval, &deleted));
  MUST(MPI_Win_create_keyval(MPI_WIN_NULL_COPY_FN, MPI_WIN_NULL_DELETE_FN, &other, NULL));
  MUST(MPI_Win_get_attr(win, keyval, &found, &isSet));
  CHECK(!isSet);
  MUST(MPI_Win_set_attr(win, keyval, &one));
  MUST(MPI_Win_set_attr(win, other, &ten));
  MUST(MPI_Win_get_attr(win, keyval, &found, &isSet));
  CHECK(isSet && found == &one);
  MUST(MPI_Win_set_attr(win, keyval, &ten));
  CHECK(deleted == 1);
  MUST(MPI_Win_delete_attr(win, keyval));
  CHECK(deleted == 11);
  MUST(MPI_Win_get_attr(win, keyval, &found, &isSet));
  CHECK(!isSet);
  MUST(MPI_Win_set_attr(win, keyval, &hundred));
  MUST(MPI_Win_free_keyval(&keyval));
  CHECK(keyval == MPI_KEYVAL_INVALID);
  MUST(MPI_Win_free(&win));
  CHECK(deleted == 111);
  MUST(MPI_Win_free_keyval(&other));
  say("deleted %d", deleted);
  return finish("attributes");
}
