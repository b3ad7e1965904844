// node: yes
// stdin: 12 345.5 word\nsecond line\nlast without end
// exit: 7
#include <stdio.h>
#include <unistd.h>

static int at_exit_status = 7;

int main(void) {
  int number = 0;
  double real = 0;
  char text[100], line[100];
  printf("%d: ", scanf("%d %lf %99s\n", &number, &real, text));
  printf("%d %.3f %s\n", number, real, text);
  while (fgets(line, sizeof line, stdin))
    printf("line: '%s'\n", line);
  printf("end of file %d, error %d\n", feof(stdin) != 0, ferror(stdin) != 0);
  fprintf(stderr, "to standard error\n");
  for (int i = 0; i < 20000; ++i)
    printf("%d,%s", i, i % 20 ? "" : "\n");
  printf("\n%s %g %x\n", "text", 0.1, 255u);
  printf("terminals: %d %d %d\n", isatty(0), isatty(1), isatty(2));
  return at_exit_status;
}
