/* Files: temporary ones and real paths are made of what WASI has; descriptors cannot be doubled, and files have no owners, modes or locks. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <termios.h>
#include <unistd.h>

#include "unavailable.h"

UNAVAILABLE(ENOSYS, int, pipe, (int ends[2]))
UNAVAILABLE(ENOSYS, int, dup, (int descriptor))
int dup2(int from, int to) {
  if (from == to && fcntl(from, F_GETFD) >= 0)
    return to;
  errno = ENOSYS;
  return -1;
}
UNAVAILABLE(ENOSYS, int, chown, (const char *path, uid_t user, gid_t group))
UNAVAILABLE(ENOSYS, int, fchown, (int descriptor, uid_t user, gid_t group))
UNAVAILABLE(ENOSYS, int, lchown, (const char *path, uid_t user, gid_t group))
UNAVAILABLE(ENOSYS, int, chmod, (const char *path, mode_t mode))
UNAVAILABLE(ENOSYS, int, fchmod, (int descriptor, mode_t mode))
UNAVAILABLE(ENOSYS, int, mkfifo, (const char *path, mode_t mode))
UNAVAILABLE(ENOSYS, int, mknod, (const char *path, mode_t mode, dev_t device))
UNAVAILABLE(ENOSYS, int, fchdir, (int descriptor))
UNAVAILABLE(ENOSYS, int, lockf, (int descriptor, int operation, off_t size))
UNAVAILABLE(ENOSYS, int, flock, (int descriptor, int operation))
UNAVAILABLE(ENOSYS, int, statvfs, (const char *restrict path, struct statvfs *restrict result))
UNAVAILABLE(ENOSYS, int, fstatvfs, (int descriptor, struct statvfs *result))
UNAVAILABLE(ENOSYS, int, statfs, (const char *path, struct statfs *result))
UNAVAILABLE(ENOSYS, int, fstatfs, (int descriptor, struct statfs *result))
UNAVAILABLE(ENOTTY, int, tcgetattr, (int descriptor, struct termios *settings))
UNAVAILABLE(ENOTTY, int, tcsetattr, (int descriptor, int when, const struct termios *settings))
UNAVAILABLE(ENOTTY, int, tcflush, (int descriptor, int queue))
UNAVAILABLE_POINTER(ENOTTY, char *, ttyname, (int descriptor))

void sync(void) {}
int getdtablesize(void) { return 1024; }

mode_t umask(mode_t mask) {
  static mode_t current = 022;
  const mode_t before = current;
  current = mask & 0777;
  return before;
}

int truncate(const char *path, off_t size) {
  const int file = open(path, O_WRONLY);
  if (file < 0)
    return -1;
  const int result = ftruncate(file, size);
  const int error = errno;
  close(file);
  errno = error;
  return result;
}

/* Fills the six X before the last `suffix` characters; 0 if they are not there. */
static int fillTemplate(char *name, size_t suffix) {
  static const char kLetters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  const size_t size = strlen(name);
  char *place = name + size - suffix - 6;
  unsigned char random[6];
  if (size < suffix + 6 || getentropy(random, sizeof random) != 0)
    return 0;
  for (int i = 0; i < 6; i++)
    place[i] = kLetters[random[i] % (sizeof kLetters - 1)];
  return 1;
}

static int hasTemplate(const char *name, size_t suffix) {
  const size_t size = strlen(name);
  if (size >= suffix + 6 && memcmp(name + size - suffix - 6, "XXXXXX", 6) == 0)
    return 1;
  errno = EINVAL;
  return 0;
}

ssize_t getrandom(void *bytes, size_t size, unsigned flags) {
  const size_t count = size < 256 ? size : 256; /* the most that getentropy gives */
  return getentropy(bytes, count) == 0 ? (ssize_t)count : -1;
}

static int makeTemporary(char *name, size_t suffix, int flags) {
  if (!hasTemplate(name, suffix))
    return -1;
  for (int attempt = 0; attempt < 100 && fillTemplate(name, suffix); attempt++) {
    const int file = open(name, flags | O_RDWR | O_CREAT | O_EXCL, 0600);
    if (file >= 0 || errno != EEXIST)
      return file;
  }
  errno = EEXIST;
  return -1;
}
int mkstemps(char *name, int suffix) {
  if (suffix < 0)
    return errno = EINVAL, -1;
  return makeTemporary(name, (size_t)suffix, 0);
}
int mkostemp(char *name, int flags) { return makeTemporary(name, 0, flags & ~O_ACCMODE); }
int mkstemp(char *name) { return makeTemporary(name, 0, 0); }
char *get_current_dir_name(void) { return getcwd(NULL, 0); }

char *mkdtemp(char *name) {
  if (!hasTemplate(name, 0))
    return NULL;
  for (int attempt = 0; attempt < 100 && fillTemplate(name, 0); attempt++) {
    if (mkdir(name, 0700) == 0)
      return name;
    if (errno != EEXIST)
      return NULL;
  }
  return NULL;
}

char *mktemp(char *name) {
  struct stat status;
  if (!hasTemplate(name, 0))
    return *name = '\0', name;
  for (int attempt = 0; attempt < 100 && fillTemplate(name, 0); attempt++)
    if (lstat(name, &status) != 0)
      return name;
  return *name = '\0', name;
}

/* TMPDIR, else /tmp where the guest was given it, else the working folder. */
static const char *temporaryFolder(void) {
  const char *folder = getenv("TMPDIR");
  if (folder && *folder)
    return folder;
  return access("/tmp", W_OK) == 0 ? "/tmp" : ".";
}

char *tempnam(const char *folder, const char *prefix) {
  char *name = malloc(PATH_MAX);
  if (!name)
    return NULL;
  snprintf(name, PATH_MAX, "%s/%sXXXXXX", folder ? folder : temporaryFolder(), prefix ? prefix : "file");
  if (*mktemp(name))
    return name;
  free(name);
  return NULL;
}

char *tmpnam(char *name) {
  static char own[L_tmpnam];
  char *result = name ? name : own;
  strcpy(result, "/tmp/tmpnam_XXXXXX");
  return *mktemp(result) ? result : NULL;
}

FILE *tmpfile(void) {
  char name[PATH_MAX];
  snprintf(name, sizeof name, "%s/tmpfileXXXXXX", temporaryFolder());
  const int file = mkstemp(name);
  if (file < 0)
    return NULL;
  unlink(name);
  FILE *stream = fdopen(file, "w+");
  if (!stream)
    close(file);
  return stream;
}

/* Appends a component of a path; 0 if there is no room. `.` and `..` are taken as names mean them. */
static int append(char *path, const char *name, size_t size) {
  const size_t end = strlen(path);
  if (size == 0 || (size == 1 && name[0] == '.'))
    return 1;
  if (size == 2 && memcmp(name, "..", 2) == 0) {
    char *slash = strrchr(path, '/');
    if (slash)
      *slash = '\0';
    return 1;
  }
  if (end + 1 + size >= PATH_MAX)
    return errno = ENAMETOOLONG, 0;
  path[end] = '/';
  memcpy(path + end + 1, name, size);
  path[end + 1 + size] = '\0';
  return 1;
}

/* Puts the target of the symbolic link `path` before what is still to be resolved; 0 if that fails. */
static int follow(const char *path, char *pending) {
  char target[PATH_MAX], joined[2 * PATH_MAX];
  const ssize_t length = readlink(path, target, sizeof target - 1);
  if (length < 0)
    return 0;
  target[length] = '\0';
  snprintf(joined, sizeof joined, "%s/%s", target, pending);
  if (strlen(joined) >= PATH_MAX)
    return errno = ENAMETOOLONG, 0;
  strcpy(pending, joined);
  return 1;
}

/* Resolves `pending` component by component, from the folder `path` on. */
static int resolve(char *path, char *pending) {
  for (int links = 0; *pending;) {
    char before[PATH_MAX];
    struct stat status;
    const size_t size = strcspn(pending, "/");
    strcpy(before, path);
    if (!append(path, pending, size))
      return 0;
    const char *rest = pending + size + (pending[size] == '/');
    memmove(pending, rest, strlen(rest) + 1);
    if (lstat(*path ? path : "/", &status) != 0)
      return 0;
    if (!S_ISLNK(status.st_mode))
      continue;
    if (++links > 40)
      return errno = ELOOP, 0;
    if (!follow(path, pending))
      return 0;
    strcpy(path, pending[0] == '/' ? "" : before);
  }
  return 1;
}

char *realpath(const char *restrict name, char *restrict result) {
  char path[PATH_MAX] = "", pending[PATH_MAX];
  if (!name || !*name || strlen(name) >= PATH_MAX)
    return errno = !name ? EINVAL : *name ? ENAMETOOLONG : ENOENT, NULL;
  if (name[0] != '/' && !getcwd(path, sizeof path))
    return NULL;
  if (strcmp(path, "/") == 0)
    path[0] = '\0';
  strcpy(pending, name);
  if (!resolve(path, pending))
    return NULL;
  if (!*path)
    strcpy(path, "/");
  return result ? strcpy(result, path) : strdup(path);
}
