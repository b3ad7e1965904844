/* The smallest guest: stdio, arguments, exit status. */
#include <stdio.h>

int main(int argc, char **argv) {
  printf("hello from C, %d argument(s), last is %s\n", argc - 1, argv[argc - 1]);
  return 7;
}
