#include "hostcalls/mpi/plugin_loader.h"

#include <cstdlib>
#include <utility>

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace wasmpi::mpi {

namespace {

Module importing(std::string_view module, std::string_view name,
                 ImportType type = FunctionImport{0}) {
  Module result;
  result.imports.push_back({module, name, type, 0});
  return result;
}

/// An environment variable for the time of a test.
class Variable {
public:
  Variable(const char* name, const char* value) : name_(name) { setenv(name, value, 1); }
  ~Variable() { unsetenv(name_); }

private:
  const char* name_;
};

std::string failureOf(PluginOptions options) {
  auto plugin = Plugin::load(std::move(options));
  REQUIRE_FALSE(plugin);
  return plugin.error().message;
}

} // namespace

TEST_CASE("PluginLoader: modules that use MPI are told from others by their imports") {
  CHECK(importsMpi(importing("mpi", "MPI_Init")));
  CHECK(importsMpi(importing("env", "MPI_Init")));
  CHECK_FALSE(importsMpi(importing("env", "abort")));
  CHECK_FALSE(importsMpi(importing("wasi_snapshot_preview1", "MPI_Init")));
  CHECK_FALSE(importsMpi(importing("mpi", "memory", MemoryType{})));
  CHECK_FALSE(importsMpi(Module{}));
}

TEST_CASE("PluginLoader: an unknown library is refused with the known ones") {
  CHECK_THAT(failureOf({.library = "lam"}),
             Catch::Contains("lam") && Catch::Contains("openmpi") && Catch::Contains("mpich"));
  CHECK_THAT(failureOf({.library = "none"}), Catch::Contains("none"));
}

TEST_CASE("PluginLoader: the environment chooses where the options do not") {
  const Variable choice("WASMPI_MPI", "lam");
  CHECK_THAT(failureOf({}), Catch::Contains("lam"));
}

TEST_CASE("PluginLoader: a library that cannot be opened is named") {
  const Variable file("WASMPI_MPI_LIB", "/nonexistent/libmpi.so");
  CHECK_THAT(failureOf({.library = "openmpi", .pluginDirectory = WASMPI_PLUGIN_DIRECTORY}),
             Catch::Contains("/nonexistent/libmpi.so") && Catch::Contains("WASMPI_MPI_LIB"));
}

TEST_CASE("PluginLoader: a file that is no MPI library of the chosen family is refused") {
  const Variable file("WASMPI_MPI_LIB", "libc.so.6");
  for (const char* library : {"openmpi", "mpich"})
    CHECK_THAT(failureOf({.library = library, .pluginDirectory = WASMPI_PLUGIN_DIRECTORY}),
               Catch::Contains("libc.so.6 is no MPI library") && Catch::Contains(library));
}

TEST_CASE("PluginLoader: a job of Slurm that tells no MPI library is asked to choose") {
  const Variable rank("SLURM_PROCID", "0");
  CHECK_THAT(failureOf({}), Catch::Contains("--mpi") && Catch::Contains("Slurm"));
}

TEST_CASE("PluginLoader: a missing plugin is named with the places where it was looked for") {
  for (const auto& [variable, library] : {std::pair{"OMPI_COMM_WORLD_SIZE", "openmpi"},
                                          {"PMI_RANK", "mpich"},
                                          {"PMI_FD", "mpich"},
                                          {"PMIX_RANK", "openmpi"},
                                          // What users export, and other launchers pass on.
                                          {"OMPI_ALLOW_RUN_AS_ROOT", "openmpi"}}) {
    const Variable launcher(variable, "1");
    CHECK_THAT(failureOf({.pluginDirectory = "/nonexistent"}),
               Catch::Contains(fmt::format("/nonexistent/libwasmpi-{}.so", library)));
  }
  CHECK_THAT(failureOf({.library = "openmpi", .pluginDirectory = "/nonexistent"}),
             Catch::Contains("/nonexistent/libwasmpi-openmpi.so"));
}

} // namespace wasmpi::mpi
