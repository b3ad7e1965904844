// Values of the spec suite's JSON scripts: arguments to Values, results against expectations
// (schema: the suite's README).
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "runtime/instance.h"

namespace wasmpi::spec {

using Json = nlohmann::json;

/// An argument. A host reference N is represented as N + 1, since 0 is null.
Value parseArgument(const Json& value);

/// Whether `actual` is what the script expects, with its patterns for NaNs and references.
bool matchesExpectation(const Value& actual, const Json& expected);

/// "i32:0x2a", for messages.
std::string describe(const Value& value);

} // namespace wasmpi::spec
