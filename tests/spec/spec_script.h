// Runs one script of the spec suite in an Engine of its own and judges every command.
//
// A module that is refused by the name of a feature wasmpi does not have, and is known to need it,
// is skipped, and so is what depends on it, as the suite's README lays down.
#pragma once

#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "runtime/engine.h"
#include "spec_values.h"

namespace wasmpi::spec {

struct Tally {
  unsigned passed = 0;
  unsigned failed = 0;
  unsigned skipped = 0;
  Tally& operator+=(const Tally& other) {
    passed += other.passed;
    failed += other.failed;
    skipped += other.skipped;
    return *this;
  }
};

class Script {
public:
  struct Options {
    EngineOptions engine;
    /// Names of the features that are on.
    std::set<std::string> features;
    /// Gets the line of the script and what went wrong.
    std::function<void(unsigned line, const std::string& what)> onFailure;
  };

  Script(std::filesystem::path suite, Options options);

  /// Runs core/NAME/NAME.json and counts its commands.
  Tally run(const std::filesystem::path& jsonFile);

private:
  struct Instantiated {
    Instance* instance = nullptr;
    bool wasSkipped = false;
  };
  /// The outcome of running an action.
  struct Outcome {
    bool wasSkipped = false;
    std::string error = {};
    Result<std::vector<Value>> result = std::vector<Value>{};
  };
  enum class Verdict { Passed, Skipped };

  Verdict runCommand(const Json& command);
  Verdict runModule(const Json& command);
  Verdict defineModule(const Json& command);
  Verdict instantiateDefinition(const Json& command);
  Verdict registerInstance(const Json& command);
  Verdict assertReturn(const Json& command);
  Verdict assertTrap(const Json& command);
  Verdict assertException(const Json& command);
  Verdict assertRejected(const Json& command);
  Verdict assertUnlinkable(const Json& command, bool isTrap);
  Outcome runAction(const Json& action);
  Outcome invoke(Instance& instance, const Json& action);

  /// Whether a module was refused with this message for a feature that is not there.
  bool isSkipped(const Json& command, const std::string& refusal) const;
  bool dependsOnSkipped(const Module& module) const;
  std::span<const uint8_t> readModule(const std::string& filename);
  /// Null if the module is skipped.
  LoadedModule* load(const Json& command);
  tl::expected<Instance*, InstantiationFailure> instantiate(LoadedModule& module);
  void remember(const Json& command, Instantiated instantiated);
  void doubtRegistered();
  void provideSpectest();

  std::filesystem::path suite_, folder_;
  Options options_;
  std::unique_ptr<Engine> engine_;
  std::deque<std::vector<uint8_t>> files_;
  std::map<std::string, Instantiated> instances_;
  std::map<std::string, Instantiated> registered_;
  std::map<std::string, LoadedModule*> definitions_;
};

} // namespace wasmpi::spec
