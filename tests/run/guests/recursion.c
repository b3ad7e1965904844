/* Recurses until the native stack ends. */
#include <stdio.h>

__attribute__((noinline)) int deeper(int depth, volatile int* sum) {
  volatile int local = depth;
  *sum += local;
  return deeper(depth + 1, sum) + local;
}

int main(void) {
  volatile int sum = 0;
  printf("%d\n", deeper(1, &sum));
  return 0;
}
