// Files as a job reads and writes them: blocks of 4 KiB to 1 MiB one after the other through a file of 256 MiB, blocks of
// 4 KiB anywhere in it, and lists of 4 KiB buffers. The file stays in the page cache: what is measured is the way there.
// usage: io turns FOLDER
#include "bench.h"

#include <errno.h>
#include <fcntl.h>
#include <mpi.h>
#include <sys/uio.h>
#include <unistd.h>

#include "turns.h"

enum { kMebibyte = 1 << 20, kFileSize = 256 * kMebibyte, kVectors = 16, kMostBatches = 20000 };

typedef struct {
  int file;
  off_t position;  ///< of the next block, for those that go through the file
  size_t size;     ///< of a block
  char *buffer;
  unsigned long long random;
} Job;

static void require(int holds, const char *what) {
  if (holds) return;
  perror(what);
  MPI_Abort(MPI_COMM_WORLD, 1);
}

/// The file's position at the next block; starts again at the end.
static void advance(Job *job) {
  job->position += (off_t)job->size;
  if (job->position + (off_t)job->size <= kFileSize) return;
  job->position = 0;
  require(lseek(job->file, 0, SEEK_SET) == 0, "lseek");
}

static void readNext(Job *job) {
  require(read(job->file, job->buffer, job->size) == (ssize_t)job->size, "read");
  advance(job);
}

static void writeNext(Job *job) {
  require(write(job->file, job->buffer, job->size) == (ssize_t)job->size, "write");
  advance(job);
}

static off_t anywhere(Job *job) { return (off_t)(nextRandom(&job->random) % (kFileSize / job->size)) * (off_t)job->size; }

static void readAnywhere(Job *job) {
  require(pread(job->file, job->buffer, job->size, anywhere(job)) == (ssize_t)job->size, "pread");
}

static void writeAnywhere(Job *job) {
  require(pwrite(job->file, job->buffer, job->size, anywhere(job)) == (ssize_t)job->size, "pwrite");
}

/// The block in equal parts, the last part of the buffer first.
static void split(const Job *job, struct iovec *parts) {
  size_t size = job->size / kVectors;
  for (int i = 0; i < kVectors; i++) parts[i] = (struct iovec){job->buffer + (size_t)(kVectors - 1 - i) * size, size};
}

static void readParts(Job *job) {
  struct iovec parts[kVectors];
  split(job, parts);
  require(readv(job->file, parts, kVectors) == (ssize_t)job->size, "readv");
  advance(job);
}

static void writeParts(Job *job) {
  struct iovec parts[kVectors];
  split(job, parts);
  require(writev(job->file, parts, kVectors) == (ssize_t)job->size, "writev");
  advance(job);
}

typedef struct {
  const char *name;
  size_t size;
  void (*move)(Job *job);
} Row;

static const Row rows[] = {
    {"read_4K", 4 << 10, readNext},       {"read_64K", 64 << 10, readNext},     {"read_1M", 1 << 20, readNext},
    {"write_4K", 4 << 10, writeNext},     {"write_64K", 64 << 10, writeNext},   {"write_1M", 1 << 20, writeNext},
    {"pread_4K", 4 << 10, readAnywhere},  {"pwrite_4K", 4 << 10, writeAnywhere}, {"readv_64K", 64 << 10, readParts},
    {"writev_64K", 64 << 10, writeParts},
};

/// Opens a new file of full size that goes away with the program. Two programs at once take different names.
static int openFile(const char *folder, char *buffer) {
  char name[512];
  int file = -1;
  for (int number = 0; file < 0 && number < 16; number++) {
    snprintf(name, sizeof name, "%s/io-%d.data", folder, number);
    file = open(name, O_CREAT | O_EXCL | O_RDWR, 0600);
    require(file >= 0 || errno == EEXIST, name);
  }
  require(file >= 0, folder);
  require(unlink(name) == 0, name);
  for (int i = 0; i < kFileSize / kMebibyte; i++) require(write(file, buffer, kMebibyte) == kMebibyte, name);
  return file;
}

/// Seconds of a block, batch by batch; gives their number. A batch moves 1 MiB.
static int sample(Job *job, const Row *row, double seconds, double *samples) {
  int count = 0, repeats = (int)(kMebibyte / row->size);
  job->size = row->size;
  job->position = 0;
  require(lseek(job->file, 0, SEEK_SET) == 0, "lseek");
  for (double begin = MPI_Wtime(); count < kMostBatches && (count == 0 || MPI_Wtime() - begin < seconds);) {
    double start = MPI_Wtime();
    for (int i = 0; i < repeats; i++) row->move(job);
    samples[count++] = (MPI_Wtime() - start) / repeats;
  }
  return count;
}

static void takeTurn(const Turn *turn, Job *job, double *samples) {
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    if (strcmp(rows[i].name, turn->name) != 0) continue;
    answerTurn(turn, samples, sample(job, &rows[i], turn->seconds, samples), 1);
    return;
  }
  fprintf(stderr, "there is no row '%s'\n", turn->name);
  MPI_Abort(MPI_COMM_WORLD, 2);
}

int main(int argc, char **argv) {
  MPI_Init(&argc, &argv);
  if (!takesTurns(argc, argv) || argc < 3) {
    fprintf(stderr, "usage: io turns FOLDER\n");
    MPI_Abort(MPI_COMM_WORLD, 2);
  }
  char *buffer = allocate(kMebibyte);
  double *samples = allocate(kMostBatches * sizeof *samples);
  Job job = {.file = openFile(argv[2], buffer), .buffer = buffer, .random = 1};
  for (Turn turn; nextTurn(&turn, 0);) takeTurn(&turn, &job, samples);
  close(job.file);
  free(samples);
  free(buffer);
  MPI_Finalize();
  return 0;
}
