// Valid bodies out of a ByteSource.
//
// Invariants: a body ends, for every call and every turn of a loop takes one from the fuel global
// and nothing happens without fuel. It behaves the same on every engine: the bits of a NaN are made
// canonical before anything but a float operation sees them. Whatever is written has the stack type
// that its caller expects, also where it cannot be reached.
#pragma once

#include <cstdint>
#include <vector>

#include "code_writer.h"
#include "frontend/immediates.h"
#include "module_shape.h"
#include "opcode_rows.h"

namespace wasmpi::fuzz {

class FunctionGenerator {
public:
  /// `rows` are the instructions to choose from; `nodeBudget` bounds what is left to write for all
  /// bodies together.
  FunctionGenerator(ModuleShape& shape, ByteSource& source,
                    const std::vector<const OpcodeRow*>& rows, unsigned& nodeBudget);

  /// A body of type `type`: locals and code, without its size.
  Bytes generate(const FunctionType& type);

private:
  struct Label {
    Kinds carried;
    /// It carries a reference besides: only what has made the label branches there.
    bool isReserved = false;
    /// The handler of a legacy try: what it caught can be thrown again.
    bool isHandler = false;
  };
  /// One way to call in its three forms.
  struct CallOpcodes {
    Opcode direct, indirect, byReference;
  };
  class Deeper;

  // function_generator.cpp: values
  ByteSource& source() { return source_; }
  bool mustBeSmall() const {
    return depth_ >= kMaxDepth || source_.isExhausted() || nodeBudget_ == 0;
  }
  /// One value of `kind`; whether its bits are the same on every engine though it be a NaN.
  bool expression(ValueKind kind);
  /// The same, with a NaN made canonical where its bits might differ.
  void exactExpression(ValueKind kind);
  void expressions(const Kinds& kinds);
  bool leaf(ValueKind kind);
  void literal(ValueKind kind);
  bool rowExpression(ValueKind kind);
  bool applyRow(const OpcodeRow& row);
  bool rowImmediate(const OpcodeRow& row, uint32_t memory);
  void memoryArgument(uint32_t naturalAlignLog2, bool isAtomic, uint32_t memory);
  /// An address that is mostly inside of the memory.
  void address(uint32_t memory, uint32_t alignLog2);
  /// A small index of a memory or table.
  void smallIndex(IndexType type, uint32_t bound);
  void selectExpression(ValueKind kind);
  void ifExpression(ValueKind kind);
  void blockExpression(ValueKind kind);
  void stateExpression();
  void waitExpression();
  void reference();
  void nonNullReference();
  void canonicalise(ValueKind kind, ValueKind laneKind = ValueKind::F32);
  ValueKind anyKind();
  Kinds someKinds(uint32_t bound);
  uint32_t anyMemory() { return source_.below(shape_.memories.size()); }
  uint32_t anyTable() { return source_.below(shape_.tables.size()); }
  /// Locals of `kind` that bodies may name.
  const std::vector<uint32_t>& localsOf(ValueKind kind) const {
    return localsByKind_[static_cast<size_t>(kind)];
  }

  // statements.cpp
  void statements();
  void statement();
  void consume(ValueKind kind);
  void consumeAll(const Kinds& kinds);
  void assignLocal();
  void assignGlobal();
  void storeStatement();
  void ifStatement();
  void loopStatement();
  void blockStatement();
  void branch();
  void branchIf();
  void branchTable();
  void callStatement();
  /// Calls a function, directly or not; its results are left.
  FunctionType call();
  void callTo(uint32_t callee, CallOpcodes opcodes);
  void tailCall();
  void branchOnNull();
  void wideArithmetic();
  void bulkMemory();
  void length(IndexType type);
  void tableStatement();
  void bulkTable();
  void leave();
  void blockType(const Kinds& parameters, const Kinds& results);
  void blockType(const FunctionType& type);
  /// One that may be branched to with values alone.
  uint32_t anyLabel();
  /// Those that carry just these kinds.
  std::vector<uint32_t> labelsCarrying(const Kinds& kinds) const;
  const Kinds& carriedTo(uint32_t label) const {
    return labels_[labels_.size() - 1 - label].carried;
  }
  /// Takes one from the fuel; 1 on the stack if there was none.
  void fuelIsOut();

  // exceptions.cpp
  void throwSomething();
  void tryStatement();
  void standardTry();
  void catchElsewhere(std::vector<immediates::CatchClause>& clauses);
  void legacyTry();
  void legacyCatch(const Kinds& caught, const Kinds& results);
  uint32_t anyTag() { return source_.below(shape_.tags.size()); }
  Kinds carriedBy(uint32_t tag) const { return kindsOf(shape_.types[shape_.tags[tag]].parameters); }

  static constexpr unsigned kMaxDepth = 7;

  ModuleShape& shape_;
  ByteSource& source_;
  unsigned& nodeBudget_;
  std::vector<const OpcodeRow*> rowsByResult_[5];
  std::vector<const OpcodeRow*> stores_;
  bool hasSimd_ = false;
  CodeWriter code_;
  std::vector<Label> labels_;
  std::vector<uint32_t> localsByKind_[5];
  uint32_t scratch_[5] = {};
  /// A local of type exnref, if exceptions are of the standard form.
  uint32_t exceptionLocal_ = 0;
  Kinds results_;
  unsigned depth_ = 0;
};

} // namespace wasmpi::fuzz
