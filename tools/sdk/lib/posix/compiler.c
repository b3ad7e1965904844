/* What compiled code and Debian's compiler-rt for wasm32 call and no library has: atomic operations on objects that are too large for one
   instruction, for one thread; and the stack protector that parts of compiler-rt (128-bit division) were built with. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Under other names, because the compiler knows these as its own. */
#define NAMED(name) __asm__(name)
void loadAtomic(size_t size, void *object, void *result, int order) NAMED("__atomic_load");
void storeAtomic(size_t size, void *object, void *value, int order) NAMED("__atomic_store");
void exchangeAtomic(size_t size, void *object, void *value, void *result, int order) NAMED("__atomic_exchange");
_Bool compareAtomic(size_t size, void *object, void *expected, void *value, int success, int failure)
    NAMED("__atomic_compare_exchange");
_Bool isLockFree(size_t size, void *object) NAMED("__atomic_is_lock_free");

#pragma clang diagnostic ignored "-Wunused-parameter"

void loadAtomic(size_t size, void *object, void *result, int order) { memcpy(result, object, size); }
void storeAtomic(size_t size, void *object, void *value, int order) { memcpy(object, value, size); }
void exchangeAtomic(size_t size, void *object, void *value, void *result, int order) {
  memcpy(result, object, size);
  memcpy(object, value, size);
}
_Bool compareAtomic(size_t size, void *object, void *expected, void *value, int success, int failure) {
  const _Bool isEqual = memcmp(object, expected, size) == 0;
  memcpy(isEqual ? object : expected, isEqual ? value : object, size);
  return isEqual;
}
_Bool isLockFree(size_t size, void *object) { return 1; }

uintptr_t __stack_chk_guard = 0x57a5f00d;
void __stack_chk_fail(void);
void __stack_chk_fail(void) {
  fputs("stack smashing detected\n", stderr);
  abort();
}
