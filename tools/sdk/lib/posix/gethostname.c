/* The one POSIX name that tells nodes apart and that WASI lacks: asked of the host. */
#include <stddef.h>
#include <unistd.h>

extern int wasmpi_import_gethostname(char *name, size_t length)
    __attribute__((import_module("env"), import_name("gethostname")));

int gethostname(char *name, size_t length) { return wasmpi_import_gethostname(name, length); }
