/* Time zones: guests live in UTC. */
#include_next <time.h>
#if !defined(WASMPI_POSIX_TIME_H) && !defined(__STRICT_ANSI__)
#define WASMPI_POSIX_TIME_H
#ifdef __cplusplus
extern "C" {
#endif
void tzset(void);
extern char *tzname[2];
extern long timezone;
extern int daylight;
#ifdef __cplusplus
}
#endif
#endif
