/* Dynamic loading: a guest is one module, dlopen fails and dlerror says so. */
#ifndef WASMPI_POSIX_DLFCN_H
#define WASMPI_POSIX_DLFCN_H
#define RTLD_LAZY 1
#define RTLD_NOW 2
#define RTLD_LOCAL 0
#define RTLD_GLOBAL 256
#define RTLD_DEFAULT ((void *)0)
#define RTLD_NEXT ((void *)-1)
#ifdef __cplusplus
extern "C" {
#endif
void *dlopen(const char *, int);
void *dlsym(void *__restrict, const char *__restrict);
int dlclose(void *);
char *dlerror(void);
#ifdef __cplusplus
}
#endif
#endif
