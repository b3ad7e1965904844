// Any valid module through lowering, optimising and code generation, at the lowest level and the highest.
#include <cstdlib>

#include <fmt/format.h>

#include "codegen/compiler_library.h"
#include "frontend/parser.h"
#include "frontend/validator.h"
#include "module_generator.h"
#include "target.h"

namespace wasmpi::fuzz {

namespace {

constexpr size_t kGeneratorByteSize = 256;

struct Counts {
  uint64_t inputs = 0, compiled = 0;
};
Counts& counts() {
  static Counts instance;
  return instance;
}

const CompilerApi& compiler() {
  static const CompilerApi* const api = [] {
    const auto path = findCompilerLibrary({});
    const auto opened = path ? openCompilerLibrary(*path) : tl::unexpected(path.error());
    if (!opened) {
      fmt::print(stderr, "{}\n", opened.error().text());
      std::exit(2);
    }
    return *opened;
  }();
  return *api;
}

void compileAt(std::span<const uint8_t> bytes, OptLevel level, BoundsChecks checks) {
  CompileRequest request = {};
  request.module = bytes.data();
  request.moduleByteSize = bytes.size();
  request.options = {.optLevel = level, .boundsChecks = checks};
  request.threadCount = 1;
  CompileResult result;
  compiler().compile(&request, EmitKind::Object, &result);
  const std::string error = result.error ? result.error : "";
  compiler().releaseResult(&result);
  if (!error.empty())
    reportFinding("a valid module cannot be compiled: " + error, bytes);
}

} // namespace

Bytes seedInput(uint64_t seed) {
  Random random(seed);
  const Bytes choices = random.bytes(kGeneratorByteSize);
  Bytes module = generateModule(ByteSource(choices)).bytes;
  // Few mutations leave a module valid: try some.
  for (int i = 0; i < 50; ++i) {
    Bytes mutated = mutate(module, random);
    const auto parsed = parseModule(mutated);
    if (parsed && validateModule(*parsed))
      module = std::move(mutated);
  }
  return module;
}

std::string statisticsText() {
  return fmt::format("{} inputs, {} of them compiled", counts().inputs, counts().compiled);
}

} // namespace wasmpi::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace wasmpi;       // NOLINT
  using namespace wasmpi::fuzz; // NOLINT
  const std::span<const uint8_t> bytes(data, size);
  ++counts().inputs;
  const auto module = parseModule(bytes);
  if (!module || !validateModule(*module))
    return 0;
  ++counts().compiled;
  compileAt(bytes, OptLevel::O0, BoundsChecks::Explicit);
  compileAt(bytes, OptLevel::O3, BoundsChecks::Guard);
  return 0;
}
