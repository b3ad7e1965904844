#include "spec_script.h"

#include <fstream>
#include <stdexcept>

#include <fmt/format.h>

#include "frontend/parser.h"
#include "frontend/validator.h"

namespace wasmpi::spec {

namespace {

namespace fs = std::filesystem;

/// A command that did not do what the script says; caught by Script::run only.
struct CommandFailure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The key of "no name": the current instance or definition.
constexpr const char* kCurrent = "";

std::string nameOf(const Json& command, const char* key) {
  return command.contains(key) ? command[key].get<std::string>() : kCurrent;
}

std::string text(const InstantiationFailure& failure) {
  if (const auto* error = std::get_if<Error>(&failure))
    return error->text();
  return "trap: " + std::get<Trap>(failure).text();
}

bool sameWording(const std::string& actual, const std::string& expected) {
  return actual.starts_with(expected) || expected.starts_with(actual);
}

} // namespace

Script::Script(std::filesystem::path suite, Options options)
    : suite_(std::move(suite)), options_(std::move(options)) {}

Tally Script::run(const std::filesystem::path& jsonFile) {
  folder_ = jsonFile.parent_path();
  auto engine = Engine::create(options_.engine);
  if (!engine)
    throw std::runtime_error(engine.error().text());
  engine_ = std::move(*engine);
  provideSpectest();

  Tally tally;
  const Json script = Json::parse(std::ifstream(jsonFile));
  for (const Json& command : script.at("commands")) {
    try {
      (runCommand(command) == Verdict::Skipped ? tally.skipped : tally.passed) += 1;
    } catch (const CommandFailure& failure) {
      tally.failed += 1;
      options_.onFailure(
          command.at("line").get<unsigned>(),
          fmt::format("{}: {}", command.at("type").get<std::string>(), failure.what()));
    }
  }
  return tally;
}

void Script::provideSpectest() {
  // The scripts of the threads proposal want a shared memory, too.
  const bool isOfThreads = folder_.parent_path().filename() == "threads";
  const char* file = isOfThreads ? "spectest_threads.wasm" : "spectest.wasm";
  auto module = engine_->load(readModule(fs::absolute(suite_ / file)));
  if (!module)
    throw std::runtime_error("spectest: " + module.error().text());
  auto instance = engine_->instantiate(**module, {});
  if (!instance)
    throw std::runtime_error("spectest: " + text(instance.error()));
  registered_["spectest"] = {*instance};
}

Script::Verdict Script::runCommand(const Json& command) {
  const auto type = command.at("type").get<std::string>();
  if (type == "module" && command.value("definition", "") != "true")
    return runModule(command);
  if (type == "module" || type == "module_definition")
    return defineModule(command);
  if (type == "module_instance")
    return instantiateDefinition(command);
  if (type == "register")
    return registerInstance(command);
  if (type == "action" || type == "assert_return")
    return assertReturn(command);
  if (type == "assert_trap" || type == "assert_exhaustion")
    return assertTrap(command);
  if (type == "assert_invalid" || type == "assert_malformed")
    return assertRejected(command);
  if (type == "assert_unlinkable")
    return assertUnlinkable(command, false);
  if (type == "assert_uninstantiable")
    return assertUnlinkable(command, true);
  if (type == "assert_exception")
    return assertException(command);
  // Only who reads a custom section may refuse the module for it; wasmpi reads none of these.
  if (type == "assert_invalid_custom")
    return load(command) ? Verdict::Passed : Verdict::Skipped;
  throw CommandFailure("the runner does not know this command");
}

bool Script::isSkipped(const Json& command, const std::string& refusal) const {
  if (command.contains("features"))
    for (const Json& feature : command["features"])
      if (!options_.features.contains(feature.get<std::string>()) &&
          refusal.find("unsupported feature: " + feature.get<std::string>()) != std::string::npos)
        return true;
  return false;
}

bool Script::dependsOnSkipped(const Module& module) const {
  for (const Import& import : module.imports) {
    const auto found = registered_.find(std::string(import.module));
    if (found != registered_.end() && found->second.wasSkipped)
      return true;
  }
  return false;
}

std::span<const uint8_t> Script::readModule(const std::string& filename) {
  std::ifstream file(folder_ / filename, std::ios::binary);
  if (!file)
    throw CommandFailure("cannot open " + filename);
  return files_.emplace_back(std::istreambuf_iterator<char>(file),
                             std::istreambuf_iterator<char>());
}

LoadedModule* Script::load(const Json& command) {
  auto module = engine_->load(readModule(command.at("filename")));
  if (module)
    return *module;
  if (isSkipped(command, module.error().text()))
    return nullptr;
  throw CommandFailure(module.error().text());
}

tl::expected<Instance*, InstantiationFailure> Script::instantiate(LoadedModule& module) {
  const ImportResolver resolver = [&](std::string_view moduleName,
                                      std::string_view name) -> std::optional<Extern> {
    const auto found = registered_.find(std::string(moduleName));
    if (found == registered_.end() || !found->second.instance)
      return std::nullopt;
    return found->second.instance->findExport(name);
  };
  return engine_->instantiate(module, {.resolver = resolver});
}

void Script::remember(const Json& command, Instantiated instantiated) {
  instances_[kCurrent] = instantiated;
  if (command.contains("name"))
    instances_[command["name"]] = instantiated;
}

/// A skipped module may have been meant to change what it imports: commands on that are skipped
/// from here on.
void Script::doubtRegistered() {
  for (auto& [name, instance] : registered_) {
    if (name == "spectest")
      continue;
    for (auto& [key, candidate] : instances_)
      if (candidate.instance == instance.instance)
        candidate = {nullptr, true};
    instance = {nullptr, true};
  }
}

Script::Verdict Script::runModule(const Json& command) {
  remember(command, {nullptr, true});
  LoadedModule* module = load(command);
  definitions_[kCurrent] = module;
  if (!module) {
    doubtRegistered();
    return Verdict::Skipped;
  }
  if (dependsOnSkipped(module->module))
    return Verdict::Skipped;
  auto instance = instantiate(*module);
  if (!instance)
    throw CommandFailure(text(instance.error()));
  remember(command, {*instance, false});
  return Verdict::Passed;
}

Script::Verdict Script::defineModule(const Json& command) {
  LoadedModule* module = load(command);
  definitions_[kCurrent] = module;
  definitions_[nameOf(command, "name")] = module;
  return module ? Verdict::Passed : Verdict::Skipped;
}

Script::Verdict Script::instantiateDefinition(const Json& command) {
  LoadedModule* module = definitions_[nameOf(command, "module")];
  Instantiated made{nullptr, true};
  if (module) {
    auto instance = instantiate(*module);
    if (!instance)
      throw CommandFailure(text(instance.error()));
    made = {*instance, false};
  }
  instances_[kCurrent] = made;
  instances_[nameOf(command, "instance")] = made;
  return module ? Verdict::Passed : Verdict::Skipped;
}

Script::Verdict Script::registerInstance(const Json& command) {
  const Instantiated& instance = instances_[nameOf(command, "name")];
  registered_[command.at("as")] = instance;
  return instance.wasSkipped ? Verdict::Skipped : Verdict::Passed;
}

Script::Outcome Script::runAction(const Json& action) {
  const Instantiated& target = instances_[nameOf(action, "module")];
  if (!target.instance)
    return {.wasSkipped = true};
  if (action.at("type") == "invoke")
    return invoke(*target.instance, action);
  const auto found = target.instance->findExport(action.at("field").get<std::string>());
  const auto* global = found ? std::get_if<GlobalInstance>(&*found) : nullptr;
  if (!global)
    return {.error = "no such exported global"};
  uint64_t bits = global->cell->bits[0];
  if (global->type.value == kI32 || global->type.value == kF32)
    bits &= 0xFFFFFFFF;
  return {.result = std::vector<Value>{{global->type.value, bits, global->cell->bits[1]}}};
}

Script::Outcome Script::invoke(Instance& instance, const Json& action) {
  const auto found = instance.findExport(action.at("field").get<std::string>());
  const auto* function = found ? std::get_if<FunctionInstance>(&*found) : nullptr;
  if (!function)
    return {.error = "no such exported function"};
  std::vector<Value> arguments;
  if (action.contains("args"))
    for (const Json& argument : action["args"])
      arguments.push_back(parseArgument(argument));
  return {.result = instance.call(*function, arguments)};
}

Script::Verdict Script::assertReturn(const Json& command) {
  Outcome outcome = runAction(command.at("action"));
  if (outcome.wasSkipped)
    return Verdict::Skipped;
  if (!outcome.error.empty())
    throw CommandFailure(outcome.error);
  if (!outcome.result)
    throw CommandFailure("trap: " + outcome.result.error().text());
  if (command.at("type") == "action")
    return Verdict::Passed;
  const Json& expected = command.at("expected");
  const std::vector<Value>& actual = *outcome.result;
  if (actual.size() != expected.size())
    throw CommandFailure(fmt::format("{} results, expected {}", actual.size(), expected.size()));
  for (size_t i = 0; i < actual.size(); ++i)
    if (!matchesExpectation(actual[i], expected[i]))
      throw CommandFailure(fmt::format("{}: result {} is {}, expected {}",
                                       command["action"]["field"].get<std::string>(), i,
                                       describe(actual[i]), expected[i].dump()));
  return Verdict::Passed;
}

Script::Verdict Script::assertTrap(const Json& command) {
  Outcome outcome = runAction(command.at("action"));
  if (outcome.wasSkipped)
    return Verdict::Skipped;
  if (!outcome.error.empty())
    throw CommandFailure(outcome.error);
  const auto expected = command.at("text").get<std::string>();
  if (outcome.result)
    throw CommandFailure("returned, expected the trap: " + expected);
  if (!sameWording(outcome.result.error().text(), expected))
    throw CommandFailure(
        fmt::format("trap '{}', expected '{}'", outcome.result.error().text(), expected));
  return Verdict::Passed;
}

Script::Verdict Script::assertException(const Json& command) {
  const Outcome outcome = runAction(command.at("action"));
  if (outcome.wasSkipped)
    return Verdict::Skipped;
  if (!outcome.error.empty())
    throw CommandFailure(outcome.error);
  if (outcome.result)
    throw CommandFailure("returned, expected an exception");
  if (outcome.result.error().code != TrapCode::UncaughtException)
    throw CommandFailure("trap: " + outcome.result.error().text());
  return Verdict::Passed;
}

Script::Verdict Script::assertRejected(const Json& command) {
  const auto bytes = readModule(command.at("filename"));
  const auto module = parseModule(bytes, options_.engine.features);
  const auto valid = module ? validateModule(*module) : tl::unexpected(module.error());
  if (valid)
    throw CommandFailure("accepted, expected: " + command.at("text").get<std::string>());
  return isSkipped(command, valid.error().text()) ? Verdict::Skipped : Verdict::Passed;
}

Script::Verdict Script::assertUnlinkable(const Json& command, bool isTrap) {
  LoadedModule* module =
      command.contains("filename") ? load(command) : definitions_[nameOf(command, "module")];
  if (!module)
    doubtRegistered(); // what a failed instantiation has written stays written
  if (!module || dependsOnSkipped(module->module))
    return Verdict::Skipped;
  const auto expected = command.at("text").get<std::string>();
  const auto instance = instantiate(*module);
  if (instance)
    throw CommandFailure("instantiated, expected: " + expected);
  if (std::holds_alternative<Trap>(instance.error()) != isTrap)
    throw CommandFailure(fmt::format("'{}', expected '{}'", text(instance.error()), expected));
  if (isTrap && !sameWording(std::get<Trap>(instance.error()).text(), expected))
    throw CommandFailure(fmt::format("'{}', expected '{}'", text(instance.error()), expected));
  return Verdict::Passed;
}

} // namespace wasmpi::spec
