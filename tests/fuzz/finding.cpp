#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "target.h"

namespace wasmpi::fuzz {

void reportFinding(const std::string& what, std::span<const uint8_t> module) {
  uint32_t name = 0;
  for (const uint8_t byte : module)
    name = (name ^ byte) * 0x01000193;
  const auto path = std::filesystem::temp_directory_path() / fmt::format("finding-{:08x}.wasm", name);
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(module.data()), static_cast<std::streamsize>(module.size()));
  fmt::print(stderr, "FINDING: {}\nthe module: {}\n", what, path.string());
  std::abort();
}

} // namespace wasmpi::fuzz
