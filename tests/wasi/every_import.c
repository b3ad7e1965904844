// wasm-only: ok
// Calls every function that wasi-libc imports, so that each is linked, bound with its type, and answers a bad descriptor.
#include <unistd.h>
#include <wasi/api.h>

#include "support.h"

enum { kBad = 1000, kSigchld = 16, kSigstop = 18 };

// Not in wasi-libc's header, since it has no use for it.
__attribute__((import_module("wasi_snapshot_preview1"), import_name("proc_raise"))) __wasi_errno_t
proc_raise(uint32_t signal);

static void descriptors(void) {
  uint8_t bytes[64];
  const __wasi_iovec_t in = {bytes, sizeof bytes};
  const __wasi_ciovec_t out = {bytes, sizeof bytes};
  __wasi_fdstat_t stat;
  __wasi_filestat_t filestat;
  __wasi_prestat_t prestat;
  __wasi_size_t size;
  __wasi_filesize_t position;
  const __wasi_errno_t bad = __WASI_ERRNO_BADF;
  REQUIRE(__wasi_fd_advise(kBad, 0, 0, __WASI_ADVICE_NORMAL) == bad);
  REQUIRE(__wasi_fd_allocate(kBad, 0, 1) == bad);
  REQUIRE(__wasi_fd_close(kBad) == bad);
  REQUIRE(__wasi_fd_datasync(kBad) == bad);
  REQUIRE(__wasi_fd_fdstat_get(kBad, &stat) == bad);
  REQUIRE(__wasi_fd_fdstat_set_flags(kBad, 0) == bad);
  REQUIRE(__wasi_fd_fdstat_set_rights(kBad, 0, 0) == bad);
  REQUIRE(__wasi_fd_filestat_get(kBad, &filestat) == bad);
  REQUIRE(__wasi_fd_filestat_set_size(kBad, 0) == bad);
  REQUIRE(__wasi_fd_filestat_set_times(kBad, 0, 0, 0) == bad);
  REQUIRE(__wasi_fd_pread(kBad, &in, 1, 0, &size) == bad);
  REQUIRE(__wasi_fd_prestat_get(kBad, &prestat) == bad);
  REQUIRE(__wasi_fd_prestat_dir_name(kBad, bytes, sizeof bytes) == bad);
  REQUIRE(__wasi_fd_pwrite(kBad, &out, 1, 0, &size) == bad);
  REQUIRE(__wasi_fd_read(kBad, &in, 1, &size) == bad);
  REQUIRE(__wasi_fd_readdir(kBad, bytes, sizeof bytes, 0, &size) == bad);
  REQUIRE(__wasi_fd_renumber(kBad, kBad) == bad);
  REQUIRE(__wasi_fd_seek(kBad, 0, __WASI_WHENCE_SET, &position) == bad);
  REQUIRE(__wasi_fd_sync(kBad) == bad);
  REQUIRE(__wasi_fd_tell(kBad, &position) == bad);
  REQUIRE(__wasi_fd_write(kBad, &out, 1, &size) == bad);
}

static void paths(void) {
  uint8_t bytes[64];
  __wasi_filestat_t filestat;
  __wasi_size_t size;
  __wasi_fd_t fd;
  const __wasi_errno_t bad = __WASI_ERRNO_BADF;
  REQUIRE(__wasi_path_create_directory(kBad, "x") == bad);
  REQUIRE(__wasi_path_filestat_get(kBad, 0, "x", &filestat) == bad);
  REQUIRE(__wasi_path_filestat_set_times(kBad, 0, "x", 0, 0, 0) == bad);
  REQUIRE(__wasi_path_link(kBad, 0, "x", kBad, "y") == bad);
  REQUIRE(__wasi_path_open(kBad, 0, "x", 0, 0, 0, 0, &fd) == bad);
  REQUIRE(__wasi_path_readlink(kBad, "x", bytes, sizeof bytes, &size) == bad);
  REQUIRE(__wasi_path_remove_directory(kBad, "x") == bad);
  REQUIRE(__wasi_path_rename(kBad, "x", kBad, "y") == bad);
  REQUIRE(__wasi_path_symlink("x", kBad, "y") == bad);
  REQUIRE(__wasi_path_unlink_file(kBad, "x") == bad);
}

static void sockets(void) {
  uint8_t bytes[64];
  const __wasi_iovec_t in = {bytes, sizeof bytes};
  const __wasi_ciovec_t out = {bytes, sizeof bytes};
  __wasi_size_t size;
  __wasi_roflags_t flags;
  __wasi_fd_t fd;
  REQUIRE(__wasi_sock_accept(kBad, 0, &fd) == __WASI_ERRNO_BADF);
  REQUIRE(__wasi_sock_recv(kBad, &in, 1, 0, &size, &flags) == __WASI_ERRNO_BADF);
  REQUIRE(__wasi_sock_send(kBad, &out, 1, 0, &size) == __WASI_ERRNO_BADF);
  REQUIRE(__wasi_sock_shutdown(kBad, __WASI_SDFLAGS_RD) == __WASI_ERRNO_BADF);
}

static void others(void) {
  __wasi_size_t count, size;
  __wasi_timestamp_t time;
  uint8_t bytes[16];
  __wasi_event_t event;
  __wasi_subscription_t subscription;
  memset(&subscription, 0, sizeof subscription);
  subscription.userdata = 5;
  REQUIRE(__wasi_args_sizes_get(&count, &size) == 0 && count == 1);
  REQUIRE(__wasi_environ_sizes_get(&count, &size) == 0 && count == 0 && size == 0);
  REQUIRE(__wasi_clock_res_get(__WASI_CLOCKID_MONOTONIC, &time) == 0 && time > 0);
  REQUIRE(__wasi_clock_time_get(__WASI_CLOCKID_MONOTONIC, 0, &time) == 0 && time > 0);
  REQUIRE(__wasi_poll_oneoff(&subscription, &event, 1, &count) == 0);
  REQUIRE(count == 1 && event.userdata == 5 && event.error == 0);
  REQUIRE(__wasi_random_get(bytes, sizeof bytes) == 0);
  REQUIRE(__wasi_sched_yield() == 0);
  REQUIRE(proc_raise(kSigchld) == 0);
  REQUIRE(proc_raise(kSigstop) == __WASI_ERRNO_NOTSUP);
}

int main(void) {
  descriptors();
  paths();
  sockets();
  others();
  puts("ok");
  fflush(stdout);
  __wasi_proc_exit(0);
}
