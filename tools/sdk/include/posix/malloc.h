/* Aligned memory under its old names, and how much there is. */
#include_next <malloc.h>
#ifndef WASMPI_POSIX_MALLOC_H
#define WASMPI_POSIX_MALLOC_H
#include <stddef.h>
#ifdef __cplusplus
extern "C" {
#endif
struct mallinfo {
  int arena; /* bytes of linear memory; the rest is not told and 0 */
  int ordblks, smblks, hblks, hblkhd, usmblks, fsmblks, uordblks, fordblks, keepcost;
};
void *memalign(size_t, size_t);
void *valloc(size_t);
void *pvalloc(size_t);
struct mallinfo mallinfo(void);
int malloc_trim(size_t);
#ifdef __cplusplus
}
#endif
#endif
