// args: 6
// C as written before its functions had prototypes: what compilers warn of and take.
#include <stdio.h>

int steps, limit;
int collatz(), twice();
static total;

main(argc, argv)
int argc;
char **argv;
{
  char *copy = strdup(argv[1]);
  int i;
  limit = atoi(copy);
  for (i = 1; i <= limit; i++)
    report(i, collatz(i), "steps");
  printf("%d %d %d\n", strlen("four") == 4, twice(total), abs(-3));
  setbuf(stdout, NULL); /* what is printed already stays */
  printf("unbuffered\n");
  usleep(1);
  exit(0);
}

report(number, count, unit)
int number, count;
char *unit;
{
  total += count;
  printf("%d takes %d %s\n", number, count, unit);
}

int collatz(n)
int n;
{
  for (steps = 0; n != 1; steps++)
    n = n % 2 ? 3 * n + 1 : n / 2;
  return steps;
}

int twice(n) { return 2 * n; }
