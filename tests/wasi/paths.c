// Names: slashes, dots, lengths, bytes that are no UTF-8, links, and the errors of each call for each kind of entry.
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support.h"

static const char *const kNames[] = {"file", "file/",  "d",       "d/",       "d/.",    "d//file", "link",    "link/",
                                     "to_d", "to_d/",  "to_d/..", "dangling", "loop",   "missing", "missing/", "file/x",
                                     "d/none", "./d/./",  "to_d/file", "loop/x", "d/e"};
enum { kCount = sizeof kNames / sizeof *kNames };

static void prepare(void) {
  REQUIRE(mkdir("d", 0755) == 0 && mkdir("d/e", 0755) == 0);
  close(open("file", O_CREAT | O_WRONLY, 0644));
  close(open("d/file", O_CREAT | O_WRONLY, 0644));
  REQUIRE(symlink("file", "link") == 0 && symlink("d", "to_d") == 0);
  REQUIRE(symlink("nowhere", "dangling") == 0 && symlink("loop", "loop") == 0);
}

static const char *kind(mode_t mode) {
  return S_ISDIR(mode) ? "directory" : S_ISLNK(mode) ? "link" : S_ISREG(mode) ? "file" : "other";
}

static void looking(const char *name) {
  struct stat status;
  SHOW(stat(name, &status));
  if (stat(name, &status) == 0)
    puts(kind(status.st_mode));
  SHOW(lstat(name, &status));
  if (lstat(name, &status) == 0)
    puts(kind(status.st_mode));
  char text[64] = "";
  SHOW(readlink(name, text, sizeof text - 1));
  puts(text);
}

static void opening(const char *name) {
  static const int kFlags[] = {O_RDONLY, O_RDWR, O_RDONLY | O_DIRECTORY, O_RDONLY | O_NOFOLLOW, O_CREAT | O_EXCL | O_RDWR};
  for (size_t i = 0; i < sizeof kFlags / sizeof *kFlags; ++i) {
    errno = 0;
    const int fd = open(name, kFlags[i], 0644);
    printf("open %zu: %s\n", i, fd < 0 ? error_name(errno) : "yes");
    if (fd >= 0)
      close(fd);
    if (fd >= 0 && (kFlags[i] & O_EXCL))
      unlink(name);
  }
}

/// Calls that are to fail whatever the name is, or are undone.
static void changing(const char *name) {
  SHOW(mkdir(name, 0755) == 0 ? rmdir(name) : -1);
  SHOW(symlink("x", name) == 0 ? unlink(name) : -1);
  SHOW(link("file", name) == 0 ? unlink(name) : -1);
  SHOW(rename(name, "missing/x"));
  SHOW(truncate(name, 0));
}

static void bytes(void) {
  static const char kRaw[] = "\xff\xfe \x80\n\xc3\x28";
  const int fd = open(kRaw, O_CREAT | O_RDWR, 0644);
  SHOW(fd >= 0);
  close(fd);
  int found = 0;
  DIR *directory = opendir(".");
  REQUIRE(directory != NULL);
  for (struct dirent *entry; (entry = readdir(directory)) != NULL;)
    found += strcmp(entry->d_name, kRaw) == 0;
  closedir(directory);
  printf("found %d\n", found);
  SHOW(unlink(kRaw));
}

static void lengths(void) {
  static char text[6000];
  static const size_t kSizes[] = {254, 255, 256, 4095, 4096, 5999};
  for (size_t i = 0; i < sizeof kSizes / sizeof *kSizes; ++i) {
    memset(text, 'x', kSizes[i]);
    text[kSizes[i]] = 0;
    struct stat status;
    printf("%zu: ", kSizes[i]);
    SHOW(stat(text, &status));
  }
  // Long, but of short names.
  size_t size = 0;
  while (size + 5 < 4000) {
    memcpy(text + size, "d/../", 5);
    size += 5;
  }
  strcpy(text + size, "file");
  struct stat status;
  SHOW(stat(text, &status));
}

int main(void) {
  prepare();
  for (int i = 0; i < kCount; ++i) {
    printf("-- '%s'\n", kNames[i]);
    looking(kNames[i]);
    opening(kNames[i]);
    changing(kNames[i]);
  }
  bytes();
  lengths();
  return 0;
}
