// Errors of the first two tiers (ARCHITECTURE "Errors"): what is wrong with a module, and what went
// wrong around it.
//
// Inside the frontend a fault is thrown as FormatError; its public functions (parseModule,
// validateModule, disassemble, and FunctionNames, which takes what it gets) are the only catchers
// and return Expected<T>. Nothing else in wasmpi throws.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <tl/expected.hpp>

namespace wasmpi {

/// A failure to be shown to the user. `message` names the cause and, where there is one, the way
/// out.
struct Error {
  std::string message;
  /// Byte offset in the module, where the fault lies in one.
  std::optional<size_t> offset = std::nullopt;

  /// "message (at offset 0x1a)" or just the message.
  std::string text() const;
};

template <class T> using Expected = tl::expected<T, Error>;

/// Shorthand for returning a failure from a function that yields Expected<T>.
inline tl::unexpected<Error> failure(std::string message,
                                     std::optional<size_t> offset = std::nullopt) {
  return tl::unexpected<Error>(Error{std::move(message), offset});
}

/// Text of the guest made fit for a message or a symbol: control characters and what is not UTF-8
/// become \xNN, and at most `maxByteSize` bytes of `text` are kept, "..." marking what was cut.
std::string printable(std::string_view text, size_t maxByteSize = 200);

/// Thrown by the decoder and the validator only; never leaves the frontend.
struct FormatError {
  Error error;
};

} // namespace wasmpi
