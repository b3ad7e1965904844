/* qsort_r (POSIX.1-2024): a stable merge sort, as glibc's is; in place where there is no memory for that. */
#include <stdlib.h>
#include <string.h>

typedef int comparison(const void *, const void *, void *);

/* Merges a[0, middle) and a[middle, count), both sorted, through `spare`. */
static void merge(char *a, size_t middle, size_t count, size_t size, comparison *compare, void *context, char *spare) {
  memcpy(spare, a, middle * size);
  const char *left = spare, *const left_end = spare + middle * size;
  const char *right = a + middle * size, *const right_end = a + count * size;
  while (left < left_end) {
    const int from_right = right < right_end && compare(left, right, context) > 0;
    memmove(a, from_right ? right : left, size);
    a += size;
    if (from_right)
      right += size;
    else
      left += size;
  }
}

static void sort(char *a, size_t count, size_t size, comparison *compare, void *context, char *spare) {
  if (count < 2)
    return;
  const size_t middle = count / 2;
  sort(a, middle, size, compare, context, spare);
  sort(a + middle * size, count - middle, size, compare, context, spare);
  merge(a, middle, count, size, compare, context, spare);
}

static void exchange(char *a, char *b, size_t size) {
  for (; size > 0; --size, ++a, ++b) {
    const char kept = *a;
    *a = *b;
    *b = kept;
  }
}

static void sink(char *a, size_t at, size_t count, size_t size, comparison *compare, void *context) {
  for (size_t child; (child = 2 * at + 1) < count; at = child) {
    if (child + 1 < count && compare(a + child * size, a + (child + 1) * size, context) < 0)
      ++child;
    if (compare(a + at * size, a + child * size, context) >= 0)
      return;
    exchange(a + at * size, a + child * size, size);
  }
}

static void heap_sort(char *a, size_t count, size_t size, comparison *compare, void *context) {
  for (size_t i = count / 2; i > 0; --i)
    sink(a, i - 1, count, size, compare, context);
  for (size_t left = count; left > 1; --left) {
    exchange(a, a + (left - 1) * size, size);
    sink(a, 0, left - 1, size, compare, context);
  }
}

void qsort_r(void *base, size_t count, size_t size, comparison *compare, void *context) {
  if (count < 2 || size == 0)
    return;
  char *const spare = malloc(count / 2 * size);
  if (spare == NULL) {
    heap_sort(base, count, size, compare, context);
    return;
  }
  sort(base, count, size, compare, context, spare);
  free(spare);
}
