// What a product loses that is rounded on its own: 0, unless the sum takes it unrounded.
#include <stdio.h>

int main(int argc, char **argv) {
  (void)argv;
  const double x = 1 + 0x1p-30 * argc;  // one argument: the name
  printf("%a\n", x * x - (1 + 0x1p-29));
  return 0;
}
