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
#define M_TRIM_THRESHOLD -1
#define M_TOP_PAD -2
#define M_MMAP_THRESHOLD -3
#define M_MMAP_MAX -4
struct mallinfo2 { /* as mallinfo */
  size_t arena, ordblks, smblks, hblks, hblkhd, usmblks, fsmblks, uordblks, fordblks, keepcost;
};
void *memalign(size_t, size_t);
void *valloc(size_t);
void *pvalloc(size_t);
struct mallinfo mallinfo(void);
struct mallinfo2 mallinfo2(void);
int mallopt(int, int);
void malloc_stats(void);
int malloc_trim(size_t);
#ifdef __cplusplus
}
#endif
#endif
