// cases: fd_write fd_read vector clock_time_get random_get path_open poll_oneoff args_get environ_sizes_get fd_readdir path_length result
// wasm-only: trap
// case fd_write: out of bounds memory access: fd_write: 
// case fd_read: out of bounds memory access: fd_read: 
// case vector: out of bounds memory access: fd_write: 4294967295 bytes
// case clock_time_get: out of bounds memory access: clock_time_get: 8 bytes
// case random_get: out of bounds memory access: random_get: 
// case path_open: out of bounds memory access: path_open: 
// case poll_oneoff: out of bounds memory access: poll_oneoff: 
// case args_get: out of bounds memory access: args_get: 
// case environ_sizes_get: out of bounds memory access: environ_sizes_get: 
// case fd_readdir: out of bounds memory access: fd_readdir: 
// case path_length: out of bounds memory access: path_create_directory: 
// case result: out of bounds memory access: fd_tell: 8 bytes at address 0xfffffffd
// Addresses outside of linear memory: the guest ends as if it had stored there itself.
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define WASI(name) __attribute__((import_module("wasi_snapshot_preview1"), import_name(name)))
WASI("fd_write") int fd_write(uint32_t, uint32_t, uint32_t, uint32_t);
WASI("fd_read") int fd_read(uint32_t, uint32_t, uint32_t, uint32_t);
WASI("clock_time_get") int clock_time_get(uint32_t, uint64_t, uint32_t);
WASI("random_get") int random_get(uint32_t, uint32_t);
WASI("path_open")
int path_open(uint32_t, uint32_t, uint32_t, uint32_t, uint32_t, uint64_t, uint64_t, uint32_t, uint32_t);
WASI("poll_oneoff") int poll_oneoff(uint32_t, uint32_t, uint32_t, uint32_t);
WASI("args_get") int args_get(uint32_t, uint32_t);
WASI("environ_sizes_get") int environ_sizes_get(uint32_t, uint32_t);
WASI("fd_readdir") int fd_readdir(uint32_t, uint32_t, uint32_t, uint64_t, uint32_t);
WASI("path_create_directory") int path_create_directory(uint32_t, uint32_t, uint32_t);
WASI("fd_tell") int fd_tell(uint32_t, uint32_t);

int main(int argc, char **argv) {
  static uint32_t vector[2] = {16, UINT32_MAX};
  static uint32_t result;
  const uint32_t here = (uint32_t)(uintptr_t)&result, vectors = (uint32_t)(uintptr_t)vector;
  const uint32_t end = (uint32_t)(__builtin_wasm_memory_size(0) << 16);
  const char *which = argc > 1 ? argv[1] : "";
#define CASE(name) if (strcmp(which, name) == 0)
  CASE("fd_write") fd_write(1, end - 4, 1, here);
  CASE("fd_read") fd_read(0, UINT32_MAX, 1, here);
  CASE("vector") fd_write(1, vectors, 1, here);
  CASE("clock_time_get") clock_time_get(0, 0, end - 7);
  CASE("random_get") random_get(end - 100, 101);
  CASE("path_open") path_open(3, 0, end, 1, 0, 0, 0, 0, here);
  CASE("poll_oneoff") poll_oneoff(16, 16, UINT32_MAX, here);
  CASE("args_get") args_get(end, 16);
  CASE("environ_sizes_get") environ_sizes_get(here, end - 3);
  CASE("fd_readdir") fd_readdir(3, 16, UINT32_MAX, 0, here);
  CASE("path_length") path_create_directory(3, 16, UINT32_MAX);
  CASE("result") fd_tell(0, UINT32_MAX - 2);
  puts("no trap");
  return 0;
}
