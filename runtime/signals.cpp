// Decides whose fault a signal is, and turns the guest's into traps.
#include "runtime/signals.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <ucontext.h>
#include <unistd.h>

#include "codegen/abi.h"
#include "runtime/activation.h"
#include "runtime/backtrace.h"
#include "runtime/guest_regions.h"
#include "runtime/guest_stack.h"

namespace wasmpi {

namespace {

constexpr std::array kSignals = {SIGSEGV, SIGBUS, SIGFPE, SIGILL};

/// What was installed before us, in the order of kSignals. Written by installSignalHandlers only.
std::array<struct sigaction, kSignals.size()> previousActions;
/// Set while a previous handler runs: if it calls us back (it may have kept our handler as *its* previous one), the chain ends here.
constinit thread_local bool isChaining = false;

/// Room for a backtrace, which allocates and unwinds, also under the sanitizers.
constexpr size_t kHandlerStackByteSize = 256 << 10;

struct Fault {
  int signal;
  uintptr_t pc;
  uintptr_t stackPointer;
  /// What was touched; 0 for SIGFPE and SIGILL.
  uintptr_t address;
};

Fault describeFault(int signal, const siginfo_t* info, const void* context) {
  const auto& machine = static_cast<const ucontext_t*>(context)->uc_mcontext;
  Fault fault = {.signal = signal, .pc = 0, .stackPointer = 0, .address = 0};
#if defined(__x86_64__)
  fault.pc = static_cast<uintptr_t>(machine.gregs[REG_RIP]);
  fault.stackPointer = static_cast<uintptr_t>(machine.gregs[REG_RSP]);
#elif defined(__aarch64__)
  fault.pc = machine.pc;
  fault.stackPointer = machine.sp;
#else
#error "wasmpi: the registers of a signal's context are not known for this processor"
#endif
  if (signal == SIGSEGV || signal == SIGBUS)
    fault.address = reinterpret_cast<uintptr_t>(info->si_addr);
  return fault;
}

/// Whether the access was to the stack. Code probes each page of a new frame in order, so the first access beyond the end of a
/// stack is close to the stack pointer; nothing else guest code touches is.
bool touchedStack(const Fault& fault) {
  constexpr uintptr_t kBelow = 4096, kAbove = 64 << 10;
  return fault.address != 0 && fault.address + kBelow >= fault.stackPointer &&
         fault.address < fault.stackPointer + kAbove;
}

/// Ends the process from within a handler: only write(2) and abort, since any lock may be held.
[[noreturn]] void endProcess(std::string_view message) {
  (void)!write(STDERR_FILENO, message.data(), message.size());
  // The handlers of libraries would only add to the noise.
  std::signal(SIGABRT, SIG_DFL);
  std::abort();
}

std::optional<Trap> memoryTrap(const GuestRegions& regions, const Fault& fault) {
  const GuestRegion* region = regions.find(GuestRegion::Kind::MemoryReservation, fault.address);
  if (region == nullptr)
    return std::nullopt;
  return Trap{.code = TrapCode::MemoryOutOfBounds,
              .detail = fmt::format("address {:#x} of a linear memory of {} bytes",
                                    fault.address - region->begin,
                                    region->memory->currentByteSize())};
}

/// Whether the fault is the return of a host call, or its call back, to code that is not executable because the host call has opened
/// the stack's reserve. Its direct cause is then the guest's overflow.
bool isBarredEntry(const StackReserve& reserve, const GuestRegions& regions, const Fault& fault) {
  return reserve.barred == &regions && fault.address == fault.pc &&
         regions.find(GuestRegion::Kind::CodePages, fault.pc) != nullptr;
}

/// The trap a fault in guest code means, or nullopt if it should not be possible there.
std::optional<Trap> guestTrap(const StackReserve& reserve, const GuestRegions& regions,
                              const Fault& fault) {
  switch (fault.signal) {
  case SIGFPE:
    return Trap{.code = TrapCode::IntegerDivideByZero};
  case SIGILL:
    return Trap{.code = TrapCode::Unreachable};
  default:
    if (auto trap = memoryTrap(regions, fault))
      return trap;
    if (touchedStack(fault) || isBarredEntry(reserve, regions, fault))
      return Trap{.code = TrapCode::StackOverflow};
    return std::nullopt;
  }
}

/// Whether the fault is the guest's: its own code, or a loop of it that the compiler turned into a call of memset and the like.
/// Such a function has no frame or state worth unwinding, so it may be jumped out of.
bool isGuestFault(const GuestRegions& regions, const Fault& fault) {
  if (regions.find(GuestRegion::Kind::GuestCode, fault.pc) != nullptr ||
      regions.find(GuestRegion::Kind::CodePages, fault.pc) != nullptr)
    return true;
  if (regions.find(GuestRegion::Kind::LibraryCode, fault.pc) == nullptr ||
      regions.find(GuestRegion::Kind::MemoryReservation, fault.address) == nullptr)
    return false;
  const uintptr_t caller = callerOfInterrupted(fault.pc);
  return regions.find(GuestRegion::Kind::GuestCode, caller) != nullptr;
}

/// Whether host code ran into the yellow zone, which has been opened for it then.
bool wasReserveOpened(StackReserve& reserve, const GuestRegions* guests, const Fault& fault) {
  return fault.address >= reserve.begin && fault.address < reserve.end && !reserve.isOpen &&
         openStackReserve(reserve, guests);
}

/// A fault in host code that a guest called. Returns if it is none of ours.
void refuseHostFault(const StackReserve& reserve, const GuestRegions& regions, const Fault& fault) {
  // Frames of host code may be larger than touchedStack expects.
  const bool isInRedZone = fault.address >= reserve.redBegin && fault.address < reserve.begin;
  if (isInRedZone || touchedStack(fault))
    endProcess("wasmpi: fatal: the stack overflowed inside of a host call; give the guest a larger "
               "stack, or end its recursion earlier\n");
  if (regions.find(GuestRegion::Kind::MemoryReservation, fault.address) != nullptr)
    endProcess("wasmpi: fatal: a host call touched guest memory that does not exist; this is a bug "
               "of wasmpi or of the library it called\n");
}

void callPrevious(int signal, siginfo_t* info, void* context) {
  size_t slot = 0;
  while (kSignals[slot] != signal)
    ++slot;
  const struct sigaction& previous = previousActions[slot];
  const bool isDefault = (previous.sa_flags & SA_SIGINFO) == 0 &&
                         (previous.sa_handler == SIG_DFL || previous.sa_handler == SIG_IGN);
  if (isDefault || isChaining) {
    // A fault happens again on return and ends the process with a core; a signal that was sent does not, so it is sent again.
    std::signal(signal, SIG_DFL);
    if (info->si_code <= 0)
      std::raise(signal);
    return;
  }
  isChaining = true;
  if ((previous.sa_flags & SA_SIGINFO) != 0)
    previous.sa_sigaction(signal, info, context);
  else
    previous.sa_handler(signal);
  isChaining = false;
}

void handleSignal(int signal, siginfo_t* info, void* context) {
  const int savedErrno = errno;
  ThreadState& thread = threadState();
  Activation* activation = thread.innermost;
  if (info->si_code > 0) { // not sent by a process
    const Fault fault = describeFault(signal, info, context);
    const GuestRegions* regions = activation != nullptr ? activation->regions : nullptr;
    if (regions != nullptr && isGuestFault(*regions, fault)) {
      // From here on this is like a call made by guest code: no lock is held by this thread, so allocating is sound.
      if (auto trap = guestTrap(thread.reserve, *regions, fault)) {
        captureBacktrace(*regions, *trap);
        activation->trap = std::move(*trap);
        trap.reset();
        leaveGuest(*activation);
      }
    } else if (wasReserveOpened(thread.reserve, regions, fault)) {
      errno = savedErrno;
      return;
    } else if (regions != nullptr) {
      refuseHostFault(thread.reserve, *regions, fault);
    }
  }
  callPrevious(signal, info, context);
  errno = savedErrno;
}

/// Memory for the thread's handlers, given back, and the former handler stack put back, when the thread ends.
class HandlerStack {
public:
  HandlerStack() : memory_(new std::byte[kHandlerStackByteSize]) {
    const stack_t stack = {
        .ss_sp = memory_.get(), .ss_flags = 0, .ss_size = kHandlerStackByteSize};
    sigaltstack(&stack, &former_);
  }
  ~HandlerStack() {
    former_.ss_flags &= SS_DISABLE; // SS_ONSTACK is a state, not a setting
    sigaltstack(&former_, nullptr);
  }
  HandlerStack(const HandlerStack&) = delete;
  HandlerStack& operator=(const HandlerStack&) = delete;

private:
  std::unique_ptr<std::byte[]> memory_;
  stack_t former_ = {};
};

} // namespace

void installSignalHandlers() {
  for (size_t slot = 0; slot < kSignals.size(); ++slot) {
    struct sigaction present = {};
    sigaction(kSignals[slot], nullptr, &present);
    if ((present.sa_flags & SA_SIGINFO) != 0 && present.sa_sigaction == handleSignal)
      continue;
    previousActions[slot] = present;
    struct sigaction ours = {};
    ours.sa_sigaction = handleSignal;
    // Not blocked while handled, so that leaving by a jump needs no change of the signal mask, which would cost a system call.
    ours.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
    sigemptyset(&ours.sa_mask);
    sigaction(kSignals[slot], &ours, nullptr);
  }
}

void prepareThreadForSignals() {
  thread_local HandlerStack stack;
  (void)stack;
}

} // namespace wasmpi
