// Reservation and growth of linear memories: the owner of mmap in wasmpi.
#include "runtime/linear_memory.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

namespace wasmpi {

namespace {

/// Bases are aligned to the size of huge pages, so that the kernel can use them from the first
/// byte.
constexpr uint64_t kBaseAlignment = 2ull << 20;
/// From this size on a memory has huge pages. A smaller one would have more memory zeroed at its
/// first touch than it ever uses, which takes longer than all else a small program does.
constexpr uint64_t kMinHugePagedByteSize = 4ull << 20;

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

/// The host makes memory accessible in pages of its own.
uint64_t hostPageByteSize() {
  static const auto byteSize = static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
  return byteSize;
}

uint64_t alignToHostPage(uint64_t byteSize) {
  return (byteSize + hostPageByteSize() - 1) & ~(hostPageByteSize() - 1);
}

uint64_t inMebibytes(uint64_t byteSize) { return byteSize >> 20; }

/// "3 pages of 64 KiB (0 MiB)"; exact for counts whose bytes do not fit 64 bits.
std::string describePages(uint64_t count, uint8_t pageByteSizeLog2) {
  return fmt::format("{} pages of {} ({} MiB)", count,
                     pageByteSizeLog2 == kPageByteSizeLog2 ? "64 KiB" : "1 byte",
                     count >> (20 - pageByteSizeLog2));
}

/// Takes `amount` from what is left; false if that is less.
bool take(std::atomic<uint64_t>& left, uint64_t amount) {
  uint64_t known = left.load();
  while (known >= amount)
    if (left.compare_exchange_weak(known, known - amount))
      return true;
  return false;
}

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
  const uint8_t log2 = type.pageByteSizeLog2;
  const bool is64 = type.limits.indexType == IndexType::I64;
  const uint64_t limitByteSize = is64 ? std::min(options.max64ByteSize, kMaxMemory64ByteSize)
                                      : std::min(options.maxByteSize, kMaxMemory32ByteSize);
  const uint64_t limitPages = limitByteSize >> log2;
  if (type.limits.minimum > limitPages)
    return failure(fmt::format("the module needs a memory of {}, but the limit is {}",
                               describePages(type.limits.minimum, log2),
                               describePages(limitPages, log2)));
  const uint64_t maxPages = std::min(limitPages, type.limits.maximum.value_or(limitPages));
  std::unique_ptr<LinearMemory> memory(new LinearMemory(type, maxPages, options.budget));
  const bool isGuarded = options.boundsChecks == BoundsChecks::Guard && canBeGuarded(type);
  const Expected<void> reserved =
      isGuarded ? memory->reserveForGuards() : memory->reserveForLimits(options);
  if (!reserved)
    return tl::unexpected(reserved.error());
  errno = 0;
  if (!memory->grow(type.limits.minimum))
    return failure(fmt::format("cannot get {} MiB for a linear memory: {}",
                               inMebibytes(memory->byteSizeOf(type.limits.minimum)),
                               errno != 0 ? std::strerror(errno)
                                          : "the limit of all memories together is reached"));
  return memory;
}

LinearMemory::~LinearMemory() {
  if (mapping_ != nullptr)
    munmap(mapping_, mappedByteSize_);
  if (budget_ == nullptr)
    return;
  budget_->reservable += mappedByteSize_;
  budget_->growable += definition_.byteSize;
}

bool LinearMemory::reserve(uint64_t byteSize) {
  const uint64_t reserved = alignToHostPage(byteSize);
  const uint64_t mapped = reserved + kBaseAlignment;
  if (budget_ != nullptr && !take(budget_->reservable, mapped)) {
    errno = ENOMEM;
    return false;
  }
  mapping_ = mapWithoutAccess(mapped);
  if (mapping_ == nullptr) {
    if (budget_ != nullptr)
      budget_->reservable += mapped;
    return false;
  }
  mappedByteSize_ = mapped;
  reservedByteSize_ = reserved;
  const auto address = reinterpret_cast<uintptr_t>(mapping_);
  const uintptr_t base = (address + kBaseAlignment - 1) & ~(kBaseAlignment - 1);
  definition_.base = reinterpret_cast<uint8_t*>(base);
  return true;
}

Expected<void> LinearMemory::reserveForGuards() {
  if (reserve(kGuardReservationByteSize))
    return {};
  if (budget_ != nullptr && budget_->reservable < kGuardReservationByteSize)
    return failure(fmt::format("too many memories: all together reserve at most {} TiB of address "
                               "space",
                               kMaxReservedByteSize >> 40));
  return failure(
      fmt::format("cannot reserve {} GiB of address space for a linear memory: {}; raise "
                  "the limit (ulimit -v), or use explicit bounds checks",
                  kGuardReservationByteSize >> 30, std::strerror(errno)));
}

Expected<void> LinearMemory::reserveForLimits(const LinearMemoryOptions& options) {
  const uint64_t minimum = byteSizeOf(type_.limits.minimum);
  const uint64_t wanted = byteSizeOf(maxPageCount_);
  uint64_t byteSize = wanted;
  // The rest of the process, an MPI library not least, has to live in what is left.
  if (const auto remaining = remainingAddressSpace())
    byteSize = std::clamp(*remaining / 2, minimum, byteSize);
  // And so have memories to come.
  if (budget_ != nullptr)
    byteSize = std::clamp(budget_->reservable / 4, minimum, byteSize);
  while (!reserve(byteSize)) {
    if (byteSize == minimum)
      return failure(fmt::format("cannot reserve {} MiB of address space for a linear memory: {}; "
                                 "raise the limit (ulimit -v), or instantiate fewer memories",
                                 inMebibytes(minimum), std::strerror(errno)));
    byteSize = std::max(minimum, byteSize / 2);
  }
  maxPageCount_ = byteSize >> type_.pageByteSizeLog2;
  if (byteSize < wanted && options.onNotice)
    options.onNotice(fmt::format("the address space is limited (ulimit -v, or other memories): a "
                                 "linear memory can grow to {} MiB only, instead of {} MiB",
                                 inMebibytes(byteSize), inMebibytes(wanted)));
  return {};
}

MemoryType LinearMemory::type() const {
  MemoryType current = type_;
  current.limits.minimum = pageCount();
  return current;
}

std::optional<uint64_t> LinearMemory::grow(uint64_t delta) {
  const std::lock_guard lock(growth_);
  const uint64_t oldPages = pageCount();
  if (delta > maxPageCount_ - oldPages)
    return std::nullopt;
  if (delta == 0)
    return oldPages;
  const uint64_t oldByteSize = byteSizeOf(oldPages), byteCount = byteSizeOf(delta);
  if (budget_ != nullptr && !take(budget_->growable, byteCount))
    return std::nullopt;
  // The kernel zeroes pages as they are first touched.
  const uint64_t begin = alignToHostPage(oldByteSize);
  const uint64_t end = alignToHostPage(oldByteSize + byteCount);
  if (mprotect(definition_.base + begin, end - begin, PROT_READ | PROT_WRITE) != 0) {
    if (budget_ != nullptr)
      budget_->growable += byteCount;
    return std::nullopt;
  }
  if (begin < kMinHugePagedByteSize && end >= kMinHugePagedByteSize)
    adviseHugePages(0, reservedByteSize_);
  definition_.publishByteSize(oldByteSize + byteCount);
  return oldPages;
}

void LinearMemory::adviseHugePages(uint64_t address, uint64_t byteSize) {
  // A kernel without transparent huge pages refuses, and nothing is lost.
  (void)madvise(definition_.base + address, byteSize, MADV_HUGEPAGE);
}

bool LinearMemory::isWholePages(uint64_t address, uint64_t byteSize) const {
  const uint64_t accessible = definition_.currentByteSize();
  return address % hostPageByteSize() == 0 && byteSize % hostPageByteSize() == 0 &&
         byteSize <= accessible && address <= accessible - byteSize;
}

Expected<void> LinearMemory::mapShared(uint64_t address, uint64_t byteSize, int file) {
  if (!isWholePages(address, byteSize))
    return failure("only whole pages of a memory can be shared");
  if (byteSize == 0)
    return {};
  void* place = definition_.base + address;
  if (mmap(place, byteSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, file, 0) == place)
    return {};
  const int error = errno;
  // The old pages may be gone, and somebody else's must never come to lie there.
  if (const Expected<void> restored = mapPrivate(address, byteSize); !restored)
    return restored;
  return failure(
      fmt::format("cannot map {} bytes of a shared file: {}", byteSize, std::strerror(error)));
}

Expected<void> LinearMemory::mapPrivate(uint64_t address, uint64_t byteSize) {
  if (!isWholePages(address, byteSize))
    return failure("only whole pages of a memory can be private again");
  if (byteSize == 0)
    return {};
  void* place = definition_.base + address;
  if (mmap(place, byteSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1,
           0) != place) {
    // A hole in the reservation would be anybody's.
    std::fprintf(stderr, "wasmpi: a part of a linear memory cannot be mapped: %s\n",
                 std::strerror(errno));
    std::abort();
  }
  if (definition_.currentByteSize() >= kMinHugePagedByteSize)
    adviseHugePages(address, byteSize);
  return {};
}

} // namespace wasmpi
