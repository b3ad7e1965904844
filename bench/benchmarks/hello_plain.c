/* The least a C program does with its library: what its process costs is what starting it costs. */
#include <stdio.h>

int main(void) {
  puts("hello, world");
  return 0;
}
