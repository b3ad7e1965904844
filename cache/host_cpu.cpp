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

uint64_t enabledRegisterState() {
  uint32_t a = 0, b = 0, c = 0, d = 0;
  constexpr uint32_t kOsXsave = 1u << 27;
  __get_cpuid(1, &a, &b, &c, &d);
  if ((c & kOsXsave) == 0)
    return 0;
  uint32_t low = 0, high = 0;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return uint64_t{high} << 32 | low;
}

std::string hostCpuIdentity() {
  uint32_t a = 0, b = 0, c = 0, d = 0;
  DigestBuilder features;
  __get_cpuid(0, &a, &b, &c, &d);
  char vendor[13] = {};
  std::memcpy(vendor, &b, 4);
  std::memcpy(vendor + 4, &d, 4);
  std::memcpy(vendor + 8, &c, 4);

  __get_cpuid(1, &a, &b, &c, &d);
  const uint32_t stepping = a & 0xF;
  const uint32_t model = (a >> 4 & 0xF) | (a >> 12 & 0xF0);
  const uint32_t family = (a >> 8 & 0xF) + (a >> 20 & 0xFF);
  // EBX of leaf 1 tells the core the process happens to run on; the rest is the same on all cores.
  features.addField(c);
  features.addField(d);
  features.addField(enabledRegisterState());

  struct Leaf {
    uint32_t leaf, subleaf;
  };
  constexpr Leaf kFeatureLeaves[] = {{7, 0},          {7, 1},          {0xD, 1},       {0x14, 0},
                                     {0x19, 0},       {0x24, 0},       {0x80000001, 0}, {0x80000008, 0}};
  for (const auto [leaf, subleaf] : kFeatureLeaves) {
    a = b = c = d = 0;
    __get_cpuid_count(leaf, subleaf, &a, &b, &c, &d);
    // 0xD.1 EBX is the size of the state in use, 0x80000008 ECX the core count: neither is a feature.
    if (leaf == 0xD)
      b = 0;
    if (leaf == 0x80000008)
      a = c = d = 0;
    for (const uint32_t word : {a, b, c, d})
      features.addField(word);
  }
  const std::string_view vendorName(vendor);
  const bool isPlain = vendorName.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                                    "0123456789") == std::string_view::npos;
  return fmt::format("{}-{}-{}-{}-{}", isPlain && !vendorName.empty() ? vendorName : "unknown",
                     family, model, stepping, shortHex(features.finish()));
}

std::vector<std::string_view> runnableCommonCpus() {
  __builtin_cpu_init();
  std::vector<std::string_view> levels = {"x86-64"};
  // Each level has all that the one before has.
  if (__builtin_cpu_supports("x86-64-v2"))
    levels.push_back("x86-64-v2");
  if (__builtin_cpu_supports("x86-64-v3"))
    levels.push_back("x86-64-v3");
  if (__builtin_cpu_supports("x86-64-v4"))
    levels.push_back("x86-64-v4");
  return levels;
}

#elif defined(__aarch64__)

std::vector<std::string_view> runnableCommonCpus() { return {"generic"}; }

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
