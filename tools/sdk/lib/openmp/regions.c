/* The calls clang makes for OpenMP's constructs (the interface of LLVM's libomp), for a team of one: a region is a call, work-sharing gives
   the one thread everything, and nobody has to be waited for. Tasks are in tasks.c. */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "team.h"

#pragma clang diagnostic ignored "-Wunused-parameter"
#pragma clang diagnostic ignored "-Wmissing-prototypes"

typedef struct ident ident_t; /* where in the source: of no interest here */
typedef int32_t kmp_int32;
typedef kmp_int32 kmp_critical_name[8];
typedef void microtask(kmp_int32 *thread, kmp_int32 *bound, ...);

kmp_int32 __kmpc_global_thread_num(ident_t *place) { return 0; }
kmp_int32 __kmpc_bound_thread_num(ident_t *place) { return 0; }
kmp_int32 __kmpc_global_num_threads(ident_t *place) { return 1; }
kmp_int32 __kmpc_bound_num_threads(ident_t *place) { return 1; }
kmp_int32 __kmpc_ok_to_fork(ident_t *place) { return 0; }
void __kmpc_begin(ident_t *place, kmp_int32 flags) {}
void __kmpc_end(ident_t *place) {}
kmp_int32 __kmpc_in_parallel(ident_t *place) { return 0; }

/* A captured variable is a pointer or a value of its size. Wasm checks the type of an indirect call, so each number of them has its own. */
#define A(n) captured[n]
#define CALL(n, parameters, arguments) \
  case n: \
    ((void(*) parameters)(void *)run) arguments; \
    return;
typedef uintptr_t C;
#define HEAD kmp_int32 *, kmp_int32 *
static void callMicrotask(microtask *run, kmp_int32 count, C *captured) {
  kmp_int32 thread = 0, bound = 0;
#define T &thread, &bound
  switch (count) {
    CALL(0, (HEAD), (T))
    CALL(1, (HEAD, C), (T, A(0)))
    CALL(2, (HEAD, C, C), (T, A(0), A(1)))
    CALL(3, (HEAD, C, C, C), (T, A(0), A(1), A(2)))
    CALL(4, (HEAD, C, C, C, C), (T, A(0), A(1), A(2), A(3)))
#define P5 C, C, C, C, C
#define A5(n) A(n), A(n + 1), A(n + 2), A(n + 3), A(n + 4)
    CALL(5, (HEAD, P5), (T, A5(0)))
    CALL(6, (HEAD, P5, C), (T, A5(0), A(5)))
    CALL(7, (HEAD, P5, C, C), (T, A5(0), A(5), A(6)))
    CALL(8, (HEAD, P5, C, C, C), (T, A5(0), A(5), A(6), A(7)))
    CALL(9, (HEAD, P5, C, C, C, C), (T, A5(0), A(5), A(6), A(7), A(8)))
    CALL(10, (HEAD, P5, P5), (T, A5(0), A5(5)))
    CALL(11, (HEAD, P5, P5, C), (T, A5(0), A5(5), A(10)))
    CALL(12, (HEAD, P5, P5, C, C), (T, A5(0), A5(5), A(10), A(11)))
    CALL(13, (HEAD, P5, P5, C, C, C), (T, A5(0), A5(5), A(10), A(11), A(12)))
    CALL(14, (HEAD, P5, P5, C, C, C, C), (T, A5(0), A5(5), A(10), A(11), A(12), A(13)))
    CALL(15, (HEAD, P5, P5, P5), (T, A5(0), A5(5), A5(10)))
    CALL(16, (HEAD, P5, P5, P5, C), (T, A5(0), A5(5), A5(10), A(15)))
    CALL(17, (HEAD, P5, P5, P5, C, C), (T, A5(0), A5(5), A5(10), A(15), A(16)))
    CALL(18, (HEAD, P5, P5, P5, C, C, C), (T, A5(0), A5(5), A5(10), A(15), A(16), A(17)))
    CALL(19, (HEAD, P5, P5, P5, C, C, C, C), (T, A5(0), A5(5), A5(10), A(15), A(16), A(17), A(18)))
    CALL(20, (HEAD, P5, P5, P5, P5), (T, A5(0), A5(5), A5(10), A5(15)))
    CALL(21, (HEAD, P5, P5, P5, P5, C), (T, A5(0), A5(5), A5(10), A5(15), A(20)))
    CALL(22, (HEAD, P5, P5, P5, P5, C, C), (T, A5(0), A5(5), A5(10), A5(15), A(20), A(21)))
    CALL(23, (HEAD, P5, P5, P5, P5, C, C, C), (T, A5(0), A5(5), A5(10), A5(15), A(20), A(21), A(22)))
    CALL(24, (HEAD, P5, P5, P5, P5, C, C, C, C), (T, A5(0), A5(5), A5(10), A5(15), A(20), A(21), A(22), A(23)))
    CALL(25, (HEAD, P5, P5, P5, P5, P5), (T, A5(0), A5(5), A5(10), A5(15), A5(20)))
    CALL(26, (HEAD, P5, P5, P5, P5, P5, C), (T, A5(0), A5(5), A5(10), A5(15), A5(20), A(25)))
    CALL(27, (HEAD, P5, P5, P5, P5, P5, C, C), (T, A5(0), A5(5), A5(10), A5(15), A5(20), A(25), A(26)))
    CALL(28, (HEAD, P5, P5, P5, P5, P5, C, C, C), (T, A5(0), A5(5), A5(10), A5(15), A5(20), A(25), A(26), A(27)))
    CALL(29, (HEAD, P5, P5, P5, P5, P5, C, C, C, C), (T, A5(0), A5(5), A5(10), A5(15), A5(20), A(25), A(26), A(27), A(28)))
    CALL(30, (HEAD, P5, P5, P5, P5, P5, P5), (T, A5(0), A5(5), A5(10), A5(15), A5(20), A5(25)))
    CALL(31, (HEAD, P5, P5, P5, P5, P5, P5, C), (T, A5(0), A5(5), A5(10), A5(15), A5(20), A5(25), A(30)))
    CALL(32, (HEAD, P5, P5, P5, P5, P5, P5, C, C), (T, A5(0), A5(5), A5(10), A5(15), A5(20), A5(25), A(30), A(31)))
  }
}

enum { kMaxCaptured = 32 };

/* Calls `run` with the captured variables that follow in `arguments`. */
static void runRegion(microtask *run, kmp_int32 count, va_list arguments) {
  C captured[kMaxCaptured];
  if (count > kMaxCaptured) {
    fprintf(stderr, "OpenMP: a region captures %d variables, and at most %d are supported; gather them in a structure\n", (int)count,
            kMaxCaptured);
    abort();
  }
  for (kmp_int32 i = 0; i < count; i++)
    captured[i] = va_arg(arguments, C);
  callMicrotask(run, count, captured);
}

void __kmpc_fork_call(ident_t *place, kmp_int32 count, microtask *run, ...) {
  va_list arguments;
  va_start(arguments, run);
  wasmpi_omp_level++;
  runRegion(run, count, arguments);
  wasmpi_omp_level--;
  va_end(arguments);
}
void __kmpc_fork_teams(ident_t *place, kmp_int32 count, microtask *run, ...) {
  va_list arguments;
  va_start(arguments, run);
  runRegion(run, count, arguments);
  va_end(arguments);
}
void __kmpc_push_num_threads(ident_t *place, kmp_int32 thread, kmp_int32 count) {}
void __kmpc_push_num_teams(ident_t *place, kmp_int32 thread, kmp_int32 teams, kmp_int32 threads) {}
void __kmpc_push_proc_bind(ident_t *place, kmp_int32 thread, int bind) {}
void __kmpc_serialized_parallel(ident_t *place, kmp_int32 thread) { wasmpi_omp_level++; }
void __kmpc_end_serialized_parallel(ident_t *place, kmp_int32 thread) { wasmpi_omp_level--; }

/* Work-sharing: the loop's bounds are the thread's already. A stride of everything makes chunked loops end after one. */
#define LOOP(suffix, type, signedType) \
  void __kmpc_for_static_init_##suffix(ident_t *place, kmp_int32 thread, kmp_int32 schedule, kmp_int32 *isLast, type *lower, type *upper, \
                                       signedType *stride, signedType increment, signedType chunk) { \
    *isLast = 1; \
    *stride = increment > 0 ? (signedType)(*upper - *lower + 1) : (signedType)(*upper - *lower - 1); \
    if (*stride == 0) \
      *stride = increment; \
  } \
  void __kmpc_dist_for_static_init_##suffix(ident_t *place, kmp_int32 thread, kmp_int32 schedule, kmp_int32 *isLast, type *lower, \
                                            type *upper, type *upperOfTeam, signedType *stride, signedType increment, \
                                            signedType chunk) { \
    *upperOfTeam = *upper; \
    __kmpc_for_static_init_##suffix(place, thread, schedule, isLast, lower, upper, stride, increment, chunk); \
  } \
  static struct dispatch_##suffix { \
    type lower, upper; \
    signedType stride; \
  } dispatched_##suffix[kMaxNesting]; \
  void __kmpc_dispatch_init_##suffix(ident_t *place, kmp_int32 thread, kmp_int32 schedule, type lower, type upper, signedType stride, \
                                     signedType chunk) { \
    if (dispatchDepth == kMaxNesting) \
      __builtin_trap(); \
    dispatched_##suffix[dispatchDepth++] = (struct dispatch_##suffix){lower, upper, stride}; \
    isHandedOut[dispatchDepth - 1] = stride > 0 ? lower > upper : lower < upper; \
  } \
  int __kmpc_dispatch_next_##suffix(ident_t *place, kmp_int32 thread, kmp_int32 *isLast, type *lower, type *upper, signedType *stride) { \
    const int current = dispatchDepth - 1; \
    if (isHandedOut[current]) \
      return dispatchDepth--, 0; \
    isHandedOut[current] = 1; \
    *isLast = 1; \
    *lower = dispatched_##suffix[current].lower; \
    *upper = dispatched_##suffix[current].upper; \
    *stride = dispatched_##suffix[current].stride; \
    return 1; \
  } \
  void __kmpc_dispatch_fini_##suffix(ident_t *place, kmp_int32 thread) {}

/* Loops with a dynamic schedule that are being run: nested ones in nested regions. */
enum { kMaxNesting = 64 };
static int dispatchDepth;
static char isHandedOut[kMaxNesting];
LOOP(4, int32_t, int32_t)
LOOP(4u, uint32_t, int32_t)
LOOP(8, int64_t, int64_t)
LOOP(8u, uint64_t, int64_t)
void __kmpc_for_static_fini(ident_t *place, kmp_int32 thread) {}
void __kmpc_dispatch_deinit(ident_t *place, kmp_int32 thread) {}

/* Synchronisation with nobody. */
void __kmpc_barrier(ident_t *place, kmp_int32 thread) {}
kmp_int32 __kmpc_cancel_barrier(ident_t *place, kmp_int32 thread) { return 0; }
kmp_int32 __kmpc_cancel(ident_t *place, kmp_int32 thread, kmp_int32 kind) { return 0; }
kmp_int32 __kmpc_cancellationpoint(ident_t *place, kmp_int32 thread, kmp_int32 kind) { return 0; }
void __kmpc_flush(ident_t *place) {}
kmp_int32 __kmpc_master(ident_t *place, kmp_int32 thread) { return 1; }
void __kmpc_end_master(ident_t *place, kmp_int32 thread) {}
kmp_int32 __kmpc_masked(ident_t *place, kmp_int32 thread, kmp_int32 filter) { return filter == 0; }
void __kmpc_end_masked(ident_t *place, kmp_int32 thread) {}
kmp_int32 __kmpc_single(ident_t *place, kmp_int32 thread) { return 1; }
void __kmpc_end_single(ident_t *place, kmp_int32 thread) {}
kmp_int32 __kmpc_sections_init(ident_t *place, kmp_int32 thread) { return 0; }
void __kmpc_copyprivate(ident_t *place, kmp_int32 thread, size_t size, void *data, void (*copy)(void *, void *), kmp_int32 did) {}
void __kmpc_critical(ident_t *place, kmp_int32 thread, kmp_critical_name *name) {}
void __kmpc_critical_with_hint(ident_t *place, kmp_int32 thread, kmp_critical_name *name, uint32_t hint) {}
void __kmpc_end_critical(ident_t *place, kmp_int32 thread, kmp_critical_name *name) {}
void __kmpc_ordered(ident_t *place, kmp_int32 thread) {}
void __kmpc_end_ordered(ident_t *place, kmp_int32 thread) {}
void __kmpc_doacross_init(ident_t *place, kmp_int32 thread, kmp_int32 count, const void *dimensions) {}
void __kmpc_doacross_wait(ident_t *place, kmp_int32 thread, const int64_t *vector) {}
void __kmpc_doacross_post(ident_t *place, kmp_int32 thread, const int64_t *vector) {}
void __kmpc_doacross_fini(ident_t *place, kmp_int32 thread) {}

/* 1: the caller combines its values with the shared ones itself, which for one thread is the whole reduction. */
kmp_int32 __kmpc_reduce(ident_t *place, kmp_int32 thread, kmp_int32 count, size_t size, void *data, void (*combine)(void *, void *),
                        kmp_critical_name *lock) {
  return 1;
}
kmp_int32 __kmpc_reduce_nowait(ident_t *place, kmp_int32 thread, kmp_int32 count, size_t size, void *data,
                               void (*combine)(void *, void *), kmp_critical_name *lock) {
  return 1;
}
void __kmpc_end_reduce(ident_t *place, kmp_int32 thread, kmp_critical_name *lock) {}
void __kmpc_end_reduce_nowait(ident_t *place, kmp_int32 thread, kmp_critical_name *lock) {}

/* The one thread's copy of a threadprivate variable is the variable. */
void __kmpc_threadprivate_register(ident_t *place, void *data, void *(*make)(void *), void *(*copy)(void *, void *), void (*end)(void *)) {}
void *__kmpc_threadprivate_cached(ident_t *place, kmp_int32 thread, void *data, size_t size, void ***cache) { return data; }

void *__kmpc_alloc(int thread, size_t size, uintptr_t allocator) { return malloc(size); }
void *__kmpc_aligned_alloc(int thread, size_t alignment, size_t size, uintptr_t allocator) { return aligned_alloc(alignment, size); }
void __kmpc_free(int thread, void *data, uintptr_t allocator) { free(data); }
