#include "cache/cpu_features.h"

#include <algorithm>

#include <catch2/catch.hpp>

using wasmpi::CpuFeatures;
using wasmpi::runnableCommonCpus;

TEST_CASE("CpuFeatures: code fits if nothing it may use is missing") {
  const CpuFeatures machine(CpuFeatures::Names{"sse2", "avx", "avx2"});
  const auto part = machine.fit("avx,sse2");
  CHECK(part.missing.empty());
  CHECK(part.usedCount == 2);
  CHECK_FALSE(part.isComplete);
  const auto whole = machine.fit("avx,avx2,sse2");
  CHECK(whole.missing.empty());
  CHECK(whole.isComplete);
  CHECK(machine.fit("avx,avx512f,sse2").missing == "avx512f");
}

TEST_CASE("CpuFeatures: what code never uses is not missed") {
  const CpuFeatures machine(CpuFeatures::Names{"sse2"});
  const auto fit = machine.fit("clzero,rdpru,sse2,wbnoinvd");
  CHECK(fit.missing.empty());
  CHECK(fit.usedCount == 1);
  CHECK(fit.isComplete);
}

TEST_CASE(
    "CpuFeatures: what nothing is known of is missing, and so is everything if nothing is said") {
  const CpuFeatures machine(CpuFeatures::Names{"sse2"});
  CHECK(machine.fit("sse2,unknown").missing == "unknown");
  CHECK(machine.fit("avx2048,sse2").missing == "avx2048");
  CHECK(machine.fit("sse2, avx").missing == " avx");
  CHECK(machine.fit(",sse2").missing == "unknown");
  CHECK(machine.fit("").missing == "unknown");
  CHECK(machine.fit("clzero").missing == "unknown");
}

TEST_CASE("CpuFeatures: this machine has what all of its kind have") {
  const CpuFeatures host = CpuFeatures::ofHost();
#if defined(__x86_64__)
  CHECK(host.fit("64bit,cmov,cx8,fxsr,mmx,sse,sse2,x87").missing.empty());
  CHECK(host.names().contains("avx2") == (__builtin_cpu_supports("avx2") != 0));
  CHECK(host.names().contains("avx512f") == (__builtin_cpu_supports("avx512f") != 0));
  CHECK(host.names().contains("fma") == (__builtin_cpu_supports("fma") != 0));
  CHECK(host.names().contains("gfni") == (__builtin_cpu_supports("gfni") != 0));
  CHECK(host.names().contains("avx512vbmi2") == (__builtin_cpu_supports("avx512vbmi2") != 0));
#else
  CHECK(host.fit("fp-armv8,neon").missing.empty());
#endif
}

TEST_CASE("CpuFeatures: the common CPUs this machine stands in for are those the compiler's library finds") {
  const auto cpus = runnableCommonCpus();
#if defined(__x86_64__)
  CHECK(std::ranges::count(cpus, "x86-64") == 1);
  CHECK((std::ranges::count(cpus, "x86-64-v2") == 1) == (__builtin_cpu_supports("x86-64-v2") != 0));
  CHECK((std::ranges::count(cpus, "x86-64-v3") == 1) == (__builtin_cpu_supports("x86-64-v3") != 0));
  CHECK((std::ranges::count(cpus, "x86-64-v4") == 1) == (__builtin_cpu_supports("x86-64-v4") != 0));
#else
  CHECK(cpus == std::vector<std::string_view>{"generic"});
#endif
}
