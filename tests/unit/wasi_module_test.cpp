#include "hostcalls/wasi/wasi_module.h"

#include <map>
#include <string>

#include <catch2/catch.hpp>

#include "temporary_folder.h"

using namespace wasmpi; // NOLINT: a test

namespace {

/// "iI:i" for (i32, i64) -> i32.
std::string shorten(const FunctionType& type) {
  std::string text;
  for (const auto& parameter : type.parameters)
    text += parameter == kI64 ? 'I' : 'i';
  text += ':';
  for (const auto& result : type.results)
    text += result == kI64 ? 'I' : 'i';
  return text;
}

// From wasi_snapshot_preview1.witx.
const std::map<std::string, std::string> kTypes = {
    {"args_get", "ii:i"},
    {"args_sizes_get", "ii:i"},
    {"environ_get", "ii:i"},
    {"environ_sizes_get", "ii:i"},
    {"clock_res_get", "ii:i"},
    {"clock_time_get", "iIi:i"},
    {"fd_advise", "iIIi:i"},
    {"fd_allocate", "iII:i"},
    {"fd_close", "i:i"},
    {"fd_datasync", "i:i"},
    {"fd_fdstat_get", "ii:i"},
    {"fd_fdstat_set_flags", "ii:i"},
    {"fd_fdstat_set_rights", "iII:i"},
    {"fd_filestat_get", "ii:i"},
    {"fd_filestat_set_size", "iI:i"},
    {"fd_filestat_set_times", "iIIi:i"},
    {"fd_pread", "iiiIi:i"},
    {"fd_prestat_get", "ii:i"},
    {"fd_prestat_dir_name", "iii:i"},
    {"fd_pwrite", "iiiIi:i"},
    {"fd_read", "iiii:i"},
    {"fd_readdir", "iiiIi:i"},
    {"fd_renumber", "ii:i"},
    {"fd_seek", "iIii:i"},
    {"fd_sync", "i:i"},
    {"fd_tell", "ii:i"},
    {"fd_write", "iiii:i"},
    {"path_create_directory", "iii:i"},
    {"path_filestat_get", "iiiii:i"},
    {"path_filestat_set_times", "iiiiIIi:i"},
    {"path_link", "iiiiiii:i"},
    {"path_open", "iiiiiIIii:i"},
    {"path_readlink", "iiiiii:i"},
    {"path_remove_directory", "iii:i"},
    {"path_rename", "iiiiii:i"},
    {"path_symlink", "iiiii:i"},
    {"path_unlink_file", "iii:i"},
    {"poll_oneoff", "iiii:i"},
    {"proc_exit", "i:"},
    {"proc_raise", "i:i"},
    {"sched_yield", ":i"},
    {"random_get", "ii:i"},
    {"sock_accept", "iii:i"},
    {"sock_recv", "iiiiii:i"},
    {"sock_send", "iiiii:i"},
    {"sock_shutdown", "ii:i"},
};

} // namespace

TEST_CASE("WasiModule: every function has the Wasm type of preview1") {
  auto module = wasi::WasiModule::create({});
  REQUIRE(module);
  for (const auto& [name, type] : kTypes) {
    INFO(name);
    const auto binding = (*module)->find("wasi_snapshot_preview1", name);
    REQUIRE(binding);
    CHECK(shorten(binding->function.type) == type);
    CHECK(binding->function.code != nullptr);
    CHECK(binding->context == &(*module)->context());
  }
}

TEST_CASE("WasiModule: old modules find the same names, and their own layouts, in wasi_unstable") {
  auto module = wasi::WasiModule::create({});
  REQUIRE(module);
  CHECK(kTypes.size() == 46);
  for (const auto& [name, type] : kTypes) {
    INFO(name);
    const auto old = (*module)->find("wasi_unstable", name);
    REQUIRE(old);
    CHECK(shorten(old->function.type) == type);
    const bool isDifferent = name == "fd_seek" || name == "fd_filestat_get" ||
                             name == "path_filestat_get" || name == "poll_oneoff";
    const auto present = (*module)->find("wasi_snapshot_preview1", name);
    CHECK((old->function.code != present->function.code) == isDifferent);
  }
}

TEST_CASE("WasiModule: other names and modules are not answered") {
  auto module = wasi::WasiModule::create({});
  REQUIRE(module);
  CHECK_FALSE((*module)->find("wasi_snapshot_preview1", "fd_fly"));
  CHECK_FALSE((*module)->find("wasi_snapshot_preview1", ""));
  CHECK_FALSE((*module)->find("wasi_unstable", "fd_fly"));
  CHECK_FALSE((*module)->find("wasi_snapshot_preview2", "fd_read"));
  CHECK_FALSE((*module)->find("env", "fd_read"));
}

TEST_CASE("WasiModule: a preopen that is no directory is an error that names it") {
  const test::TemporaryFolder folder;
  const std::string missing = (folder.path() / "missing").string();
  const auto module = wasi::WasiModule::create({.preopens = {{missing, "/"}}});
  REQUIRE_FALSE(module);
  CHECK(module.error().message.find(missing) != std::string::npos);
  CHECK_FALSE(wasi::WasiModule::create({.preopens = {{"/dev/null", "/"}}}));
}

TEST_CASE("Preopen: HOST::GUEST and HOST are understood") {
  const auto both = wasi::Preopen::parse("/data/run 1::/in");
  REQUIRE(both);
  CHECK(both->hostPath == "/data/run 1");
  CHECK(both->guestPath == "/in");
  const auto one = wasi::Preopen::parse("data:set");
  REQUIRE(one);
  CHECK(one->hostPath == "data:set");
  CHECK(one->guestPath == "data:set");
  CHECK_FALSE(one->isReadOnly);
  const auto readable = wasi::Preopen::parse("data:ro");
  REQUIRE(readable);
  CHECK(readable->hostPath == "data");
  CHECK(readable->guestPath == "data");
  CHECK(readable->isReadOnly);
  const auto renamed = wasi::Preopen::parse("data:ro/::in:ro");
  REQUIRE(renamed);
  CHECK(renamed->hostPath == "data:ro/");
  CHECK(renamed->guestPath == "in");
  CHECK(renamed->isReadOnly);
  for (const char* text : {"", "::", "::/in", "/data::", ":ro", "::/in:ro", "/data:::ro"})
    CHECK_FALSE(wasi::Preopen::parse(text));
}
