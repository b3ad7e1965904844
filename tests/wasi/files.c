#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "support.h"

static void buffered(void) {
  char text[64] = "";
  FILE *file = fopen("text", "w+");
  REQUIRE(file);
  SHOW(fprintf(file, "hello %d\n", 42));
  SHOW(fseek(file, 2, SEEK_SET));
  SHOW(fread(text, 1, 4, file));
  printf("'%s' at %ld\n", text, ftell(file));
  SHOW(fseek(file, 0, SEEK_END));
  SHOW(fputs("more", file) >= 0);
  SHOW(fclose(file));
  file = fopen("text", "a");
  REQUIRE(file);
  SHOW(fputs(" appended", file) >= 0);
  SHOW(fclose(file));
  file = fopen("text", "r");
  REQUIRE(file);
  while (fgets(text, sizeof text, file))
    printf("'%s'\n", text);
  fclose(file);
}

static void positioned(void) {
  char text[32] = "";
  const int fd = open("data", O_RDWR | O_CREAT | O_TRUNC, 0644);
  REQUIRE(fd >= 0);
  SHOW(write(fd, "0123456789", 10));
  SHOW(pwrite(fd, "AB", 2, 4));
  SHOW(pwrite(fd, "far", 3, 100000));
  SHOW(pread(fd, text, 6, 2));
  printf("'%s'\n", text);
  SHOW(lseek(fd, 0, SEEK_CUR));
  SHOW(lseek(fd, -3, SEEK_END));
  SHOW(read(fd, text, 31));
  SHOW(read(fd, text, 31));
  SHOW(lseek(fd, -1, SEEK_SET));
  SHOW(lseek(fd, 5000000000LL, SEEK_SET));
  SHOW(ftruncate(fd, 7));
  SHOW(lseek(fd, 0, SEEK_END));
  SHOW(fsync(fd));
  SHOW(fdatasync(fd));
  SHOW(posix_fallocate(fd, 0, 4096));
  SHOW(lseek(fd, 0, SEEK_END));
  SHOW(close(fd));
  SHOW(close(fd));
}

static void vectors(void) {
  char a[4], b[8] = "";
  const struct iovec out[] = {{"abc", 3}, {"", 0}, {"defgh", 5}};
  const struct iovec in[] = {{a, 2}, {b, 7}};
  const int fd = open("vectors", O_RDWR | O_CREAT | O_TRUNC, 0644);
  REQUIRE(fd >= 0);
  SHOW(writev(fd, out, 3));
  SHOW(lseek(fd, 0, SEEK_SET));
  SHOW(readv(fd, in, 2));
  printf("%.2s %s\n", a, b);
  SHOW(close(fd));
}

static void large(void) {
  enum { kSize = 5 << 20 };
  char *data = malloc(kSize), *copy = malloc(kSize);
  REQUIRE(data && copy);
  for (int i = 0; i < kSize; ++i)
    data[i] = (char)(i * 31 >> 3);
  FILE *file = fopen("large", "w");
  REQUIRE(file);
  SHOW(fwrite(data, 1, kSize, file));
  SHOW(fclose(file));
  file = fopen("large", "r");
  REQUIRE(file);
  SHOW(fread(copy, 1, kSize, file));
  SHOW(memcmp(data, copy, kSize));
  fclose(file);
}

static void flags(void) {
  const int fd = open("flags", O_WRONLY | O_CREAT | O_APPEND, 0644);
  REQUIRE(fd >= 0);
  char byte;
  SHOW(read(fd, &byte, 1));
  SHOW(write(fd, "one", 3));
  SHOW(lseek(fd, 0, SEEK_SET));
  SHOW(write(fd, "two", 3));
  SHOW(lseek(fd, 0, SEEK_CUR));
  SHOW((fcntl(fd, F_GETFL) & O_APPEND) != 0);
  SHOW((fcntl(fd, F_GETFL) & O_ACCMODE) == O_WRONLY);
  SHOW(fcntl(fd, F_SETFL, 0));
  SHOW((fcntl(fd, F_GETFL) & O_APPEND) != 0);
  SHOW(close(fd));
  const int readable = open("flags", O_RDONLY);
  SHOW(write(readable, "x", 1));
  SHOW(isatty(readable));
  SHOW(close(readable));
}

int main(void) {
  buffered();
  positioned();
  vectors();
  large();
  flags();
  SHOW(rename("data", "renamed"));
  SHOW(access("data", F_OK));
  SHOW(access("renamed", R_OK));
  SHOW(remove("renamed"));
  SHOW(unlink("renamed"));
  return 0;
}
