// The compiler library through its C interface, as wasmpi-run uses it: images and code in memory.
#include <catch2/catch.hpp>

#include <cmath>
#include <cstring>
#include <functional>
#include <string>

#include <dlfcn.h>
#include <elf.h>
#include <sys/mman.h>
#include <unistd.h>

#include "codegen/abi.h"
#include "codegen/compiler_library.h"
#include "frontend/parser.h"
#include "tests/unit/wasm_bytes.h"

namespace wasmpi {
namespace {

using namespace test; // NOLINT: builders of modules

const CompilerApi& compiler() {
  static const auto api = openCompilerLibrary(WASMPI_COMPILER_LIBRARY);
  REQUIRE(api);
  return **api;
}

/// (func $fib (export "fib") (param i32) (result i32) ...), the classic recursion;
/// (func (export "swap") (param i64 f64) (result f64 i64 i32)), returns its parameters and 7;
/// (func (export "floor") (param f64) (result f64)).
Bytes sampleModule() {
  const Bytes fib{0x20, 0x00, 0x41, 0x02, 0x48, 0x04, kI32Code, 0x20, 0x00,
                  0x05, 0x20, 0x00, 0x41, 0x01, 0x6B, 0x10,     0x00, 0x20,
                  0x00, 0x41, 0x02, 0x6B, 0x10, 0x00, 0x6A,     0x0B, kEnd};
  const Bytes swap{0x20, 0x01, 0x20, 0x00, 0x41, 0x07, kEnd};
  const Bytes floor{0x20, 0x00, 0x9C, kEnd};
  return module({section(1, vec({functionType({kI32Code}, {kI32Code}),
                                 functionType({kI64Code, kF64Code}, {kF64Code, kI64Code, kI32Code}),
                                 functionType({kF64Code}, {kF64Code})})),
                 section(3, vec({{0x00}, {0x01}, {0x02}})),
                 section(7, vec({name("fib") + Bytes{0x00, 0x00}, name("swap") + Bytes{0x00, 0x01},
                                 name("floor") + Bytes{0x00, 0x02}})),
                 section(10, vec({body(fib), body(swap), body(floor)}))});
}

/// Enough functions for several partitions: each does some arithmetic (with constants below 64, one
/// byte of LEB128) and calls the next.
Bytes largeModule(uint32_t functionCount) {
  std::vector<Bytes> types, bodies;
  for (uint32_t i = 0; i < functionCount; ++i) {
    Bytes code{0x20, 0x00};
    for (uint8_t k = 0; k < 100; ++k)
      code.insert(code.end(), {0x41, static_cast<uint8_t>(k % 60), 0x6A, 0x41, 0x03, 0x6C});
    if (i + 1 < functionCount)
      code = code + Bytes{0x10} + leb(i + 1);
    types.push_back({0x00});
    bodies.push_back(body(code + Bytes{kEnd}));
  }
  return module({section(1, vec({functionType({kI32Code}, {kI32Code})})), section(3, vec(types)),
                 section(7, vec({name("first") + Bytes{0x00, 0x00}})), section(10, vec(bodies))});
}

CompileRequest requestFor(const Bytes& bytes) {
  CompileRequest request{};
  request.module = bytes.data();
  request.moduleByteSize = bytes.size();
  std::memset(request.keyDigest, 0xAB, sizeof request.keyDigest);
  return request;
}

/// The result of a compilation, released at the end.
class Result {
public:
  Result(const CompileRequest& request, EmitKind kind) {
    compiler().compile(&request, kind, &result_);
  }
  Result(const Result&) = delete;
  ~Result() { compiler().releaseResult(&result_); }

  bool isFailure() const { return result_.error; }
  std::string error() const { return result_.error ? result_.error : ""; }
  size_t errorOffset() const { return result_.errorOffset; }
  std::string bytes() const {
    return {reinterpret_cast<const char*>(result_.bytes), result_.byteSize};
  }

private:
  CompileResult result_;
};

template <class T> T* at(const ImageHeader* header, int64_t offset) {
  return reinterpret_cast<T*>(reinterpret_cast<uintptr_t>(header) + static_cast<uintptr_t>(offset));
}

void fillLibcalls(const ImageHeader* header) {
  void** slots = at<void*>(header, header->libcallSlots);
#define LIBCALL(name, ...)                                                                         \
  if (void*& slot = *slots++)                                                                      \
    slot = dlsym(RTLD_DEFAULT, #name);
#include "codegen/libcalls.def"
#undef LIBCALL
}

/// Calls an escaping function through the thunk of its type, in a VMContext that is empty but for
/// its size.
std::vector<uint64_t> call(const ImageHeader* header, const Module& module, uint32_t escapeIndex,
                           std::vector<uint64_t> values) {
  const VMContextLayout layout(module);
  std::vector<uint8_t> storage(layout.byteSize() + VMContextLayout::kAlignment);
  const uintptr_t begin = reinterpret_cast<uintptr_t>(storage.data());
  void* context =
      storage.data() + (VMContextLayout::kAlignment - begin % VMContextLayout::kAlignment);
  values.resize(8);
  const uint32_t type = module.functions[module.escapingFunctions[escapeIndex]];
  const auto* functions = at<const int64_t>(header, header->functions);
  const auto* thunks = at<const int64_t>(header, header->entryThunks);
  REQUIRE(thunks[type] != 0);
  reinterpret_cast<EntryThunk>(at<void>(header, thunks[type]))(
      at<void>(header, functions[escapeIndex]), context, values.data());
  return values;
}

void checkSample(const ImageHeader* header, const Bytes& bytes) {
  const auto module = parseModule(bytes);
  REQUIRE(std::memcmp(header->magic, ImageHeader::kMagic, sizeof header->magic) == 0);
  CHECK(header->abiVersion == kAbiVersion);
  CHECK(header->headerByteSize == sizeof(ImageHeader));
  CHECK(header->keyDigest[31] == 0xAB);
  REQUIRE(header->escapingFunctionCount == 3);
  REQUIRE(header->typeCount == 3);
  REQUIRE(header->codeRangeCount == 1);
  fillLibcalls(header);
  CHECK(static_cast<uint32_t>(call(header, *module, 0, {20})[0]) == 6765);
  double half = 2.5;
  uint64_t bits;
  std::memcpy(&bits, &half, sizeof bits);
  const auto swapped = call(header, *module, 1, {0x1122334455667788, bits});
  CHECK(swapped[0] == bits);
  CHECK(swapped[1] == 0x1122334455667788);
  CHECK(static_cast<uint32_t>(swapped[2]) == 7);
  const auto floored = call(header, *module, 2, {bits});
  double result;
  std::memcpy(&result, floored.data(), sizeof result);
  CHECK(result == 2.0);
  const auto* range = at<const CodeRange>(header, header->codeRanges);
  const auto* functions = at<const int64_t>(header, header->functions);
  for (int i = 0; i < 3; ++i)
    CHECK((range->codeBegin <= functions[i] && functions[i] < range->codeEnd));
}

/// Writes an image to an anonymous file and opens it.
class OpenImage {
public:
  explicit OpenImage(const std::string& bytes) : file_(memfd_create("image", MFD_CLOEXEC)) {
    REQUIRE(::write(file_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    const std::string path = "/proc/self/fd/" + std::to_string(file_);
    library_ = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!library_)
      FAIL(dlerror());
  }
  OpenImage(const OpenImage&) = delete;
  ~OpenImage() {
    dlclose(library_);
    ::close(file_);
  }
  const ImageHeader* header() const {
    return static_cast<const ImageHeader*>(dlsym(library_, ImageHeader::kSymbol));
  }

private:
  int file_;
  void* library_;
};

/// Calls `visit` with each section header's type and content.
void forEachSection(const std::string& elf,
                    const std::function<void(const Elf64_Shdr&, const char*)>& visit) {
  const auto* header = reinterpret_cast<const Elf64_Ehdr*>(elf.data());
  const auto* sections = reinterpret_cast<const Elf64_Shdr*>(elf.data() + header->e_shoff);
  for (int i = 0; i < header->e_shnum; ++i)
    visit(sections[i], elf.data() + sections[i].sh_offset);
}

class Jit {
public:
  explicit Jit(const CompileRequest& request) { compiler().compileInMemory(&request, &code); }
  Jit(const Jit&) = delete;
  ~Jit() { compiler().releaseJit(&code); }
  JitCode code;
};

} // namespace

TEST_CASE("compiler: an image is opened with dlopen and its functions are called through thunks") {
  const Bytes bytes = sampleModule();
  for (const OptLevel level : {OptLevel::O0, OptLevel::O1, OptLevel::O2, OptLevel::O3}) {
    CompileRequest request = requestFor(bytes);
    request.options.optLevel = level;
    const Result result(request, EmitKind::Image);
    REQUIRE(result.error() == "");
    checkSample(OpenImage(result.bytes()).header(), bytes);
  }
}

#if defined(__x86_64__)
// It has no instruction for floor.
TEST_CASE("compiler: code for the baseline CPU reaches the C library through its slots") {
  const Bytes bytes = sampleModule();
  CompileRequest request = requestFor(bytes);
  request.options.cpu = "x86-64";
  const Result result(request, EmitKind::Image);
  REQUIRE(result.error() == "");
  checkSample(OpenImage(result.bytes()).header(), bytes);
}
#endif

TEST_CASE("compiler: the same code runs from memory") {
  const Bytes bytes = sampleModule();
  Jit jit(requestFor(bytes));
  REQUIRE(jit.code.error == nullptr);
  checkSample(jit.code.header, bytes);
}

TEST_CASE("compiler: unwind tables of code in memory end with a zero word") {
  const Bytes bytes = sampleModule();
  Jit jit(requestFor(bytes));
  REQUIRE(jit.code.ehFrameCount == 2);
  for (size_t i = 0; i < jit.code.ehFrameCount; ++i) {
    size_t recordCount = 0;
    uint32_t length;
    for (const uint8_t* record = jit.code.ehFrames[i];; record += 4 + length, ++recordCount) {
      std::memcpy(&length, record, sizeof length);
      if (length == 0)
        break;
      REQUIRE(length < 4096);
    }
    CHECK(recordCount >= 2);
  }
}

TEST_CASE("compiler: code in memory can be released and made again") {
  const Bytes bytes = largeModule(60);
  for (int i = 0; i < 3; ++i) {
    Jit jit(requestFor(bytes));
    REQUIRE(jit.code.error == nullptr);
    CHECK(jit.code.header->codeRangeCount > 1);
  }
}

TEST_CASE("compiler: partitions call each other") {
  const Bytes bytes = largeModule(60);
  const auto module = parseModule(bytes);
  const Result result(requestFor(bytes), EmitKind::Image);
  REQUIRE(result.error() == "");
  const OpenImage image(result.bytes());
  CHECK(image.header()->codeRangeCount > 1);
  uint32_t expected = 5;
  for (int i = 0; i < 60; ++i)
    for (uint32_t k = 0; k < 100; ++k)
      expected = (expected + k % 60) * 3;
  CHECK(static_cast<uint32_t>(call(image.header(), *module, 0, {5})[0]) == expected);
}

TEST_CASE("compiler: an image needs no library and has no undefined symbol") {
  const Result result(requestFor(sampleModule()), EmitKind::Image);
  REQUIRE(result.error() == "");
  const std::string elf = result.bytes();
  size_t dynamicSymbols = 0;
  forEachSection(elf, [&](const Elf64_Shdr& section, const char* content) {
    if (section.sh_type == SHT_DYNAMIC)
      for (const auto* entry = reinterpret_cast<const Elf64_Dyn*>(content); entry->d_tag != DT_NULL;
           ++entry)
        CHECK(entry->d_tag != DT_NEEDED);
    CHECK(section.sh_type != SHT_RELA);
    if (section.sh_type != SHT_DYNSYM && section.sh_type != SHT_SYMTAB)
      return;
    const auto* symbols = reinterpret_cast<const Elf64_Sym*>(content);
    for (size_t i = 1; i < section.sh_size / sizeof(Elf64_Sym); ++i)
      CHECK(symbols[i].st_shndx != SHN_UNDEF);
    if (section.sh_type == SHT_DYNSYM)
      dynamicSymbols = section.sh_size / sizeof(Elf64_Sym) - 1;
  });
  CHECK(dynamicSymbols == 1);
  CHECK(elf.find("wasm.fib") != std::string::npos);
}

TEST_CASE("compiler: the same input gives the same image, on one thread and on several") {
  const Bytes bytes = largeModule(40);
  CompileRequest request = requestFor(bytes);
  request.threadCount = 1;
  const Result alone(request, EmitKind::Image);
  request.threadCount = 4;
  const Result together(request, EmitKind::Image);
  REQUIRE(alone.error() == "");
  CHECK(alone.bytes() == together.bytes());
}

TEST_CASE("compiler: progress ends at the number of functions") {
  const Bytes bytes = largeModule(40);
  CompileRequest request = requestFor(bytes);
  struct Progress {
    uint64_t done = 0, total = 0;
    bool isAscending = true;
  } progress;
  request.user = &progress;
  request.onProgress = [](void* user, uint64_t done, uint64_t total) {
    auto& state = *static_cast<Progress*>(user);
    state.isAscending = state.isAscending && done > state.done;
    state.done = done;
    state.total = total;
  };
  const Result result(request, EmitKind::Object);
  REQUIRE(result.error() == "");
  CHECK(progress.isAscending);
  CHECK(progress.done == 40);
  CHECK(progress.total == 40);
}

TEST_CASE("compiler: an image for another architecture can be made") {
  const Bytes bytes = sampleModule();
  CompileRequest request = requestFor(bytes);
  for (const auto& [triple, machine] :
       {std::pair{"aarch64", EM_AARCH64}, std::pair{"x86_64-linux-gnu", EM_X86_64}}) {
    request.options.triple = triple;
    const Result result(request, EmitKind::Image);
    REQUIRE(result.error() == "");
    const std::string elf = result.bytes();
    const auto* header = reinterpret_cast<const Elf64_Ehdr*>(elf.data());
    CHECK(header->e_machine == machine);
    CHECK(header->e_type == ET_DYN);
  }
}

TEST_CASE("compiler: code for another architecture is not linked into memory") {
  const Bytes bytes = sampleModule();
  CompileRequest request = requestFor(bytes);
#if defined(__x86_64__)
  request.options.triple = "aarch64-linux-gnu";
#else
  request.options.triple = "x86_64-linux-gnu";
#endif
  Jit jit(request);
  REQUIRE(jit.code.error != nullptr);
  CHECK_THAT(jit.code.error, Catch::Matchers::Contains("cannot run in this process"));
}

TEST_CASE("compiler: an invalid module fails with the offset, and the next one compiles") {
  Bytes broken = sampleModule();
  broken.erase(broken.end() - 3, broken.end());
  const Result failed(requestFor(broken), EmitKind::Image);
  REQUIRE(failed.isFailure());
  CHECK(failed.errorOffset() != SIZE_MAX);
  const Bytes bytes = sampleModule();
  CHECK(Result(requestFor(bytes), EmitKind::Image).error() == "");
}

TEST_CASE("compiler: unknown targets, CPUs and features are refused by name") {
  const Bytes bytes = sampleModule();
  CompileRequest request = requestFor(bytes);
  request.options.triple = "riscv64-linux-gnu";
  CHECK_THAT(Result(request, EmitKind::Image).error(), Catch::Matchers::Contains("riscv64"));
  request.options = {};
  request.options.cpu = "abacus";
  CHECK_THAT(Result(request, EmitKind::Image).error(),
             Catch::Matchers::Contains("unknown CPU 'abacus'"));
  request.options = {};
  request.options.cpuFeatures = "+abacus";
  CHECK_THAT(Result(request, EmitKind::Image).error(),
             Catch::Matchers::Contains("unknown CPU feature '+abacus'"));
  request.options.cpuFeatures = "sse2";
  CHECK_THAT(Result(request, EmitKind::Image).error(),
             Catch::Matchers::Contains("must begin with + or -"));
}

TEST_CASE("compiler: IR and assembly are text with the guest's names") {
  const Bytes bytes = sampleModule();
  const std::string ir = Result(requestFor(bytes), EmitKind::Ir).bytes();
  CHECK_THAT(ir, Catch::Matchers::Contains("define") && Catch::Matchers::Contains("wasm.fib"));
  CHECK_THAT(Result(requestFor(bytes), EmitKind::Assembly).bytes(),
             Catch::Matchers::Contains("wasm.fib:"));
}

TEST_CASE("compiler: a module without functions gives an image") {
  const Bytes bytes = module({});
  const Result result(requestFor(bytes), EmitKind::Image);
  REQUIRE(result.error() == "");
  const OpenImage image(result.bytes());
  CHECK(image.header()->escapingFunctionCount == 0);
}

} // namespace wasmpi
