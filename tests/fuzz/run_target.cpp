// The bytes choose a module; it must do the same at -O0 and at -O3, with guard pages and with explicit
// checks, and on V8.
//
// With explicit checks a trap happens exactly where Wasm has it. With guard pages, code that follows
// an access out of bounds may have had effects, and a load whose value later turns out unused is gone
// (codegen/README.md): there nothing is compared from such an access on.
#include <cstdlib>

#include <fmt/format.h>

#include "frontend/parser.h"
#include "frontend/validator.h"
#include "node_oracle.h"
#include "outcome.h"
#include "target.h"

namespace wasmpi::fuzz {

namespace {

constexpr size_t kGeneratorByteSize = 1024;

struct Counts {
  uint64_t modules = 0, runs = 0, traps = 0, comparedWithV8 = 0, unknownToV8 = 0;
};
Counts& counts() {
  static Counts instance;
  return instance;
}

/// Null if $WASMPI_FUZZ_NODE is 0.
NodeOracle* node() {
  static const std::unique_ptr<NodeOracle> instance = []() -> std::unique_ptr<NodeOracle> {
    const char* choice = std::getenv("WASMPI_FUZZ_NODE");
    if (choice != nullptr && std::string_view(choice) == "0")
      return nullptr;
    auto oracle = NodeOracle::start();
    if (!oracle) {
      fmt::print(stderr, "{}; WASMPI_FUZZ_NODE=0 goes without\n", oracle.error().text());
      std::exit(2);
    }
    return std::move(*oracle);
  }();
  return instance.get();
}

Outcome outcomeOf(const GeneratedModule& module, OptLevel level, BoundsChecks checks) {
  const auto outcome =
      runModule(module, {.optLevel = level, .boundsChecks = checks, .useCache = false});
  if (!outcome)
    reportFinding("cannot be run: " + outcome.error().text(), module.bytes);
  return *outcome;
}

void compare(const GeneratedModule& module, std::string_view name, const Outcome& actual,
             const Outcome& expected, bool isExact) {
  for (size_t i = 0; i < std::max(actual.size(), expected.size()); ++i) {
    const std::string line = i < expected.size() ? expected[i] : "nothing";
    if (!isExact && isMemoryTrap(line))
      return;
    const std::string other = i < actual.size() ? actual[i] : "nothing";
    if (other != line)
      reportFinding(fmt::format("run{}: {} says\n  {}\n-O3 with explicit checks says\n  {}", i, name,
                                other, line),
                    module.bytes);
  }
}

void check(const GeneratedModule& module) {
  const Outcome expected = outcomeOf(module, OptLevel::O3, BoundsChecks::Explicit);
  compare(module, "-O0 with explicit checks",
          outcomeOf(module, OptLevel::O0, BoundsChecks::Explicit), expected, true);
  compare(module, "-O3 with guard pages", outcomeOf(module, OptLevel::O3, BoundsChecks::Guard),
          expected, false);
  ++counts().modules;
  counts().runs += expected.size();
  for (const std::string& line : expected)
    counts().traps += line.starts_with("trap") ? 1 : 0;
  if (node() == nullptr || !node()->knows(module)) {
    ++counts().unknownToV8;
    return;
  }
  const auto answer = node()->run(module);
  if (!answer)
    reportFinding(answer.error().text(), module.bytes);
  ++counts().comparedWithV8;
  compare(module, "V8", *answer, expected, true);
}

} // namespace

Bytes seedInput(uint64_t seed) { return Random(seed).bytes(kGeneratorByteSize); }

std::string statisticsText() {
  return fmt::format("{} modules, {} runs of which {} trapped; {} modules compared with V8, {} not",
                     counts().modules, counts().runs, counts().traps, counts().comparedWithV8,
                     counts().unknownToV8);
}

} // namespace wasmpi::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace wasmpi;       // NOLINT
  using namespace wasmpi::fuzz; // NOLINT
  const GeneratedModule module = generateModule(ByteSource({data, size}));
  const auto parsed = parseModule(module.bytes);
  const auto valid = parsed ? validateModule(*parsed) : tl::unexpected(parsed.error());
  if (!valid)
    reportFinding("the generator made an invalid module: " + valid.error().text(), module.bytes);
  check(module);
  return 0;
}
