#include "codegen/target.h"

#include <algorithm>
#include <mutex>

#include <fmt/format.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/ADT/StringMap.h>
#include <llvm/MC/MCSubtargetInfo.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/Target/TargetOptions.h>
#include <llvm/TargetParser/Host.h>

namespace wasmpi {
namespace {

void registerTargets() {
  static std::once_flag once;
  std::call_once(once, [] {
    LLVMInitializeX86TargetInfo();
    LLVMInitializeX86Target();
    LLVMInitializeX86TargetMC();
    LLVMInitializeX86AsmPrinter();
    LLVMInitializeX86AsmParser();
    LLVMInitializeAArch64TargetInfo();
    LLVMInitializeAArch64Target();
    LLVMInitializeAArch64TargetMC();
    LLVMInitializeAArch64AsmPrinter();
    LLVMInitializeAArch64AsmParser();
  });
}

llvm::Triple hostTriple() { return llvm::Triple(llvm::sys::getProcessTriple()); }

/// "aarch64" alone means the usual Linux of that architecture.
llvm::Triple readTriple(const char* text) {
  llvm::Triple triple(llvm::Triple::normalize(text));
  if (triple.getOS() == llvm::Triple::UnknownOS)
    triple.setOS(llvm::Triple::Linux);
  if (triple.getEnvironment() == llvm::Triple::UnknownEnvironment)
    triple.setEnvironment(llvm::Triple::GNU);
  return triple;
}

bool isSupported(const llvm::Triple& triple) {
  const bool isKnownArchitecture =
      triple.getArch() == llvm::Triple::x86_64 || triple.getArch() == llvm::Triple::aarch64;
  return isKnownArchitecture && triple.isOSLinux() && triple.isOSBinFormatELF() && !triple.isX32();
}

std::string hostFeatures() {
  std::vector<std::string> features;
  for (const auto& feature : llvm::sys::getHostCPUFeatures())
    features.push_back((feature.getValue() ? "+" : "-") + feature.getKey().str());
  // The map's order is that of a hash; a cache key and an image need a fixed one.
  std::sort(features.begin(), features.end());
  return llvm::join(features, ",");
}

/// The baseline every machine of the architecture has.
std::string baselineCpu(const llvm::Triple& triple) {
  return triple.getArch() == llvm::Triple::x86_64 ? "x86-64" : "generic";
}

std::optional<Error> checkFeatures(const llvm::MCSubtargetInfo& known, llvm::StringRef features,
                                   const llvm::Triple& triple) {
  llvm::SmallVector<llvm::StringRef> names;
  features.split(names, ',', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef name : names) {
    if (!name.starts_with("+") && !name.starts_with("-"))
      return Error{fmt::format("CPU feature '{}' must begin with + or -", name.str())};
    const auto isNamed = [&](const llvm::SubtargetFeatureKV& row) {
      return name.drop_front() == row.Key;
    };
    if (llvm::none_of(known.getAllProcessorFeatures(), isNamed))
      return Error{
          fmt::format("unknown CPU feature '{}' for {}; llc -march={} -mattr=help lists them",
                      name.str(), triple.str(), triple.getArchName().str())};
  }
  return std::nullopt;
}

llvm::CodeGenOptLevel codeGenLevel(OptLevel level) {
  switch (level) {
  case OptLevel::O0:
    return llvm::CodeGenOptLevel::None;
  case OptLevel::O1:
    return llvm::CodeGenOptLevel::Less;
  case OptLevel::O2:
    return llvm::CodeGenOptLevel::Default;
  case OptLevel::O3:
    return llvm::CodeGenOptLevel::Aggressive;
  }
  return llvm::CodeGenOptLevel::Default;
}

} // namespace

Target::Target(const llvm::Target& description, llvm::Triple triple, std::string cpu,
               std::string features)
    : description_(&description), triple_(std::move(triple)), cpu_(std::move(cpu)),
      features_(std::move(features)) {}

Expected<Target> Target::create(const CompileOptions& options) {
  registerTargets();
  const llvm::Triple triple = options.triple ? readTriple(options.triple) : hostTriple();
  if (!isSupported(triple))
    return failure(
        fmt::format("unsupported target '{}': wasmpi compiles for x86_64 and aarch64 Linux "
                    "(e.g. x86_64-linux-gnu)",
                    options.triple ? options.triple : triple.str()));
  std::string message;
  const llvm::Target* description = llvm::TargetRegistry::lookupTarget(triple, message);
  if (!description)
    return failure("LLVM has no target " + triple.str() + ": " + message);

  const bool isHostArchitecture = triple.getArch() == hostTriple().getArch();
  const bool asksHost = options.cpu && llvm::StringRef(options.cpu) == "native";
  if (asksHost && !isHostArchitecture)
    return failure(fmt::format("CPU 'native' cannot be used with target {}", triple.str()));
  std::string cpu, features;
  if (asksHost || (!options.cpu && isHostArchitecture)) {
    cpu = hostCpuName();
    features = hostFeatures();
  } else {
    cpu = options.cpu ? options.cpu : baselineCpu(triple);
  }

  const std::unique_ptr<llvm::MCSubtargetInfo> known(
      description->createMCSubtargetInfo(triple, "", ""));
  if (!known->isCPUStringValid(cpu))
    return failure(fmt::format("unknown CPU '{}' for {}; llc -march={} -mcpu=help lists them", cpu,
                               triple.str(), triple.getArchName().str()));
  if (options.cpuFeatures && *options.cpuFeatures) {
    if (auto error = checkFeatures(*known, options.cpuFeatures, triple))
      return tl::unexpected(std::move(*error));
    features += (features.empty() ? "" : ",") + std::string(options.cpuFeatures);
  }
  return Target(*description, triple, std::move(cpu), std::move(features));
}

bool Target::isHost() const { return triple_.getArch() == hostTriple().getArch(); }

std::unique_ptr<llvm::TargetMachine> Target::createMachine(OptLevel level,
                                                           bool contractsFp) const {
  llvm::TargetOptions options;
  options.AllowFPOpFusion =
      contractsFp ? llvm::FPOpFusion::Fast : llvm::FPOpFusion::Strict;
  // What follows a call of a trap helper must not be the next function.
  options.TrapUnreachable = true;
  options.NoTrapAfterNoreturn = false;
  // One .text a partition, so that offsets in it can be counted from one symbol (line_table.h).
  options.FunctionSections = false;
  options.UniqueSectionNames = false;
  return std::unique_ptr<llvm::TargetMachine>(
      description_->createTargetMachine(triple_, cpu_, features_, options, llvm::Reloc::PIC_,
                                        llvm::CodeModel::Small, codeGenLevel(level)));
}

const char* hostCpuName() {
  static const std::string name = llvm::sys::getHostCPUName().str();
  return name.c_str();
}

} // namespace wasmpi
