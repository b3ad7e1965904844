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

/// Bits of a lane: "i8" has 8.
unsigned laneBitCount(const Json& vector) {
  return static_cast<unsigned>(std::stoul(vector.at("lane_type").get<std::string>().substr(1)));
}

uint64_t laneAt(const Value& vector, size_t lane, unsigned bitCount) {
  const size_t position = lane * bitCount;
  const uint64_t half = position < 64 ? vector.bits : vector.highBits;
  return half >> position % 64 & (bitCount == 64 ? UINT64_MAX : (uint64_t{1} << bitCount) - 1);
}

Value parseVector(const Json& vector) {
  const unsigned bitCount = laneBitCount(vector);
  Value result{kV128};
  size_t position = 0;
  for (const Json& lane : vector["value"]) {
    (position < 64 ? result.bits : result.highBits) |= parseBits(lane) << position % 64;
    position += bitCount;
  }
  return result;
}

bool matchesNumber(uint64_t actual, const Json& expected, bool isDouble) {
  const auto text = expected.get<std::string>();
  if (text.starts_with("nan:"))
    return matchesNan(actual, isDouble, text == "nan:canonical");
  return actual == parseBits(expected);
}

bool matchesVector(const Value& actual, const Json& expected) {
  const unsigned bitCount = laneBitCount(expected);
  const Json& lanes = expected["value"];
  if (actual.type != kV128 || lanes.size() * bitCount != 128)
    return false;
  for (size_t i = 0; i < lanes.size(); ++i)
    if (!matchesNumber(laneAt(actual, i, bitCount), lanes[i], bitCount == 64))
      return false;
  return true;
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
  if (type == "v128")
    return parseVector(value);
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
  if (type == "v128")
    return matchesVector(actual, expected);
  if (type != "i32" && type != "i64" && type != "f32" && type != "f64")
    return matchesReference(actual, expected);
  return toString(actual.type) == type &&
         matchesNumber(actual.bits, expected["value"], type == "f64");
}

std::string describe(const Value& value) {
  if (value.type == kV128)
    return fmt::format("v128:{:#018x} {:016x}", value.bits, value.highBits);
  return fmt::format("{}:{:#x}", toString(value.type), value.bits);
}

} // namespace wasmpi::spec
