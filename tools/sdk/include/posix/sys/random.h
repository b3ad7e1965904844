/* getrandom, which wasi-libc leaves out. */
#include_next <sys/random.h>
#ifndef WASMPI_POSIX_SYS_RANDOM_H
#define WASMPI_POSIX_SYS_RANDOM_H
#include <sys/types.h>
#define GRND_NONBLOCK 1
#define GRND_RANDOM 2
#ifdef __cplusplus
extern "C" {
#endif
ssize_t getrandom(void *, size_t, unsigned);
#ifdef __cplusplus
}
#endif
#endif
