// node's V8 as a second opinion: one process, fed through pipes (oracle.mjs), since starting one
// takes longer than hundreds of modules.
//
// Messages, both ways: the length of what follows as four bytes, least significant first. A request
// is a number, likewise four bytes, and a module; an answer is text.
#pragma once

#include <memory>
#include <set>
#include <span>
#include <string>

#include "frontend/error.h"
#include "module_generator.h"

namespace wasmpi::fuzz {

class NodeOracle {
public:
  /// Fails if there is no node.
  static Expected<std::unique_ptr<NodeOracle>> start();
  ~NodeOracle();
  NodeOracle(const NodeOracle&) = delete;
  NodeOracle& operator=(const NodeOracle&) = delete;

  /// Whether this node knows everything that may be in the module.
  bool knows(const GeneratedModule& module) const;
  /// What this node knows. Exceptions: in the older encoding at least, with the tags both share.
  FeatureSet features() const;
  /// What V8 makes of the module; an error if it refuses it or the process has ended.
  Expected<Outcome> run(const GeneratedModule& module);
  /// "valid", or "invalid: " and V8's reason.
  std::string validate(std::span<const uint8_t> bytes);

private:
  NodeOracle() = default;
  /// Empty if the process has ended.
  std::string ask(uint32_t number, std::span<const uint8_t> module);
  std::string readAnswer();

  int requests_ = -1, answers_ = -1;
  int process_ = -1;
  std::set<std::string> features_;
};

} // namespace wasmpi::fuzz
