/* Scheduling and affinity as a guest sees them: one processor, no say in it. */
#include_next <sched.h>
#ifndef WASMPI_POSIX_SCHED_H
#define WASMPI_POSIX_SCHED_H
#include <stddef.h>
#include <sys/types.h>
#include <time.h>
#ifdef __cplusplus
extern "C" {
#endif
struct sched_param {
  int sched_priority;
};
#define SCHED_OTHER 0
#define SCHED_FIFO 1
#define SCHED_RR 2
int sched_get_priority_max(int);
int sched_get_priority_min(int);
int sched_getscheduler(pid_t);
int sched_setscheduler(pid_t, int, const struct sched_param *);
int sched_getparam(pid_t, struct sched_param *);

#define CPU_SETSIZE 1024
typedef struct {
  unsigned long bits[CPU_SETSIZE / (8 * sizeof(unsigned long))];
} cpu_set_t;
#define WASMPI_CPU_WORD(set, cpu) ((set)->bits[(cpu) / (8 * sizeof(unsigned long))])
#define WASMPI_CPU_BIT(cpu) (1UL << ((cpu) % (8 * sizeof(unsigned long))))
#define CPU_ZERO(set) ((void)__builtin_memset((set), 0, sizeof(cpu_set_t)))
#define CPU_SET(cpu, set) ((void)(WASMPI_CPU_WORD(set, cpu) |= WASMPI_CPU_BIT(cpu)))
#define CPU_CLR(cpu, set) ((void)(WASMPI_CPU_WORD(set, cpu) &= ~WASMPI_CPU_BIT(cpu)))
#define CPU_ISSET(cpu, set) ((WASMPI_CPU_WORD(set, cpu) & WASMPI_CPU_BIT(cpu)) != 0)
#define CPU_COUNT(set) wasmpi_count_cpus(set)
#define CPU_EQUAL(a, b) (__builtin_memcmp((a), (b), sizeof(cpu_set_t)) == 0)
int wasmpi_count_cpus(const cpu_set_t *);
int sched_getcpu(void);
int sched_getaffinity(pid_t, size_t, cpu_set_t *);
int sched_setaffinity(pid_t, size_t, const cpu_set_t *);
#ifdef __cplusplus
}
#endif
#endif
