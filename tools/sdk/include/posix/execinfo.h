/* Backtraces: a guest cannot see its own stack (wasmpi-run prints it after a trap); there are never any frames. */
#ifndef WASMPI_POSIX_EXECINFO_H
#define WASMPI_POSIX_EXECINFO_H
#ifdef __cplusplus
extern "C" {
#endif
int backtrace(void **, int);
char **backtrace_symbols(void *const *, int);
void backtrace_symbols_fd(void *const *, int, int);
#ifdef __cplusplus
}
#endif
#endif
