// Descriptors: flags, sizes, space, positions, renumbering; each as POSIX has it.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "support.h"

static long long size_of(int fd) {
  struct stat status;
  return fstat(fd, &status) == 0 ? (long long)status.st_size : -1;
}

static void appending(void) {
  const int fd = open("append", O_CREAT | O_RDWR | O_APPEND, 0644);
  SHOW(write(fd, "abc", 3));
  SHOW(lseek(fd, 0, SEEK_SET));
  SHOW(write(fd, "def", 3));
  SHOW(lseek(fd, 0, SEEK_CUR));
  SHOW((fcntl(fd, F_GETFL) & O_APPEND) != 0);
  SHOW(fcntl(fd, F_SETFL, 0));
  SHOW(lseek(fd, 0, SEEK_SET));
  SHOW(write(fd, "XY", 2));
  char text[16] = "";
  SHOW(pread(fd, text, sizeof text, 0));
  puts(text);
  SHOW(close(fd));
  SHOW(close(fd));
}

static void sizes(void) {
  const int fd = open("sized", O_CREAT | O_RDWR, 0644);
  SHOW(ftruncate(fd, 1000));
  SHOW(size_of(fd));
  SHOW(posix_fallocate(fd, 500, 1500));
  SHOW(size_of(fd));
  SHOW(ftruncate(fd, 10));
  SHOW(ftruncate(fd, -1));
  SHOW(lseek(fd, 5, SEEK_END));
  SHOW(lseek(fd, -20, SEEK_END));
  SHOW(lseek(fd, 0, 77));
  SHOW(posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL));
  SHOW(fsync(fd));
  SHOW(fdatasync(fd));
  SHOW(close(fd));
  const int reading = open("sized", O_RDONLY);
  SHOW(write(reading, "x", 1));
  SHOW(size_of(reading));
  const int writing = open("sized", O_WRONLY);
  char byte;
  SHOW(read(writing, &byte, 1));
  SHOW(pread(writing, &byte, 1, 0));
  SHOW(close(reading));
  SHOW(close(writing));
}

static void vectors(void) {
  const int fd = open("vectors", O_CREAT | O_RDWR, 0644);
  char a[4] = "", b[8] = "";
  struct iovec out[3] = {{(void *)"one", 3}, {NULL, 0}, {(void *)"two", 3}};
  SHOW(writev(fd, out, 3));
  SHOW(pwritev(fd, out, 3, 4));
  struct iovec in[2] = {{a, 3}, {b, 7}};
  SHOW(preadv(fd, in, 2, 1));
  printf("%s %s\n", a, b);
  SHOW(lseek(fd, 0, SEEK_SET));
  SHOW(readv(fd, in, 2));
  printf("%s %s\n", a, b);
  SHOW(readv(fd, in, 2));
  SHOW(pread(fd, a, 3, -1));
  SHOW(close(fd));
}

/// A number that was closed is the next one given, and means the new file only.
static void reuse(void) {
  const int first = open("append", O_RDONLY), second = open("sized", O_RDONLY);
  SHOW(close(first));
  const int again = open("vectors", O_RDONLY);
  SHOW(again == first);
  char text[4] = "";
  SHOW(read(again, text, 3));
  puts(text);
  SHOW(close(again));
  SHOW(close(second));
  SHOW(read(again, text, 3));
}

int main(void) {
  appending();
  sizes();
  vectors();
  reuse();
  return 0;
}
