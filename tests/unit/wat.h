// Modules for tests in the text format, translated by wat2wasm (WABT).
#pragma once

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "temporary_folder.h"

namespace wasmpi::test {

/// The binary module, with its names; a text that wat2wasm refuses fails the test.
inline std::vector<uint8_t> wat(const std::string& text) {
  const TemporaryFolder folder;
  const auto source = folder.path() / "module.wat", binary = folder.path() / "module.wasm";
  std::ofstream(source) << text;
  const auto command = fmt::format("wat2wasm --enable-all --debug-names {} -o {}", source.string(), binary.string());
  REQUIRE(std::system(command.c_str()) == 0);
  std::ifstream file(binary, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace wasmpi::test
