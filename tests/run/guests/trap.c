/* Stores out of bounds three calls deep, so that the backtrace has something to show. */
#include <stdio.h>

__attribute__((noinline)) static void innermost(volatile int* pointer) { *pointer = 1; }
__attribute__((noinline)) static void middle(volatile int* pointer) {
  innermost(pointer);
  puts("not reached");
}

int main(void) {
  puts("before the trap");
  fflush(stdout);
  middle((volatile int*)0xFFFF0000u);
  return 0;
}
