// flags: -fopenmp
// env: OMP_NUM_THREADS=1
// Every construct of OpenMP that programs use, with the results of one thread.
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>

enum { kCount = 1000 };
static double values[kCount];
static int private_ = 5;
#pragma omp threadprivate(private_)

static int fibonacci(int n) {
  int a, b;
  if (n < 2)
    return n;
#pragma omp task shared(a) firstprivate(n)
  a = fibonacci(n - 1);
#pragma omp task shared(b) if (n > 5)
  b = fibonacci(n - 2);
#pragma omp taskwait
  return a + b;
}

static void loops(void) {
  double sum = 0, greatest = -1;
  long dynamic = 0, guided = 0;
  unsigned long long product = 1;
#pragma omp parallel for reduction(+ : sum) reduction(max : greatest) schedule(static, 7)
  for (int i = 0; i < kCount; i++) {
    values[i] = i;
    sum += values[i];
    greatest = values[i] > greatest ? values[i] : greatest;
  }
#pragma omp parallel
  {
#pragma omp for schedule(dynamic, 3) reduction(+ : dynamic)
    for (int i = 10; i < kCount; i += 3)
      dynamic += i;
#pragma omp for schedule(guided) reduction(+ : guided) nowait
    for (long i = kCount; i > 0; i -= 7)
      guided += i;
#pragma omp for schedule(runtime) reduction(* : product)
    for (unsigned long long i = 1; i < 20; i++)
      product *= i;
  }
  printf("%g %g %ld %ld %llu\n", sum, greatest, dynamic, guided, product);
#pragma omp parallel for schedule(dynamic)
  for (int i = 5; i < 5; i++)
    printf("never\n");
  double collapsed = 0;
#pragma omp parallel for simd collapse(2) reduction(+ : collapsed)
  for (int i = 0; i < 10; i++)
    for (int j = 0; j < 100; j++)
      collapsed += values[100 * i + j];
  printf("collapsed %g\n", collapsed);
#pragma omp parallel for ordered schedule(dynamic)
  for (int i = 0; i < 5; i++) {
#pragma omp ordered
    printf("%d ", i);
  }
  printf("\n");
  int last = 0;
#pragma omp parallel for lastprivate(last) schedule(static, 4)
  for (int i = 0; i < 30; i++)
    last = i;
  printf("last %d\n", last);
}

static void regions(void) {
  int count = 0, a = 1, b = 2, c = 3, d = 4, e = 5, f = 6, g = 7, h = 8;
#pragma omp parallel num_threads(1) firstprivate(a, b) shared(c, d, e, f, g, h) copyin(private_)
  {
#pragma omp critical(name)
    count += a + b + c + d + e + f + g + h;
#pragma omp atomic
    count++;
#pragma omp master
    count += 100;
#pragma omp single copyprivate(a)
    a = 9;
#pragma omp sections
    {
#pragma omp section
      printf("first section\n");
#pragma omp section
      printf("second section\n");
    }
#pragma omp barrier
#pragma omp flush
    private_ += a;
  }
  printf("count %d, private %d\n", count, private_);
}

static void tasks(void) {
  int result = 0, sum = 0;
#pragma omp parallel
#pragma omp single
  {
    result = fibonacci(15);
#pragma omp taskloop grainsize(4) shared(values)
    for (int i = 0; i < kCount; i++)
      values[i] *= 2;
#pragma omp taskgroup task_reduction(+ : sum)
    for (int i = 0; i < 10; i++) {
#pragma omp task in_reduction(+ : sum) firstprivate(i)
      sum += i;
    }
    int x = 0;
#pragma omp task depend(out : x) shared(x)
    x = 41;
#pragma omp task depend(inout : x) shared(x)
    x++;
#pragma omp taskwait
    printf("x %d\n", x);
  }
  printf("tasks %d %d %g\n", result, sum, values[kCount - 1]);
}

int main(void) {
  omp_lock_t lock;
  omp_nest_lock_t nest;
  loops();
  regions();
  tasks();
  omp_init_lock(&lock);
  omp_set_lock(&lock);
  printf("lock %d", omp_test_lock(&lock));
  omp_unset_lock(&lock);
  printf(" %d\n", omp_test_lock(&lock));
  omp_init_nest_lock(&nest);
  omp_set_nest_lock(&nest);
  printf("nest %d\n", omp_test_nest_lock(&nest));
  printf("threads %d of %d, number %d, in parallel %d, time %d\n", omp_get_num_threads(), omp_get_max_threads(), omp_get_thread_num(),
         omp_in_parallel(), omp_get_wtime() > 0);
#ifdef _OPENMP
  printf("OpenMP is on\n");
#endif
  return 0;
}
