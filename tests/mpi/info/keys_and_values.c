// MPI-3.1 9: information objects: set, got, counted, listed, copied, deleted.
// ranks: 1 2
// functions: MPI_Info_create MPI_Info_set MPI_Info_get MPI_Info_get_valuelen MPI_Info_get_nkeys
// functions: MPI_Info_get_nthkey MPI_Info_dup MPI_Info_delete MPI_Info_free
#include "support.h"

static void sayValue(MPI_Info info, const char *key, int room) {
  char value[MPI_MAX_INFO_VAL + 1];
  int found = -1, length = -1;
  memset(value, '#', sizeof value);
  MUST(MPI_Info_get_valuelen(info, key, &length, &found));
  if (!found) {
    CHECK(length == -1);
    MUST(MPI_Info_get(info, key, room, value, &found));
    CHECK(!found && value[0] == '#');
    say("%s: not set", key);
    return;
  }
  MUST(MPI_Info_get(info, key, room, value, &found));
  CHECK(found && (int)strlen(value) <= room && (int)strlen(value) <= length);
  say("%s: '%s' of %d", key, value, length);
}

static int compareKeys(const void *a, const void *b) { return strcmp(a, b); }

static void sayKeys(MPI_Info info) {
  char keys[8][MPI_MAX_INFO_KEY + 1];
  int count = -1;
  MUST(MPI_Info_get_nkeys(info, &count));
  CHECK(count >= 0 && count <= 8);
  for (int i = 0; i < count; i++) MUST(MPI_Info_get_nthkey(info, i, keys[i]));
  qsort(keys, (size_t)count, sizeof *keys, compareKeys);
  say("%d keys", count);
  for (int i = 0; i < count; i++) say("key %s", keys[i]);
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Info info, copy;
  MUST(MPI_Info_create(&info));
  sayKeys(info);
  MUST(MPI_Info_set(info, "file", "pfs0001"));
  MUST(MPI_Info_set(info, "host", "a long enough value, with spaces"));
  MUST(MPI_Info_set(info, "file", "replaced"));
  MUST(MPI_Info_set(info, "k", "v"));
  sayKeys(info);
  sayValue(info, "file", 100);
  sayValue(info, "host", MPI_MAX_INFO_VAL);
  sayValue(info, "absent", 10);
  sayValue(info, "FILE", 10);
  MUST(MPI_Info_dup(info, &copy));
  MUST(MPI_Info_delete(info, "k"));
  MUST(MPI_Info_set(copy, "only here", "yes"));
  sayKeys(info);
  sayKeys(copy);
  sayValue(copy, "k", 1);
  MUST(MPI_Info_free(&info));
  CHECK(info == MPI_INFO_NULL);
  sayValue(copy, "file", 8);
  MUST(MPI_Info_free(&copy));
  return finish("keys_and_values");
}
