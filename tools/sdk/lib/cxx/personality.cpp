// Which handler of a try takes an exception: what compiled code asks before it enters one.
//
// Code that catches writes the number of its try and the address of its function's table (the LSDA,
// as LLVM's EHStreamer lays it out for Wasm: a try's number is its row among the call sites) into
// __wasm_lpad_context, calls _Unwind_CallPersonality, and compares the selector left there with
// each handler's. A try whose handlers all refuse leaves 0, and the code passes the exception on.
#include "exception.h"

#include <cstdint>

using wasmpi::Flight;

extern "C" {

struct {
  uint32_t tryNumber;
  const uint8_t* table;
  int32_t selector;
} __wasm_lpad_context;

int _Unwind_CallPersonality(void* exception);
}

namespace {

/// std::type_info with the slots libc++abi's classes add to its virtual table.
struct HandlerType : std::type_info {
  virtual void unused1() const;
  virtual void unused2() const;
  /// Whether a handler of this type takes what was thrown as `thrown`; then `object` points to the
  /// part it names.
  virtual bool canCatch(const std::type_info* thrown, void*& object) const = 0;
};

uint32_t readUleb(const uint8_t*& at) {
  uint32_t value = 0;
  for (int shift = 0;; shift += 7) {
    const uint8_t byte = *at++;
    value |= uint32_t{byte & 0x7fu} << shift;
    if (byte < 0x80)
      return value;
  }
}

int32_t readSleb(const uint8_t*& at) {
  int32_t value = 0;
  for (int shift = 0;;) {
    const uint8_t byte = *at++;
    value |= (byte & 0x7f) << shift;
    shift += 7;
    if (byte < 0x80)
      return byte & 0x40 && shift < 32 ? value | -(1 << shift) : value;
  }
}

/// The first handler in the chain at `action` that takes the exception, as its selector; 0 if none
/// does.
int32_t selectHandler(const uint8_t* action, const HandlerType* const* typesEnd, Flight* flight) {
  for (;;) {
    const int32_t selector = readSleb(action);
    const uint8_t* next = action;
    const int32_t distance = readSleb(action);
    if (selector > 0) {
      const HandlerType* type = typesEnd[-selector];
      void* object = flight->thrown->object();
      // No type: catch (...).
      if (!type || type->canCatch(flight->thrown->type, object)) {
        flight->caughtAs = object;
        return selector;
      }
    }
    if (distance == 0)
      return 0;
    action = next + distance;
  }
}

} // namespace

int _Unwind_CallPersonality(void* exception) {
  constexpr uint8_t kOmitted = 0xff;
  const uint8_t* at = __wasm_lpad_context.table;
  __wasm_lpad_context.selector = 0;
  at++; // Where landing pads start: always omitted.
  if (*at++ == kOmitted)
    return 0; // No types, so only cleanups.
  const uint32_t typesOffset = readUleb(at);
  const auto* typesEnd = reinterpret_cast<const HandlerType* const*>(at + typesOffset);
  at++; // How call sites are encoded: always ULEB128.
  const uint32_t callSitesSize = readUleb(at);
  const uint8_t* actions = at + callSitesSize;
  while (at < actions) {
    const uint32_t number = readUleb(at), action = readUleb(at);
    if (number != __wasm_lpad_context.tryNumber)
      continue;
    if (action != 0)
      __wasm_lpad_context.selector =
          selectHandler(actions + action - 1, typesEnd, static_cast<Flight*>(exception));
    break;
  }
  return 0;
}
