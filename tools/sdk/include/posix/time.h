/* Time zones: guests live in UTC. Linux's further clocks are the two that WASI has. */
#include_next <time.h>
#if !defined(WASMPI_POSIX_TIME_H) && !defined(__STRICT_ANSI__)
#define WASMPI_POSIX_TIME_H
#ifdef __cplusplus
extern "C" {
#endif
#define CLOCK_MONOTONIC_RAW CLOCK_MONOTONIC
#define CLOCK_MONOTONIC_COARSE CLOCK_MONOTONIC
#define CLOCK_BOOTTIME CLOCK_MONOTONIC
#define CLOCK_REALTIME_COARSE CLOCK_REALTIME
void tzset(void);
extern char *tzname[2];
extern long timezone;
extern int daylight;
#ifdef __cplusplus
}
#endif
#endif
