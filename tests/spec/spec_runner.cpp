// Runs the official Wasm test suite (JSON form) against the Engine.
//
//   spec_runner --suite DIR [--mode image|orc] [-O N] [--bounds guard|explicit] [--level NAME]...
//   [--expectations FILE] [--shard I/N] [script...]
//
// A level is a feature of the suite's ladder with the scripts that need nothing above it. Modules
// that need a feature without a row in frontend/features.def, and are refused by its name, are
// skipped. FILE lists known failures, one a line: "script:line reason", and scripts of which a part
// is skipped: "script:skips reason". One that passes, or a script that skips nothing, is a failure
// too, and so is one that skips without being listed. Every failure is printed; the last lines
// count per level and in all "N passed, N failed, N skipped".
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
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
  std::vector<std::string> levels;
  fs::path expectations;
  std::string shard = "0/1";
  unsigned optLevel = 0;
  BoundsChecks boundsChecks = BoundsChecks::Guard;
  fs::path cacheDirectory;
  std::vector<std::string> scripts;
};

Arguments parseArguments(int argc, char** argv) {
  Arguments arguments;
  CLI::App app("Runs the official Wasm test suite");
  app.add_option("--suite", arguments.suite, "folder with features.json and core/")->required();
  app.add_option("--mode", arguments.mode)->check(CLI::IsMember({"image", "orc"}));
  app.add_option("--level", arguments.levels, "only the scripts of this level; may be repeated");
  app.add_option("--expectations", arguments.expectations, "known failures");
  app.add_option("--shard", arguments.shard, "I/N: every N-th script from the I-th");
  app.add_option("-O", arguments.optLevel)->check(CLI::Range(0, 3));
  app.add_option("--bounds", arguments.boundsChecks)
      ->transform(CLI::CheckedTransformer(std::map<std::string, BoundsChecks>{
          {"guard", BoundsChecks::Guard}, {"explicit", BoundsChecks::Explicit}}));
  app.add_option("--cache-dir", arguments.cacheDirectory);
  app.add_option("scripts", arguments.scripts, "names such as core/i32; all if none is given");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::exit(app.exit(error));
  }
  return arguments;
}

/// What is expected by "script:line" or "script:skips", with the reason.
using Expectations = std::map<std::string, std::string>;

Expectations readExpectations(const fs::path& file) {
  Expectations expectations;
  std::ifstream input(file);
  for (std::string line; std::getline(input, line);) {
    std::istringstream words(line);
    std::string place, reason;
    if (words >> place && place[0] != '#')
      expectations[place] = (std::getline(words >> std::ws, reason), reason);
  }
  return expectations;
}

/// A script of the suite: its name, such as core/i32, and its level.
struct ListedScript {
  std::string name;
  std::string level;
};

/// In the order of the ladder.
std::vector<ListedScript> listScripts(const spec::Json& features) {
  std::vector<ListedScript> scripts;
  for (const spec::Json& level : features.at("ladder"))
    for (const spec::Json& name : features.at("groups").at(level))
      scripts.push_back({name, level});
  return scripts;
}

std::vector<ListedScript> chooseScripts(const Arguments& arguments, const spec::Json& features) {
  unsigned shard = 0, count = 1, position = 0;
  if (std::sscanf(arguments.shard.c_str(), "%u/%u", &shard, &count) != 2 || shard >= count)
    throw std::runtime_error("--shard wants I/N with I < N");
  const auto isAmong = [](const std::vector<std::string>& names, const std::string& name) {
    return names.empty() || std::ranges::find(names, name) != names.end();
  };
  std::vector<ListedScript> chosen;
  for (const ListedScript& script : listScripts(features))
    if (isAmong(arguments.levels, script.level) && isAmong(arguments.scripts, script.name) &&
        position++ % count == shard)
      chosen.push_back(script);
  return chosen;
}

std::set<std::string> supportedFeatures() {
  std::set<std::string> names;
  for (const FeatureRow& row : featureRows())
    names.emplace(row.name);
  return names;
}

/// Runs one script; prints its unexpected failures, and the expected ones that did not come.
spec::Tally runScript(const Arguments& arguments, const std::string& name,
                      const Expectations& expectations) {
  std::set<std::string> missing;
  for (const auto& [place, reason] : expectations)
    if (place.starts_with(name + ":"))
      missing.insert(place);
  unsigned expected = 0;
  spec::Script script(arguments.suite,
                      {.engine = {.optLevel = static_cast<OptLevel>(arguments.optLevel),
                                  .boundsChecks = arguments.boundsChecks,
                                  .features = FeatureSet::all(),
                                  .useCache = arguments.mode == "image",
                                  .cacheDirectory = arguments.cacheDirectory},
                       .features = supportedFeatures(),
                       .onFailure = [&](unsigned line, const std::string& what) {
                         const std::string place = fmt::format("{}:{}", name, line);
                         if (expectations.contains(place))
                           expected++, missing.erase(place);
                         else
                           std::cout << place << ": " << what << "\n";
                       }});
  spec::Tally tally =
      script.run(arguments.suite / name / (fs::path(name).filename().string() + ".json"));
  const std::string skips = name + ":skips";
  if (tally.skipped != 0 && !expectations.contains(skips)) {
    std::cout << fmt::format("{}: {} commands are skipped, but the expectations do not list it\n",
                             name, tally.skipped);
    tally.failed++;
  }
  if (tally.skipped != 0)
    missing.erase(skips);
  for (const std::string& place : missing)
    std::cout << place << ": is listed in the expectations, but does not happen\n";
  tally.failed = tally.failed - expected + missing.size();
  return tally;
}

void print(const std::string& what, const spec::Tally& tally) {
  std::cout << fmt::format("{:<20} {} passed, {} failed, {} skipped\n", what, tally.passed,
                           tally.failed, tally.skipped);
}

int runAll(const Arguments& arguments) {
  const spec::Json features = spec::Json::parse(std::ifstream(arguments.suite / "features.json"));
  const Expectations expectations = readExpectations(arguments.expectations);
  std::map<std::string, spec::Tally> levels;
  spec::Tally total;
  for (const auto& [name, level] : chooseScripts(arguments, features)) {
    const spec::Tally tally = runScript(arguments, name, expectations);
    levels[level] += tally;
    total += tally;
  }
  for (const spec::Json& level : features.at("ladder"))
    if (levels.contains(level))
      print(level, levels[level]);
  print("all", total);
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
