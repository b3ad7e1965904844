// flags: -pthread
// Locks, conditions, keys and signals in a program of one thread: everything such a program may rely on.
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t plain = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static int runs, caught, details;

static void runOnce(void) { runs++; }
static void handle(int number) { caught += number; }
static void handleWithDetails(int number, siginfo_t *information, void *context) {
  details += information->si_signo == number && context != (void *)1;
}

static const char *nameOf(int error) {
  return error == 0 ? "0" : error == EBUSY ? "EBUSY" : error == EDEADLK ? "EDEADLK" : error == EPERM ? "EPERM" : error == ETIMEDOUT ? "ETIMEDOUT" : "?";
}

static void mutexes(void) {
  pthread_mutexattr_t attributes;
  pthread_mutex_t recursive, checked;
  printf("lock %s,", nameOf(pthread_mutex_lock(&plain)));
  printf(" try %s,", nameOf(pthread_mutex_trylock(&plain)));
  printf(" unlock %s\n", nameOf(pthread_mutex_unlock(&plain)));
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
  pthread_mutex_init(&recursive, &attributes);
  printf("recursive: %s", nameOf(pthread_mutex_lock(&recursive)));
  printf(" %s", nameOf(pthread_mutex_lock(&recursive)));
  printf(" %s", nameOf(pthread_mutex_unlock(&recursive)));
  printf(" %s\n", nameOf(pthread_mutex_unlock(&recursive)));
  pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ERRORCHECK);
  pthread_mutex_init(&checked, &attributes);
  printf("checked: %s", nameOf(pthread_mutex_unlock(&checked)));
  printf(" %s", nameOf(pthread_mutex_lock(&checked)));
  printf(" %s", nameOf(pthread_mutex_lock(&checked)));
  printf(" %s\n", nameOf(pthread_mutex_unlock(&checked)));
}

static void others(void) {
  pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
  printf("readers %s", nameOf(pthread_rwlock_rdlock(&lock)));
  printf(" %s", nameOf(pthread_rwlock_rdlock(&lock)));
  printf(", writer %s\n", nameOf(pthread_rwlock_trywrlock(&lock)));
  pthread_rwlock_unlock(&lock);
  pthread_rwlock_unlock(&lock);
  printf("writer %s", nameOf(pthread_rwlock_wrlock(&lock)));
  printf(", reader %s\n", nameOf(pthread_rwlock_tryrdlock(&lock)));

  pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
  struct timespec past = {1, 0};
  pthread_mutex_lock(&plain);
  printf("condition %s\n", nameOf(pthread_cond_timedwait(&condition, &plain, &past)));
  pthread_mutex_unlock(&plain);

  pthread_once(&once, runOnce);
  pthread_once(&once, runOnce);
  printf("once %d\n", runs);

  pthread_key_t a, b;
  int value = 7;
  printf("keys %d", pthread_key_create(&a, NULL));
  printf(" %d", pthread_key_create(&b, NULL));
  printf(" %d", a != b);
  pthread_setspecific(a, &value);
  printf(" %d %d\n", *(int *)pthread_getspecific(a), pthread_getspecific(b) == NULL);
  printf("self %d\n", pthread_equal(pthread_self(), pthread_self()) != 0);

  sem_t semaphore;
  sem_init(&semaphore, 0, 1);
  printf("semaphore %d", sem_wait(&semaphore));
  printf(" %d", sem_trywait(&semaphore));
  printf(" %d\n", errno == EAGAIN);

  pthread_barrier_t barrier;
  pthread_barrier_init(&barrier, NULL, 1);
  printf("barrier %d\n", pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD);
}

static void signals(void) {
  struct sigaction action = {0}, before;
  action.sa_handler = handle;
  sigemptyset(&action.sa_mask);
  sigaddset(&action.sa_mask, SIGTERM);
  printf("sigaction %d", sigaction(SIGUSR1, &action, NULL));
  raise(SIGUSR1);
  kill(getpid(), SIGUSR1);
  printf(", caught %d\n", caught == 2 * SIGUSR1);
  action.sa_flags = SA_SIGINFO;
  action.sa_sigaction = handleWithDetails;
  sigaction(SIGUSR1, &action, &before);
  raise(SIGUSR1);
  printf("details %d, before %d, mask %d %d\n", details, before.sa_handler == handle, sigismember(&before.sa_mask, SIGTERM),
         sigismember(&before.sa_mask, SIGINT));
  errno = 0;
  printf("of nonsense %d", sigaction(999, &action, NULL));
  printf(" %d\n", errno == EINVAL);
  printf("ignored %d\n", signal(SIGUSR2, SIG_IGN) != SIG_ERR && raise(SIGUSR2) == 0);
  sigset_t set, old;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigprocmask(SIG_BLOCK, &set, NULL);
  sigprocmask(SIG_UNBLOCK, &set, &old);
  printf("mask %d\n", sigismember(&old, SIGINT));
}

int main(void) {
  mutexes();
  others();
  signals();
  return 0;
}
