/* Tasks: run where they are made, which every order the program asks for allows. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#pragma clang diagnostic ignored "-Wunused-parameter"
#pragma clang diagnostic ignored "-Wmissing-prototypes"

typedef struct ident ident_t;
typedef int32_t kmp_int32;
typedef struct task task;
typedef kmp_int32 task_entry(kmp_int32 thread, task *task);

/* The part of a task that compiled code knows; its private variables follow. */
struct task {
  void *shared;
  task_entry *run;
  kmp_int32 part;
  union {
    kmp_int32 priority;
    task_entry *destroy;
  } first, second;
};

enum { kHasDestructors = 8 }; /* of the flags given to __kmpc_omp_task_alloc */

/* What is kept in front of a task. */
struct header {
  size_t byteSize;
  kmp_int32 flags;
};

static struct header *headerOf(task *task) { return (struct header *)task - 2; }

task *__kmpc_omp_task_alloc(ident_t *place, kmp_int32 thread, kmp_int32 flags, size_t taskSize, size_t sharedSize, task_entry *run) {
  const size_t sharedOffset = (taskSize + 15) & ~(size_t)15;
  char *memory = calloc(1, 2 * sizeof(struct header) + sharedOffset + sharedSize);
  if (!memory)
    abort();
  task *made = (task *)(memory + 2 * sizeof(struct header));
  *headerOf(made) = (struct header){sharedOffset + sharedSize, flags};
  made->shared = sharedSize ? (char *)made + sharedOffset : NULL;
  made->run = run;
  return made;
}

static void runAndFree(kmp_int32 thread, task *task) {
  task->run(thread, task);
  if (headerOf(task)->flags & kHasDestructors)
    task->first.destroy(thread, task);
  free(headerOf(task));
}

kmp_int32 __kmpc_omp_task(ident_t *place, kmp_int32 thread, task *task) { return runAndFree(thread, task), 0; }
kmp_int32 __kmpc_omp_task_with_deps(ident_t *place, kmp_int32 thread, task *task, kmp_int32 count, void *dependences, kmp_int32 aliasCount,
                                    void *aliases) {
  return runAndFree(thread, task), 0;
}
/* An undeferred task is run by compiled code itself, between these two. */
void __kmpc_omp_task_begin_if0(ident_t *place, kmp_int32 thread, task *task) {}
void __kmpc_omp_task_complete_if0(ident_t *place, kmp_int32 thread, task *task) {
  if (headerOf(task)->flags & kHasDestructors)
    task->first.destroy(thread, task);
  free(headerOf(task));
}
void __kmpc_omp_wait_deps(ident_t *place, kmp_int32 thread, kmp_int32 count, void *dependences, kmp_int32 aliasCount, void *aliases) {}
void __kmpc_omp_taskwait_deps_51(ident_t *place, kmp_int32 thread, kmp_int32 count, void *dependences, kmp_int32 aliasCount, void *aliases,
                                 kmp_int32 isNowait) {}
kmp_int32 __kmpc_omp_taskwait(ident_t *place, kmp_int32 thread) { return 0; }
kmp_int32 __kmpc_omp_taskyield(ident_t *place, kmp_int32 thread, int end) { return 0; }
void __kmpc_taskgroup(ident_t *place, kmp_int32 thread) {}
void __kmpc_end_taskgroup(ident_t *place, kmp_int32 thread) {}

/* One task takes all iterations. Its bounds and stride lie in it, where `lower` and `upper` point. */
void __kmpc_taskloop(ident_t *place, kmp_int32 thread, task *task, kmp_int32 condition, uint64_t *lower, uint64_t *upper, int64_t stride,
                     kmp_int32 isNoGroup, kmp_int32 schedule, uint64_t grain, void *copy) {
  kmp_int32 *isLast = (kmp_int32 *)(upper + 2); /* after the stride */
  *isLast = 1;
  runAndFree(thread, task);
}

/* Reductions in task groups: the one thread's value is the shared one. */
void *__kmpc_taskred_init(int thread, int count, void *items) { return NULL; }
void *__kmpc_taskred_modifier_init(ident_t *place, int thread, int isWorksharing, int count, void *items) { return NULL; }
void *__kmpc_task_reduction_get_th_data(int thread, void *group, void *data) { return data; }
void __kmpc_task_reduction_modifier_fini(ident_t *place, int thread, int isWorksharing) {}
