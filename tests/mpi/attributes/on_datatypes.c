// MPI-3.1 6.7.4: attributes of datatypes, predefined ones among them; types that have the same size
// stay apart.
// ranks: 1 2
// functions: MPI_Type_create_keyval MPI_Type_set_attr MPI_Type_get_attr MPI_Type_delete_attr
// functions: MPI_Type_free_keyval MPI_Type_dup MPI_Type_free
#include "support.h"

static int key = MPI_KEYVAL_INVALID, copies = 0, deletions = 0;
static MPI_Datatype expected;

static int copy(MPI_Datatype type, int keyval, void *extra, void *in, void *out, int *flag) {
  CHECK(type == expected && keyval == key && extra == &copies);
  copies++;
  *(void **)out = (char *)in + 1;
  *flag = 1;
  return MPI_SUCCESS;
}

static int discard(MPI_Datatype type, int keyval, void *value, void *extra) {
  CHECK(type == expected && keyval == key && extra == &copies);
  deletions++;
  say("deleted %d", (int)(intptr_t)value);
  return MPI_SUCCESS;
}

static int attributeOf(MPI_Datatype type) {
  void *value = NULL;
  int found = -1;
  MUST(MPI_Type_get_attr(type, key, &value, &found));
  return found ? (int)(intptr_t)value : -1;
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Datatype row, twin, longs;
  MUST(MPI_Type_create_keyval(copy, discard, &key, &copies));
  MUST(MPI_Type_contiguous(4, MPI_INT, &row));
  MUST(MPI_Type_set_attr(row, key, (void *)10));
  CHECK(attributeOf(row) == 10);
  expected = row;
  MUST(MPI_Type_dup(row, &twin));
  CHECK(copies == 1 && attributeOf(twin) == 11);
  MUST(MPI_Type_set_attr(row, key, (void *)20));
  CHECK(deletions == 1 && attributeOf(row) == 20 && attributeOf(twin) == 11);
  MUST(MPI_Type_delete_attr(row, key));
  CHECK(deletions == 2 && attributeOf(row) == -1);
  expected = twin;
  MUST(MPI_Type_free(&twin));
  CHECK(deletions == 3);
  MUST(MPI_Type_free(&row));
  CHECK(deletions == 3);

  MUST(MPI_Type_set_attr(MPI_LONG, key, (void *)1));
  MUST(MPI_Type_set_attr(MPI_INT32_T, key, (void *)2));
  MUST(MPI_Type_set_attr(MPI_INT64_T, key, (void *)3));
  MUST(MPI_Type_set_attr(MPI_LONG_DOUBLE, key, (void *)4));
  CHECK(attributeOf(MPI_LONG) == 1 && attributeOf(MPI_INT32_T) == 2);
  CHECK(attributeOf(MPI_INT64_T) == 3 && attributeOf(MPI_LONG_DOUBLE) == 4);
  CHECK(attributeOf(MPI_AINT) == -1 && attributeOf(MPI_DOUBLE) == -1);
  expected = MPI_LONG;
  MUST(MPI_Type_dup(MPI_LONG, &longs));
  CHECK(copies == 2 && attributeOf(longs) == 2);
  expected = longs;
  MUST(MPI_Type_free(&longs));
  MPI_Datatype all[] = {MPI_LONG, MPI_INT32_T, MPI_INT64_T, MPI_LONG_DOUBLE};
  for (int i = 0; i < 4; i++) {
    expected = all[i];
    MUST(MPI_Type_delete_attr(all[i], key));
    CHECK(attributeOf(all[i]) == -1);
  }
  MUST(MPI_Type_free_keyval(&key));
  CHECK(key == MPI_KEYVAL_INVALID);
  say("%d copies, %d deletions", copies, deletions);
  return finish("on_datatypes");
}
