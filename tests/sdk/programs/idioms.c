// What programs for clusters do in C beside computing: options, clocks, errors, sorting, random numbers, aligned memory, signals, buffers.
// args: --size=12 -v --name cube extra
#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/sysinfo.h>
#endif

typedef struct {
  int key, index;
} pair_t;

static int by_key(const void *a, const void *b, void *context) {
  ++*(int *)context;
  return ((const pair_t *)a)->key - ((const pair_t *)b)->key;
}

static volatile sig_atomic_t caught;
static void on_signal(int number) { caught = number; }

static void options(int argc, char **argv) {
  static const struct option known[] = {
      {"size", required_argument, NULL, 's'}, {"name", required_argument, NULL, 'n'}, {"verbose", no_argument, NULL, 'v'}, {0, 0, 0, 0}};
  int c;
  while ((c = getopt_long(argc, argv, "s:n:v", known, NULL)) != -1)
    printf("%c %s\n", c, optarg ? optarg : "-");
  printf("rest: %s\n", argv[optind]);
}

static void sorting(void) {
  pair_t pairs[100];
  int compared = 0, in_order = 1, stable = 1;
  for (int i = 0; i < 100; ++i)
    pairs[i] = (pair_t){(i * 37) % 10, i};
  qsort_r(pairs, 100, sizeof(pair_t), by_key, &compared);
  for (int i = 1; i < 100; ++i) {
    in_order &= pairs[i - 1].key <= pairs[i].key;
    stable &= pairs[i - 1].key < pairs[i].key || pairs[i - 1].index < pairs[i].index;
  }
  printf("sorted %d %d %d\n", in_order, stable, compared >= 99);
}

static void memory(void) {
  void *p = NULL;
  printf("aligned %d %d", posix_memalign(&p, 4096, 100), (int)((uintptr_t)p % 4096));
  free(p);
  p = aligned_alloc(64, 640);
  printf(" %d %d\n", (int)((uintptr_t)p % 64), posix_memalign(&p, 3, 8) == EINVAL);
  srand48(42);
  const double first = drand48(), second = drand48();
  printf("random %.12f %.12f %ld\n", first, second, lrand48());
}

static void clocks(void) {
  struct timeval before, after;
  struct rusage usage;
  gettimeofday(&before, NULL);
  usleep(2000);
  gettimeofday(&after, NULL);
  const double passed = (double)(after.tv_sec - before.tv_sec) + 1e-6 * (double)(after.tv_usec - before.tv_usec);
  printf("clock %d %d\n", passed >= 0.002, getrusage(RUSAGE_SELF, &usage));
}

static void signals(void) {
  struct sigaction action, old;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  printf("signal %d", sigaction(SIGUSR1, &action, &old));
  raise(SIGUSR1);
  printf(" %d %d\n", caught == SIGUSR1, old.sa_handler == SIG_DFL);
}

int main(int argc, char **argv) {
  setvbuf(stdout, NULL, _IOLBF, 1024);
  options(argc, argv);
  sorting();
  memory();
  clocks();
  signals();
  errno = 0;
  FILE *none = fopen("no/such/file", "r");
  printf("error %d %s\n", none == NULL, strerror(errno) != NULL && errno == ENOENT ? "ENOENT" : "other");
  char *end;
  printf("numbers %ld %.3f %lld\n", strtol("0x1fz", &end, 16), strtod("2.5e3", NULL), atoll("9000000000"));
  char words[] = "one two,three", *state;
  for (char *word = strtok_r(words, " ,", &state); word; word = strtok_r(NULL, " ,", &state))
    printf("%s;", word);
  printf("\n%d\n", sysconf(_SC_NPROCESSORS_ONLN) >= 1);
  return 0;
}
