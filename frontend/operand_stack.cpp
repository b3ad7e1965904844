// Blocks, runs of operands, and the faults of the validation algorithm (Core A.3).
#include "frontend/operand_stack.h"

#include <algorithm>

#include <fmt/format.h>

#include "frontend/error.h"

namespace wasmpi {

namespace {

std::string describe(ValueType type) {
  return type == OperandStack::kUnknown ? "any type" : toString(type);
}

} // namespace

std::span<const ValueType> BlockSignature::parameters() const {
  return type != nullptr ? std::span<const ValueType>(type->parameters)
                         : std::span<const ValueType>();
}

std::span<const ValueType> BlockSignature::results() const {
  if (type != nullptr)
    return type->results;
  return {&singleResult, hasSingleResult ? size_t{1} : size_t{0}};
}

void OperandStack::clear() {
  operands_.clear();
  frames_.clear();
}

void OperandStack::push(std::span<const ValueType> types) {
  if (types.size() > kMaxOperands - operands_.size())
    failTooManyOperands();
  operands_.insert(operands_.end(), types.begin(), types.end());
}

void OperandStack::pop(std::span<const ValueType> types) {
  for (size_t i = types.size(); i > 0; --i)
    pop(types[i - 1]);
}

ValueType OperandStack::popReference() {
  const ValueType type = pop();
  if (type == kUnknown)
    return kUnknownReference;
  if (!type.isReference())
    fail(fmt::format("type mismatch: reference expected, {} found", toString(type)));
  return type;
}

void OperandStack::checkTop(std::span<const ValueType> types) const {
  const Frame& frame = frames_.back();
  size_t height = operands_.size();
  for (size_t i = types.size(); i > 0; --i) {
    const ValueType expected = types[i - 1];
    const ValueType actual = height == frame.height ? popBelowFrame(frame) : operands_[--height];
    if (actual != expected && !isSubtypeOrUnknown(actual, expected))
      failMismatch(expected, actual);
  }
}

void OperandStack::enter(Opcode opcode, const BlockSignature& signature) {
  if (frames_.size() >= kMaxNesting)
    fail(fmt::format("blocks are nested too deeply (limit {})", kMaxNesting));
  pop(signature.parameters());
  frames_.push_back({opcode, signature, operands_.size()});
  push(signature.parameters());
}

void OperandStack::enterFunction(const FunctionType& type) {
  frames_.push_back({Opcode::Block, BlockSignature{&type, false, kI32}, operands_.size()});
}

void OperandStack::enterHandler(Opcode opcode, const BlockSignature& signature,
                                std::span<const ValueType> values) {
  frames_.push_back({opcode, signature, operands_.size()});
  push(values);
}

OperandStack::Frame OperandStack::leave() {
  const Frame& frame = frames_.back();
  pop(frame.signature.results());
  if (operands_.size() != frame.height)
    fail(fmt::format("type mismatch: {} values too many at the end of the block",
                     operands_.size() - frame.height));
  const Frame closed = frame;
  frames_.pop_back();
  return closed;
}

void OperandStack::markUnreachable() {
  Frame& frame = frames_.back();
  operands_.resize(frame.height);
  frame.isUnreachable = true;
}

OperandStack::Frame& OperandStack::label(uint32_t index) {
  if (index >= frames_.size())
    fail(fmt::format("unknown label {}", index));
  return frames_[frames_.size() - 1 - index];
}

ValueType OperandStack::popBelowFrame(const Frame& frame) const {
  if (!frame.isUnreachable)
    fail("type mismatch: a value is expected, the operand stack is empty");
  return kUnknown;
}

void OperandStack::failMismatch(ValueType expected, ValueType actual) const {
  fail(fmt::format("type mismatch: {} expected, {} found", describe(expected), describe(actual)));
}

void OperandStack::failTooManyOperands() const {
  fail(fmt::format("too many values on the operand stack (limit {})", kMaxOperands));
}

void OperandStack::failFeature(Feature feature) const {
  refuseFeature(feature, offset_, fmt::format("instruction {}", textOf(opcode_)));
}

void OperandStack::fail(const std::string& message) const {
  throw FormatError{Error{fmt::format("{} in {}", message, textOf(opcode_)), offset_}};
}

} // namespace wasmpi
