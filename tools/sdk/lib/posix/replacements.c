/* Names that config.h gives malloc and realloc where a configure script could not run a program to see whether they take zero
   (AC_FUNC_MALLOC); GNU programs bring these along, most others forget to. */
#include <stdlib.h>

void *rpl_malloc(size_t size) { return malloc(size ? size : 1); }
void *rpl_calloc(size_t count, size_t size) { return count && size ? calloc(count, size) : malloc(1); }
void *rpl_realloc(void *block, size_t size) { return realloc(block, size ? size : 1); }
