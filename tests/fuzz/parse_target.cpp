// Any bytes into the parser, and what it accepts into the reader of names.
#include <fmt/format.h>

#include "frontend/names.h"
#include "frontend/parser.h"
#include "module_generator.h"
#include "target.h"

namespace wasmpi::fuzz {

namespace {

struct Counts {
  uint64_t inputs = 0, accepted = 0;
};
Counts& counts() {
  static Counts instance;
  return instance;
}

constexpr size_t kGeneratorByteSize = 512;

} // namespace

Bytes seedInput(uint64_t seed) {
  Random random(seed);
  const Bytes choices = random.bytes(kGeneratorByteSize);
  return mutate(generateModule(ByteSource(choices)).bytes, random);
}

std::string statisticsText() {
  return fmt::format("{} inputs, {} of them parsed", counts().inputs, counts().accepted);
}

} // namespace wasmpi::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace wasmpi; // NOLINT
  ++fuzz::counts().inputs;
  const auto module = parseModule({data, size});
  if (!module) {
    if (module.error().message.empty())
      fuzz::reportFinding("an error without a message", {data, size});
    return 0;
  }
  ++fuzz::counts().accepted;
  const FunctionNames names(*module);
  for (uint32_t i = 0; i < module->functions.size(); ++i)
    static_cast<void>(names.nameOf(i));
  return 0;
}
