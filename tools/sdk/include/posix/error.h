/* GNU's error.h: a message about an error, and for some the end. */
#ifndef WASMPI_POSIX_ERROR_H
#define WASMPI_POSIX_ERROR_H
#ifdef __cplusplus
extern "C" {
#endif
/* `status` other than 0: exits with it. `number` other than 0: says what that error is. */
void error(int status, int number, const char *format, ...) __attribute__((format(printf, 3, 4)));
#ifdef __cplusplus
}
#endif
#endif
