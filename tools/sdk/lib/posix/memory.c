/* Memory beside malloc: aligned blocks, and advice that has no effect on linear memory. */
#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "unavailable.h"

enum { kPage = 65536, kValloc = 4096 };

int getpagesize(void) { return kPage; }
void *memalign(size_t alignment, size_t size) { return aligned_alloc(alignment, size); }
void *valloc(size_t size) { return aligned_alloc(kValloc, size); }
void *pvalloc(size_t size) { return valloc((size + kValloc - 1) & ~(size_t)(kValloc - 1)); }
struct mallinfo mallinfo(void) {
  return (struct mallinfo){.arena = (int)(__builtin_wasm_memory_size(0) * kPage)};
}
struct mallinfo2 mallinfo2(void) {
  return (struct mallinfo2){.arena = __builtin_wasm_memory_size(0) * kPage};
}
/* Nothing of dlmalloc can be tuned once it is built; 1 is success here. */
int mallopt(int parameter, int value) { return 1; }
void malloc_stats(void) {
  fprintf(stderr, "system bytes     = %10zu\n", (size_t)__builtin_wasm_memory_size(0) * kPage);
}
WITHOUT_EFFECT(int, malloc_trim, (size_t keep))
UNAVAILABLE(ENOMEM, int, brk, (void *end))

WITHOUT_EFFECT(int, madvise, (void *address, size_t size, int advice))
WITHOUT_EFFECT(int, posix_madvise, (void *address, size_t size, int advice))
WITHOUT_EFFECT(int, mlock, (const void *address, size_t size))
WITHOUT_EFFECT(int, munlock, (const void *address, size_t size))
WITHOUT_EFFECT(int, mlockall, (int flags))
WITHOUT_EFFECT(int, munlockall, (void))
/* wasi-libc's mmap of a file is a copy that goes nowhere: there is nothing msync could write back. */
UNAVAILABLE(ENOSYS, int, msync, (void *address, size_t size, int flags))
int mprotect(void *address, size_t size, int protection) {
  if (protection == (PROT_READ | PROT_WRITE))
    return 0;
  errno = ENOSYS;
  return -1;
}
UNAVAILABLE(ENOSYS, int, shm_open, (const char *name, int flags, mode_t mode))
UNAVAILABLE(ENOSYS, int, shm_unlink, (const char *name))
