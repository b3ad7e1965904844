// Throwing, catching and keeping exceptions (Itanium C++ ABI, Exception Handling 2.4 and 2.5), on
// Wasm's own unwinding. Replaces libc++abi's cxa_noexception and cxa_exception_storage, whose every
// function it defines.
#include "exception.h"

#include <cxxabi.h>
#include <exception>
#include <new>

// The tag that all C++ code throws with.
__asm__(".globl __cpp_exception\n"
        ".tagtype __cpp_exception i32\n"
        "__cpp_exception:\n");

namespace __cxxabiv1 {
// libc++abi's malloc with a reserve, so that bad_alloc can be thrown when memory is out.
void* __aligned_malloc_with_fallback(size_t size);
void __aligned_free_with_fallback(void* block);
} // namespace __cxxabiv1

using wasmpi::Destructor;
using wasmpi::Flight;
using wasmpi::Thrown;

namespace {

// Named as in the ABI's 2.2.2, which promises this layout to whoever calls __cxa_get_globals.
struct Globals {
  Flight* caught = nullptr;
  unsigned uncaught = 0;
};
Globals globals;
Flight* flying = nullptr; // The one thrown last, until it is caught.

void* allocate(size_t size) {
  void* block = __cxxabiv1::__aligned_malloc_with_fallback(size);
  if (!block)
    std::terminate();
  return block;
}

// Nothing refers to it yet.
Thrown* prepare(void* object, std::type_info* type, Destructor destroy) {
  Thrown* thrown = Thrown::of(object);
  *thrown = {.type = type, .destroy = destroy, .references = 0, .first = {.thrown = thrown}};
  return thrown;
}

void release(Thrown* thrown) {
  if (--thrown->references > 0)
    return;
  if (thrown->destroy)
    thrown->destroy(thrown->object());
  __cxxabiv1::__cxa_free_exception(thrown->object());
}

void endFlight(Flight* flight) {
  Thrown* thrown = flight->thrown;
  if (flight != &thrown->first)
    __cxxabiv1::__aligned_free_with_fallback(flight);
  release(thrown);
}

[[noreturn]] void start(Flight* flight) {
  flight->caughtAs = flight->thrown->object();
  globals.uncaught++;
  flying = flight;
  __builtin_wasm_throw(0, flight);
}

} // namespace

void wasmpi::catchFlying() {
  if (flying)
    __cxxabiv1::__cxa_begin_catch(flying);
}

namespace __cxxabiv1 {

extern "C" {

Globals* __cxa_get_globals() { return &globals; }
Globals* __cxa_get_globals_fast() { return &globals; }

void* __cxa_allocate_exception(size_t size) noexcept {
  if (size > SIZE_MAX - sizeof(Thrown))
    std::terminate();
  return static_cast<Thrown*>(allocate(sizeof(Thrown) + size))->object();
}

void __cxa_free_exception(void* object) noexcept {
  __aligned_free_with_fallback(Thrown::of(object));
}

__cxa_exception* __cxa_init_primary_exception(void* object, std::type_info* type,
                                              Destructor destroy) noexcept {
  return reinterpret_cast<__cxa_exception*>(prepare(object, type, destroy));
}

void __cxa_throw(void* object, std::type_info* type, Destructor destroy) {
  Thrown* thrown = prepare(object, type, destroy);
  thrown->references = 1;
  start(&thrown->first);
}

void* __cxa_get_exception_ptr(void* exception) noexcept {
  return static_cast<Flight*>(exception)->caughtAs;
}

void* __cxa_begin_catch(void* exception) noexcept {
  auto* flight = static_cast<Flight*>(exception);
  // Thrown again from a handler, it already is on the stack; and is caught in one handler more.
  flight->handlerCount =
      (flight->handlerCount < 0 ? -flight->handlerCount : flight->handlerCount) + 1;
  if (flight != globals.caught) {
    flight->outer = globals.caught;
    globals.caught = flight;
  }
  globals.uncaught--;
  if (flight == flying)
    flying = nullptr;
  return flight->caughtAs;
}

void __cxa_end_catch() {
  Flight* flight = globals.caught;
  if (!flight)
    return;
  const bool isFlying = flight->handlerCount < 0;
  flight->handlerCount += isFlying ? 1 : -1;
  if (flight->handlerCount != 0)
    return;
  globals.caught = flight->outer;
  // One that was thrown again goes on: whoever catches it next ends it.
  if (!isFlying)
    endFlight(flight);
}

void __cxa_rethrow() {
  Flight* flight = globals.caught;
  if (!flight)
    std::terminate();
  flight->handlerCount = -flight->handlerCount;
  start(flight);
}

std::type_info* __cxa_current_exception_type() {
  return globals.caught ? globals.caught->thrown->type : nullptr;
}

void __cxa_call_terminate(void* exception) noexcept {
  if (exception)
    __cxa_begin_catch(exception);
  std::terminate();
}

bool __cxa_uncaught_exception() noexcept { return globals.uncaught != 0; }
unsigned int __cxa_uncaught_exceptions() noexcept { return globals.uncaught; }

// What std::exception_ptr is made of: the address of the object.
void __cxa_increment_exception_refcount(void* object) noexcept {
  if (object)
    Thrown::of(object)->references++;
}
void __cxa_decrement_exception_refcount(void* object) noexcept {
  if (object)
    release(Thrown::of(object));
}

void* __cxa_current_primary_exception() noexcept {
  if (!globals.caught)
    return nullptr;
  void* object = globals.caught->thrown->object();
  __cxa_increment_exception_refcount(object);
  return object;
}

void __cxa_rethrow_primary_exception(void* object) {
  if (!object)
    return;
  __cxa_increment_exception_refcount(object);
  auto* flight = static_cast<Flight*>(allocate(sizeof(Flight)));
  *flight = {.thrown = Thrown::of(object)};
  start(flight);
}

} // extern "C"

} // namespace __cxxabiv1
