// Any bytes through the parser, the validator and the disassembler. With $WASMPI_FUZZ_NODE set, V8
// must agree on which modules are valid.
#include <cstdlib>

#include <fmt/format.h>

#include "frontend/disassembler.h"
#include "frontend/names.h"
#include "frontend/parser.h"
#include "frontend/validator.h"
#include "module_generator.h"
#include "node_oracle.h"
#include "target.h"

namespace wasmpi::fuzz {

namespace {

constexpr size_t kGeneratorByteSize = 512;
constexpr uint32_t kMaxDisassembled = 64;

struct Counts {
  uint64_t inputs = 0, parsed = 0, valid = 0, compared = 0, excused = 0;
};
Counts& counts() {
  static Counts instance;
  return instance;
}

NodeOracle* node() {
  static const std::unique_ptr<NodeOracle> instance = []() -> std::unique_ptr<NodeOracle> {
    if (std::getenv("WASMPI_FUZZ_NODE") == nullptr)
      return nullptr;
    auto oracle = NodeOracle::start();
    if (!oracle) {
      fmt::print(stderr, "{}\n", oracle.error().text());
      std::exit(2);
    }
    return std::move(*oracle);
  }();
  return instance.get();
}

bool contains(const std::string& text, std::initializer_list<std::string_view> parts) {
  for (const std::string_view part : parts)
    if (text.find(part) != std::string::npos)
      return true;
  return false;
}

bool isValid(std::span<const uint8_t> bytes, FeatureSet features) {
  const auto module = parseModule(bytes, features);
  return module && validateModule(*module);
}

/// Whether the engines may differ: features one of them lacks, or limits of the implementation.
bool mayDiffer(std::span<const uint8_t> bytes, const std::string& ours, const std::string& theirs) {
  if (ours.empty() && !isValid(bytes, node()->features()))
    return true;
  return contains(ours, {"unsupported feature", " is off", "too many", "too large", "too long",
                         "limit"}) ||
         contains(theirs, {"--experimental", "enable with", "exceeds", "maximum", "too large",
                           "larger than", "out of memory", "limit",
                           // throw_ref, try_table and exnref, which came after the older encoding
                           "opcode 0xa", "opcode 0x1f", "type 0x69"});
}

void compare(std::span<const uint8_t> bytes, const std::string& problem) {
  if (node() == nullptr)
    return;
  const std::string answer = node()->validate(bytes);
  ++counts().compared;
  if ((answer == "valid") == problem.empty())
    return;
  if (mayDiffer(bytes, problem, answer)) {
    ++counts().excused;
    return;
  }
  reportFinding(
      fmt::format("wasmpi says '{}', V8 '{}'", problem.empty() ? "valid" : problem, answer), bytes);
}

} // namespace

Bytes seedInput(uint64_t seed) {
  Random random(seed);
  const Bytes choices = random.bytes(kGeneratorByteSize);
  Bytes module = generateModule(ByteSource(choices)).bytes;
  return random.below(8) == 0 ? module : mutate(std::move(module), random);
}

std::string statisticsText() {
  return fmt::format("{} inputs: {} parsed, {} valid; {} compared with V8, of which {} may differ",
                     counts().inputs, counts().parsed, counts().valid, counts().compared,
                     counts().excused);
}

} // namespace wasmpi::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace wasmpi;       // NOLINT
  using namespace wasmpi::fuzz; // NOLINT
  const std::span<const uint8_t> bytes(data, size);
  ++counts().inputs;
  const auto module = parseModule(bytes);
  if (!module) {
    compare(bytes, module.error().text());
    return 0;
  }
  ++counts().parsed;
  const auto valid = validateModule(*module);
  if (!valid && valid.error().message.empty())
    reportFinding("an error without a message", bytes);
  counts().valid += valid ? 1 : 0;
  const FunctionNames names(*module);
  for (uint32_t i = 0; i < std::min<size_t>(module->bodies.size(), kMaxDisassembled); ++i) {
    const auto text = disassemble(*module, module->importedFunctionCount + i, names);
    if (valid && !text)
      reportFinding("a valid body cannot be disassembled: " + text.error().text(), bytes);
  }
  compare(bytes, valid ? "" : valid.error().text());
  return 0;
}
