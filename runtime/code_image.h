// The native code of one module: an ELF image opened with dlopen, or code the compiler linked straight into memory.
//
// Invariant: magic, ABI version, key digest and counts were compared with the module before anything was taken from the header; its
// libcall slots are filled and its code is known to the signal handler before any of it can run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cache/digest.h"
#include "codegen/abi.h"
#include "codegen/compiler_api.h"
#include "frontend/error.h"
#include "frontend/module.h"
#include "frontend/names.h"
#include "runtime/guest_regions.h"
#include "runtime/libcalls.h"
#include "runtime/trap.h"

namespace wasmpi {

/// What an image has to fit to.
struct CodeImageContext {
  /// Must outlive the image.
  const Module& module;
  const Digest& key;
  GuestRegions& regions;
  Libcalls& libcalls;
};

class CodeImage {
public:
  /// Opens an image file, which stays mapped for as long as this lives.
  static Expected<std::unique_ptr<CodeImage>> open(const std::filesystem::path& path,
                                                   const CodeImageContext& context);
  /// Opens an image that lies in memory.
  static Expected<std::unique_ptr<CodeImage>> openBytes(std::span<const std::byte> bytes,
                                                        const CodeImageContext& context);
  /// Takes over code from CompilerApi::compileInMemory; `api` must outlive the image.
  static Expected<std::unique_ptr<CodeImage>> adopt(const JitCode& code, const CompilerApi& api,
                                                    const CodeImageContext& context);
  ~CodeImage();
  CodeImage(const CodeImage&) = delete;
  CodeImage& operator=(const CodeImage&) = delete;

  /// Native code of Module::escapingFunctions[escapeIndex]; null for an imported function.
  const void* function(uint32_t escapeIndex) const;
  /// Likewise its code for tail calls; null also for a function that makes none.
  const void* tailFunction(uint32_t escapeIndex) const;
  /// The thunk for functions of a type of the module, or null if no function that needs one has it.
  EntryThunk entryThunk(uint32_t typeIndex) const;

  /// Appends the frames that native code at `pc` stands for, innermost first: several where calls were inlined.
  void appendFrames(uintptr_t pc, std::vector<BacktraceFrame>& frames) const;
  /// The function's name for messages, fit to be printed.
  std::string functionName(uint32_t functionIndex) const;

private:
  explicit CodeImage(const Module& module) : module_(module) {}
  Expected<void> useHeader(const ImageHeader* header, const CodeImageContext& context);
  template <class T> T* at(int64_t offset) const;
  std::span<const CodeRange> codeRanges() const;

  const Module& module_;
  const ImageHeader* header_ = nullptr;
  /// Gives back what holds the code: a library handle, a file, the compiler's memory.
  std::function<void()> release_;
  /// Read when a backtrace first needs them.
  mutable std::optional<FunctionNames> names_;
};

} // namespace wasmpi
