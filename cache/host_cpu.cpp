#include "cache/host_cpu.h"

#include <cstring>
#include <string_view>

#include <fmt/format.h>

#include "cache/digest.h"

#if defined(__x86_64__)
#include <cpuid.h>
#elif defined(__aarch64__)
#include <fstream>
#include <sys/auxv.h>
#else
#error "wasmpi runs on x86-64 and aarch64 Linux"
#endif

namespace wasmpi {

namespace {

std::string shortHex(const Digest& digest) { return toHex(digest).substr(0, 16); }

} // namespace

#if defined(__x86_64__)

std::string hostTriple() { return "x86_64-linux-gnu"; }

namespace {

/// What CPUID answers for one leaf.
struct CpuidLeaf {
  uint32_t a = 0, b = 0, c = 0, d = 0;
};

/// CPUID, asked no more than need be: in a virtual machine each one goes to the host.
class Cpuid {
public:
  /// Zeros for a leaf that the processor does not have.
  CpuidLeaf read(uint32_t leaf, uint32_t subleaf = 0) const {
    CpuidLeaf answer;
    if (leaf <= (leaf < kExtended ? last_ : lastExtended_))
      __cpuid_count(leaf, subleaf, answer.a, answer.b, answer.c, answer.d);
    return answer;
  }

private:
  static constexpr uint32_t kExtended = 0x80000000;
  const uint32_t last_ = __get_cpuid_max(0, nullptr), lastExtended_ = __get_cpuid_max(kExtended, nullptr);
};

uint64_t enabledRegisterState(const CpuidLeaf& first) {
  constexpr uint32_t kOsXsave = 1u << 27;
  if ((first.c & kOsXsave) == 0)
    return 0;
  uint32_t low = 0, high = 0;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return uint64_t{high} << 32 | low;
}

} // namespace

uint64_t enabledRegisterState() { return enabledRegisterState(Cpuid().read(1)); }

std::string hostCpuIdentity() {
  const Cpuid cpuid;
  DigestBuilder features;
  const CpuidLeaf zeroth = cpuid.read(0), first = cpuid.read(1);
  char vendor[13] = {};
  std::memcpy(vendor, &zeroth.b, 4);
  std::memcpy(vendor + 4, &zeroth.d, 4);
  std::memcpy(vendor + 8, &zeroth.c, 4);

  const uint32_t stepping = first.a & 0xF;
  const uint32_t model = (first.a >> 4 & 0xF) | (first.a >> 12 & 0xF0);
  const uint32_t family = (first.a >> 8 & 0xF) + (first.a >> 20 & 0xFF);
  // EBX of leaf 1 tells the core the process happens to run on; the rest is the same on all cores.
  features.addField(first.c);
  features.addField(first.d);
  features.addField(enabledRegisterState(first));

  struct Leaf {
    uint32_t leaf, subleaf;
  };
  constexpr Leaf kFeatureLeaves[] = {{7, 0},          {7, 1},          {0xD, 1},       {0x14, 0},
                                     {0x19, 0},       {0x24, 0},       {0x80000001, 0}, {0x80000008, 0}};
  for (const auto [leaf, subleaf] : kFeatureLeaves) {
    CpuidLeaf answer = cpuid.read(leaf, subleaf);
    // 0xD.1 EBX is the size of the state in use, 0x80000008 ECX the core count: neither is a feature.
    if (leaf == 0xD)
      answer.b = 0;
    if (leaf == 0x80000008)
      answer.a = answer.c = answer.d = 0;
    for (const uint32_t word : {answer.a, answer.b, answer.c, answer.d})
      features.addField(word);
  }
  const std::string_view vendorName(vendor);
  const bool isPlain = vendorName.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                                    "0123456789") == std::string_view::npos;
  return fmt::format("{}-{}-{}-{}-{}", isPlain && !vendorName.empty() ? vendorName : "unknown",
                     family, model, stepping, shortHex(features.finish()));
}

#elif defined(__aarch64__)

std::string hostTriple() { return "aarch64-linux-gnu"; }

std::string hostCpuIdentity() {
  std::string midr;
  std::ifstream("/sys/devices/system/cpu/cpu0/regs/identification/midr_el1") >> midr;
  DigestBuilder features;
  features.addField(getauxval(AT_HWCAP));
  features.addField(getauxval(AT_HWCAP2));
  const bool isPlain = midr.find_first_not_of("0123456789abcdefx") == std::string::npos;
  return fmt::format("arm-{}-{}", isPlain && !midr.empty() ? midr : "unknown",
                     shortHex(features.finish()));
}

#endif

} // namespace wasmpi
