#include "runtime/linear_memory.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include <catch2/catch.hpp>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace wasmpi; // NOLINT: a test reads better without the prefix

namespace {

MemoryType memoryType(uint64_t minimum, std::optional<uint64_t> maximum = std::nullopt) {
  return {.limits = {.minimum = minimum, .maximum = maximum}};
}

/// Whether the kernel has been advised to use huge pages at an address.
bool hasHugePageAdvice(const void* address) {
  std::ifstream mappings("/proc/self/smaps");
  bool isMapping = false;
  for (std::string line; std::getline(mappings, line);) {
    unsigned long long begin = 0, end = 0;
    if (std::sscanf(line.c_str(), "%llx-%llx ", &begin, &end) == 2)
      isMapping = begin <= reinterpret_cast<uintptr_t>(address) &&
                  reinterpret_cast<uintptr_t>(address) < end;
    else if (isMapping && line.starts_with("VmFlags:"))
      return line.find(" hg") != std::string::npos;
  }
  return false;
}

} // namespace

TEST_CASE("LinearMemory: a new memory has its minimum size and is zero") {
  const auto memory = LinearMemory::create(memoryType(2), {});
  REQUIRE(memory);
  CHECK((*memory)->pageCount() == 2);
  const MemoryDefinition* definition = (*memory)->definition();
  REQUIRE(definition->byteSize == 2 * kPageByteSize);
  CHECK(definition->base[0] == 0);
  CHECK(definition->base[2 * kPageByteSize - 1] == 0);
}

TEST_CASE("LinearMemory: growing never moves the base and keeps the content") {
  auto memory = LinearMemory::create(memoryType(1), {});
  REQUIRE(memory);
  uint8_t* base = (*memory)->definition()->base;
  base[17] = 42;
  for (uint64_t pages = 1; pages < 100; ++pages)
    REQUIRE((*memory)->grow(1) == pages);
  CHECK((*memory)->grow(900) == 100);
  CHECK((*memory)->definition()->base == base);
  CHECK(base[17] == 42);
  base[1000 * kPageByteSize - 1] = 1; // the last byte is there
}

TEST_CASE("LinearMemory: a large memory has huge pages, a small one does not") {
  constexpr uint64_t kPagesOf4MiB = 64;
  const bool isSupported = std::filesystem::exists("/sys/kernel/mm/transparent_hugepage");
  auto memory = LinearMemory::create(memoryType(1), {});
  REQUIRE(memory);
  const uint8_t* base = (*memory)->definition()->base;
  REQUIRE((*memory)->grow(kPagesOf4MiB - 2));
  CHECK_FALSE(hasHugePageAdvice(base));
  REQUIRE((*memory)->grow(1));
  CHECK(hasHugePageAdvice(base) == isSupported);
  REQUIRE((*memory)->grow(kPagesOf4MiB));
  CHECK(hasHugePageAdvice(base + (2 * kPagesOf4MiB - 1) * kPageByteSize) == isSupported);
  const auto large = LinearMemory::create(memoryType(kPagesOf4MiB), {});
  REQUIRE(large);
  CHECK(hasHugePageAdvice((*large)->definition()->base) == isSupported);
}

TEST_CASE("LinearMemory: growing by nothing tells the size") {
  auto memory = LinearMemory::create(memoryType(3, 3), {});
  REQUIRE(memory);
  CHECK((*memory)->grow(0) == 3);
}

TEST_CASE("LinearMemory: growing beyond the declared maximum is refused and changes nothing") {
  auto memory = LinearMemory::create(memoryType(1, 4), {});
  REQUIRE(memory);
  CHECK_FALSE((*memory)->grow(4));
  CHECK((*memory)->grow(3) == 1);
  CHECK_FALSE((*memory)->grow(1));
  CHECK((*memory)->pageCount() == 4);
}

TEST_CASE("LinearMemory: absurd growth does not overflow") {
  auto memory = LinearMemory::create(memoryType(1), {});
  REQUIRE(memory);
  for (const uint64_t delta : {uint64_t{65536}, uint64_t{UINT32_MAX}, UINT64_MAX,
                               UINT64_MAX / kPageByteSize, UINT64_MAX - 1})
    CHECK_FALSE((*memory)->grow(delta));
  CHECK((*memory)->pageCount() == 1);
}

TEST_CASE("LinearMemory: the limit of the engine bounds minimum and growth") {
  const LinearMemoryOptions options = {.maxByteSize = 10 * kPageByteSize};
  CHECK_FALSE(LinearMemory::create(memoryType(11), options));
  auto memory = LinearMemory::create(memoryType(10), options);
  REQUIRE(memory);
  CHECK_FALSE((*memory)->grow(1));
}

TEST_CASE("LinearMemory: the whole 4 GiB can be had") {
  auto memory = LinearMemory::create(memoryType(1), {});
  REQUIRE(memory);
  REQUIRE((*memory)->grow(65535) == 1);
  (*memory)->definition()->base[(uint64_t{4} << 30) - 1] = 7;
  CHECK_FALSE((*memory)->grow(1));
}

TEST_CASE("LinearMemory: the reservation covers every index plus every offset") {
  const auto memory = LinearMemory::create(memoryType(1), {});
  REQUIRE(memory);
  const uint64_t farthest = uint64_t{UINT32_MAX} + UINT32_MAX + 16;
  CHECK((*memory)->reservationEnd() - (*memory)->reservationBegin() >= farthest);
}

TEST_CASE("LinearMemory: its type for import matching has the current size") {
  auto memory = LinearMemory::create(memoryType(1, 8), {});
  REQUIRE(memory);
  (*memory)->grow(2);
  CHECK((*memory)->type() == memoryType(3, 8));
}

TEST_CASE("LinearMemory: with explicit checks only what the limits allow is reserved") {
  auto memory = LinearMemory::create(memoryType(1, 16), {.boundsChecks = BoundsChecks::Explicit});
  REQUIRE(memory);
  CHECK((*memory)->reservationEnd() - (*memory)->reservationBegin() == 16 * kPageByteSize);
  CHECK((*memory)->grow(15) == 1);
  CHECK_FALSE((*memory)->grow(1));
}

TEST_CASE("LinearMemory: 64-bit addresses reserve what the memory may grow to") {
  const MemoryType type = {
      .limits = {.minimum = 1, .maximum = std::nullopt, .indexType = IndexType::I64}};
  auto memory = LinearMemory::create(type, {});
  REQUIRE(memory);
  CHECK((*memory)->reservationEnd() - (*memory)->reservationBegin() == kMaxMemory64ByteSize);
  uint8_t* base = (*memory)->definition()->base;
  CHECK((*memory)->grow(100'000) == 1);
  CHECK((*memory)->definition()->base == base);
  base[100'000 * kPageByteSize] = 3; // beyond 4 GiB
  for (const uint64_t delta : {kMaxMemory64ByteSize >> 16, uint64_t{1} << 48, UINT64_MAX})
    CHECK_FALSE((*memory)->grow(delta));
  MemoryType tooLarge = type;
  tooLarge.limits.minimum = uint64_t{1} << 48;
  CHECK_FALSE(LinearMemory::create(tooLarge, {}));
  CHECK_FALSE(LinearMemory::create(type, {.max64ByteSize = kPageByteSize - 1}));
}

TEST_CASE("LinearMemory: with pages of one byte the size is exact") {
  const MemoryType type = {.limits = {.minimum = 5, .maximum = 70'000}, .pageByteSizeLog2 = 0};
  auto memory = LinearMemory::create(type, {});
  REQUIRE(memory);
  CHECK((*memory)->definition()->byteSize == 5);
  CHECK((*memory)->grow(1) == 5);
  CHECK((*memory)->grow(10'000) == 6);
  CHECK((*memory)->definition()->byteSize == 10'006);
  (*memory)->definition()->base[10'005] = 1;
  CHECK((*memory)->grow(59'994) == 10'006);
  CHECK_FALSE((*memory)->grow(1));
  CHECK((*memory)->definition()->base[10'005] == 1);
  CHECK((*memory)->definition()->base[69'999] == 0);
}

TEST_CASE("LinearMemory: memories share a budget of address space, and give back to it") {
  MemoryBudget budget;
  budget.reservable = LinearMemory::kGuardReservationByteSize + (8 << 20);
  const LinearMemoryOptions options = {.budget = &budget};
  auto first = LinearMemory::create(memoryType(1), options);
  REQUIRE(first);
  const auto second = LinearMemory::create(memoryType(1), options);
  REQUIRE_FALSE(second);
  CHECK(second.error().message.starts_with("too many memories"));
  // One that needs no guards makes do with a part of what is left.
  const MemoryType type = {
      .limits = {.minimum = 1, .maximum = std::nullopt, .indexType = IndexType::I64}};
  auto third = LinearMemory::create(type, options);
  REQUIRE(third);
  CHECK((*third)->reservationEnd() - (*third)->reservationBegin() < (8 << 20));
  first->reset();
  CHECK(LinearMemory::create(memoryType(1), options));
}

TEST_CASE("LinearMemory: memories share a budget of accessible bytes") {
  MemoryBudget budget;
  budget.growable = 10 * kPageByteSize;
  const LinearMemoryOptions options = {.budget = &budget};
  auto first = LinearMemory::create(memoryType(6), options);
  REQUIRE(first);
  CHECK_FALSE(LinearMemory::create(memoryType(5), options));
  auto second = LinearMemory::create(memoryType(2), options);
  REQUIRE(second);
  CHECK_FALSE((*first)->grow(3));
  CHECK((*first)->grow(2) == 6);
  CHECK_FALSE((*second)->grow(1));
  first->reset();
  CHECK((*second)->grow(8) == 2);
}

#if !defined(__SANITIZE_ADDRESS__) // AddressSanitizer needs terabytes of address space itself
namespace {

/// Runs `body` in a child process and returns what it returns, so that limits of the process do not
/// outlive the test.
int inChild(const std::function<int()>& body) {
  const pid_t child = fork();
  if (child == 0)
    _exit(body());
  int status = -1;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace

TEST_CASE("LinearMemory: where the address space is limited, explicit checks make do with less and "
          "say so") {
  const int status = inChild([] {
    const rlimit limit = {1ull << 30, 1ull << 30};
    if (setrlimit(RLIMIT_AS, &limit) != 0 || LinearMemory::canReserveGuards())
      return 1;
    if (LinearMemory::create(memoryType(1), {}))
      return 2; // guards cannot be had
    std::string notice;
    const LinearMemoryOptions options = {.boundsChecks = BoundsChecks::Explicit,
                                         .onNotice = [&](std::string_view text) { notice = text; }};
    auto memory = LinearMemory::create(memoryType(1), options);
    if (!memory || notice.find("ulimit -v") == std::string::npos)
      return 3;
    const uint8_t* base = (*memory)->definition()->base;
    if (!(*memory)->grow(1000) || (*memory)->grow(60000) || (*memory)->definition()->base != base)
      return 4;
    return LinearMemory::create(memoryType(60000), options) ? 5 : 0;
  });
  CHECK(status == 0);
}
#endif

TEST_CASE(
    "LinearMemory: pages of a file are shared by two memories, until they are private again") {
  auto first = LinearMemory::create(memoryType(4), {});
  auto second = LinearMemory::create(memoryType(4), {});
  REQUIRE((first && second));
  std::FILE* file = std::tmpfile();
  REQUIRE(file != nullptr);
  const int descriptor = fileno(file);
  REQUIRE(ftruncate(descriptor, 8192) == 0);
  uint8_t* one = (*first)->definition()->base;
  uint8_t* other = (*second)->definition()->base;
  one[4095] = 11;
  REQUIRE((*first)->mapShared(4096, 8192, descriptor));
  REQUIRE((*second)->mapShared(65536, 8192, descriptor));
  one[4096] = 42;
  other[65536 + 8191] = 43;
  CHECK(other[65536] == 42);
  CHECK(one[4096 + 8191] == 43);
  CHECK(one[4095] == 11);
  REQUIRE((*first)->mapPrivate(4096, 8192));
  CHECK(one[4096] == 0);
  one[4096] = 44;
  CHECK(other[65536] == 42);
  CHECK((*first)->grow(1) == 4); // the rest is as it was
  std::fclose(file);
}

TEST_CASE(
    "LinearMemory: only whole accessible pages are shared, and a failure leaves private ones") {
  auto memory = LinearMemory::create(memoryType(2), {});
  REQUIRE(memory);
  std::FILE* file = std::tmpfile();
  REQUIRE(file != nullptr);
  const uint64_t end = 2 * kPageByteSize;
  CHECK_FALSE((*memory)->mapShared(1, 4096, fileno(file)));
  CHECK_FALSE((*memory)->mapShared(0, 1000, fileno(file)));
  CHECK_FALSE((*memory)->mapShared(end - 4096, 8192, fileno(file)));
  CHECK_FALSE((*memory)->mapShared(end, 4096, fileno(file)));
  CHECK_FALSE((*memory)->mapShared(4096, UINT64_MAX - 4095, fileno(file)));
  CHECK_FALSE((*memory)->mapPrivate(end, 4096));
  CHECK_FALSE((*memory)->mapShared(0, 4096, -1));
  (*memory)->definition()->base[0] = 1; // still there
  std::fclose(file);
}
