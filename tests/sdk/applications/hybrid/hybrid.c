/* Conjugate gradients on a matrix of three diagonals: threads share a rank's rows, ranks the rows
 * of all. */
#include <math.h>
#include <mpi.h>
#include <omp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int rank, ranks, count;

static double dot(const double* x, const double* y) {
  double sum = 0;
#pragma omp parallel for simd reduction(+ : sum) schedule(static)
  for (int i = 1; i <= count; i++)
    sum += x[i] * y[i];
  MPI_Allreduce(MPI_IN_PLACE, &sum, 1, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
  return sum;
}

static void multiply(double* result, double* x) {
  const int left = rank > 0 ? rank - 1 : MPI_PROC_NULL,
            right = rank + 1 < ranks ? rank + 1 : MPI_PROC_NULL;
  x[0] = x[count + 1] = 0;
  MPI_Sendrecv(x + 1, 1, MPI_DOUBLE, left, 0, x + count + 1, 1, MPI_DOUBLE, right, 0,
               MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  MPI_Sendrecv(x + count, 1, MPI_DOUBLE, right, 1, x, 1, MPI_DOUBLE, left, 1, MPI_COMM_WORLD,
               MPI_STATUS_IGNORE);
#pragma omp parallel for schedule(guided, 64)
  for (int i = 1; i <= count; i++)
    result[i] = 2.5 * x[i] - x[i - 1] - x[i + 1];
}

int main(int argc, char** argv) {
  int provided, threads = 0;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  count = 20000 / ranks;
#pragma omp parallel
  {
    pthread_mutex_lock(&lock);
    threads++;
    pthread_mutex_unlock(&lock);
#pragma omp barrier
#pragma omp single
    if (threads != omp_get_num_threads())
      MPI_Abort(MPI_COMM_WORLD, 2);
  }
  const size_t bytes = sizeof(double) * (size_t)(count + 2);
  double *x = calloc(1, bytes), *r = malloc(bytes), *p = malloc(bytes), *q = malloc(bytes);
#pragma omp parallel for
  for (int i = 0; i <= count + 1; i++)
    p[i] = r[i] = 1.0 / (1 + (rank * count + i) % 13);
  double rho = dot(r, r);
  int steps = 0;
  for (; steps < 100 && sqrt(rho) > 1e-10; steps++) {
    multiply(q, p);
    const double alpha = rho / dot(p, q);
#pragma omp parallel for
    for (int i = 1; i <= count; i++) {
      x[i] += alpha * p[i];
      r[i] -= alpha * q[i];
    }
    const double next = dot(r, r), beta = next / rho;
    rho = next;
#pragma omp parallel for
    for (int i = 1; i <= count; i++)
      p[i] = r[i] + beta * p[i];
  }
  const double norm = sqrt(dot(x, x));
  if (rank == 0)
    printf("%d steps, norm %.9e, solved %d\n", steps, norm, sqrt(rho) < 1e-9);
  free(x), free(r), free(p), free(q);
  MPI_Finalize();
  return 0;
}
