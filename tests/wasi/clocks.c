#include <sched.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "support.h"

static long long now(clockid_t clock) {
  struct timespec time;
  REQUIRE(clock_gettime(clock, &time) == 0);
  REQUIRE(time.tv_nsec >= 0 && time.tv_nsec < 1000000000);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

int main(void) {
  struct timespec resolution;
  SHOW(clock_getres(CLOCK_MONOTONIC, &resolution));
  SHOW(clock_getres(CLOCK_REALTIME, &resolution));
  const long long start = now(CLOCK_MONOTONIC);
  long long last = start;
  for (int i = 0; i < 10000; ++i) {
    const long long time = now(CLOCK_MONOTONIC);
    REQUIRE(time >= last);
    last = time;
  }
  struct timespec wake = {(start + 30000000) / 1000000000, (start + 30000000) % 1000000000};
  SHOW(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &wake, NULL));
  printf("waited long enough: %d\n", now(CLOCK_MONOTONIC) - start >= 30000000);

  struct timeval day;
  REQUIRE(gettimeofday(&day, NULL) == 0);
  const time_t seconds = time(NULL);
  // glibc's time() reads the clock of the last tick, which may still be in the second before.
  printf("clocks agree: %d\n", seconds - day.tv_sec >= -1 && seconds - day.tv_sec < 60);
  printf("after 2020: %d\n", seconds > 1577836800);
  SHOW(now(CLOCK_PROCESS_CPUTIME_ID) > 0);
  SHOW(sched_yield());
  char text[64];
  const time_t fixed = 1000000000;
  strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", gmtime(&fixed));
  puts(text);

  unsigned char a[256], b[256];
  SHOW(getentropy(a, sizeof a));
  SHOW(getentropy(b, sizeof b));
  printf("different: %d\n", memcmp(a, b, sizeof a) != 0);
  return 0;
}
