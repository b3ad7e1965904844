#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "support.h"

static void show(const char *path, int follows) {
  struct stat status;
  if ((follows ? stat(path, &status) : lstat(path, &status)) != 0) {
    printf("%s: %s\n", path, error_name(errno));
    return;
  }
  printf("%s: %s, %lld bytes, %d links\n", path,
         S_ISREG(status.st_mode)   ? "file"
         : S_ISDIR(status.st_mode) ? "directory"
         : S_ISLNK(status.st_mode) ? "link"
                                   : "something else",
         S_ISDIR(status.st_mode) ? 0 : (long long)status.st_size,
         S_ISDIR(status.st_mode) ? 0 : (int)status.st_nlink);
}

static void times(const char *path) {
  const struct timespec wanted[2] = {{1000000000, 123456789}, {1500000000, 987654321}};
  const struct timespec half[2] = {{0, UTIME_OMIT}, {1600000000, 0}};
  struct stat status;
  SHOW(utimensat(AT_FDCWD, path, wanted, 0));
  REQUIRE(stat(path, &status) == 0);
  printf("%lld.%09ld %lld.%09ld\n", (long long)status.st_atim.tv_sec, status.st_atim.tv_nsec,
         (long long)status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
  SHOW(utimensat(AT_FDCWD, path, half, AT_SYMLINK_NOFOLLOW));
  REQUIRE(stat(path, &status) == 0);
  printf("%lld %lld\n", (long long)status.st_atim.tv_sec, (long long)status.st_mtim.tv_sec);
  const int fd = open(path, O_RDWR);
  SHOW(futimens(fd, wanted));
  REQUIRE(fstat(fd, &status) == 0);
  printf("%lld\n", (long long)status.st_mtim.tv_sec);
  close(fd);
}

int main(void) {
  FILE *file = fopen("file", "w");
  REQUIRE(file && fputs("12345", file) >= 0 && fclose(file) == 0);
  SHOW(mkdir("d", 0755));
  SHOW(symlink("file", "link"));
  SHOW(symlink("../file", "d/up"));
  SHOW(symlink("missing", "dangling"));
  SHOW(symlink("loop", "loop"));
  SHOW(symlink("file", "link"));
  SHOW(link("file", "hard"));
  SHOW(link("d", "hard_d"));
  SHOW(link("missing", "x"));

  const char *paths[] = {"file", "hard", "d", ".", "d/", "link", "d/up", "d/../file", "dangling", "loop", "missing", "file/", "file/x"};
  for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); ++i) {
    show(paths[i], 1);
    show(paths[i], 0);
  }
  struct stat first, second;
  REQUIRE(stat("file", &first) == 0 && stat("hard", &second) == 0);
  printf("the same file: %d\n", first.st_ino == second.st_ino && first.st_dev == second.st_dev);

  char text[16] = "";
  SHOW(readlink("d/up", text, sizeof text));
  printf("'%s'\n", text);
  memset(text, 0, sizeof text);
  SHOW(readlink("d/up", text, 3));
  printf("'%s'\n", text);
  SHOW(readlink("file", text, sizeof text));
  SHOW(readlink("missing", text, sizeof text));
  times("file");
  SHOW(unlink("file"));
  show("hard", 1);
  SHOW(rename("link", "renamed"));
  show("renamed", 0);
  return 0;
}
