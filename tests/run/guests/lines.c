// Prints lines of its own letter, each with one write: other programs that write to the same pipe must not come between.
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv) {
  char text[201];
  if (argc < 2) return 2;
  memset(text, argv[1][0], sizeof text - 1);
  text[sizeof text - 1] = 0;
  setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
  for (int i = 0; i < 500; i++) printf("%s %d %s\n", text, i, text);
  return 0;
}
