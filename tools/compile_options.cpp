#include "tools/compile_options.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <map>
#include <span>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cache/cache_key.h"
#include "cache/digest.h"
#include "frontend/features.h"
#include "tools/byte_size.h"

namespace wasmpi {

namespace {

using Action = CompileArguments::Action;

/// What the options hold before it is checked against each other and converted.
struct RawArguments {
  std::optional<EmitKind> emit;
  std::filesystem::path exportFile, importFile;
  std::string cpus, maxSize, olderThan;
  bool noNowrap = false;
  bool checks = false, lists = false, prunes = false, verifies = false, wantsVersion = false, wantsFeatures = false;
};

[[noreturn]] void refuse(const CLI::App& app, std::string_view message) {
  fmt::print(stderr, "{}: {} (--help lists the options)\n", app.get_name(), message);
  std::exit(2);
}

/// For --name= CLI11 would take the next argument as its value.
void refuseEmptyAssignments(const CLI::App& app, std::span<char* const> arguments) {
  for (const std::string_view argument : arguments) {
    if (argument == "--")
      return;
    if (argument.starts_with("--") && argument.find('=') == argument.size() - 1)
      refuse(app, fmt::format("{}: its value is empty", argument.substr(0, argument.size() - 1)));
  }
}

/// Prints help or what is wrong, and ends the process, unless there is something to do.
void readCommandLine(CLI::App& app, int argc, char** argv) {
  refuseEmptyAssignments(app, std::span(argv, static_cast<size_t>(argc)).subspan(1));
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    std::exit(app.exit(success));
  } catch (const CLI::ParseError& error) {
    refuse(app, error.what());
  }
}

// CLI11 checks: empty, or what is wrong with the text.

std::string checkGiven(const std::string& text) { return text.empty() ? "its value is empty" : ""; }

std::string checkFeatures(const std::string& text) {
  const auto features = FeatureSet::parse(text);
  return features ? "" : features.error().message;
}

std::string checkByteSize(const std::string& text) {
  const auto size = parseByteSize(text);
  return size ? "" : size.error().message;
}

std::string checkDuration(const std::string& text) {
  const auto duration = parseDuration(text);
  return duration ? "" : duration.error().message;
}

std::string checkDigest(const std::string& text) {
  return digestFromHex(text) ? "" : "'" + text + "' is not a digest: 64 hexadecimal digits, as --export prints them";
}

/// Of a list of names, e.g. "native,znver3".
std::string checkNames(const std::string& text) {
  const bool hasEmpty = text.empty() || text.front() == ',' || text.back() == ',' || text.find(",,") != std::string::npos;
  return hasEmpty ? "a name is empty in '" + text + "'" : "";
}

/// Otherwise --check and --export would merely not find anything.
std::string checkTarget(const std::string& text) {
  if (text.empty())
    return checkGiven(text);
  return isKnownTarget(text) ? "" : fmt::format("wasmpi has no code for '{}', but for x86_64 and aarch64 Linux", text);
}

void declareActions(CLI::App& app, CompileArguments& arguments, RawArguments& raw) {
  static const std::map<std::string, EmitKind> kEmitKinds{{"ir", EmitKind::Ir},
                                                          {"asm", EmitKind::Assembly},
                                                          {"obj", EmitKind::Object},
                                                          {"image", EmitKind::Image}};
  CLI::App& group = *app.add_option_group("Actions", "what to do instead of filling the cache");
  group.require_option(0, 1);
  group.add_option("--emit", raw.emit, "Write ir, asm, obj or image to a file")
      ->transform(CLI::CheckedTransformer(kEmitKinds).description("{ir,asm,obj,image}"));
  group.add_flag("--check", raw.checks, "Say whether the cache has the modules; exit status 3 if it lacks one");
  group.add_flag("--list", raw.lists, "List the entries of the cache");
  group.add_flag("--prune", raw.prunes, "Remove what killed processes left, and entries by --max-size and --older-than");
  group.add_flag("--verify", raw.verifies, "Check every entry of the cache; exit status 3 if one is bad");
  group.add_option("--export", raw.exportFile, "Write the modules' entries, or all, to an archive")->check(checkGiven)->type_name("FILE");
  group.add_option("--import", raw.importFile, "Put the entries of an archive into the cache")->check(checkGiven)->type_name("FILE");
  group.add_flag("--list-features", raw.wantsFeatures,
                 "List the features of WebAssembly, whether they are on by default, and their level");
  group.add_flag("--version", raw.wantsVersion, "Print the versions of wasmpi and its compiler");
  app.add_option("-o,--output", arguments.output, "File for --emit; - is standard output")->check(checkGiven);
  app.add_option("--max-size", raw.maxSize, "Of the cache after --prune, e.g. 2G; the entries whose last run is longest ago go")
      ->check(checkByteSize);
  app.add_option("--older-than", raw.olderThan, "What --prune removes: entries neither made nor run for e.g. 30d; of runs most file systems keep account to the day")->check(checkDuration);
  app.add_option("--expect", arguments.expectedDigest, "Digest the archive must have for --import")->check(checkDigest);
}

void declareCodeOptions(CLI::App& app, CompileArguments& arguments, RawArguments& raw) {
  static const std::map<std::string, OptLevel> kLevels{
      {"0", OptLevel::O0}, {"1", OptLevel::O1}, {"2", OptLevel::O2}, {"3", OptLevel::O3}};
  static const std::map<std::string, BoundsChecks> kBounds{{"guard", BoundsChecks::Guard},
                                                           {"explicit", BoundsChecks::Explicit}};
  app.add_option("-O", arguments.optLevel, "Optimisation level (default 3)")
      ->transform(CLI::CheckedTransformer(kLevels).description("{0,1,2,3}"));
  app.add_option("--bounds", arguments.boundsChecks,
                 "How memory accesses are checked: guard pages (default) or explicit compares")
      ->transform(CLI::CheckedTransformer(kBounds).description("{guard,explicit}"));
  static const std::map<std::string, bool> kContractions{{"off", false}, {"fast", true}};
  app.add_option("--fp-contract", arguments.contractsFp,
                 "fast: round a product and the sum it goes into at once, as native compilers do (default off)")
      ->transform(CLI::CheckedTransformer(kContractions).description("{off,fast}"));
  app.add_flag("--no-nowrap", raw.noNowrap, "Compile each loop once, as if its addresses might always wrap at 2^32");
  app.add_option("--target", arguments.triple, "Target, e.g. aarch64-linux-gnu (default: this machine's)")->check(checkTarget);
  app.add_option("--cpu", raw.cpus,
                 "CPUs as LLVM names them, or native, e.g. native,znver3,x86-64-v3 (default: this machine's, or the "
                 "baseline of another architecture)")
      ->check(checkNames)
      ->type_name("NAME[,NAME...]");
  app.add_option("--cpu-features", arguments.cpuFeatures, "CPU features to add or remove, e.g. +avx2,-fma");
  app.add_option("--features", arguments.features, "Features of WebAssembly to switch on or off, e.g. +NAME,-NAME")
      ->check(checkFeatures);
}

/// "a,b" -> "a", "b"; an empty text, as without --cpu, is one empty name: what the target has by default.
std::vector<std::string> splitNames(const std::string& text) {
  std::vector<std::string> names;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find(',', begin), text.size());
    if (std::string name = text.substr(begin, end - begin); std::ranges::find(names, name) == names.end())
      names.push_back(std::move(name));
    begin = end + 1;
  }
  return names;
}

/// The one action that was asked for; the option group has seen to that.
Action actionOf(const RawArguments& raw) {
  const std::pair<bool, Action> kChoices[] = {{raw.emit.has_value(), Action::Emit},
                                              {raw.checks, Action::Check},
                                              {raw.lists, Action::List},
                                              {raw.prunes, Action::Prune},
                                              {raw.verifies, Action::Verify},
                                              {!raw.exportFile.empty(), Action::Export},
                                              {!raw.importFile.empty(), Action::Import},
                                              {raw.wantsVersion, Action::Version},
                                              {raw.wantsFeatures, Action::Features}};
  for (const auto& [isChosen, action] : kChoices)
    if (isChosen)
      return action;
  return Action::Compile;
}

/// What --emit would lose: of two modules that go to one file the first, or a module; empty if nothing.
std::string outputFault(const CompileArguments& arguments) {
  std::map<std::filesystem::path, std::filesystem::path> modules;
  for (const auto& module : arguments.modules) {
    const auto output = arguments.outputFor(module);
    if (std::error_code error; output.lexically_normal() == module.lexically_normal() || std::filesystem::equivalent(output, module, error))
      return fmt::format("{} would be written over the module; name another file with -o", output.string());
    const auto [first, isNew] = modules.emplace(output, module);
    if (!isNew)
      return fmt::format("{} and {} would both be written to {}; give them one at a time, with -o", first->second.string(),
                         module.string(), first->first.string());
  }
  return {};
}

/// What does not go together; empty if everything does.
std::string combinationFault(const CompileArguments& arguments, const RawArguments& raw) {
  const Action action = arguments.action;
  const bool needsModules = action == Action::Compile || action == Action::Emit || action == Action::Check;
  if (needsModules && arguments.modules.empty())
    return "no module given";
  if (!needsModules && action != Action::Export && !arguments.modules.empty())
    return "this action takes no module";
  if (!arguments.output.empty() && action != Action::Emit)
    return "-o needs --emit=ir|asm|obj|image";
  if (action == Action::Emit && arguments.cpus.size() > 1)
    return "--emit takes one CPU";
  if (!arguments.output.empty() && arguments.modules.size() > 1)
    return "-o takes one module; without it every module has a file of its own";
  if ((!raw.maxSize.empty() || !raw.olderThan.empty()) && action != Action::Prune)
    return "--max-size and --older-than need --prune";
  if (!arguments.expectedDigest.empty() && action != Action::Import)
    return "--expect needs --import";
  if (arguments.isJson && (action == Action::Emit || action == Action::Version || action == Action::Features))
    return "this action has no --json";
  return action == Action::Emit ? outputFault(arguments) : "";
}

} // namespace

CompileOptions CompileArguments::optionsFor(const std::string& cpu) const {
  const auto orNull = [](const std::string& text) { return text.empty() ? nullptr : text.c_str(); };
  return {.optLevel = optLevel,
          .boundsChecks = boundsChecks,
          .wrapChecks = wrapChecks,
          .contractsFp = contractsFp,
          // As wasmpi-run has it.
          .tablesArePrivate = true,
          .triple = orNull(triple),
          .cpu = orNull(cpu),
          .cpuFeatures = orNull(cpuFeatures),
          .wasmFeatures = FeatureSet::parse(features)->bits()};
}

std::filesystem::path CompileArguments::outputFor(const std::filesystem::path& module) const {
  static const std::map<EmitKind, const char*> kSuffixes{{EmitKind::Ir, ".ll"},
                                                         {EmitKind::Assembly, ".s"},
                                                         {EmitKind::Object, ".o"},
                                                         {EmitKind::Image, ".so"}};
  return output.empty() ? module.filename().replace_extension(kSuffixes.at(emit)) : output;
}

Expected<std::chrono::seconds> parseDuration(const std::string& text) {
  struct Unit {
    std::string_view suffix;
    int64_t seconds;
  };
  constexpr Unit kUnits[] = {{"", 1}, {"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}, {"w", 7 * 86400}};
  uint32_t number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  for (const Unit& unit : kUnits)
    if (error == std::errc() && std::string_view(rest, text.data() + text.size() - rest) == unit.suffix)
      return std::chrono::seconds(number * unit.seconds);
  return failure("'" + text + "' is not a time such as 90s, 15m, 12h, 7d or 4w");
}

CompileArguments parseCompileArguments(int argc, char** argv) {
  CompileArguments arguments;
  RawArguments raw;
  CLI::App app("Compiles WebAssembly modules ahead of their runs into the cache, for this or other machines, and keeps the cache.",
               "wasmpi-compile");
  app.add_option("modules", arguments.modules, "WebAssembly modules to compile")->type_name("MODULE");
  declareActions(app, arguments, raw);
  declareCodeOptions(app, arguments, raw);
  app.add_option("-j,--jobs", arguments.threadCount, "Threads to compile with (default: all cores)");
  app.add_option("--cache-dir", arguments.cacheDirectory, "Where native code is kept; default: $WASMPI_CACHE_DIR, $XDG_CACHE_HOME/wasmpi, ~/.cache/wasmpi")
      ->check(checkGiven)
      ->type_name("DIR");
  app.add_option("--compiler", arguments.compilerLibrary, "The compiler library (default: beside this program)")->check(checkGiven);
  app.add_flag("--json", arguments.isJson, "Report to standard output as JSON");
  app.add_flag("--verbose", arguments.isVerbose, "Say what is done and how long it takes");
  readCommandLine(app, argc, argv);
  arguments.action = actionOf(raw);
  arguments.emit = raw.emit.value_or(EmitKind::Image);
  arguments.cpus = splitNames(raw.cpus);
  arguments.wrapChecks = !raw.noNowrap;
  arguments.archive = arguments.action == Action::Export ? raw.exportFile : raw.importFile;
  if (!raw.maxSize.empty())
    arguments.limits.maxByteSize = *parseByteSize(raw.maxSize);
  if (!raw.olderThan.empty())
    arguments.limits.maxAge = *parseDuration(raw.olderThan);
  if (const std::string fault = combinationFault(arguments, raw); !fault.empty())
    refuse(app, fault);
  return arguments;
}

} // namespace wasmpi
