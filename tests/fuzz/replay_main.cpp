// Drives a fuzz target without libFuzzer: the files of its corpus, then inputs made from fixed seeds.
//
//   fuzz_run_replay [--seeds FIRST COUNT] [--write FOLDER] [file or folder]...
//
// --write keeps the inputs made from the seeds, as a first corpus for libFuzzer.
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "target.h"

namespace fs = std::filesystem;
using wasmpi::fuzz::Bytes;

namespace {

struct Arguments {
  uint64_t firstSeed = 0, seedCount = 0;
  fs::path writeTo;
  std::vector<fs::path> inputs;
};

uint64_t numberOf(const std::string& text) {
  uint64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || end != text.data() + text.size())
    throw std::runtime_error("'" + text + "' is not a number");
  return value;
}

Arguments parseArguments(const std::vector<std::string>& words) {
  Arguments arguments;
  for (size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--seeds" && i + 2 < words.size()) {
      arguments.firstSeed = numberOf(words[++i]);
      arguments.seedCount = numberOf(words[++i]);
    } else if (words[i] == "--write" && i + 1 < words.size()) {
      arguments.writeTo = words[++i];
    } else if (words[i].starts_with("-")) {
      throw std::runtime_error("usage: [--seeds FIRST COUNT] [--write FOLDER] [file or folder]...");
    } else {
      arguments.inputs.emplace_back(words[i]);
    }
  }
  return arguments;
}

/// In a fixed order.
std::vector<fs::path> filesOf(const std::vector<fs::path>& inputs) {
  std::vector<fs::path> files;
  for (const fs::path& input : inputs) {
    if (!fs::exists(input))
      throw std::runtime_error(input.string() + " does not exist");
    if (!fs::is_directory(input)) {
      files.push_back(input);
      continue;
    }
    std::vector<fs::path> inside(fs::recursive_directory_iterator(input), {});
    std::erase_if(inside, [](const fs::path& path) { return !fs::is_regular_file(path); });
    std::sort(inside.begin(), inside.end());
    files.insert(files.end(), inside.begin(), inside.end());
  }
  return files;
}

void run(const Arguments& arguments) {
  for (const fs::path& path : filesOf(arguments.inputs)) {
    std::ifstream file(path, std::ios::binary);
    const Bytes bytes{std::istreambuf_iterator<char>(file), {}};
    fmt::print("{}\n", path.string());
    std::fflush(stdout);
    LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
  }
  for (uint64_t seed = arguments.firstSeed; seed < arguments.firstSeed + arguments.seedCount; ++seed) {
    const Bytes bytes = wasmpi::fuzz::seedInput(seed);
    if (!arguments.writeTo.empty()) {
      std::ofstream(arguments.writeTo / fmt::format("seed-{}", seed), std::ios::binary)
          .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
      continue;
    }
    // If the process ends without a word, the culprit is not far.
    if (seed % 100 == 0) {
      fmt::print("seeds from {}\n", seed);
      std::fflush(stdout);
    }
    LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
  }
  fmt::print("{}\n", wasmpi::fuzz::statisticsText());
}

} // namespace

int main(int argc, char** argv) {
  try {
    run(parseArguments({argv + 1, argv + argc}));
    return 0;
  } catch (const std::exception& problem) {
    fmt::print(stderr, "{}: {}\n", argv[0], problem.what());
    return 2;
  }
}
