// node: yes
// args: one "two words" "" -- --dir ünïcode
// env: EMPTY=
// env: NAME=some value
// env: EQUALS=a=b
#include <stdio.h>
#include <stdlib.h>

extern char **environ;

int main(int argc, char **argv) {
  for (int i = 1; i < argc; ++i)
    printf("argument %d: '%s'\n", i, argv[i]);
  printf("end: %d\n", argv[argc] == NULL);
  int count = 0;
  for (char **entry = environ; *entry; ++entry)
    ++count;
  printf("%d variables: '%s' '%s' '%s' %d\n", count, getenv("EMPTY"), getenv("NAME"),
         getenv("EQUALS"), getenv("PATH") == NULL);
  return 0;
}
