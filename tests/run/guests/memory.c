/* Asks for memory until there is no more; tells how many MiB there were. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Volatile: otherwise the compiler knows that nobody reads the blocks, and removes the allocations. */
static char* volatile block;

int main(void) {
  int count = 0;
  for (; count < 8192 && (block = malloc(1 << 20)); ++count)
    memset(block, count, 4096);
  printf("%d MiB\n", count);
  return 0;
}
