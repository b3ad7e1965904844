/* The routines of omp.h for a team of one. */
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "team.h"

#pragma clang diagnostic ignored "-Wunused-parameter"

int wasmpi_omp_level;
static struct {
  omp_sched_t kind;
  int chunk;
} schedule = {omp_sched_static, 0};
static int maxActiveLevels = 1;

void omp_set_num_threads(int count) {}
int omp_get_num_threads(void) { return 1; }
int omp_get_max_threads(void) { return 1; }
int omp_get_thread_num(void) { return 0; }
int omp_get_num_procs(void) { return 1; }
/* A region that one thread runs is not active. */
int omp_in_parallel(void) { return 0; }
void omp_set_dynamic(int isDynamic) {}
int omp_get_dynamic(void) { return 0; }
void omp_set_nested(int isNested) {}
int omp_get_nested(void) { return 0; }
int omp_get_cancellation(void) { return 0; }
void omp_set_schedule(omp_sched_t kind, int chunk) {
  schedule.kind = kind;
  schedule.chunk = chunk;
}
void omp_get_schedule(omp_sched_t *kind, int *chunk) {
  *kind = schedule.kind;
  *chunk = schedule.chunk;
}
int omp_get_thread_limit(void) { return 1; }
void omp_set_max_active_levels(int count) { maxActiveLevels = count; }
int omp_get_max_active_levels(void) { return maxActiveLevels; }
int omp_get_level(void) { return wasmpi_omp_level; }
int omp_get_ancestor_thread_num(int level) { return level >= 0 && level <= wasmpi_omp_level ? 0 : -1; }
int omp_get_team_size(int level) { return level >= 0 && level <= wasmpi_omp_level ? 1 : -1; }
int omp_get_active_level(void) { return 0; }
int omp_in_final(void) { return 0; }
omp_proc_bind_t omp_get_proc_bind(void) { return omp_proc_bind_false; }
int omp_get_num_places(void) { return 0; }
int omp_get_place_num(void) { return -1; }
void omp_set_default_device(int device) {}
int omp_get_default_device(void) { return 0; }
int omp_get_num_devices(void) { return 0; }
int omp_get_initial_device(void) { return 0; }
int omp_is_initial_device(void) { return 1; }
int omp_get_num_teams(void) { return 1; }
int omp_get_team_num(void) { return 0; }
int omp_get_max_task_priority(void) { return 0; }

static double seconds(const struct timespec *time) { return (double)time->tv_sec + 1e-9 * (double)time->tv_nsec; }
double omp_get_wtime(void) {
  struct timespec now = {0};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return seconds(&now);
}
double omp_get_wtick(void) {
  struct timespec tick = {0};
  clock_getres(CLOCK_MONOTONIC, &tick);
  return seconds(&tick);
}

void omp_init_lock(omp_lock_t *lock) { lock->held = 0; }
void omp_init_lock_with_hint(omp_lock_t *lock, omp_sync_hint_t hint) { omp_init_lock(lock); }
void omp_destroy_lock(omp_lock_t *lock) {}
int omp_test_lock(omp_lock_t *lock) { return lock->held ? 0 : (lock->held = 1); }
void omp_set_lock(omp_lock_t *lock) {
  if (omp_test_lock(lock))
    return;
  fprintf(stderr, "omp_set_lock: the only thread of this guest holds the lock already and would wait for ever\n");
  abort();
}
void omp_unset_lock(omp_lock_t *lock) { lock->held = 0; }
void omp_init_nest_lock(omp_nest_lock_t *lock) { lock->held = 0; }
void omp_init_nest_lock_with_hint(omp_nest_lock_t *lock, omp_sync_hint_t hint) { omp_init_nest_lock(lock); }
void omp_destroy_nest_lock(omp_nest_lock_t *lock) {}
int omp_test_nest_lock(omp_nest_lock_t *lock) { return ++lock->held; }
void omp_set_nest_lock(omp_nest_lock_t *lock) { lock->held++; }
void omp_unset_nest_lock(omp_nest_lock_t *lock) { lock->held--; }
