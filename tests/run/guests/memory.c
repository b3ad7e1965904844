/* Asks for memory until there is no more; tells how many MiB there were. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void) {
  int count = 0;
  for (char* block; count < 8192 && (block = malloc(1 << 20)); ++count)
    memset(block, count, 4096);
  printf("%d MiB\n", count);
  return 0;
}
