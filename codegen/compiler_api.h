// The border between wasmpi and its compiler, libwasmpi-compiler.so: a C ABI, free of LLVM and of C++ objects, so that the
// program that runs guests loads LLVM only when something has to be compiled.
//
// Memory: what the compiler returns is released through the same table. Strings are NUL-terminated UTF-8. No exception crosses.
#pragma once

#include <cstddef>
#include <cstdint>

#include "frontend/features.h"

namespace wasmpi {

struct ImageHeader;

inline constexpr uint32_t kCompilerApiVersion = 7;

enum class OptLevel : uint8_t { O0, O1, O2, O3 };
/// Guard: the memory's reservation and its guard pages catch every stray access. Explicit: a compare per access, for processes whose
/// address space is limited.
enum class BoundsChecks : uint8_t { Guard, Explicit };
/// Image: an ELF shared object (see ImageHeader). Object: the relocatables, linked into one with `ld -r`. Ir, Assembly: text.
enum class EmitKind : uint8_t { Image, Object, Assembly, Ir };

/// Everything that decides what the native code looks like. All of it goes into the cache key.
struct CompileOptions {
  OptLevel optLevel = OptLevel::O3;
  BoundsChecks boundsChecks = BoundsChecks::Guard;
  /// Loops check before they start that none of their addresses wraps at 2^32, and have a faster version if so; from -O2 on, and for
  /// guarded memories.
  bool wrapChecks = true;
  /// A product is rounded together with the sum it goes into (FMA), where the CPU can: as native compilers do, not as WebAssembly's
  /// floating-point operations are defined (core 4.3.3).
  bool contractsFp = false;
  /// Nothing outside the module writes the tables it exports: no other module imports them, and host functions only read.
  bool tablesArePrivate = false;
  /// Null: the host's.
  const char* triple = nullptr;
  /// Null: the host's, with all its features. Otherwise a name LLVM knows, e.g. "znver3".
  const char* cpu = nullptr;
  /// LLVM's feature string ("+avx2,-fma") added to what the CPU has, or null.
  const char* cpuFeatures = nullptr;
  /// FeatureSet::bits of what the module may use.
  uint64_t wasmFeatures = FeatureSet().bits();
};

struct CompileRequest {
  const uint8_t* module;
  size_t moduleByteSize;
  CompileOptions options;
  /// Put into the image's header.
  uint8_t keyDigest[32];
  /// Threads to compile with; 0: one per core the process may run on.
  uint32_t threadCount;
  /// Called from one thread at a time as functions are finished; may be null.
  void (*onProgress)(void* user, uint64_t functionsDone, uint64_t functionsTotal);
  /// Gets what only a curious user wants to know, a line each without a newline, from the thread that compiles; may be null.
  void (*onNote)(void* user, const char* text);
  void* user;
};

/// Released by CompilerApi::releaseResult, also after a failure.
struct CompileResult {
  uint8_t* bytes;
  size_t byteSize;
  /// Null on success.
  char* error;
  /// Offset in the module, or SIZE_MAX.
  size_t errorOffset;
};

/// What CompilerApi::compileShare returned, here or in another process.
struct CompileShare {
  const uint8_t* bytes;
  size_t byteSize;
};

/// Native code linked straight into memory. Released by CompilerApi::releaseJit when no thread can be in it any more.
struct JitCode {
  const ImageHeader* header;
  /// Its .eh_frame sections, each ended by a zero word, for the caller to register with its own unwinder.
  const uint8_t* const* ehFrames;
  size_t ehFrameCount;
  void* state;
  char* error;
  size_t errorOffset;
};

struct CompilerApi {
  uint32_t version;
  /// Parses, validates, compiles and links. Fails with a message on an invalid module; never throws.
  void (*compile)(const CompileRequest* request, EmitKind kind, CompileResult* result);
  void (*releaseResult)(CompileResult* result);
  /// Compiles share `index` of `count` of a module's code, for linkShares to complete.
  void (*compileShare)(const CompileRequest* request, uint32_t index, uint32_t count,
                       CompileResult* result);
  /// The image of all shares of a module, which the same build of the compiler made for the same request.
  void (*linkShares)(const CompileRequest* request, const CompileShare* shares, size_t shareCount,
                     CompileResult* result);
  /// The same relocatables through ORC into memory.
  void (*compileInMemory)(const CompileRequest* request, JitCode* result);
  void (*releaseJit)(JitCode* code);
  /// "LLVM 22.1.8"; static storage.
  const char* (*llvmVersion)();
  /// The host's CPU as LLVM names it; static storage.
  const char* (*hostCpu)();
};

/// The library's one exported symbol: const CompilerApi* wasmpiCompilerApi(). Callers check `version`.
inline constexpr char kCompilerApiSymbol[] = "wasmpiCompilerApi";

} // namespace wasmpi
