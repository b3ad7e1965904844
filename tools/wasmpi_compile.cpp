// wasmpi-compile: compiles modules ahead of their runs, into the cache (on a login node, for this or other machines) or to files, and
// looks after the cache.
//
// Exit status: 0; 1 if something failed; 2 for a wrong command line; 3 for "no", from --check and --verify.
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>

#include <fmt/format.h>

#include "cache/object_cache.h"
#include "codegen/compiler_library.h"
#include "tools/cache_actions.h"
#include "tools/compile_options.h"
#include "tools/json_report.h"
#include "tools/module_compiler.h"
#include "tools/version.h"

namespace wasmpi {
namespace {

using Action = CompileArguments::Action;

int report(const std::string& message) {
  fmt::print(stderr, "wasmpi-compile: {}\n", message);
  return 1;
}

Expected<void> writeFile(const std::filesystem::path& path, const ModuleCompiler::Bytes& bytes) {
  std::FILE* const file = path == "-" ? stdout : std::fopen(path.c_str(), "wb");
  if (!file)
    return failure(fmt::format("cannot create {}: {}", path.string(), std::strerror(errno)));
  bool isWritten = std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
  isWritten = std::fflush(file) == 0 && isWritten;
  const int problem = errno;
  if (file != stdout)
    isWritten = std::fclose(file) == 0 && isWritten;
  if (!isWritten)
    return failure(fmt::format("cannot write {}: {}", path.string(), std::strerror(problem)));
  return {};
}

std::vector<CompileTask> tasksOf(const CompileArguments& arguments) {
  std::vector<CompileTask> tasks;
  for (const auto& module : arguments.modules)
    for (const std::string& cpu : arguments.cpus)
      tasks.push_back({.module = module, .cpu = cpu});
  if (tasks.size() > 1)
    for (size_t i = 0; i < tasks.size(); ++i)
      tasks[i].position = fmt::format("{} of {}", i + 1, tasks.size());
  return tasks;
}

Expected<int> emitFiles(const CompileArguments& arguments, const ModuleCompiler& compiler) {
  for (const CompileTask& task : tasksOf(arguments)) {
    const auto bytes = compiler.emit(task, arguments.emit);
    if (!bytes)
      return tl::unexpected(bytes.error());
    const auto path = arguments.outputFor(task.module);
    if (auto written = writeFile(path, *bytes); !written)
      return tl::unexpected(written.error());
    if (arguments.isVerbose)
      report(fmt::format("{} -> {}", task.module.string(), path.string()));
  }
  return 0;
}

const char* nameOf(CompileOutcome::State state) {
  static constexpr const char* kNames[] = {"compiled", "present", "missing"};
  return kNames[static_cast<size_t>(state)];
}

Json describe(const CompileTask& task, const Expected<CompileOutcome>& outcome) {
  Json line = {{"module", task.module.string()}};
  if (!outcome) {
    line["state"] = "failed";
    line["error"] = outcome.error().text();
    return line;
  }
  line["state"] = nameOf(outcome->state);
  line["target"] = outcome->key.targetFolder;
  line["digest"] = toHex(outcome->key.digest);
  if (!outcome->entry.empty())
    line["entry"] = outcome->entry.string();
  if (outcome->state == CompileOutcome::State::Compiled) {
    line["functions"] = outcome->functionCount;
    line["seconds"] = outcome->seconds;
  }
  return line;
}

std::string describeText(const CompileTask& task, const CompileOutcome& outcome) {
  switch (outcome.state) {
  case CompileOutcome::State::Compiled:
    return fmt::format("{} -> {} in {:.3f} s", task.module.string(), outcome.entry.string(), outcome.seconds);
  case CompileOutcome::State::Present:
    return fmt::format("{} -> {} (was there)", task.module.string(), outcome.entry.string());
  case CompileOutcome::State::Missing:
    break;
  }
  return fmt::format("{}: not in the cache for {}", task.module.string(), outcome.key.targetFolder);
}

/// Compiles or checks every module for every CPU; one that fails does not keep the others from it.
int doTasks(const CompileArguments& arguments, const ModuleCompiler& compiler, const ObjectCache& cache) {
  const bool isCheck = arguments.action == Action::Check;
  Json lines = Json::array();
  bool hasFailed = false, isMissing = false;
  for (const CompileTask& task : tasksOf(arguments)) {
    const auto outcome = isCheck ? compiler.check(task, cache) : compiler.fill(task, cache);
    hasFailed |= !outcome;
    isMissing |= outcome && outcome->state == CompileOutcome::State::Missing;
    if (arguments.isJson)
      lines.push_back(describe(task, outcome));
    if (!outcome)
      report(outcome.error().text());
    else if (isCheck && !arguments.isJson)
      fmt::print("{}\n", describeText(task, *outcome));
    else if (arguments.isVerbose)
      report(describeText(task, *outcome));
  }
  if (arguments.isJson)
    printJson({{"modules", lines}});
  return hasFailed ? 1 : isMissing ? kNegativeAnswer : 0;
}

/// Exports the entries that runs of the modules would use, of whichever cache.
Expected<int> exportModules(const CompileArguments& arguments, const ObjectCache& cache) {
  const auto compiler = ModuleCompiler::create(arguments);
  if (!compiler)
    return tl::unexpected(compiler.error());
  std::vector<CacheEntry> entries;
  for (const CompileTask& task : tasksOf(arguments)) {
    const auto outcome = compiler->check(task, cache);
    if (!outcome)
      return tl::unexpected(outcome.error());
    auto entry = readCacheEntry(outcome->entry);
    if (!entry)
      return failure(fmt::format("{}; compile it first", describeText(task, *outcome)));
    if (std::ranges::find(entries, entry->path, &CacheEntry::path) == entries.end())
      entries.push_back(std::move(*entry));
  }
  return exportEntriesByArguments(arguments, entries);
}

Expected<int> printVersion(const CompileArguments& arguments) {
  fmt::print("{}\n", versionText("wasmpi-compile"));
  const auto library = findCompilerLibrary(arguments.compilerLibrary);
  if (!library)
    return tl::unexpected(library.error());
  const auto api = openCompilerLibrary(*library);
  if (!api)
    return tl::unexpected(api.error());
  fmt::print("compiler: {}\n{}, host CPU {}\n", library->string(), (*api)->llvmVersion(), (*api)->hostCpu());
  return 0;
}

int printFeatures() {
  for (const FeatureRow& row : featureRows())
    fmt::print("{:<20} {:<4} {:<9} {}\n", row.name, row.isDefault ? "on" : "off", row.level, row.help);
  return 0;
}

Expected<int> act(const CompileArguments& arguments) {
  auto options = ObjectCache::optionsFromEnvironment(arguments.cacheDirectory);
  options.onWarning = [](std::string_view text) { fmt::print(stderr, "wasmpi-compile: warning: {}\n", text); };
  options.isForCompiling = arguments.action == Action::Compile;
  const ObjectCache cache(options);
  switch (arguments.action) {
  case Action::List:
    return listCache(arguments, cache);
  case Action::Prune:
    return pruneCacheByArguments(arguments, cache);
  case Action::Verify:
    return verifyCache(arguments, cache);
  case Action::Export:
    return arguments.modules.empty() ? exportCache(arguments, cache) : exportModules(arguments, cache);
  case Action::Import:
    return importCache(arguments, cache);
  case Action::Version:
    return printVersion(arguments);
  case Action::Features:
    return printFeatures();
  case Action::Compile:
  case Action::Emit:
  case Action::Check:
    break;
  }
  const auto compiler = ModuleCompiler::create(arguments);
  if (!compiler)
    return tl::unexpected(compiler.error());
  return arguments.action == Action::Emit ? emitFiles(arguments, *compiler) : doTasks(arguments, *compiler, cache);
}

} // namespace
} // namespace wasmpi

int main(int argc, char** argv) {
  const auto status = wasmpi::act(wasmpi::parseCompileArguments(argc, argv));
  return status ? *status : wasmpi::report(status.error().text());
}
