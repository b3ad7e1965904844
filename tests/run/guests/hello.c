#include <stdio.h>
#include <stdlib.h>

int main(int argc, char** argv) {
  printf("hello from %d arguments\n", argc);
  for (int i = 1; i < argc; ++i)
    printf("argument %s\n", argv[i]);
  const char* variable = getenv("VARIABLE");
  printf("VARIABLE is %s\n", variable ? variable : "not set");
  return argc > 1 ? atoi(argv[1]) : 0;
}
