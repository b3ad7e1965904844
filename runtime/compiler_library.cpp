// Finding and opening the compiler.
#include "runtime/compiler_library.h"

#include <cstdlib>
#include <system_error>

#include <dlfcn.h>
#include <fmt/format.h>

namespace wasmpi {

namespace fs = std::filesystem;

fs::path findCompilerLibrary(const fs::path& chosen) {
  constexpr const char* kName = "libwasmpi-compiler.so";
  if (!chosen.empty())
    return chosen;
  // An installed program must not be led elsewhere by the environment of a more privileged user: secure_getenv.
  if (const char* variable = secure_getenv("WASMPI_COMPILER"); variable && *variable)
    return variable;
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (!error)
    for (const char* folder : {"../lib", "../" WASMPI_LIBRARY_FOLDER, "."})
      if (const fs::path path = (program.parent_path() / folder / kName).lexically_normal();
          fs::exists(path, error))
        return path;
  return fs::path(WASMPI_INSTALLED_LIBRARY_FOLDER) / kName;
}

Expected<const CompilerApi*> openCompilerLibrary(const fs::path& path) {
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (library == nullptr)
    return failure(fmt::format("cannot open wasmpi's compiler: {}; set WASMPI_COMPILER to "
                               "libwasmpi-compiler.so, or fill the cache with wasmpi-compile",
                               dlerror()));
  using GetApi = const CompilerApi*();
  auto* getApi = reinterpret_cast<GetApi*>(dlsym(library, kCompilerApiSymbol));
  const CompilerApi* api = getApi == nullptr ? nullptr : getApi();
  if (api == nullptr || api->version != kCompilerApiVersion)
    return failure(fmt::format("{} is of another version of wasmpi", path.string()));
  return api;
}

} // namespace wasmpi
