/* The name a program was called by, which wasi-libc does not look up. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <wasi/api.h>

char *program_invocation_name = "", *program_invocation_short_name = "";

__attribute__((constructor)) static void lookUp(void) {
  size_t count, byteSize;
  if (__wasi_args_sizes_get(&count, &byteSize) != 0 || count == 0)
    return;
  uint8_t **arguments = calloc(count, sizeof *arguments), *text = malloc(byteSize);
  if (arguments && text && __wasi_args_get(arguments, text) == 0) {
    program_invocation_name = (char *)arguments[0];
    const char *slash = strrchr(program_invocation_name, '/');
    program_invocation_short_name = slash ? (char *)slash + 1 : program_invocation_name;
  }
  free(arguments);
}
