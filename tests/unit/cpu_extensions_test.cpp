#include "codegen/cpu_extensions.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <llvm/ADT/StringSet.h>
#include <llvm/MC/MCSubtargetInfo.h>
#include <llvm/TargetParser/Host.h>

#include "cache/cpu_features.h"
#include "codegen/target.h"

using wasmpi::cpuExtensions;
using wasmpi::CpuFeatures;
using wasmpi::Target;

namespace {

constexpr const char* kX86 = "x86_64-linux-gnu";
constexpr const char* kArm = "aarch64-linux-gnu";

using NameList = std::vector<std::string>;

/// What LLVM lists as extensions of x86.
const NameList kListedExtensions = {
#define X86_FEATURE(ENUM, STR) STR,
#include <llvm/TargetParser/X86TargetParser.def>
};
/// What cpu_features.def knows how to find out.
const NameList kX86Rows = {
#define X86_FEATURE(name, leaf, subleaf, register, bit, state) name,
#include "cache/cpu_features.def"
};
const NameList kArmRows = {
#define ARM_FEATURE(name, word, bits) name,
#include "cache/cpu_features.def"
};

std::unique_ptr<llvm::TargetMachine> machineFor(const char* triple, const char* cpu,
                                                const char* features = "") {
  const auto target = Target::create({.triple = triple, .cpu = cpu, .cpuFeatures = features});
  REQUIRE(target);
  return target->createMachine(wasmpi::OptLevel::O1);
}

llvm::StringSet<> extensionsOf(const char* triple, const char* cpu, const char* features = "") {
  const std::string list = cpuExtensions(*machineFor(triple, cpu, features)->getMCSubtargetInfo());
  llvm::SmallVector<llvm::StringRef> names;
  llvm::StringRef(list).split(names, ',');
  llvm::StringSet<> set;
  for (llvm::StringRef name : names)
    set.insert(name);
  return set;
}

/// Those that a code generator has switched on for any CPU it knows and cpuExtensions does not
/// tell: "xop of bdver1".
NameList untold(const char* triple, const NameList& extensions) {
  NameList result;
  const auto any = machineFor(triple, nullptr);
  const auto all = any->getMCSubtargetInfo()->getAllProcessorFeatures();
  for (const llvm::SubtargetSubTypeKV& cpu :
       any->getMCSubtargetInfo()->getAllProcessorDescriptions()) {
    if (std::string_view(cpu.Key) == "native")
      continue;
    const auto machine = machineFor(triple, cpu.Key);
    const auto told = extensionsOf(triple, cpu.Key);
    for (const std::string& extension : extensions) {
      const bool isKnown = std::any_of(all.begin(), all.end(),
                                       [&](const auto& row) { return row.Key == extension; });
      if (isKnown && machine->getMCSubtargetInfo()->checkFeatures("+" + extension) &&
          !told.contains(extension))
        result.push_back(extension + " of " + cpu.Key);
    }
  }
  return result;
}

} // namespace

TEST_CASE("CPU extensions: all that the code generator may use for a CPU are told") {
  NameList listed = untold(kX86, kListedExtensions);
  // It bears the name of an extension and is advice: to clear the upper halves of registers.
  std::erase_if(listed, [](const std::string& text) { return text.starts_with("vzeroupper of "); });
  CHECK(listed == NameList());
  CHECK(untold(kX86, kX86Rows) == NameList());
  CHECK(untold(kArm, kArmRows) == NameList());
}

TEST_CASE("CPU extensions: what features switch on brings what it needs, and off what needs it") {
  const auto on = extensionsOf(kX86, "x86-64", "+avx512vbmi2");
  for (const char* name : {"avx", "avx2", "avx512f", "avx512bw", "avx512vbmi2", "sse2", "x87"})
    CHECK(on.contains(name));
  const auto off = extensionsOf(kX86, "x86-64-v4", "-avx2");
  for (const char* name : {"avx2", "avx512f", "avx512vl"})
    CHECK_FALSE(off.contains(name));
  CHECK(off.contains("avx"));
  CHECK(extensionsOf(kArm, "generic", "+sve2").contains("sve"));
  CHECK_FALSE(extensionsOf(kArm, "generic", "-neon").contains("neon"));
}

TEST_CASE("CPU extensions: code for common CPUs fits machines that have what their names promise, "
          "and no lesser ones") {
  const auto needs = [](const char* triple, const char* cpu) {
    return cpuExtensions(*machineFor(triple, cpu)->getMCSubtargetInfo());
  };
  CpuFeatures::Names names = {"64bit", "cmov", "cx8", "fxsr", "mmx", "sse", "sse2", "x87"};
  CHECK(CpuFeatures(names).fit(needs(kX86, "x86-64")).missing.empty());
  CHECK_FALSE(CpuFeatures(names).fit(needs(kX86, "x86-64-v2")).missing.empty());
  names.insert({"crc32", "cx16", "popcnt", "sahf", "sse3", "sse4.1", "sse4.2", "ssse3"});
  CHECK(CpuFeatures(names).fit(needs(kX86, "x86-64-v2")).missing.empty());
  CHECK_FALSE(CpuFeatures(names).fit(needs(kX86, "x86-64-v3")).missing.empty());
  names.insert({"avx", "avx2", "bmi", "bmi2", "f16c", "fma", "lzcnt", "movbe"});
  CHECK(CpuFeatures(names).fit(needs(kX86, "x86-64-v3")).missing.empty());
  CHECK_FALSE(CpuFeatures(names).fit(needs(kX86, "x86-64-v4")).missing.empty());
  names.insert({"avx512bw", "avx512cd", "avx512dq", "avx512f", "avx512vl"});
  CHECK(CpuFeatures(names).fit(needs(kX86, "x86-64-v4")).missing.empty());
  CHECK(CpuFeatures({"fp-armv8", "neon"}).fit(needs(kArm, "generic")).missing.empty());
  CHECK_FALSE(CpuFeatures({"fp-armv8", "neon"}).fit(needs(kArm, "neoverse-n1")).missing.empty());
}

TEST_CASE("CPU extensions: LLVM and cpu_features.def find the same of them on this machine") {
  const auto host = CpuFeatures::ofHost();
#if defined(__x86_64__)
  const NameList& rows = kX86Rows;
#else
  const NameList& rows = kArmRows;
#endif
  const auto features = llvm::sys::getHostCPUFeatures();
  size_t comparedCount = 0;
  for (const std::string& name : rows) {
    const auto found = features.find(name);
    if (found == features.end())
      continue;
    INFO(name);
    CHECK(found->getValue() == host.names().contains(name));
    ++comparedCount;
  }
  CHECK(comparedCount > 2);
}
