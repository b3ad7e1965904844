// The walk over the frames, and the reading of the tables of handlers ("language-specific data areas", in the layout of GCC that LLVM
// writes).
#include "runtime/unwinding.h"

#include <cstring>
#include <optional>
#include <utility>

#include <unwind.h>

#include "runtime/activation.h"
#include "runtime/exceptions.h"
#include "runtime/sanitizers.h"

namespace wasmpi {

namespace {

/// "WASMPI\0\0": tells our exceptions from those of C++ and from the cancellation of threads.
constexpr uint64_t kExceptionClass = 0x5741534D50490000;

/// An exception on its way; lives in the frame of unwindTo.
struct Flight {
  _Unwind_Exception header;
  ExceptionObject* exception;
  const GuestRegions* regions;
  UnwindTrace* trace;
  /// Whether a guest frame has been met.
  bool isInGuest;
  /// The next guest frame is that of the last handler, which is in the trace already.
  bool isFrameKnown;
};

void addToTrace(Flight& flight, uintptr_t pc, uintptr_t frameAddress) {
  UnwindTrace& trace = *flight.trace;
  const bool isKnown = flight.isFrameKnown && trace.frameAddress == frameAddress;
  flight.isFrameKnown = false;
  trace.frameAddress = frameAddress;
  if (isKnown)
    return;
  if (trace.kept < trace.pcs.size())
    trace.pcs[trace.kept++] = pc - 1; // a return address; the call is before it
  ++trace.counted;
}

/// Called for each frame, before its personality routine is. Anything but _URC_NO_REASON ends the walk.
_Unwind_Reason_Code visitFrame(int, _Unwind_Action actions, _Unwind_Exception_Class,
                               _Unwind_Exception*, _Unwind_Context* context, void* user) {
  Flight& flight = *static_cast<Flight*>(user);
  if ((actions & _UA_END_OF_STACK) != 0)
    return _URC_END_OF_STACK;
  const uintptr_t pc = _Unwind_GetIP(context);
  if (flight.regions->find(GuestRegion::Kind::ImageCode, pc - 1) == nullptr)
    // First the frames of the builtin, then the guest's, then the host's: no further.
    return flight.isInGuest ? _URC_END_OF_STACK : _URC_NO_REASON;
  flight.isInGuest = true;
  addToTrace(flight, pc, _Unwind_GetCFA(context));
  return _URC_NO_REASON;
}

/// A cursor over a table of handlers. The table is as trustworthy as the code it belongs to.
class TableReader {
public:
  explicit TableReader(const uint8_t* position) : position_(position) {}

  const uint8_t* position() const { return position_; }
  uint8_t byte() { return *position_++; }
  uint64_t uleb128() {
    uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
      const uint8_t next = byte();
      value |= uint64_t{next & 0x7Fu} << shift;
      if ((next & 0x80) == 0)
        return value;
    }
  }
  /// An offset in one of the forms LLVM writes; nullopt for others.
  std::optional<uint64_t> offset(uint8_t encoding) {
    constexpr uint8_t kUleb128 = 0x01, kUdata4 = 0x03;
    if (encoding == kUleb128)
      return uleb128();
    if (encoding != kUdata4)
      return std::nullopt;
    uint32_t value;
    std::memcpy(&value, position_, sizeof value);
    position_ += sizeof value;
    return value;
  }

private:
  const uint8_t* position_;
};

/// The offset in its function of where code lands whose call at `callOffset` is left by an exception; 0: nowhere.
uint64_t findLanding(const uint8_t* table, uint64_t callOffset) {
  constexpr uint8_t kOmitted = 0xFF;
  TableReader reader(table);
  if (reader.byte() != kOmitted)
    return 0; // landing pads away from their function: LLVM writes no such table
  if (reader.byte() != kOmitted)
    reader.uleb128();
  const uint8_t encoding = reader.byte();
  const uint64_t byteSize = reader.uleb128();
  const uint8_t* end = reader.position() + byteSize;
  // Ordered by their begin.
  while (reader.position() < end) {
    const auto begin = reader.offset(encoding);
    const auto length = reader.offset(encoding);
    const auto landing = reader.offset(encoding);
    reader.uleb128(); // the action: everything lands
    if (!begin || !length || !landing || callOffset < *begin)
      return 0;
    if (callOffset < *begin + *length)
      return *landing;
  }
  return 0;
}

/// Walks until a handler is installed, which does not return, or the guest's frames end. No frame from here to the guest's has
/// anything to be destroyed.
[[gnu::noinline]] void walk(Flight& flight) {
  _Unwind_ForcedUnwind(&flight.header, visitFrame, &flight);
}

[[noreturn]] void raiseUncaught(const Activation& activation, const UnwindTrace& trace) {
  Trap trap{.code = TrapCode::UncaughtException, .detail = describe(*trace.exception)};
  appendBacktrace(*activation.regions, {trace.pcs.data(), trace.kept}, trap);
  trap.omittedFrameCount = trace.counted - trace.kept;
  raiseTrap(std::move(trap));
}

} // namespace

void unwindTo(ExceptionObject& exception, bool isResumed) {
  Activation& activation = *threadState().innermost;
  UnwindTrace& trace = activation.trace;
  const bool isContinued = isResumed && trace.exception == &exception;
  if (!isContinued) {
    trace.exception = &exception;
    trace.kept = trace.counted = 0;
  }
  Flight flight = {.header = {},
                   .exception = &exception,
                   .regions = activation.regions,
                   .trace = &trace,
                   .isInGuest = false,
                   .isFrameKnown = isContinued};
  flight.header.exception_class = kExceptionClass;
  announceJump();
  walk(flight);
  raiseUncaught(activation, trace);
}

} // namespace wasmpi

int wasmpi_personality(int version, int actions, uint64_t exceptionClass, void* exception,
                       void* context) {
  using namespace wasmpi; // NOLINT: the name is that of the C interface
  const bool isOurs = exceptionClass == kExceptionClass && (actions & _UA_FORCE_UNWIND) != 0;
  if (version != 1 || !isOurs)
    return _URC_CONTINUE_UNWIND;
  auto* frame = static_cast<_Unwind_Context*>(context);
  const auto* table = static_cast<const uint8_t*>(_Unwind_GetLanguageSpecificData(frame));
  if (table == nullptr)
    return _URC_CONTINUE_UNWIND;
  const uintptr_t function = _Unwind_GetRegionStart(frame);
  const uint64_t landing = findLanding(table, _Unwind_GetIP(frame) - 1 - function);
  if (landing == 0)
    return _URC_CONTINUE_UNWIND;
  const auto* flight = static_cast<Flight*>(exception); // the header is its first member
  _Unwind_SetGR(frame, __builtin_eh_return_data_regno(0),
                reinterpret_cast<uintptr_t>(flight->exception));
  _Unwind_SetGR(frame, __builtin_eh_return_data_regno(1), 0);
  _Unwind_SetIP(frame, function + landing);
  return _URC_INSTALL_CONTEXT;
}
