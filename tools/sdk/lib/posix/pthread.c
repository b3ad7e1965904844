/* POSIX threads with one thread. A lock counts how often it is held; what only another thread could end fails with EDEADLK. */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>

#include "unavailable.h"

#define WORD(object, index) ((object)->__u.__i[index])

/* Destructors are of no use: the one thread ends with the program. */
static struct {
  const void *value;
  int isUsed;
} keys[PTHREAD_KEYS_MAX];

int pthread_create(pthread_t *restrict thread, const pthread_attr_t *restrict attributes, void *(*run)(void *), void *restrict argument) {
  return EAGAIN;
}
int pthread_join(pthread_t thread, void **result) { return ESRCH; }
int pthread_detach(pthread_t thread) { return ESRCH; }
void pthread_exit(void *result) { exit(0); }
pthread_t pthread_self(void) { return (pthread_t)1; }
int pthread_equal(pthread_t a, pthread_t b) { return a == b; }
int pthread_cancel(pthread_t thread) { return ENOSYS; }
int pthread_kill(pthread_t thread, int number) { return ENOSYS; }
int pthread_setcancelstate(int state, int *old) {
  static int current = PTHREAD_CANCEL_ENABLE;
  if (old)
    *old = current;
  current = state;
  return 0;
}
int pthread_setcanceltype(int type, int *old) {
  static int current = PTHREAD_CANCEL_DEFERRED;
  if (old)
    *old = current;
  current = type;
  return 0;
}
void pthread_testcancel(void) {}
WITHOUT_EFFECT(int, pthread_setname_np, (pthread_t thread, const char *name))
int pthread_yield(void) { return sched_yield(); }
int pthread_once(pthread_once_t *once, void (*run)(void)) {
  if (!*once) {
    *once = 1;
    run();
  }
  return 0;
}
WITHOUT_EFFECT(int, pthread_atfork, (void (*before)(void), void (*inParent)(void), void (*inChild)(void)))
WITHOUT_EFFECT(int, pthread_getconcurrency, (void))
WITHOUT_EFFECT(int, pthread_setconcurrency, (int level))

enum { kStackSize };
int pthread_attr_init(pthread_attr_t *attributes) { return *attributes = (pthread_attr_t){0}, 0; }
WITHOUT_EFFECT(int, pthread_attr_destroy, (pthread_attr_t *attributes))
WITHOUT_EFFECT(int, pthread_attr_setdetachstate, (pthread_attr_t *attributes, int state))
WITHOUT_EFFECT(int, pthread_attr_setscope, (pthread_attr_t *attributes, int scope))
int pthread_attr_setstacksize(pthread_attr_t *attributes, size_t size) {
  return size < PTHREAD_STACK_MIN ? EINVAL : (WORD(attributes, kStackSize) = (int)size, 0);
}
int pthread_attr_getstacksize(const pthread_attr_t *restrict attributes, size_t *restrict size) {
  return *size = (size_t)WORD(attributes, kStackSize), 0;
}

int pthread_mutexattr_init(pthread_mutexattr_t *attributes) { return attributes->__attr = PTHREAD_MUTEX_DEFAULT, 0; }
WITHOUT_EFFECT(int, pthread_mutexattr_destroy, (pthread_mutexattr_t *attributes))
int pthread_mutexattr_settype(pthread_mutexattr_t *attributes, int type) {
  return type < 0 || type > PTHREAD_MUTEX_ERRORCHECK ? EINVAL : (attributes->__attr = (unsigned)type, 0);
}
int pthread_mutexattr_gettype(const pthread_mutexattr_t *restrict attributes, int *restrict type) {
  return *type = (int)attributes->__attr, 0;
}
WITHOUT_EFFECT(int, pthread_mutexattr_setpshared, (pthread_mutexattr_t *attributes, int isShared))

enum { kHeld, kType };
int pthread_mutex_init(pthread_mutex_t *restrict mutex, const pthread_mutexattr_t *restrict attributes) {
  *mutex = (pthread_mutex_t){0};
  WORD(mutex, kType) = attributes ? (int)attributes->__attr : PTHREAD_MUTEX_DEFAULT;
  return 0;
}
int pthread_mutex_destroy(pthread_mutex_t *mutex) { return WORD(mutex, kHeld) ? EBUSY : 0; }
int pthread_mutex_trylock(pthread_mutex_t *mutex) {
  if (WORD(mutex, kHeld) && WORD(mutex, kType) != PTHREAD_MUTEX_RECURSIVE)
    return EBUSY;
  return WORD(mutex, kHeld)++, 0;
}
int pthread_mutex_lock(pthread_mutex_t *mutex) { return pthread_mutex_trylock(mutex) ? EDEADLK : 0; }
int pthread_mutex_timedlock(pthread_mutex_t *restrict mutex, const struct timespec *restrict until) {
  return pthread_mutex_trylock(mutex) ? ETIMEDOUT : 0;
}
int pthread_mutex_unlock(pthread_mutex_t *mutex) { return WORD(mutex, kHeld) ? WORD(mutex, kHeld)--, 0 : EPERM; }

WITHOUT_EFFECT(int, pthread_condattr_init, (pthread_condattr_t *attributes))
WITHOUT_EFFECT(int, pthread_condattr_destroy, (pthread_condattr_t *attributes))
WITHOUT_EFFECT(int, pthread_condattr_setclock, (pthread_condattr_t *attributes, clockid_t clock))
int pthread_cond_init(pthread_cond_t *restrict condition, const pthread_condattr_t *restrict attributes) {
  return *condition = (pthread_cond_t){0}, 0;
}
WITHOUT_EFFECT(int, pthread_cond_destroy, (pthread_cond_t *condition))
WITHOUT_EFFECT(int, pthread_cond_signal, (pthread_cond_t *condition))
WITHOUT_EFFECT(int, pthread_cond_broadcast, (pthread_cond_t *condition))
int pthread_cond_wait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex) { return EDEADLK; }
int pthread_cond_timedwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex, const struct timespec *restrict until) {
  return ETIMEDOUT;
}

/* Readers count up, a writer is -1. */
int pthread_rwlock_init(pthread_rwlock_t *restrict lock, const pthread_rwlockattr_t *restrict attributes) {
  return *lock = (pthread_rwlock_t){0}, 0;
}
int pthread_rwlock_destroy(pthread_rwlock_t *lock) { return WORD(lock, kHeld) ? EBUSY : 0; }
int pthread_rwlock_tryrdlock(pthread_rwlock_t *lock) { return WORD(lock, kHeld) < 0 ? EBUSY : (WORD(lock, kHeld)++, 0); }
int pthread_rwlock_rdlock(pthread_rwlock_t *lock) { return pthread_rwlock_tryrdlock(lock) ? EDEADLK : 0; }
int pthread_rwlock_trywrlock(pthread_rwlock_t *lock) { return WORD(lock, kHeld) ? EBUSY : (WORD(lock, kHeld) = -1, 0); }
int pthread_rwlock_wrlock(pthread_rwlock_t *lock) { return pthread_rwlock_trywrlock(lock) ? EDEADLK : 0; }
int pthread_rwlock_unlock(pthread_rwlock_t *lock) {
  if (WORD(lock, kHeld) == 0)
    return EPERM;
  WORD(lock, kHeld) -= WORD(lock, kHeld) > 0 ? 1 : -1;
  return 0;
}

int pthread_spin_init(pthread_spinlock_t *lock, int isShared) { return *lock = 0, 0; }
WITHOUT_EFFECT(int, pthread_spin_destroy, (pthread_spinlock_t *lock))
int pthread_spin_trylock(pthread_spinlock_t *lock) { return *lock ? EBUSY : (*lock = 1, 0); }
int pthread_spin_lock(pthread_spinlock_t *lock) { return pthread_spin_trylock(lock) ? EDEADLK : 0; }
int pthread_spin_unlock(pthread_spinlock_t *lock) { return *lock = 0, 0; }

int pthread_barrier_init(pthread_barrier_t *restrict barrier, const pthread_barrierattr_t *restrict attributes, unsigned count) {
  *barrier = (pthread_barrier_t){0};
  WORD(barrier, kHeld) = (int)count;
  return count == 0 ? EINVAL : 0;
}
WITHOUT_EFFECT(int, pthread_barrier_destroy, (pthread_barrier_t *barrier))
int pthread_barrier_wait(pthread_barrier_t *barrier) { return WORD(barrier, kHeld) == 1 ? PTHREAD_BARRIER_SERIAL_THREAD : EDEADLK; }

int pthread_key_create(pthread_key_t *key, void (*destructor)(void *)) {
  for (pthread_key_t i = 0; i < PTHREAD_KEYS_MAX; i++)
    if (!keys[i].isUsed) {
      keys[i].isUsed = 1;
      keys[i].value = NULL;
      return *key = i, 0;
    }
  return EAGAIN;
}
int pthread_key_delete(pthread_key_t key) {
  return key < PTHREAD_KEYS_MAX && keys[key].isUsed ? (keys[key].isUsed = 0, 0) : EINVAL;
}
void *pthread_getspecific(pthread_key_t key) { return key < PTHREAD_KEYS_MAX ? (void *)keys[key].value : NULL; }
int pthread_setspecific(pthread_key_t key, const void *value) {
  return key < PTHREAD_KEYS_MAX && keys[key].isUsed ? (keys[key].value = value, 0) : EINVAL;
}
int pthread_setaffinity_np(pthread_t thread, size_t size, const cpu_set_t *cpus) { return ENOSYS; }
int pthread_getaffinity_np(pthread_t thread, size_t size, cpu_set_t *cpus) { return ENOSYS; }

/* Semaphores: a number. */
int sem_init(sem_t *semaphore, int isShared, unsigned value) { return semaphore->__val[0] = (int)value, 0; }
WITHOUT_EFFECT(int, sem_destroy, (sem_t *semaphore))
int sem_post(sem_t *semaphore) { return semaphore->__val[0]++, 0; }
int sem_trywait(sem_t *semaphore) { return semaphore->__val[0] > 0 ? (semaphore->__val[0]--, 0) : (errno = EAGAIN, -1); }
int sem_wait(sem_t *semaphore) { return sem_trywait(semaphore) == 0 ? 0 : (errno = EDEADLK, -1); }
int sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict until) {
  return sem_trywait(semaphore) == 0 ? 0 : (errno = ETIMEDOUT, -1);
}
int sem_getvalue(sem_t *restrict semaphore, int *restrict value) { return *value = semaphore->__val[0], 0; }
sem_t *sem_open(const char *name, int flags, ...) { return errno = ENOSYS, SEM_FAILED; }
UNAVAILABLE(ENOSYS, int, sem_close, (sem_t *semaphore))
UNAVAILABLE(ENOSYS, int, sem_unlink, (const char *name))
