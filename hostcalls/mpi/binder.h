// From a row of functions.def to a function generated code can call.
//
// A row names a native function and adaptors. An adaptor consumes guest parameters (Guest), checks
// and converts them (decode), yields native arguments (host), and may write results back when the
// native function has returned (commit). A row whose adaptors do not yield exactly the parameters
// of the native function does not compile.
//
// Arguments are decoded by a call without a name first: it may refuse whatever is not plain, and
// says nothing. Then they are decoded again, thoroughly, and what is wrong is noted. So a plain
// message costs no call but the native one. Hence decode changes nothing.
//
//   struct Adaptor {
//     using Guest = Parameters<uint32_t, ...>;
//     // False: failed, or (without call.name) needs the thorough way.
//     bool decode(Call, uint32_t, ...);
//     std::tuple<...> host();
//
//     // Optional: what is done when the native function has returned, ...
//     void commit(Call, int nativeCode);
//     // ... whose error handler hears of a failed decode, ...
//     MPI_Comm errorComm() const;
//     MPI_Win errorWin() const;
//     MPI_File errorFile() const;
//     NativeSession errorSession() const;
//     // ... and an adaptor of the same parameters that decodes hastily in this one's place.
//     using Hasty = ...;
//   };
#pragma once

#include <tuple>
#include <type_traits>
#include <utility>

#include "hostcalls/mpi/mpi_context.h"
#include "runtime/host_module.h"

namespace wasmpi::mpi {

template <class... Types> struct Parameters {};

/// A function's name as a template argument.
template <size_t length> struct FunctionName {
  constexpr FunctionName(const char (&name)[length]) {
    for (size_t i = 0; i < length; i++)
      text[i] = name[i];
  }
  char text[length];
};

namespace detail {

template <class... Lists> struct Concatenated;
template <class... Types> struct Concatenated<Parameters<Types...>> {
  using Result = Parameters<Types...>;
};
template <> struct Concatenated<> {
  using Result = Parameters<>;
};
template <class... First, class... Second, class... Rest>
struct Concatenated<Parameters<First...>, Parameters<Second...>, Rest...>
    : Concatenated<Parameters<First..., Second...>, Rest...> {};

template <class List> inline constexpr size_t kLength = 0;
template <class... Types> inline constexpr size_t kLength<Parameters<Types...>> = sizeof...(Types);

template <class Function> struct NativeParameters;
template <class... Types> struct NativeParameters<int (*)(Types...)> {
  using Result = std::tuple<Types...>;
};

template <class Adaptor>
concept Commits = requires(Adaptor adaptor, Call call) { adaptor.commit(call, 0); };
template <class Adaptor>
concept HasErrorComm = requires(const Adaptor adaptor) { adaptor.errorComm(); };
template <class Adaptor>
concept HasErrorWin = requires(const Adaptor adaptor) { adaptor.errorWin(); };
template <class Adaptor>
concept HasErrorFile = requires(const Adaptor adaptor) { adaptor.errorFile(); };

template <class Adaptor>
concept HasErrorSession = requires(const Adaptor adaptor) {
  adaptor.errorSession();
};

template <class Runner, class Arguments>
concept HasHastyWay = requires(MpiContext& context, const Arguments& arguments, int32_t& result) {
  Runner::runHastily(context, arguments, result);
};

template <size_t first, class Adaptor, class Arguments, size_t... indices>
bool decodeFrom(Adaptor& adaptor, Call call, const Arguments& arguments,
                std::index_sequence<indices...>) {
  return adaptor.decode(call, std::get<first + indices>(arguments)...);
}

/// Position of the first guest parameter of the adaptor at `index`.
template <size_t index, class... Adaptors> constexpr size_t firstParameter() {
  constexpr size_t lengths[] = {kLength<typename Adaptors::Guest>..., 0};
  size_t sum = 0;
  for (size_t i = 0; i < index; i++)
    sum += lengths[i];
  return sum;
}

/// The first communicator, window and session among the arguments, wherever they stand: decoding
/// may have failed before them.
template <class... Adaptors, class Arguments, size_t... indices>
ErrorSite errorSiteOf(Call call, const Arguments& arguments, std::index_sequence<indices...>) {
  ErrorSite result;
  const auto ask = [&]<size_t index>(std::integral_constant<size_t, index>) {
    using Adaptor = std::tuple_element_t<index, std::tuple<Adaptors...>>;
    if constexpr (HasErrorComm<Adaptor> || HasErrorWin<Adaptor> || HasErrorFile<Adaptor> ||
                  HasErrorSession<Adaptor>) {
      Adaptor adaptor;
      // For its object only: whether it succeeds does not matter any more.
      decodeFrom<firstParameter<index, Adaptors...>()>(
          adaptor, call, arguments, std::make_index_sequence<kLength<typename Adaptor::Guest>>{});
      if constexpr (HasErrorComm<Adaptor>)
        result.comm = result.comm == MPI_COMM_NULL ? adaptor.errorComm() : result.comm;
      if constexpr (HasErrorWin<Adaptor>)
        result.win = result.win == MPI_WIN_NULL ? adaptor.errorWin() : result.win;
      if constexpr (HasErrorFile<Adaptor>)
        result.file = adaptor.errorFile();
      if constexpr (HasErrorSession<Adaptor>)
        result.session = adaptor.errorSession();
    }
  };
  (ask(std::integral_constant<size_t, indices>{}), ...);
  return result;
}

/// What adaptors yield for the native function.
template <class... Adaptors>
using HostArgumentsOf =
    decltype(std::tuple_cat(std::declval<decltype(std::declval<Adaptors&>().host())>()...));

/// What decodes hastily in an adaptor's place: itself, or its Hasty.
template <class Adaptor> struct HastyForm {
  using Type = Adaptor;
};
template <class Adaptor>
requires requires {
  typename Adaptor::Hasty;
}
struct HastyForm<Adaptor> {
  using Type = typename Adaptor::Hasty;
};

template <auto native, class... Adaptors> class NativeCall {
  template <auto, class...> friend class NativeCall;

public:
  /// The hasty way: false if the call is not plain; nothing has happened then.
  template <class Arguments>
  static bool runHastily(MpiContext& context, const Arguments& arguments, int32_t& result) {
    return NativeCall<native, typename HastyForm<Adaptors>::Type...>::decodeAndCall(
        Call{context, nullptr}, arguments, result);
  }
  /// Decodes again, now noting what is wrong; if that fails, too, so does the call.
  template <class Arguments> static int32_t run(Call call, const Arguments& arguments) {
    int32_t result;
    if (decodeAndCall(call, arguments, result))
      return result;
    return call.context.finishFailure(errorSiteOf<Adaptors...>(
        Call{call.context, nullptr}, arguments, std::index_sequence_for<Adaptors...>{}));
  }

private:
  static_assert(std::is_same_v<HostArgumentsOf<Adaptors...>,
                               typename NativeParameters<decltype(native)>::Result>,
                "the adaptors of this row of functions.def do not yield what <mpi.h> declares");

  /// Decodes the adaptors behind those that are decoded; after the last, calls. Each is a variable
  /// of its own: of one object they would all be in memory, since the library is given the address
  /// of some.
  template <class Arguments, class... Decoded>
  static bool decodeAndCall(Call call, const Arguments& arguments, int32_t& result,
                            Decoded&... decoded) {
    constexpr size_t index = sizeof...(Decoded);
    if constexpr (index == sizeof...(Adaptors)) {
      const int code = std::apply(native, std::tuple_cat(decoded.host()...));
      (commit(decoded, call, code), ...);
      result = call.context.resultOf(code);
      return true;
    } else {
      using Adaptor = std::tuple_element_t<index, std::tuple<Adaptors...>>;
      Adaptor adaptor;
      if (!decodeFrom<firstParameter<index, Adaptors...>()>(
              adaptor, call, arguments,
              std::make_index_sequence<kLength<typename Adaptor::Guest>>{})) [[unlikely]]
        return false;
      return decodeAndCall(call, arguments, result, decoded..., adaptor);
    }
  }

  template <class Adaptor> static void commit(Adaptor& adaptor, Call call, int code) {
    if constexpr (Commits<Adaptor>)
      adaptor.commit(call, code);
  }
};

/// The C function of a row. `Runner` has a static run(call, arguments) whose locals are gone when a
/// trap is raised.
template <FunctionName name, class Runner, class List> struct EntryPoint;
template <FunctionName name, class Runner, class... Types>
struct EntryPoint<name, Runner, Parameters<Types...>> {
  /// Flattened: the adaptors' small functions would otherwise only in part be inlined, and the
  /// arguments go through memory.
  [[gnu::flatten]] static int32_t callHastily(void* context, Types... arguments) {
    int32_t result;
    if (Runner::runHastily(*static_cast<MpiContext*>(context), std::tuple<Types...>(arguments...),
                           result)) [[likely]]
      return result;
    // The same parameters: a jump, and the arguments are where they came from.
    return call(context, arguments...);
  }

  [[gnu::noinline]] static int32_t call(void* context, Types... arguments) {
    const Call call{*static_cast<MpiContext*>(context), name.text};
    const int32_t result = Runner::run(call, std::tuple<Types...>(arguments...));
    if (result == kTrapped) [[unlikely]]
      call.context.raise();
    return result;
  }

  static HostFunctionCode describe() {
    return {code(), FunctionType{{wasmpi::detail::valueTypeOf<Types>()...}, {kI32}}};
  }

private:
  static const void* code() {
    if constexpr (HasHastyWay<Runner, std::tuple<Types...>>)
      return reinterpret_cast<const void*>(&callHastily);
    else
      return reinterpret_cast<const void*>(&call);
  }
};

template <auto function> struct SpecialCall;
template <class... Types, int32_t (*function)(Call, Types...)> struct SpecialCall<function> {
  using Guest = Parameters<Types...>;
  template <class Arguments> static int32_t run(Call call, const Arguments& arguments) {
    return std::apply([&](auto... each) { return function(call, each...); }, arguments);
  }
};

} // namespace detail

/// A row made of adaptors.
template <FunctionName name, auto native, class... Adaptors> HostFunctionCode bindNative() {
  using Guest = typename detail::Concatenated<typename Adaptors::Guest...>::Result;
  return detail::EntryPoint<name, detail::NativeCall<native, Adaptors...>, Guest>::describe();
}

/// A function written by hand, int32_t f(Call, guest parameters...): returns the guest's error
/// code, or what finishFailure gave it.
template <FunctionName name, auto function> HostFunctionCode bindSpecial() {
  using Runner = detail::SpecialCall<function>;
  return detail::EntryPoint<name, Runner, typename Runner::Guest>::describe();
}

} // namespace wasmpi::mpi
