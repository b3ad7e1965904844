// Attributes that guests cache on communicators, datatypes and windows (MPI-3.1 6.7).
//
// A guest's keyval stands for one of the library's, made with functions of ours that call the
// guest's. Values are the guest's 32-bit numbers, which the library keeps as pointers it never
// follows. A keyval lives until the guest has freed it and no attribute with it is left.
//
// While a callback runs for an object, that object's attributes do not change and it is not freed:
// the library is going through them.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <type_traits>
#include <vector>

#include "hostcalls/mpi/kinds.h"
#include "hostcalls/mpi/plugin_abi.h"

namespace wasmpi::mpi {

struct Call;
class MpiContext;

/// The kinds of objects that have attributes.
enum class Cacher : uint8_t { Comm, Datatype, Win };
template <class Kind> inline constexpr bool kHasAttributes = false;
template <> inline constexpr bool kHasAttributes<Comm> = true;
template <> inline constexpr bool kHasAttributes<Datatype> = true;
template <> inline constexpr bool kHasAttributes<Win> = true;
template <class Kind>
inline constexpr Cacher kCacher = std::is_same_v<Kind, Comm>       ? Cacher::Comm
                                  : std::is_same_v<Kind, Datatype> ? Cacher::Datatype
                                                                   : Cacher::Win;

/// What the library's keyval carries as its extra state.
struct Keyval {
  MpiContext& context;
  Cacher cacher;
  /// The guest's number, never used again.
  int32_t number;
  /// Null for the predefined functions that do nothing.
  std::optional<GuestFunction> copyFunction, deleteFunction;
  uint32_t extraState;
  int native = MPI_KEYVAL_INVALID;
  bool isFreed = false;
  /// One until it is freed, and one for each attribute.
  int64_t useCount = 1;
};

class Attributes {
public:
  explicit Attributes(MpiContext& context) : context_(context) {}

  /// A new keyval for the guest's functions, given as table indices, without a native one yet. Null
  /// if the call has failed.
  Keyval* add(Call call, Cacher cacher, uint32_t copyFunction, uint32_t deleteFunction,
              uint32_t extraState);
  /// The guest's keyval of this kind, or null.
  Keyval* find(Cacher cacher, int32_t number) const;
  /// The guest has freed it, or an attribute is gone.
  void release(Keyval& keyval);

  /// Whether a callback runs for an object, `handle`; or for any.
  bool isBusy(Cacher cacher, uint32_t handle) const;
  bool isBusy() const { return !running_.empty(); }

  // The functions the library calls. `object` is the guest's handle.
  int copy(Keyval& keyval, uint32_t object, void* value, void* result, int* isCopied);
  int remove(Keyval& keyval, uint32_t object, void* value);

private:
  class Running;
  struct Object {
    Cacher cacher;
    uint32_t handle;
  };
  int nativeResult(int32_t guestCode) const;

  MpiContext& context_;
  std::map<int32_t, std::unique_ptr<Keyval>> keyvals_;
  /// Numbers of the ABI's own keyvals are below.
  int32_t nextNumber_ = 0x1000;
  std::vector<Object> running_;
};

} // namespace wasmpi::mpi
