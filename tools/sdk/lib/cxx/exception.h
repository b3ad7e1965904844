// What a thrown object carries with it. The Wasm tag's one value, which compiled code hands to
// __cxa_begin_catch, is the address of a Flight.
//
// A Thrown lies right before its object and lives as long as anything refers to it: its flights and
// exception_ptrs. A throw has one flight, inside the Thrown; each rethrow_exception adds one of its
// own, because one exception may then be in several handlers at once.
#pragma once

#include <cstddef>
#include <typeinfo>

namespace wasmpi {

// On Wasm a destructor returns its object, and an indirect call checks that.
using Destructor = void* (*)(void*);

struct Thrown;

struct Flight {
  Thrown* thrown;
  Flight* outer = nullptr;  // the next older one on the stack of caught exceptions
  void* caughtAs = nullptr; // the object as the handler's type sees it
  int handlerCount = 0;     // handlers it is in; negative while thrown again from one of them
};

struct alignas(16) Thrown {
  std::type_info* type;
  Destructor destroy;
  int references;
  Flight first;

  void* object() { return this + 1; }
  static Thrown* of(void* object) { return static_cast<Thrown*>(object) - 1; }
};

/// Catches the exception on its way, if there is one: what std::terminate does first, so that its
/// handler can ask what was thrown.
void catchFlying();

} // namespace wasmpi
