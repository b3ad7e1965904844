// Layout and protection of guest stacks.
#include "runtime/guest_stack.h"

#include <cstring>
#include <memory>

#include <fmt/format.h>
#include <pthread.h>
#include <sys/mman.h>

namespace wasmpi {

namespace {

// Multiples of every page size in use (up to 64 KiB). Generated code probes each page of a frame in order, so it cannot step over the
// zones; host code, which does not probe, meets a red zone larger than its frames are.
constexpr uint64_t kYellowByteSize = 64 << 10;
constexpr uint64_t kReserveByteSize = 1 << 20;
constexpr uint64_t kRedByteSize = 256 << 10;
constexpr uint64_t kMinStackByteSize = 64 << 10;
constexpr uint64_t kMaxStackByteSize = 64ull << 30;

struct Attributes {
  pthread_attr_t value;
  Attributes() { pthread_attr_init(&value); }
  ~Attributes() { pthread_attr_destroy(&value); }
};

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

/// What the thread is made for.
struct Task {
  uint64_t stackByteSize;
  const std::function<void()>& body;
};

/// Places the yellow zone in the stack of the calling thread, which runOnGuestThread made: below `stackByteSize` bytes from
/// here, for the C library may give more than it was asked for.
void layOutStack(StackReserve& reserve, uint64_t stackByteSize) {
  Attributes attributes;
  void* low = nullptr;
  size_t byteSize = 0;
  if (pthread_getattr_np(pthread_self(), &attributes.value) != 0 ||
      pthread_attr_getstack(&attributes.value, &low, &byteSize) != 0)
    return; // no reserve: overflow is still caught by the thread's guard pages
  const auto here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  reserve.end = (here - stackByteSize) & ~(kYellowByteSize - 1);
  reserve.begin = reserve.end - kYellowByteSize;
  reserve.redBegin = reinterpret_cast<uintptr_t>(low) - kRedByteSize;
  if (!protectZone(reserve, PROT_NONE))
    reserve = {};
}

void* runTask(void* argument) {
  const Task& task = *static_cast<const Task*>(argument);
  prepareThread();
  StackReserve& reserve = threadState().reserve;
  layOutStack(reserve, task.stackByteSize);
  task.body();
  // The C library may give this stack to another thread.
  protectZone(reserve, PROT_READ | PROT_WRITE);
  reserve = {};
  return nullptr;
}

} // namespace

Expected<void> runOnGuestThread(uint64_t stackByteSize, const std::function<void()>& body) {
  if (stackByteSize < kMinStackByteSize || stackByteSize > kMaxStackByteSize)
    return failure(fmt::format("a stack of {} bytes is out of bounds: choose {} KiB to {} GiB",
                               stackByteSize, kMinStackByteSize >> 10, kMaxStackByteSize >> 30));
  // Two zones more: one for what the alignment of the yellow one costs, one for the thread's own start. And the guard, which the C
  // library takes out of the size.
  const uint64_t rounded = (stackByteSize + kYellowByteSize - 1) & ~(kYellowByteSize - 1);
  const uint64_t total = rounded + 3 * kYellowByteSize + kReserveByteSize + kRedByteSize;
  Task task{stackByteSize, body};
  Attributes attributes;
  pthread_t thread;
  int error = pthread_attr_setstacksize(&attributes.value, total);
  if (error == 0)
    error = pthread_attr_setguardsize(&attributes.value, kRedByteSize);
  if (error == 0)
    error = pthread_create(&thread, &attributes.value, runTask, &task);
  if (error != 0)
    return failure(fmt::format("cannot make a thread with a stack of {} KiB: {}; choose a smaller stack",
                               stackByteSize >> 10, std::strerror(error)));
  pthread_join(thread, nullptr);
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
