// node: yes
// cases: main exit quick handlers
// exit: 42
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void handler(void) { puts("at exit"); }

int main(int argc, char **argv) {
  if (argc < 2)
    return 1;
  printf("%s\n", argv[1]);
  if (strcmp(argv[1], "exit") == 0)
    exit(42);
  if (strcmp(argv[1], "quick") == 0) {
    fflush(stdout);
    atexit(handler);
    _Exit(42);
  }
  if (strcmp(argv[1], "handlers") == 0)
    atexit(handler);
  return 42;
}
