#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support.h"

static int compare(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

/// Prints all names in order, so that the host's order does not matter.
static void list(const char *path, int shows) {
  DIR *directory = opendir(path);
  if (!directory) {
    printf("%s: %s\n", path, error_name(errno));
    return;
  }
  static char *names[2000];
  int count = 0;
  for (struct dirent *entry; (entry = readdir(directory)) && count < 2000;)
    names[count++] = strdup(entry->d_name);
  qsort(names, (size_t)count, sizeof(names[0]), compare);
  unsigned sum = 0;
  for (int i = 0; i < count; ++i) {
    if (shows)
      printf("  %s\n", names[i]);
    for (const char *c = names[i]; *c; ++c)
      sum = sum * 31 + (unsigned char)*c;
    free(names[i]);
  }
  printf("%s: %d entries, %u\n", path, count, sum);
  SHOW(closedir(directory));
}

static void position(void) {
  DIR *directory = opendir("many");
  REQUIRE(directory);
  for (int i = 0; i < 100; ++i)
    REQUIRE(readdir(directory));
  const long place = telldir(directory);
  char next[300];
  strcpy(next, readdir(directory)->d_name);
  while (readdir(directory))
    ;
  seekdir(directory, place);
  printf("back at the same entry: %d\n", strcmp(readdir(directory)->d_name, next) == 0);
  rewinddir(directory);
  int count = 0;
  while (readdir(directory))
    ++count;
  printf("after rewinding: %d\n", count);
  closedir(directory);
}

int main(void) {
  SHOW(mkdir("d", 0755));
  SHOW(mkdir("d", 0755));
  SHOW(mkdir("d/e/", 0755));
  SHOW(mkdir("missing/e", 0755));
  SHOW(mkdir("many", 0755));
  for (int i = 0; i < 700; ++i) {
    char name[64];
    snprintf(name, sizeof name, "many/a_rather_long_name_%d", i);
    const int fd = open(name, O_CREAT | O_WRONLY, 0644);
    REQUIRE(fd >= 0);
    close(fd);
  }
  list(".", 1);
  list("d", 1);
  list("many", 0);
  list("missing", 1);
  position();

  const int directory = open("d", O_RDONLY | O_DIRECTORY);
  REQUIRE(directory >= 0);
  SHOW(mkdirat(directory, "f", 0755));
  const int file = openat(directory, "file", O_CREAT | O_RDWR, 0644);
  REQUIRE(file >= 0);
  SHOW(write(file, "x", 1));
  SHOW(renameat(directory, "file", directory, "f/file"));
  SHOW(faccessat(directory, "f/file", F_OK, 0));
  SHOW(unlinkat(directory, "f/file", 0));
  SHOW(unlinkat(directory, "f", AT_REMOVEDIR));
  char byte;
  SHOW(read(directory, &byte, 1));
  SHOW(close(directory));
  list("d", 1);

  SHOW(rmdir("d"));
  SHOW(rename("d/e", "g"));
  SHOW(rmdir("d"));
  SHOW(rename("g", "many"));
  SHOW(rmdir("g"));
  SHOW(rmdir("g"));
  return 0;
}
