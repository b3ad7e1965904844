// Activations and the jumps that end them.
#include "runtime/activation.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "runtime/backtrace.h"
#include "runtime/guest_stack.h"
#include "runtime/sanitizers.h"
#include "runtime/signals.h"

namespace wasmpi {

namespace {

constinit thread_local ThreadState currentThread;

/// False if the guest was left by leaveGuest. Apart and never inlined: no local of a caller may live in a register across the second
/// return of __builtin_setjmp.
[[gnu::noinline]] bool runGuest(Activation& activation, EntryThunk thunk, const void* code,
                                void* context, uint64_t* values) {
  if (__builtin_setjmp(activation.jump) != 0)
    return false;
  thunk(code, context, values);
  return true;
}

} // namespace

ThreadState& threadState() noexcept { return currentThread; }

void prepareThread() {
  prepareThreadForSignals();
  currentThread.isPrepared = true;
}

Result<void> enterGuest(const GuestRegions& regions, EntryThunk thunk, const void* code,
                        void* context, uint64_t* values) {
  ThreadState& thread = currentThread;
  if (!thread.isPrepared) [[unlikely]]
    prepareThread();
  Activation activation;
  activation.previous = thread.innermost;
  activation.regions = &regions;
  thread.innermost = &activation;
  const bool returned = runGuest(activation, thunk, code, context, values);
  thread.innermost = activation.previous;
  if (thread.reserve.isOpen) [[unlikely]]
    closeStackReserve(thread.reserve);
  if (returned) [[likely]]
    return {};
  return tl::unexpected(std::move(activation.trap));
}

void leaveGuest(Activation& activation) {
  announceJump();
  __builtin_longjmp(activation.jump, 1);
}

void raiseTrap(Trap&& trap) {
  Activation* activation = currentThread.innermost;
  if (activation == nullptr) {
    std::fprintf(stderr, "wasmpi: fatal: a trap was raised outside of guest code: %s\n",
                 trap.text().c_str());
    std::abort();
  }
  // A trap that came through a callback has the frames of where it happened already.
  if (trap.backtrace.empty() && !trap.isExit())
    captureBacktrace(*activation->regions, trap);
  activation->trap = std::move(trap);
  leaveGuest(*activation);
}

} // namespace wasmpi
