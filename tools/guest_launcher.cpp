#include "tools/guest_launcher.h"

#include <filesystem>
#include <system_error>

#include <fmt/format.h>

namespace wasmpi {

Expected<std::string> GuestLauncher::hostPathOf(std::string_view module) {
  std::error_code error;
  // argv[0]: the guest runs already, wherever its file lies.
  if (module == options_.module.string()) {
    const auto path = std::filesystem::canonical(options_.module, error);
    if (error)
      return failure(fmt::format("{}: {}", module, error.message()));
    return path.string();
  }
  return failure(fmt::format("{}: not this program", module));
}

Expected<std::vector<std::string>> GuestLauncher::commandFor(std::string_view module) {
  auto path = hostPathOf(module);
  if (!path)
    return tl::unexpected(path.error());
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error)
    return failure(fmt::format("/proc/self/exe: {}", error.message()));
  std::vector<std::string> words = {program.string()};
  words.insert(words.end(), options_.ownArguments.begin(), options_.ownArguments.end());
  words.push_back(std::move(*path));
  return words;
}

Expected<int> GuestLauncher::socketOf(uint32_t descriptor) {
  const auto found = guest_.descriptors().find(descriptor);
  if (!found)
    return failure(fmt::format("{} is no open descriptor", descriptor));
  if ((*found)->type != wasi::FileType::SocketStream)
    return failure(fmt::format("descriptor {} is no stream socket", descriptor));
  return (*found)->host.get();
}

} // namespace wasmpi
