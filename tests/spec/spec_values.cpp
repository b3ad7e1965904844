#include "spec_values.h"

#include <cstdlib>

#include <fmt/format.h>

namespace wasmpi::spec {

namespace {

uint64_t parseBits(const Json& value) {
  return std::strtoull(value.get<std::string>().c_str(), nullptr, 10);
}

bool matchesNan(uint64_t bits, bool isDouble, bool isCanonical) {
  const uint64_t quiet = isDouble ? 0x7FF8000000000000 : 0x7FC00000;
  const uint64_t magnitude = bits & (isDouble ? 0x7FFFFFFFFFFFFFFF : 0x7FFFFFFF);
  return isCanonical ? magnitude == quiet : (magnitude & quiet) == quiet;
}

bool matchesReference(const Value& actual, const Json& expected) {
  if (!actual.type.isReference())
    return false;
  if (!expected.contains("value"))
    return actual.bits != 0;
  const auto text = expected["value"].get<std::string>();
  return text == "null" ? actual.bits == 0 : actual.bits == parseBits(expected["value"]) + 1;
}

} // namespace

Value parseArgument(const Json& value) {
  const auto type = value.at("type").get<std::string>();
  if (type == "i32")
    return {kI32, parseBits(value["value"])};
  if (type == "i64")
    return {kI64, parseBits(value["value"])};
  if (type == "f32")
    return {kF32, parseBits(value["value"])};
  if (type == "f64")
    return {kF64, parseBits(value["value"])};
  const ValueType reference = type == "externref" ? kExternRef : kFuncRef;
  const bool isNull = value["value"].get<std::string>() == "null";
  return {reference, isNull ? 0 : parseBits(value["value"]) + 1};
}

bool matchesExpectation(const Value& actual, const Json& expected) {
  const auto type = expected.at("type").get<std::string>();
  if (type == "either") {
    for (const Json& alternative : expected["values"])
      if (matchesExpectation(actual, alternative))
        return true;
    return false;
  }
  if (type != "i32" && type != "i64" && type != "f32" && type != "f64")
    return matchesReference(actual, expected);
  if (toString(actual.type) != type)
    return false;
  const auto text = expected["value"].get<std::string>();
  if (text.starts_with("nan:"))
    return matchesNan(actual.bits, type == "f64", text == "nan:canonical");
  return actual.bits == parseBits(expected["value"]);
}

std::string describe(const Value& value) {
  return fmt::format("{}:{:#x}", toString(value.type), value.bits);
}

} // namespace wasmpi::spec
