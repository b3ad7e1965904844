// Reservation and growth of linear memories: the owner of mmap in wasmpi.
#include "runtime/linear_memory.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "frontend/limits.h"

namespace wasmpi {

namespace {

/// Bases are aligned to the size of huge pages, so that the kernel can use them from the first byte.
constexpr uint64_t kBaseAlignment = 2ull << 20;

void* mapWithoutAccess(uint64_t byteSize) {
  void* mapping =
      mmap(nullptr, byteSize, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return mapping == MAP_FAILED ? nullptr : mapping;
}

/// What `ulimit -v` leaves to this process; nullopt if it is not limited.
std::optional<uint64_t> remainingAddressSpace() {
  rlimit limit = {};
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
    return std::nullopt;
  uint64_t usedPages = 0;
  if (FILE* file = std::fopen("/proc/self/statm", "re")) {
    unsigned long long pages = 0;
    if (std::fscanf(file, "%llu", &pages) == 1)
      usedPages = pages;
    std::fclose(file);
  }
  const uint64_t used = usedPages * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
  return limit.rlim_cur > used ? limit.rlim_cur - used : 0;
}

uint64_t inMebibytes(uint64_t byteSize) { return byteSize >> 20; }

} // namespace

bool LinearMemory::canReserveGuards() {
  const uint64_t byteSize = 2 * kGuardReservationByteSize;
  void* mapping = mapWithoutAccess(byteSize);
  if (mapping == nullptr)
    return false;
  munmap(mapping, byteSize);
  return true;
}

Expected<std::unique_ptr<LinearMemory>> LinearMemory::create(const MemoryType& type,
                                                             const LinearMemoryOptions& options) {
  const uint64_t limitPages =
      std::min(options.maxByteSize / kPageByteSize, uint64_t{kMaxMemoryPages32});
  if (type.limits.minimum > limitPages)
    return failure(fmt::format("the module needs a memory of {} pages of 64 KiB ({} MiB), but the "
                               "limit is {} pages ({} MiB)",
                               type.limits.minimum,
                               inMebibytes(type.limits.minimum * kPageByteSize), limitPages,
                               inMebibytes(limitPages * kPageByteSize)));
  const uint64_t maxPages = std::min(limitPages, type.limits.maximum.value_or(limitPages));
  std::unique_ptr<LinearMemory> memory(new LinearMemory(type, maxPages));
  const Expected<void> reserved = options.boundsChecks == BoundsChecks::Guard
                                      ? memory->reserveForGuards()
                                      : memory->reserveForLimits(options);
  if (!reserved)
    return tl::unexpected(reserved.error());
  if (!memory->grow(type.limits.minimum))
    return failure(fmt::format("cannot get {} MiB for a linear memory: {}",
                               inMebibytes(type.limits.minimum * kPageByteSize),
                               std::strerror(errno)));
  return memory;
}

LinearMemory::~LinearMemory() {
  if (mapping_ != nullptr)
    munmap(mapping_, mappedByteSize_);
}

bool LinearMemory::reserve(uint64_t byteSize) {
  const uint64_t mapped = byteSize + kBaseAlignment;
  mapping_ = mapWithoutAccess(mapped);
  if (mapping_ == nullptr)
    return false;
  mappedByteSize_ = mapped;
  reservedByteSize_ = byteSize;
  const auto address = reinterpret_cast<uintptr_t>(mapping_);
  const uintptr_t base = (address + kBaseAlignment - 1) & ~(kBaseAlignment - 1);
  definition_.base = reinterpret_cast<uint8_t*>(base);
  // Advice only: a kernel without transparent huge pages refuses, and nothing is lost. A memory smaller than a huge page
  // never gets one, since its accessible part is a mapping of its own.
  (void)madvise(definition_.base, byteSize, MADV_HUGEPAGE);
  return true;
}

Expected<void> LinearMemory::reserveForGuards() {
  if (reserve(kGuardReservationByteSize))
    return {};
  return failure(fmt::format("cannot reserve {} GiB of address space for a linear memory: {}; raise "
                             "the limit (ulimit -v), or use explicit bounds checks",
                             kGuardReservationByteSize >> 30, std::strerror(errno)));
}

Expected<void> LinearMemory::reserveForLimits(const LinearMemoryOptions& options) {
  const uint64_t minimum = type_.limits.minimum;
  const uint64_t wanted = maxPageCount_;
  uint64_t pages = wanted;
  // The rest of the process, an MPI library not least, has to live in what is left.
  if (const auto remaining = remainingAddressSpace())
    pages = std::clamp(*remaining / 2 / kPageByteSize, std::min(minimum, pages), pages);
  while (!reserve(pages * kPageByteSize)) {
    if (pages == minimum)
      return failure(fmt::format("cannot reserve {} MiB of address space for a linear memory: {}; "
                                 "raise the limit (ulimit -v)",
                                 inMebibytes(minimum * kPageByteSize), std::strerror(errno)));
    pages = std::max(minimum, pages / 2);
  }
  maxPageCount_ = pages;
  if (pages < wanted && options.onNotice)
    options.onNotice(fmt::format("the address space is limited (ulimit -v): a linear memory can grow "
                                 "to {} MiB only, instead of {} MiB",
                                 inMebibytes(pages * kPageByteSize),
                                 inMebibytes(wanted * kPageByteSize)));
  return {};
}

MemoryType LinearMemory::type() const {
  MemoryType current = type_;
  current.limits.minimum = pageCount();
  return current;
}

std::optional<uint64_t> LinearMemory::grow(uint64_t delta) {
  const uint64_t oldPages = pageCount();
  if (delta > maxPageCount_ - oldPages)
    return std::nullopt;
  if (delta == 0)
    return oldPages;
  // The kernel zeroes pages as they are first touched.
  const uint64_t byteCount = delta * kPageByteSize;
  if (mprotect(definition_.base + definition_.byteSize, byteCount, PROT_READ | PROT_WRITE) != 0)
    return std::nullopt;
  definition_.byteSize += byteCount;
  return oldPages;
}

} // namespace wasmpi
