/* setvbuf on a stream that was written to already: C leaves that open, programs do it, and wasi-libc would lose what is in the buffer.
   Linked with --wrap=setvbuf, so that setbuf and its like come here too. */
#include <stdio.h>
#include <stdio_ext.h>

int __real_setvbuf(FILE *restrict stream, char *restrict buffer, int mode, size_t size);
int __wrap_setvbuf(FILE *restrict stream, char *restrict buffer, int mode, size_t size) {
  if (__fwriting(stream) && fflush(stream) != 0)
    return -1;
  return __real_setvbuf(stream, buffer, mode, size);
}
