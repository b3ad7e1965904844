#include "cache/cpu_features.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

#if defined(__x86_64__)
#include <cpuid.h>

#include "cache/host_cpu.h"
#elif defined(__aarch64__)
#include <sys/auxv.h>
#endif

namespace wasmpi {

namespace {

bool isUnused(std::string_view name) {
  static constexpr std::string_view kUnused[] = {
#define UNUSED_FEATURE(name) name,
#include "cache/cpu_features.def"
  };
  return std::ranges::find(kUnused, name) != std::end(kUnused);
}

} // namespace

#if defined(__x86_64__)

namespace {

enum Register { Eax, Ebx, Ecx, Edx };
/// Bits of XCR0: the registers an extension uses are saved.
enum State : uint64_t { Plain = 0, Avx = 0x6, Avx512 = 0xE6 };

struct ExtensionRow {
  const char* name;
  uint32_t leaf, subleaf;
  Register where;
  unsigned bit;
  State state;
};

constexpr ExtensionRow kRows[] = {
#define X86_FEATURE(name, leaf, subleaf, register, bit, state)                                     \
  {name, leaf, subleaf, register, bit, state},
#include "cache/cpu_features.def"
};

} // namespace

CpuFeatures CpuFeatures::ofHost() {
  Names names;
  const uint64_t enabled = enabledRegisterState();
  // Of a leaf that the processor does not have, __get_cpuid_count gives nothing; which subleaves
  // there are, leaf 7 says itself.
  uint32_t lastSubleaf = 0, ignored = 0;
  __get_cpuid_count(7, 0, &lastSubleaf, &ignored, &ignored, &ignored);
  for (const ExtensionRow& row : kRows) {
    if (row.subleaf > lastSubleaf)
      continue;
    uint32_t registers[4] = {};
    __get_cpuid_count(row.leaf, row.subleaf, &registers[Eax], &registers[Ebx], &registers[Ecx],
                      &registers[Edx]);
    if ((registers[row.where] >> row.bit & 1) != 0 && (enabled & row.state) == row.state)
      names.emplace(row.name);
  }
  return CpuFeatures(std::move(names));
}

std::vector<std::string_view> runnableCommonCpus() {
  struct Level {
    std::string_view name;
    /// What the level before does not have. Of v3 without XSAVE, which what AVX needs contains.
    std::string_view needs;
  };
  static constexpr Level kLevels[] = {
      {"x86-64-v2", "cx16,popcnt,sahf,sse3,sse4.1,sse4.2,ssse3"},
      {"x86-64-v3", "avx,avx2,bmi,bmi2,f16c,fma,lzcnt,movbe"},
      {"x86-64-v4", "avx512bw,avx512cd,avx512dq,avx512f,avx512vl"},
  };
  const CpuFeatures host = CpuFeatures::ofHost();
  std::vector<std::string_view> levels = {"x86-64"};
  for (const Level& level : kLevels) {
    if (!host.fit(level.needs).missing.empty())
      break;
    levels.push_back(level.name);
  }
  return levels;
}

#elif defined(__aarch64__)

std::vector<std::string_view> runnableCommonCpus() { return {"generic"}; }

CpuFeatures CpuFeatures::ofHost() {
  struct ExtensionRow {
    const char* name;
    unsigned word;
    unsigned long bits;
  };
  static constexpr ExtensionRow kRows[] = {
#define ARM_FEATURE(name, word, bits) {name, word, bits},
#include "cache/cpu_features.def"
  };
  const unsigned long words[] = {getauxval(AT_HWCAP), getauxval(AT_HWCAP2)};
  Names names;
  for (const ExtensionRow& row : kRows)
    if ((words[row.word] & row.bits) == row.bits)
      names.emplace(row.name);
  return CpuFeatures(std::move(names));
}

#endif

CpuFeatures::Fit CpuFeatures::fit(std::string_view needs) const {
  Fit fit;
  for (size_t begin = 0; begin < needs.size();) {
    const size_t end = std::min(needs.find(',', begin), needs.size());
    const std::string_view name = needs.substr(begin, end - begin);
    begin = end + 1;
    if (isUnused(name))
      continue;
    if (!names_.contains(name)) {
      fit.missing = name.empty() ? "unknown" : name;
      return fit;
    }
    ++fit.usedCount;
  }
  // Code that says it needs nothing says nothing.
  if (fit.usedCount == 0)
    fit.missing = "unknown";
  fit.isComplete = fit.usedCount == names_.size();
  return fit;
}

} // namespace wasmpi
