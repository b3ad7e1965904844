// How a WASI call fails: with an error number that the guest gets as the call's result, or with a
// trap that ends it.
//
// Errors of the outside world and of arguments are numbers; a guest address outside of linear
// memory is a trap, as an out-of-bounds store of the guest itself would be.
#pragma once

#include <memory>
#include <utility>

#include "hostcalls/wasi/errno.h"
#include "runtime/guest_memory.h"
#include "runtime/trap.h"

namespace wasmpi::wasi {

/// Either an Errno or a Trap; small, since nearly all are numbers.
class Failure {
public:
  Failure(Errno error) : errno_(error) {}
  Failure(Trap trap) : trap_(std::make_unique<Trap>(std::move(trap))) {}

  bool isTrap() const { return trap_ != nullptr; }
  /// Meaningful if this is not a trap.
  Errno error() const { return errno_; }
  /// Requires isTrap.
  Trap& trap() { return *trap_; }

private:
  Errno errno_ = Errno::Success;
  std::unique_ptr<Trap> trap_;
};

/// What a WASI call and its argument readers return.
template <class T> using Fallible = tl::expected<T, Failure>;

/// Passes on the failure of any of the result types as that of a Fallible.
template <class Failed> tl::unexpected<Failure> passOn(Failed&& failed) {
  return tl::unexpected<Failure>(Failure(std::move(failed.error())));
}

inline tl::unexpected<Failure> failWith(Errno error) { return tl::unexpected<Failure>(error); }

/// What a call has to do last: success, or the error of its host call.
inline Fallible<void> complete(Checked<void> outcome) {
  if (!outcome)
    return passOn(outcome);
  return {};
}

/// A result parameter whose address was checked before the host was called.
template <class T> class Out {
public:
  static Fallible<Out> at(const GuestMemory& memory, GuestPtr<T> pointer) {
    auto bytes = memory.range(pointer.address, sizeof(T));
    if (!bytes)
      return passOn(bytes);
    return Out(*bytes);
  }
  /// Guest memory need not be aligned for T.
  void store(const T& value) const { std::memcpy(bytes_, &value, sizeof(T)); }

private:
  explicit Out(uint8_t* bytes) : bytes_(bytes) {}
  uint8_t* bytes_;
};

} // namespace wasmpi::wasi
