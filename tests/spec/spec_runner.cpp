// Runs the official Wasm test suite (JSON form) against the Engine.
//
//   spec_runner --suite DIR [--mode image|orc] [--level FEATURE] [--expectations FILE] [--shard I/N] [-O LEVEL] [script...]
//
// FILE lists known failures, one a line: script name, then a reason; a listed script that passes is a failure too. Every failure is printed;
// the last line counts "N passed, N failed, N skipped".
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "spec_script.h"

namespace fs = std::filesystem;
using namespace wasmpi; // NOLINT: a program of its own

namespace {

struct Arguments {
  fs::path suite;
  std::string mode = "image";
  std::string level = "reference-types";
  fs::path expectations;
  std::string shard = "0/1";
  unsigned optLevel = 3;
  fs::path cacheDirectory;
  std::vector<std::string> scripts;
};

Arguments parseArguments(int argc, char** argv) {
  Arguments arguments;
  CLI::App app("Runs the official Wasm test suite");
  app.add_option("--suite", arguments.suite, "folder with features.json and core/")->required();
  app.add_option("--mode", arguments.mode)->check(CLI::IsMember({"image", "orc"}));
  app.add_option("--level", arguments.level, "highest feature of the ladder that is on");
  app.add_option("--expectations", arguments.expectations, "known failures");
  app.add_option("--shard", arguments.shard, "I/N: every N-th script from the I-th");
  app.add_option("-O", arguments.optLevel)->check(CLI::Range(0, 3));
  app.add_option("--cache-dir", arguments.cacheDirectory);
  app.add_option("scripts", arguments.scripts, "names such as core/i32; all if none is given");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::exit(app.exit(error));
  }
  return arguments;
}

std::set<std::string> featuresUpTo(const spec::Json& ladder, const std::string& level) {
  std::set<std::string> features;
  for (const spec::Json& feature : ladder) {
    features.insert(feature.get<std::string>());
    if (feature == level)
      return features;
  }
  throw std::runtime_error("no such level: " + level);
}

std::map<std::string, std::string> readExpectations(const fs::path& file) {
  std::map<std::string, std::string> expectations;
  std::ifstream input(file);
  for (std::string line; std::getline(input, line);) {
    std::istringstream words(line);
    std::string script, reason;
    if (words >> script && script[0] != '#')
      expectations[script] = (std::getline(words >> std::ws, reason), reason);
  }
  return expectations;
}

std::vector<std::string> chooseScripts(const Arguments& arguments, const spec::Json& features) {
  if (!arguments.scripts.empty())
    return arguments.scripts;
  unsigned index = 0, count = 1;
  if (std::sscanf(arguments.shard.c_str(), "%u/%u", &index, &count) != 2 || index >= count)
    throw std::runtime_error("--shard wants I/N with I < N");
  std::vector<std::string> scripts;
  unsigned position = 0;
  for (const auto& [group, names] : features.at("groups").items())
    for (const spec::Json& name : names)
      if (name.get<std::string>().starts_with("core/") && position++ % count == index)
        scripts.push_back(name);
  return scripts;
}

int runAll(const Arguments& arguments) {
  const spec::Json features = spec::Json::parse(std::ifstream(arguments.suite / "features.json"));
  const auto expectations = readExpectations(arguments.expectations);
  spec::Tally total;
  for (const std::string& name : chooseScripts(arguments, features)) {
    const bool isExpectedToFail = expectations.contains(name);
    std::vector<std::string> failures;
    spec::Script script(arguments.suite,
                        {.engine = {.optLevel = static_cast<OptLevel>(arguments.optLevel),
                                    .useCache = arguments.mode == "image",
                                    .cacheDirectory = arguments.cacheDirectory},
                         .features = featuresUpTo(features.at("ladder"), arguments.level),
                         .onFailure = [&](const std::string& what) { failures.push_back(what); }});
    const spec::Tally tally =
        script.run(arguments.suite / name / (fs::path(name).filename().string() + ".json"));
    for (const std::string& failure : failures)
      std::cout << name << ": " << failure << (isExpectedToFail ? " (expected)" : "") << "\n";
    if (isExpectedToFail && failures.empty())
      std::cout << name << ": passes, but is listed in the expectations\n";
    total.passed += tally.passed;
    total.skipped += tally.skipped;
    total.failed += isExpectedToFail ? (failures.empty() ? 1 : 0) : tally.failed;
  }
  std::cout << fmt::format("{} passed, {} failed, {} skipped", total.passed, total.failed,
                           total.skipped)
            << std::endl;
  return total.failed == 0 && total.passed > 0 ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
  const Arguments arguments = parseArguments(argc, argv);
  try {
    return runAll(arguments);
  } catch (const std::exception& error) {
    std::cerr << "spec_runner: " << error.what() << "\n";
    return 2;
  }
}
