// The operand and control stacks of validation (Core A.3, "Validation Algorithm"): types of values,
// and the blocks that are open.
//
// Invariant: operands below the height of the innermost frame are out of its reach. In an
// unreachable frame a pop below that height yields kUnknown, which matches every type. Work is
// linear in the values pushed and popped; nothing recurses.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "frontend/limits.h"
#include "frontend/opcodes.h"
#include "frontend/types.h"

namespace wasmpi {

/// Parameters and results of a block: those of a function type, or one result, or nothing.
struct BlockSignature {
  const FunctionType* type = nullptr;
  bool hasSingleResult = false;
  ValueType singleResult;

  std::span<const ValueType> parameters() const;
  /// May point into this object.
  std::span<const ValueType> results() const;
};

class OperandStack {
public:
  /// The type of what unreachable code pops.
  static constexpr ValueType kUnknown{static_cast<ValueKind>(0xFF)};
  /// What is left of it where a reference was asked for.
  static constexpr ValueType kUnknownReference = ValueType::reference(HeapType::Unknown, false);

  /// `typeIds`: the canonical id of each type of the module.
  explicit OperandStack(std::span<const uint32_t> typeIds) : typeIds_(typeIds) {}

  struct Frame {
    /// What opened it, or its present part: Else, Catch, CatchAll. Block for the function itself.
    Opcode opcode;
    BlockSignature signature;
    size_t height;
    bool isUnreachable = false;
    /// The count of locals initialised when it was entered; see InitializedLocals.
    size_t initializedCount = 0;
    /// The br_table that checked this frame's label last, so that none checks it twice.
    uint64_t checkedBy = 0;

    /// What a branch to this frame carries.
    std::span<const ValueType> labelTypes() const {
      return opcode == Opcode::Loop ? signature.parameters() : signature.results();
    }
  };

  /// Forgets everything but the memory it holds.
  void clear();
  /// Names the instruction that later faults belong to.
  void setInstruction(Opcode opcode, size_t moduleOffset) {
    opcode_ = opcode;
    offset_ = moduleOffset;
  }

  /// Throws FormatError unless the feature the present instruction belongs to is on.
  void require(FeatureSet features, Feature feature) const {
    if (!features.contains(feature)) [[unlikely]]
      failFeature(feature);
  }

  void push(ValueType type) {
    if (operands_.size() >= kMaxOperands)
      failTooManyOperands();
    operands_.push_back(type);
  }
  /// Pops any type.
  ValueType pop() {
    const Frame& frame = frames_.back();
    if (operands_.size() == frame.height)
      return popBelowFrame(frame);
    const ValueType type = operands_.back();
    operands_.pop_back();
    return type;
  }
  void pop(ValueType expected) {
    const ValueType actual = pop();
    if (actual != expected && !isSubtypeOrUnknown(actual, expected))
      failMismatch(expected, actual);
  }
  /// Pops a reference of any type.
  ValueType popReference();
  void push(std::span<const ValueType> types);
  /// Pops `types`, the last one first.
  void pop(std::span<const ValueType> types);
  /// Checks that `types` could be popped, and leaves the stack as it is.
  void checkTop(std::span<const ValueType> types) const;

  /// Opens a block: its parameters are popped and pushed again inside it.
  void enter(Opcode opcode, const BlockSignature& signature);
  /// Opens the block of a function: no parameters on the stack.
  void enterFunction(const FunctionType& type);
  /// Opens the handler of a block that was left: `values` are what the exception brings.
  void enterHandler(Opcode opcode, const BlockSignature& signature,
                    std::span<const ValueType> values);
  /// Checks that exactly the results are left, and closes the innermost block. The results are not
  /// pushed.
  Frame leave();
  /// What follows in the innermost block cannot be reached.
  void markUnreachable();

  Frame& innermost() { return frames_.back(); }
  size_t depth() const { return frames_.size(); }
  /// The frame a branch of that label goes to; throws FormatError "unknown label".
  Frame& label(uint32_t index);

  /// Throws FormatError at the present instruction, with its name.
  [[noreturn]] void fail(const std::string& message) const;

  bool isSubtypeOrUnknown(ValueType actual, ValueType expected) const {
    return actual == kUnknown || isSubtype(actual, expected, typeIds_);
  }

private:
  ValueType popBelowFrame(const Frame& frame) const;
  [[noreturn]] void failMismatch(ValueType expected, ValueType actual) const;
  [[noreturn]] void failTooManyOperands() const;
  [[noreturn]] void failFeature(Feature feature) const;

  std::span<const uint32_t> typeIds_;
  std::vector<ValueType> operands_;
  std::vector<Frame> frames_;
  Opcode opcode_ = Opcode::Nop;
  size_t offset_ = 0;
};

} // namespace wasmpi
