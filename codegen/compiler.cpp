// The C ABI of compiler_api.h. What fails comes back as a message; no exception and no LLVM object
// crosses.
#include <cstdlib>
#include <cstring>
#include <exception>
#include <mutex>
#include <span>
#include <vector>

#include <fmt/format.h>
#include <llvm/Config/llvm-config.h>
#include <llvm/Support/ErrorHandling.h>

#include <unistd.h>

#include "codegen/compilation.h"
#include "codegen/image_writer.h"
#include "codegen/orc_jit.h"
#include "codegen/target.h"
#include "frontend/parser.h"
#include "frontend/validator.h"

namespace wasmpi {
namespace {

/// LLVM ends the process after these: for inputs it cannot handle, and without memory. So at least
/// it is said what happened. Only write(2) is safe to call here.
void reportFatalError(void*, const char* reason, bool) {
  const auto print = [](const char* text) {
    [[maybe_unused]] const ssize_t ignored = ::write(STDERR_FILENO, text, std::strlen(text));
  };
  print("wasmpi: internal error of the compiler (LLVM " LLVM_VERSION_STRING "): ");
  print(reason);
  print("\nwasmpi: a lower optimisation level (-O1, -O0) may avoid it\n");
}

void installFatalErrorHandlers() {
  static std::once_flag once;
  std::call_once(once, [] {
    llvm::install_fatal_error_handler(reportFatalError);
    llvm::install_bad_alloc_error_handler(reportFatalError);
  });
}

/// A copy for the C ABI; null without memory.
char* copyText(const std::string& text) {
  auto* copy = static_cast<char*>(std::malloc(text.size() + 1));
  if (copy)
    std::memcpy(copy, text.c_str(), text.size() + 1);
  return copy;
}

template <class Result> void setError(Result& result, const Error& error) {
  result.error = copyText(error.message);
  // The caller takes a null error for success.
  if (!result.error)
    std::abort();
  result.errorOffset = error.offset.value_or(SIZE_MAX);
}

Expected<void> checkRequest(const CompileRequest& request) {
  if (request.options.optLevel > OptLevel::O3)
    return failure("compiler: unknown optimisation level");
  if (request.options.boundsChecks > BoundsChecks::Explicit)
    return failure("compiler: unknown kind of bounds checks");
  if (request.moduleByteSize && !request.module)
    return failure("compiler: no module given");
  return {};
}

/// A module ready to be compiled.
struct Input {
  Module module;
  Target target;
};

Expected<Input> readInput(const CompileRequest& request) {
  if (auto checked = checkRequest(request); !checked)
    return tl::unexpected(checked.error());
  auto target = Target::create(request.options);
  if (!target)
    return tl::unexpected(target.error());
  auto module = parseModule({request.module, request.moduleByteSize},
                            FeatureSet::fromBits(request.options.wasmFeatures));
  if (!module)
    return tl::unexpected(module.error());
  if (auto valid = validateModule(*module); !valid)
    return tl::unexpected(valid.error());
  return Input{std::move(*module), std::move(*target)};
}

Expected<ObjectBytes> compileTo(const CompileRequest& request, EmitKind kind) {
  auto input = readInput(request);
  if (!input)
    return tl::unexpected(input.error());
  Compilation compilation(input->module, std::move(input->target), request);
  switch (kind) {
  case EmitKind::Ir:
  case EmitKind::Assembly:
    return compilation.compileText(kind);
  case EmitKind::Image:
  case EmitKind::Object:
    break;
  default:
    return failure("compiler: unknown kind of output");
  }
  auto objects = compilation.compileObjects();
  if (!objects)
    return tl::unexpected(objects.error());
  return linkObjects(*objects,
                     kind == EmitKind::Image ? LinkKind::SharedImage : LinkKind::Relocatable,
                     compilation.threadCount());
}

Expected<ObjectBytes> compileShareOf(const CompileRequest& request, uint32_t index,
                                     uint32_t count) {
  if (index >= count)
    return failure("compiler: no such share");
  auto input = readInput(request);
  if (!input)
    return tl::unexpected(input.error());
  return Compilation(input->module, std::move(input->target), request).compileShare(index, count);
}

Expected<ObjectBytes> linkSharesOf(const CompileRequest& request,
                                   std::span<const CompileShare> shares) {
  auto input = readInput(request);
  if (!input)
    return tl::unexpected(input.error());
  std::vector<std::span<const char>> bytes;
  for (const CompileShare& share : shares)
    bytes.emplace_back(reinterpret_cast<const char*>(share.bytes), share.byteSize);
  Compilation compilation(input->module, std::move(input->target), request);
  const auto objects = compilation.completeShares(bytes);
  if (!objects)
    return tl::unexpected(objects.error());
  return linkObjects(*objects, LinkKind::SharedImage, compilation.threadCount());
}

Expected<std::unique_ptr<OrcImage>> compileToMemory(const CompileRequest& request) {
  auto input = readInput(request);
  if (!input)
    return tl::unexpected(input.error());
  if (!input->target.isHost())
    return failure("compiler: code for " + input->target.triple().str() +
                   " cannot run in this process");
  Compilation compilation(input->module, std::move(input->target), request);
  auto objects = compilation.compileObjects();
  if (!objects)
    return tl::unexpected(objects.error());
  return OrcImage::link(*objects);
}

/// Runs `body`, which yields Expected, and turns what it throws (std::bad_alloc, std::system_error)
/// into a failure.
template <class Body> auto guarded(Body body) -> decltype(body()) {
  try {
    return body();
  } catch (const std::exception& problem) {
    return failure(fmt::format("compiler: {}", problem.what()));
  }
}

void setResult(CompileResult* result, const Expected<ObjectBytes>& bytes) {
  *result = {nullptr, 0, nullptr, SIZE_MAX};
  if (!bytes)
    return setError(*result, bytes.error());
  result->bytes = static_cast<uint8_t*>(std::malloc(bytes->size() ? bytes->size() : 1));
  if (!result->bytes)
    return setError(*result, Error{"compiler: out of memory"});
  std::memcpy(result->bytes, bytes->data(), bytes->size());
  result->byteSize = bytes->size();
}

void compile(const CompileRequest* request, EmitKind kind, CompileResult* result) {
  setResult(result, guarded([&] { return compileTo(*request, kind); }));
}

void compileShare(const CompileRequest* request, uint32_t index, uint32_t count,
                  CompileResult* result) {
  setResult(result, guarded([&] { return compileShareOf(*request, index, count); }));
}

void linkShares(const CompileRequest* request, const CompileShare* shares, size_t shareCount,
                CompileResult* result) {
  setResult(result, guarded([&] { return linkSharesOf(*request, {shares, shareCount}); }));
}

void releaseResult(CompileResult* result) {
  std::free(result->bytes);
  std::free(result->error);
  *result = {nullptr, 0, nullptr, SIZE_MAX};
}

void compileInMemory(const CompileRequest* request, JitCode* result) {
  *result = {nullptr, nullptr, 0, nullptr, nullptr, SIZE_MAX};
  auto image = guarded([&] { return compileToMemory(*request); });
  if (!image)
    return setError(*result, image.error());
  result->header = (*image)->header();
  result->ehFrames = (*image)->ehFrames().data();
  result->ehFrameCount = (*image)->ehFrames().size();
  result->state = image->release();
}

void releaseJit(JitCode* code) {
  delete static_cast<OrcImage*>(code->state);
  std::free(code->error);
  *code = {nullptr, nullptr, 0, nullptr, nullptr, SIZE_MAX};
}

const char* llvmVersion() { return "LLVM " LLVM_VERSION_STRING; }

constexpr CompilerApi kApi{kCompilerApiVersion, compile,         releaseResult,
                           compileShare,        linkShares,      compileInMemory,
                           releaseJit,          llvmVersion,     hostCpuName};

} // namespace
} // namespace wasmpi

extern "C" __attribute__((visibility("default"))) const wasmpi::CompilerApi* wasmpiCompilerApi() {
  wasmpi::installFatalErrorHandlers();
  return &wasmpi::kApi;
}
