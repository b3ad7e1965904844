// Layout and protection of guest stacks.
#include "runtime/guest_stack.h"

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <utility>

#include <fmt/format.h>
#include <sys/mman.h>
#include <ucontext.h>

#include "runtime/sanitizers.h"

namespace wasmpi {

namespace {

// Multiples of every page size in use (up to 64 KiB). Generated code probes each page of a frame in order, so it cannot step over the
// zones; host code, which does not probe, meets a red zone larger than its frames are.
constexpr uint64_t kYellowByteSize = 64 << 10;
constexpr uint64_t kReserveByteSize = 1 << 20;
constexpr uint64_t kRedByteSize = 256 << 10;
constexpr uint64_t kMinStackByteSize = 64 << 10;
constexpr uint64_t kMaxStackByteSize = 64ull << 30;

bool protectZone(const StackReserve& reserve, int protection) noexcept {
  return reserve.begin != 0 && mprotect(reinterpret_cast<void*>(reserve.begin),
                                        reserve.end - reserve.begin, protection) == 0;
}

/// If the host refuses, the guest merely goes on into the reserve.
void protectCode(const GuestRegions* guests, int protection) noexcept {
  if (guests == nullptr)
    return;
  guests->forEach(GuestRegion::Kind::CodePages, [&](const GuestRegion& pages) {
    (void)mprotect(reinterpret_cast<void*>(pages.begin), pages.end - pages.begin, protection);
  });
}

/// The memory of one guest stack, given back at the end of the scope.
class GuestStack {
public:
  explicit GuestStack(uint64_t guestByteSize)
      : byteSize_(kRedByteSize + kReserveByteSize + kYellowByteSize + guestByteSize) {
    void* memory = mmap(nullptr, byteSize_, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
    if (memory == MAP_FAILED)
      return;
    low_ = static_cast<std::byte*>(memory);
    // Older kernels would clear a huge page at the first touch of what mostly stays unused.
    (void)madvise(low_, byteSize_, MADV_NOHUGEPAGE);
  }
  ~GuestStack() {
    if (low_ == nullptr)
      return;
    forgetStack(low_, byteSize_);
    munmap(low_, byteSize_);
  }
  GuestStack(const GuestStack&) = delete;
  GuestStack& operator=(const GuestStack&) = delete;

  /// Null if the host has no room.
  std::byte* low() const { return low_; }
  uint64_t byteSize() const { return byteSize_; }

  /// Bars the zones; false if the host refuses.
  bool layOut(StackReserve& reserve) const {
    reserve.redBegin = reinterpret_cast<uintptr_t>(low_);
    reserve.begin = reserve.redBegin + kRedByteSize + kReserveByteSize;
    reserve.end = reserve.begin + kYellowByteSize;
    return mprotect(low_, kRedByteSize, PROT_NONE) == 0 && protectZone(reserve, PROT_NONE);
  }

private:
  uint64_t byteSize_;
  std::byte* low_ = nullptr;
};

/// The two sides of a switch between stacks.
struct StackSwitch {
  const std::function<void()>& body;
  StackSwitchNotice notice = {};
  ucontext_t caller = {};
  ucontext_t guest = {};
};

/// First function on a new stack. makecontext passes ints only, hence the halves of a StackSwitch's address.
void runBody(uint32_t high, uint32_t low) {
  auto& stacks = *reinterpret_cast<StackSwitch*>(uintptr_t{high} << 32 | low);
  stacks.notice.arrive();
  stacks.body();
  stacks.notice.leaveForGood();
} // continues at uc_link

} // namespace

Expected<void> runOnGuestStack(uint64_t stackByteSize, const std::function<void()>& body) {
  if (stackByteSize < kMinStackByteSize || stackByteSize > kMaxStackByteSize)
    return failure(fmt::format("a stack of {} bytes is out of bounds: choose {} KiB to {} GiB",
                               stackByteSize, kMinStackByteSize >> 10, kMaxStackByteSize >> 30));
  const GuestStack stack((stackByteSize + kYellowByteSize - 1) & ~(kYellowByteSize - 1));
  StackReserve reserve;
  if (stack.low() == nullptr || !stack.layOut(reserve))
    return failure(fmt::format("cannot make a stack of {} KiB: {}; choose a smaller stack",
                               stackByteSize >> 10, std::strerror(errno)));
  prepareThread();
  StackSwitch stacks{.body = body};
  getcontext(&stacks.guest);
  stacks.guest.uc_stack.ss_sp = stack.low();
  stacks.guest.uc_stack.ss_size = stack.byteSize();
  stacks.guest.uc_link = &stacks.caller;
  const auto address = reinterpret_cast<uintptr_t>(&stacks);
  makecontext(&stacks.guest, reinterpret_cast<void (*)()>(runBody), 2,
              static_cast<uint32_t>(address >> 32), static_cast<uint32_t>(address));
  const StackReserve former = std::exchange(threadState().reserve, reserve);
  stacks.notice.leave(stack.low(), stack.byteSize());
  swapcontext(&stacks.caller, &stacks.guest);
  stacks.notice.arriveBack();
  threadState().reserve = former;
  return {};
}

bool openStackReserve(StackReserve& reserve, const GuestRegions* guests) noexcept {
  if (!protectZone(reserve, PROT_READ | PROT_WRITE))
    return false;
  reserve.isOpen = true;
  reserve.barred = guests;
  protectCode(guests, PROT_READ);
  return true;
}

void closeStackReserve(StackReserve& reserve) noexcept {
  const auto here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  // With a margin for the frames of this very call and of what follows it.
  if (here < reserve.end + (16 << 10))
    return;
  protectCode(reserve.barred, PROT_READ | PROT_EXEC);
  protectZone(reserve, PROT_NONE);
  reserve.isOpen = false;
  reserve.barred = nullptr;
}

} // namespace wasmpi
