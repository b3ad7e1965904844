// Jumps out of deep calls, more than once, past other setjmps, and as handlers of errors.
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static jmp_buf outer, inner;
static volatile int visits;

static void dive(int depth, int value) {
  char space[64];
  memset(space, depth, sizeof space);
  visits += space[depth % 64];
  if (depth == 0)
    longjmp(outer, value);
  dive(depth - 1, value);
}

static void deepJumps(void) {
  volatile int rounds = 0;
  const int value = setjmp(outer);
  printf("arrived with %d in round %d\n", value, rounds);
  if (rounds++ < 3)
    dive(rounds * 5, rounds - 1);
}

static int between(int value) {
  volatile int here = 10;
  switch (setjmp(inner)) {
  case 0:
    here++;
    if (value < 0)
      longjmp(outer, -value);
    longjmp(inner, value);
  case 1:
    return here * 100 + 1;
  default:
    return here * 100 + 2;
  }
}

static void pastOthers(void) {
  printf("%d %d\n", between(1), between(7));
  const int value = setjmp(outer);
  if (value == 0)
    between(-5);
  printf("past the inner one with %d\n", value);
}

struct context {
  jmp_buf onError;
  const char* message;
};

static void fail(struct context* context, const char* message) {
  context->message = message;
  longjmp(context->onError, 1);
}

static int parse(struct context* context, const char* text) {
  char* end;
  const long number = strtol(text, &end, 10);
  if (end == text || *end)
    fail(context, text);
  return (int)number;
}

static void handleErrors(void) {
  static const char* const texts[] = {"1", "two", "3", "", "5"};
  volatile int sum = 0, errors = 0;
  for (volatile size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    struct context context;
    if (setjmp(context.onError)) {
      printf("not a number: '%s'\n", context.message);
      errors++;
      continue;
    }
    sum += parse(&context, texts[i]);
  }
  printf("sum %d, errors %d\n", sum, errors);
}

static int compare(const void* left, const void* right) {
  const int difference = *(const int*)left - *(const int*)right;
  if (difference == 0)
    longjmp(outer, 9);
  return difference;
}

static void throughTheLibrary(void) {
  int numbers[] = {4, 2, 8, 2, 6};
  const int value = setjmp(outer);
  if (value == 0)
    qsort(numbers, 5, sizeof *numbers, compare);
  printf("out of qsort with %d\n", value);
}

static void signals(void) {
  sigjmp_buf buffer;
  volatile int count = 0;
  if (sigsetjmp(buffer, 1) == 0 || count < 2000) {
    count++;
    siglongjmp(buffer, 3);
  }
  printf("%d times\n", count);
}

int main(void) {
  deepJumps();
  pastOthers();
  handleErrors();
  throughTheLibrary();
  signals();
}
