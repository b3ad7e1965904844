// Rows of functions of later versions of MPI, which the library a plugin is compiled against may
// have or not (functions_mpi4.def). Where it has not, the call is an error of the class
// MPI_ERR_UNSUPPORTED_OPERATION.
//
// Whether <mpi.h> declares a function is asked by overloading it: a declaration of ours, visible at
// the same place, makes the name known in any case.
#pragma once

#include <string>

#include "hostcalls/mpi/binder.h"

namespace wasmpi::mpi {

/// No library's function takes one.
struct UndeclaredArgument;

namespace detail {

template <class HostArguments> struct PointerTo;
template <class... Types> struct PointerTo<std::tuple<Types...>> {
  using Result = int (*)(Types...);
};

/// Notes that the library does not have the function; returns false.
inline bool failMissing(Call call) {
  if (!call.context.isReady()) // the library makes no codes then
    return call.failWithError(MPI_ERR_UNSUPPORTED_OPERATION);
  return call.failWithError(call.context.errorCodes().explain(
      MPI_ERR_UNSUPPORTED_OPERATION, std::string(call.name) + ": this MPI library does not have it"));
}

/// What a row's lookup yields for a function <mpi.h> lacks.
struct Undeclared {};

template <auto function> using Declared = std::integral_constant<decltype(function), function>;

/// A function that is not there.
template <class... Adaptors> struct MissingCall {
  template <class Arguments> static int32_t run(Call call, const Arguments& arguments) {
    failMissing(call);
    return call.context.finishFailure(errorSiteOf<Adaptors...>(
        Call{call.context, nullptr}, arguments, std::index_sequence_for<Adaptors...>{}));
  }
};

} // namespace detail

/// As bindNative; `lookup(std::type_identity<Pointer>)` yields a Declared function of the pointer's
/// type, or Undeclared.
template <FunctionName name, auto lookup, class... Adaptors> HostFunctionCode bindOptional() {
  using Pointer = typename detail::PointerTo<detail::HostArgumentsOf<Adaptors...>>::Result;
  using Found = decltype(lookup(std::type_identity<Pointer>{}));
  constexpr bool isMissing = std::is_same_v<Found, detail::Undeclared>;
  static_assert(!isMissing || MPI_VERSION < 4,
                "the adaptors of this row do not yield what <mpi.h> declares");
  if constexpr (isMissing) {
    using Guest = typename detail::Concatenated<typename Adaptors::Guest...>::Result;
    return detail::EntryPoint<name, detail::MissingCall<Adaptors...>, Guest>::describe();
  } else {
    return bindNative<name, Found::value, Adaptors...>();
  }
}

} // namespace wasmpi::mpi
