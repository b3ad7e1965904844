// Host functions for guests to import. Their Wasm types are deduced from the C++ functions that implement them.
//
//   Result<uint32_t> fdClose(WasiContext& context, uint32_t fd);          // a hostcall
//   {"fd_close", bind<&fdClose>()}                                          // a row of the module's explicit array
//
// Generated code calls the wrapper made by bind directly as a C function: context first, then scalars; nothing is boxed, looked
// up or locked. Allowed parameters: (u)int32_t, (u)int64_t, float, double, GuestPtr<T>. Results: one of the arithmetic ones,
// plain or in a Result; or void / Result<void>.
#pragma once

#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

#include "frontend/types.h"
#include "runtime/guest_memory.h"
#include "runtime/trap.h"

namespace wasmpi {

class Instance;

/// A C function with its Wasm type, not yet tied to a context.
struct HostFunctionCode {
  const void* code;
  FunctionType type;
};

struct HostFunction {
  std::string_view name;
  HostFunctionCode function;
};

/// Gives an instance its host functions and their context.
class HostModule {
public:
  virtual ~HostModule() = default;

  struct Binding {
    HostFunctionCode function;
    void* context;
  };
  /// The function imported as `module`.`name`, or nullopt if this host module does not have it. Called once per import at
  /// instantiation; several guest module names may be answered ("mpi" and "env").
  virtual std::optional<Binding> find(std::string_view module, std::string_view name) = 0;

  /// Called when the instance's memory exists and before any guest code runs (also before the start function).
  virtual void attach(Instance& instance) = 0;
};

namespace detail {

template <class T> struct WasmValue {
  static_assert(std::is_arithmetic_v<T> && (sizeof(T) == 4 || sizeof(T) == 8), "not a Wasm scalar");
  using Type = T;
  static T fromWasm(Type value) { return value; }
};
template <class T> struct WasmValue<GuestPtr<T>> {
  using Type = uint32_t;
  static GuestPtr<T> fromWasm(Type value) { return GuestPtr<T>{value}; }
};

template <class T> constexpr ValueType valueTypeOf() {
  using Wasm = typename WasmValue<T>::Type;
  if constexpr (std::is_floating_point_v<Wasm>)
    return sizeof(Wasm) == 4 ? kF32 : kF64;
  else
    return sizeof(Wasm) == 4 ? kI32 : kI64;
}

template <class R> struct HostResult {
  using Type = R;
  static constexpr bool canTrap = false;
};
template <class R> struct HostResult<Result<R>> {
  using Type = R;
  static constexpr bool canTrap = true;
};

template <auto function> struct Bound;

template <class R, class Context, class... Parameters, R (*function)(Context&, Parameters...)>
struct Bound<function> {
  using Value = typename HostResult<R>::Type;

  static Value call(void* context, typename WasmValue<Parameters>::Type... arguments) {
    if constexpr (!HostResult<R>::canTrap) {
      return function(*static_cast<Context*>(context),
                      WasmValue<Parameters>::fromWasm(arguments)...);
    } else {
      auto result =
          function(*static_cast<Context*>(context), WasmValue<Parameters>::fromWasm(arguments)...);
      if (!result) [[unlikely]]
        leave(std::move(result));
      if constexpr (!std::is_void_v<Value>)
        return *result;
    }
  }

  /// The trap is moved out and the result's shell destroyed by raiseTrap's by-value hand-over: nothing is left to unwind.
  template <class Outcome> [[noreturn]] static void leave(Outcome&& result) {
    raiseTrap(std::move(result.error()));
  }

  static HostFunctionCode describe() {
    FunctionType type{{valueTypeOf<Parameters>()...}, {}};
    if constexpr (!std::is_void_v<Value>)
      type.results.push_back(valueTypeOf<Value>());
    return {reinterpret_cast<const void*>(&call), std::move(type)};
  }
};

} // namespace detail

/// The hostcall `function` (R f(Context&, parameters...)) as something a guest can import. The context given with it in a
/// HostModule::Binding must be a Context.
template <auto function> HostFunctionCode bind() { return detail::Bound<function>::describe(); }

} // namespace wasmpi
