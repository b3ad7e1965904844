// tree: escapes
// wasm-only: ok
// What a guest may try to get out of its directory, through libc and by calling WASI itself. Nothing may be readable, and the runner
// checks that nothing outside was changed.
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wasi/api.h>

#include "support.h"

enum { kRoot = 3 };

static const char *const kPaths[] = {
    "absolute",          "upwards",        "directory/secret", "slash/etc/passwd", "proc/environ",
    "proc/root/etc",     "inside/around",  "directory",        "dangling",         "directory/created",
    "inside/../upwards", "slash",          "proc/fd/0",        "slash/tmp/x",      "directory/../outside/secret"};
static const char *const kRawPaths[] = {
    "/etc/passwd", "../outside/secret", "..", "../work/inside/file", "inside/../../outside/secret",
    "inside/../..", "//etc/passwd", "./../outside/secret", "directory/../outside/secret"};

static void through_libc(void) {
  for (size_t i = 0; i < sizeof(kPaths) / sizeof(kPaths[0]); ++i) {
    struct stat status;
    const char *path = kPaths[i];
    REQUIRE(open(path, O_RDONLY) < 0);
    REQUIRE(open(path, O_WRONLY) < 0);
    REQUIRE(open(path, O_CREAT | O_RDWR | O_TRUNC, 0644) < 0);
    REQUIRE(open(path, O_RDONLY | O_DIRECTORY) < 0);
    REQUIRE(opendir(path) == NULL);
    REQUIRE(stat(path, &status) < 0);
    REQUIRE(truncate(path, 0) < 0);
    REQUIRE(utimensat(AT_FDCWD, path, NULL, 0) < 0);
    REQUIRE(linkat(AT_FDCWD, path, AT_FDCWD, "got", AT_SYMLINK_FOLLOW) < 0);
    REQUIRE(access("got", F_OK) < 0);
  }
  REQUIRE(mkdir("directory/d", 0755) < 0);
  REQUIRE(unlink("directory/secret") < 0);
  REQUIRE(rename("directory/secret", "got") < 0);
  REQUIRE(rename("inside/file", "directory/file") < 0);
  REQUIRE(link("directory/secret", "got") < 0);
  REQUIRE(link("inside/file", "directory/file") < 0);
  REQUIRE(symlink("x", "directory/x") < 0);
  REQUIRE(symlink("/etc/passwd", "made") < 0);
  REQUIRE(rmdir("directory/") < 0);
}

static void directly(const char *path) {
  __wasi_fd_t fd;
  __wasi_filestat_t status;
  __wasi_size_t size;
  uint8_t buffer[64];
  const __wasi_errno_t expected = __WASI_ERRNO_PERM;
  for (int follow = 0; follow < 2; ++follow) {
    const __wasi_lookupflags_t lookup = follow ? __WASI_LOOKUPFLAGS_SYMLINK_FOLLOW : 0;
    REQUIRE(__wasi_path_open(kRoot, lookup, path, 0, __WASI_RIGHTS_FD_READ, 0, 0, &fd) == expected);
    REQUIRE(__wasi_path_open(kRoot, lookup, path, __WASI_OFLAGS_CREAT, __WASI_RIGHTS_FD_WRITE, 0, 0,
                             &fd) == expected);
    REQUIRE(__wasi_path_filestat_get(kRoot, lookup, path, &status) == expected);
    REQUIRE(__wasi_path_filestat_set_times(kRoot, lookup, path, 0, 0, __WASI_FSTFLAGS_MTIM) ==
            expected);
    REQUIRE(__wasi_path_link(kRoot, lookup, path, kRoot, "got") == expected);
  }
  REQUIRE(__wasi_path_readlink(kRoot, path, buffer, sizeof buffer, &size) == expected);
  REQUIRE(__wasi_path_create_directory(kRoot, path) == expected);
  REQUIRE(__wasi_path_remove_directory(kRoot, path) == expected);
  REQUIRE(__wasi_path_unlink_file(kRoot, path) == expected);
  REQUIRE(__wasi_path_rename(kRoot, path, kRoot, "got") == expected);
  REQUIRE(__wasi_path_rename(kRoot, "inside", kRoot, path) == expected);
  REQUIRE(__wasi_path_link(kRoot, 0, "inside/file", kRoot, path) == expected);
  REQUIRE(__wasi_path_symlink("x", kRoot, path) == expected);
}

/// Links that the guest makes itself are no way out either.
static void through_own_links(void) {
  struct stat status;
  REQUIRE(symlink("..", "inside/up") == 0);
  REQUIRE(stat("inside/up/inside/file", &status) == 0);
  REQUIRE(open("inside/up/../outside/secret", O_RDONLY) < 0);
  REQUIRE(symlink("../../outside/secret", "inside/out") == 0);
  REQUIRE(open("inside/out", O_RDONLY) < 0);
  REQUIRE(rename("inside/out", "out") == 0);
  REQUIRE(open("out", O_RDONLY) < 0);
  REQUIRE(link("upwards", "linked") == 0);
  REQUIRE(open("linked", O_RDONLY) < 0);
}

/// A directory that is moved while it is open stays a root of its own.
static void through_a_moved_directory(void) {
  REQUIRE(mkdir("deep", 0755) == 0 && mkdir("deep/er", 0755) == 0);
  const int directory = open("deep/er", O_RDONLY | O_DIRECTORY);
  REQUIRE(directory >= 0);
  REQUIRE(rename("deep/er", "er") == 0);
  __wasi_fd_t fd;
  REQUIRE(__wasi_path_open(directory, 0, "../../outside/secret", 0, __WASI_RIGHTS_FD_READ, 0, 0, &fd) ==
          __WASI_ERRNO_PERM);
  REQUIRE(__wasi_path_open(directory, 0, "..", 0, __WASI_RIGHTS_FD_READ, 0, 0, &fd) == __WASI_ERRNO_PERM);
}

int main(void) {
  struct stat status;
  REQUIRE(stat("inside/file", &status) == 0);
  through_libc();
  for (size_t i = 0; i < sizeof(kRawPaths) / sizeof(kRawPaths[0]); ++i)
    directly(kRawPaths[i]);
  through_own_links();
  through_a_moved_directory();
  puts("ok");
  return 0;
}
