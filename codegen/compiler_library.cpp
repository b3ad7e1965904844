#include "codegen/compiler_library.h"

#include <cstdlib>
#include <string>
#include <system_error>
#include <vector>

#include <dlfcn.h>

#include <fmt/format.h>

namespace wasmpi {
namespace {

constexpr char kFileName[] = "libwasmpi-compiler.so";

std::vector<std::filesystem::path> standardPlaces() {
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error)
    return {};
  const std::filesystem::path folder = program.parent_path();
  const std::filesystem::path library = folder.parent_path() / "lib";
  return {folder / kFileName, library / kFileName, library / "x86_64-linux-gnu" / kFileName,
          library / "aarch64-linux-gnu" / kFileName, folder.parent_path() / "lib64" / kFileName};
}

} // namespace

Expected<std::filesystem::path> findCompilerLibrary(const std::filesystem::path& chosen) {
  // Not from the environment of a user who runs a program with more rights than his own.
  const char* variable = secure_getenv("WASMPI_COMPILER");
  const bool isNamed = variable != nullptr && *variable != '\0';
  const auto places = !chosen.empty() ? std::vector{chosen}
                      : isNamed       ? std::vector<std::filesystem::path>{variable}
                                      : standardPlaces();
  std::string searched;
  for (const std::filesystem::path& place : places) {
    std::error_code error;
    if (std::filesystem::exists(place, error))
      return place;
    searched += (searched.empty() ? "" : ", ") + place.string();
  }
  return failure(fmt::format(
      "the compiler library {} was not found (looked at: {}); is wasmpi installed completely? "
      "$WASMPI_COMPILER can name it",
      kFileName, searched));
}

Expected<const CompilerApi*> openCompilerLibrary(const std::filesystem::path& library) {
  // Local: LLVM's symbols must not meet those of another LLVM in the process, e.g. that of an
  // OpenCL or MPI library.
  void* const handle = dlopen(library.c_str(), RTLD_LAZY | RTLD_LOCAL);
  if (!handle)
    return failure(fmt::format("cannot load the compiler library: {}", dlerror()));
  using GetApi = const CompilerApi* (*)();
  const auto getApi = reinterpret_cast<GetApi>(dlsym(handle, kCompilerApiSymbol));
  const CompilerApi* const api = getApi ? getApi() : nullptr;
  if (!api)
    return failure(fmt::format("{} is not a compiler library of wasmpi", library.string()));
  if (api->version != kCompilerApiVersion)
    return failure(fmt::format(
        "{} is of another version of wasmpi (compiler interface {}, not {}); reinstall wasmpi",
        library.string(), api->version, kCompilerApiVersion));
  return api;
}

} // namespace wasmpi
