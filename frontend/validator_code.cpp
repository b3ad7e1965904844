// The type of every instruction (Core 3.3), driven by the rows of opcodes.def: a row whose type is
// a plain signature is checked by it; a row marked Special needs an overload of `check` here, so
// that a row without one does not compile.
//
// Invariant: one pass over the bytes of a body, without recursion on nesting.
#include "frontend/validator_code.h"

#include <algorithm>
#include <array>
#include <type_traits>

#include <fmt/format.h>

#include "frontend/initialized_locals.h"
#include "frontend/local_types.h"
#include "frontend/operand_stack.h"

namespace wasmpi {

namespace {

using namespace immediates; // NOLINT: the immediates are this file's vocabulary

static_assert(accessByteSize("i64.load32_u") == 4 && accessByteSize("f64.store") == 8 &&
              accessByteSize("i32.load8_s") == 1 && accessByteSize("v128.load8x8_s") == 8 &&
              accessByteSize("i64.atomic.rmw16.add_u") == 2 &&
              accessByteSize("i32.atomic.rmw.xchg") == 4 &&
              accessByteSize("memory.atomic.wait64") == 8 &&
              accessByteSize("memory.atomic.notify") == 4);

class CodeValidator {
public:
  CodeValidator(const Module& module, std::span<const uint32_t> typeIds)
      : module_(module), stack_(typeIds) {}

  void validate(const FunctionType& type, const FunctionBody& body);

  /// For visitInstruction.
  template <Opcode op> void visit(const ImmediateOf<op>& immediate) {
    if constexpr (OpcodeTraits<op>::feature != Feature::Mvp)
      stack_.require(module_.features, OpcodeTraits<op>::feature);
    if constexpr (std::is_base_of_v<MemArg, ImmediateOf<op>>)
      checkMemArg(immediate, accessByteSize(OpcodeTraits<op>::text),
                  isAtomicAccess(OpcodeTraits<op>::text));
    if constexpr (requires { ImmediateOf<op>::kLaneCount; })
      checkLanes(immediate);
    if constexpr (std::is_same_v<TypeOf<op>, signature::Special>)
      check(OpcodeTag<op>{}, immediate);
    else
      apply(static_cast<TypeOf<op>*>(nullptr));
  }

private:
  template <Opcode op> using Tag = OpcodeTag<op>;

  // Plain signatures.
  template <class... Operands> void popOperands() {
    const std::array<ValueType, sizeof...(Operands)> types{valueType(Operands{})...};
    for (size_t i = types.size(); i > 0; --i)
      stack_.pop(types[i - 1]);
  }
  template <class Result, class... Operands> void apply(Result (*)(Operands...)) {
    popOperands<Operands...>();
    if constexpr (!std::is_void_v<Result>)
      stack_.push(valueType(Result{}));
  }
  static constexpr ValueType valueType(signature::I32) { return kI32; }
  static constexpr ValueType valueType(signature::I64) { return kI64; }
  static constexpr ValueType valueType(signature::F32) { return kF32; }
  static constexpr ValueType valueType(signature::F64) { return kF64; }
  static constexpr ValueType valueType(signature::V128) { return kV128; }
  ValueType valueType(signature::Address) const { return address_; }

  // Control.
  void check(Tag<Opcode::Unreachable>, None) { stack_.markUnreachable(); }
  void check(Tag<Opcode::Block>, const BlockType& type) { enter(Opcode::Block, type); }
  void check(Tag<Opcode::Loop>, const BlockType& type) { enter(Opcode::Loop, type); }
  void check(Tag<Opcode::If>, const BlockType& type) {
    stack_.pop(kI32);
    enter(Opcode::If, type);
  }
  void check(Tag<Opcode::Else>, None);
  void check(Tag<Opcode::End>, None);
  void check(Tag<Opcode::Br>, LabelIndex label) {
    stack_.pop(stack_.label(label.value).labelTypes());
    stack_.markUnreachable();
  }
  void check(Tag<Opcode::BrIf>, LabelIndex label) {
    stack_.pop(kI32);
    const std::span<const ValueType> types = stack_.label(label.value).labelTypes();
    stack_.pop(types);
    stack_.push(types);
  }
  void check(Tag<Opcode::BrTable>, const LabelTable& table);
  void check(Tag<Opcode::Return>, None) {
    stack_.pop(functionType_->results);
    stack_.markUnreachable();
  }
  void check(Tag<Opcode::Call>, FunctionIndex function) { call(functionType(function.value)); }
  void check(Tag<Opcode::CallIndirect>, const CallIndirect& immediate);
  void check(Tag<Opcode::CallRef>, TypeIndex type) { call(popCallee(type)); }
  void check(Tag<Opcode::ReturnCall>, FunctionIndex function) {
    returnCall(functionType(function.value));
  }
  void check(Tag<Opcode::ReturnCallIndirect>, const CallIndirect& immediate) {
    popTableCallee(immediate);
    returnCall(typeAt(immediate.typeIndex));
  }
  void check(Tag<Opcode::ReturnCallRef>, TypeIndex type) { returnCall(popCallee(type)); }

  // Exceptions.
  void check(Tag<Opcode::Throw>, TagIndex tag) {
    stack_.pop(tagParameters(tag.value));
    stack_.markUnreachable();
  }
  void check(Tag<Opcode::ThrowRef>, None) {
    stack_.pop(kExnRef);
    stack_.markUnreachable();
  }
  void check(Tag<Opcode::TryTable>, const TryTable& table);
  void check(Tag<Opcode::Try>, const BlockType& type) { enter(Opcode::Try, type); }
  void check(Tag<Opcode::Catch>, TagIndex tag) {
    enterHandler(Opcode::Catch, tagParameters(tag.value));
  }
  void check(Tag<Opcode::CatchAll>, None) { enterHandler(Opcode::CatchAll, {}); }
  void check(Tag<Opcode::Delegate>, LabelIndex label);
  void check(Tag<Opcode::Rethrow>, LabelIndex label);

  // References.
  void check(Tag<Opcode::RefNull>, NullType type) {
    stack_.push(known(ValueType::reference(type.heap, true)));
  }
  void check(Tag<Opcode::RefIsNull>, None) {
    stack_.popReference();
    stack_.push(kI32);
  }
  void check(Tag<Opcode::RefAsNonNull>, None) {
    stack_.push(ValueType::reference(stack_.popReference().heap, false));
  }
  void check(Tag<Opcode::BrOnNull>, LabelIndex label);
  void check(Tag<Opcode::BrOnNonNull>, LabelIndex label);
  void check(Tag<Opcode::RefFunc>, FunctionIndex function);

  // Parametric and variable.
  void check(Tag<Opcode::Drop>, None) { stack_.pop(); }
  void check(Tag<Opcode::Select>, None);
  void check(Tag<Opcode::SelectTyped>, const SelectTypes& select);
  void check(Tag<Opcode::LocalGet>, LocalIndex local);
  void check(Tag<Opcode::LocalSet>, LocalIndex local) { setLocal(local); }
  void check(Tag<Opcode::LocalTee>, LocalIndex local) { stack_.push(setLocal(local)); }
  void check(Tag<Opcode::GlobalGet>, GlobalIndex global) { stack_.push(globalType(global).value); }
  void check(Tag<Opcode::GlobalSet>, GlobalIndex global);

  // Tables.
  void check(Tag<Opcode::TableGet>, TableIndex table) {
    const ValueType element = elementType(table.value);
    stack_.pop(tableIndexType(table.value));
    stack_.push(element);
  }
  void check(Tag<Opcode::TableSet>, TableIndex table) {
    stack_.pop(elementType(table.value));
    stack_.pop(tableIndexType(table.value));
  }
  void check(Tag<Opcode::TableInit>, TableInit immediate);
  void check(Tag<Opcode::ElemDrop>, ElementIndex element) { segmentType(element.value); }
  void check(Tag<Opcode::TableCopy>, TableCopy immediate);
  void check(Tag<Opcode::TableGrow>, TableIndex table) {
    const ValueType element = elementType(table.value), index = tableIndexType(table.value);
    stack_.pop(index);
    stack_.pop(element);
    stack_.push(index);
  }
  void check(Tag<Opcode::TableSize>, TableIndex table) {
    elementType(table.value);
    stack_.push(tableIndexType(table.value));
  }
  void check(Tag<Opcode::TableFill>, TableIndex table) {
    const ValueType element = elementType(table.value), index = tableIndexType(table.value);
    popRange(index, element, index);
  }

  // Memories.
  void check(Tag<Opcode::MemorySize>, MemoryIndex memory) {
    stack_.push(addressType(memory.value));
  }
  void check(Tag<Opcode::MemoryGrow>, MemoryIndex memory) {
    const ValueType address = addressType(memory.value);
    stack_.pop(address);
    stack_.push(address);
  }
  void check(Tag<Opcode::MemoryInit>, MemoryInit immediate) {
    const ValueType address = addressType(immediate.memoryIndex);
    checkData(immediate.dataIndex);
    popRange(address, kI32, kI32);
  }
  void check(Tag<Opcode::DataDrop>, DataIndex data) { checkData(data.value); }
  void check(Tag<Opcode::MemoryCopy>, MemoryCopy immediate) {
    const ValueType destination = addressType(immediate.destination);
    const ValueType source = addressType(immediate.source);
    popRange(destination, source, narrower(destination, source));
  }
  void check(Tag<Opcode::MemoryFill>, MemoryIndex memory) {
    const ValueType address = addressType(memory.value);
    popRange(address, kI32, address);
  }

  // Wide arithmetic: operands and results are pairs, the low half below.
  void check(Tag<Opcode::I64Add128>, None) { combine(4); }
  void check(Tag<Opcode::I64Sub128>, None) { combine(4); }
  void check(Tag<Opcode::I64MulWideS>, None) { combine(2); }
  void check(Tag<Opcode::I64MulWideU>, None) { combine(2); }
  void combine(size_t operandCount) {
    constexpr std::array kQuad{kI64, kI64, kI64, kI64};
    const std::span<const ValueType> operands(kQuad);
    stack_.pop(operands.first(operandCount));
    stack_.push(operands.first(2));
  }

  void enter(Opcode opcode, const BlockType& type);
  void enter(Opcode opcode, const BlockSignature& signature);
  OperandStack::Frame leave();
  void enterHandler(Opcode opcode, std::span<const ValueType> values);
  void checkClause(const CatchClause& clause);
  void call(const FunctionType& type) {
    stack_.pop(type.parameters);
    stack_.push(type.results);
  }
  void returnCall(const FunctionType& type);
  void popTableCallee(const CallIndirect& immediate);
  const FunctionType& popCallee(TypeIndex type);
  bool areSubtypes(std::span<const ValueType> actual, std::span<const ValueType> expected) const;
  ValueType setLocal(LocalIndex local);
  void popRange(ValueType first, ValueType second, ValueType count) {
    stack_.pop(count);
    stack_.pop(second);
    stack_.pop(first);
  }
  /// The type of a count of items copied between address spaces of these types.
  static ValueType narrower(ValueType first, ValueType second) {
    return first == kI64 ? second : first;
  }
  void checkMemArg(const MemArg& argument, uint32_t byteSize, bool isAtomic);
  template <class Immediate> void checkLanes(const Immediate& immediate) const {
    checkLane(immediate.lane, Immediate::kLaneCount);
  }
  void checkLanes(const ShuffleLanes& shuffle) const {
    for (const uint8_t lane : shuffle.lanes)
      checkLane(lane, ShuffleLanes::kLaneCount);
  }
  void checkLane(uint8_t lane, unsigned laneCount) const {
    if (lane >= laneCount)
      stack_.fail(fmt::format("invalid lane index {}, there are {} lanes", lane, laneCount));
  }

  // What an index refers to, or a fault.
  const FunctionType& typeAt(uint32_t index) const;
  /// The type itself, if what it refers to is there.
  ValueType known(ValueType type) const;
  const FunctionType& functionType(uint32_t index) const;
  ValueType localType(LocalIndex local) const;
  const GlobalType& globalType(GlobalIndex global) const;
  std::span<const ValueType> tagParameters(uint32_t tagIndex) const;
  ValueType elementType(uint32_t tableIndex) const;
  /// Of a table that exists.
  ValueType tableIndexType(uint32_t tableIndex) const {
    return addressTypeOf(module_.tables[tableIndex].limits);
  }
  ValueType segmentType(uint32_t elementIndex) const;
  ValueType addressType(uint32_t memoryIndex) const;
  void checkData(uint32_t dataIndex) const;

  const Module& module_;
  OperandStack stack_;
  LocalTypes locals_;
  InitializedLocals initialized_;
  const FunctionType* functionType_ = nullptr;
  /// Type of addresses of the memory the present instruction names.
  ValueType address_ = kI32;
  uint64_t tableSerial_ = 0;
};

void CodeValidator::validate(const FunctionType& type, const FunctionBody& body) {
  ByteReader reader(body.bytes, body.offset, module_.features);
  locals_.decode(reader, type);
  stack_.setInstruction(Opcode::Nop, body.offset);
  for (const LocalTypes::Run& run : locals_.runs())
    known(run.type);
  initialized_.clear();
  functionType_ = &type;
  stack_.clear();
  stack_.enterFunction(type);
  while (stack_.depth() != 0) {
    const size_t offset = reader.offset();
    const Opcode opcode = decodeOpcode(reader);
    stack_.setInstruction(opcode, offset);
    visitInstruction(opcode, reader, *this);
  }
  if (!reader.atEnd())
    reader.fail("unexpected content after the end of the function (END opcode expected)");
}

void CodeValidator::enter(Opcode opcode, const BlockType& type) {
  switch (type.form) {
  case BlockType::Form::Empty:
    return enter(opcode, BlockSignature{nullptr, false, kI32});
  case BlockType::Form::Value:
    return enter(opcode, BlockSignature{nullptr, true, known(type.value)});
  case BlockType::Form::TypeIndex:
    return enter(opcode, BlockSignature{&typeAt(type.typeIndex), false, kI32});
  }
}

void CodeValidator::enter(Opcode opcode, const BlockSignature& signature) {
  stack_.enter(opcode, signature);
  stack_.innermost().initializedCount = initialized_.count();
}

OperandStack::Frame CodeValidator::leave() {
  const OperandStack::Frame frame = stack_.leave();
  initialized_.reset(frame.initializedCount);
  return frame;
}

void CodeValidator::check(Tag<Opcode::Else>, None) {
  const OperandStack::Frame frame = leave();
  if (frame.opcode != Opcode::If)
    stack_.fail("else without if");
  stack_.push(frame.signature.parameters());
  enter(Opcode::Else, frame.signature);
}

void CodeValidator::check(Tag<Opcode::End>, None) {
  const OperandStack::Frame frame = leave();
  const std::span<const ValueType> results = frame.signature.results();
  if (frame.opcode == Opcode::If) {
    // The absent else passes its parameters on.
    const std::span<const ValueType> parameters = frame.signature.parameters();
    if (!areSubtypes(parameters, results))
      stack_.fail("type mismatch: an if without else must yield what it takes");
  }
  if (stack_.depth() != 0)
    stack_.push(results);
}

/// Begins a part of a `try` that handles exceptions.
void CodeValidator::enterHandler(Opcode opcode, std::span<const ValueType> values) {
  const OperandStack::Frame frame = leave();
  if (frame.opcode != Opcode::Try && frame.opcode != Opcode::Catch)
    stack_.fail(frame.opcode == Opcode::CatchAll ? "a handler after catch_all" : "no try to handle");
  stack_.enterHandler(opcode, frame.signature, values);
  stack_.innermost().initializedCount = initialized_.count();
}

void CodeValidator::check(Tag<Opcode::Delegate>, LabelIndex label) {
  const OperandStack::Frame frame = leave();
  if (frame.opcode != Opcode::Try)
    stack_.fail("no try to delegate");
  // Counted from outside of the try; the label of the function itself means its caller.
  stack_.label(label.value);
  stack_.push(frame.signature.results());
}

void CodeValidator::check(Tag<Opcode::Rethrow>, LabelIndex label) {
  const Opcode opcode = stack_.label(label.value).opcode;
  if (opcode != Opcode::Catch && opcode != Opcode::CatchAll)
    stack_.fail(fmt::format("invalid rethrow label {}: no handler", label.value));
  stack_.markUnreachable();
}

void CodeValidator::check(Tag<Opcode::TryTable>, const TryTable& table) {
  // Labels of the clauses are counted from outside of the block.
  for (const CatchClause& clause : table.clauses)
    checkClause(clause);
  enter(Opcode::TryTable, table.type);
}

void CodeValidator::checkClause(const CatchClause& clause) {
  constexpr ValueType kException{ValueKind::Reference, false, HeapType::Exn};
  std::vector<ValueType> values;
  if (clause.hasTag()) {
    const std::span<const ValueType> parameters = tagParameters(clause.tagIndex);
    values.assign(parameters.begin(), parameters.end());
  }
  if (clause.hasReference())
    values.push_back(kException);
  const std::span<const ValueType> expected = stack_.label(clause.label).labelTypes();
  if (!areSubtypes(values, expected))
    stack_.fail(fmt::format("type mismatch: a catch clause brings {}, label {} takes {}",
                            toString(FunctionType{values, {}}), clause.label,
                            toString(FunctionType{{expected.begin(), expected.end()}, {}})));
}

void CodeValidator::check(Tag<Opcode::BrTable>, const LabelTable& table) {
  stack_.pop(kI32);
  ++tableSerial_;
  const std::span<const ValueType> defaultTypes = stack_.label(table.labels.back()).labelTypes();
  for (const uint32_t index : table.labels) {
    OperandStack::Frame& frame = stack_.label(index);
    if (frame.checkedBy == tableSerial_)
      continue;
    frame.checkedBy = tableSerial_;
    const std::span<const ValueType> types = frame.labelTypes();
    if (types.size() != defaultTypes.size())
      stack_.fail(fmt::format("type mismatch: label {} takes {} values, the default label {}",
                              index, types.size(), defaultTypes.size()));
    stack_.checkTop(types);
  }
  stack_.markUnreachable();
}

void CodeValidator::check(Tag<Opcode::CallIndirect>, const CallIndirect& immediate) {
  popTableCallee(immediate);
  call(typeAt(immediate.typeIndex));
}

void CodeValidator::popTableCallee(const CallIndirect& immediate) {
  const ValueType element = elementType(immediate.tableIndex);
  if (!isSubtype(element, kFuncRef))
    stack_.fail(fmt::format("type mismatch: table {} of {}, funcref expected", immediate.tableIndex,
                            toString(element)));
  stack_.pop(tableIndexType(immediate.tableIndex));
}

const FunctionType& CodeValidator::popCallee(TypeIndex type) {
  const FunctionType& callee = typeAt(type.value);
  stack_.pop(ValueType::reference(concreteHeap(type.value), true));
  return callee;
}

void CodeValidator::returnCall(const FunctionType& type) {
  stack_.pop(type.parameters);
  if (!areSubtypes(type.results, functionType_->results))
    stack_.fail(
        fmt::format("type mismatch: a function of type {} cannot end with the results of {}",
                    toString(*functionType_), toString(type)));
  stack_.markUnreachable();
}

bool CodeValidator::areSubtypes(std::span<const ValueType> actual,
                                std::span<const ValueType> expected) const {
  return std::ranges::equal(actual, expected, [&](ValueType left, ValueType right) {
    return stack_.isSubtypeOrUnknown(left, right);
  });
}

void CodeValidator::check(Tag<Opcode::BrOnNull>, LabelIndex label) {
  const ValueType reference = stack_.popReference();
  const std::span<const ValueType> types = stack_.label(label.value).labelTypes();
  stack_.pop(types);
  stack_.push(types);
  stack_.push(ValueType::reference(reference.heap, false));
}

void CodeValidator::check(Tag<Opcode::BrOnNonNull>, LabelIndex label) {
  const std::span<const ValueType> types = stack_.label(label.value).labelTypes();
  if (types.empty() || !types.back().isReference())
    stack_.fail("type mismatch: the label takes no reference");
  // What arrives there is not null, whatever the label would take.
  stack_.pop(ValueType::reference(types.back().heap, true));
  const std::span<const ValueType> others = types.first(types.size() - 1);
  stack_.pop(others);
  stack_.push(others);
}

void CodeValidator::check(Tag<Opcode::LocalGet>, LocalIndex local) {
  const ValueType type = localType(local);
  const bool isUnset = !type.isDefaultable() && local.value >= functionType_->parameters.size() &&
                       !initialized_.contains(local.value);
  if (isUnset)
    stack_.fail(fmt::format("uninitialized local {} of type {}", local.value, toString(type)));
  stack_.push(type);
}

ValueType CodeValidator::setLocal(LocalIndex local) {
  const ValueType type = localType(local);
  stack_.pop(type);
  if (!type.isDefaultable())
    initialized_.insert(local.value);
  return type;
}

void CodeValidator::check(Tag<Opcode::RefFunc>, FunctionIndex function) {
  functionType(function.value);
  if (!module_.isDeclaredReference(function.value))
    stack_.fail(
        fmt::format("undeclared function reference {}: no export, element segment or global "
                    "names it",
                    function.value));
  stack_.push(ValueType::reference(concreteHeap(module_.functions[function.value]), false));
}

void CodeValidator::check(Tag<Opcode::Select>, None) {
  stack_.pop(kI32);
  const ValueType second = stack_.pop();
  const ValueType first = stack_.pop();
  if (first.isReference() || second.isReference())
    stack_.fail("type mismatch: references need a select with a type");
  const bool isFirstUnknown = first == OperandStack::kUnknown;
  if (first != second && !isFirstUnknown && second != OperandStack::kUnknown)
    stack_.fail(fmt::format("type mismatch: {} and {}", toString(first), toString(second)));
  stack_.push(isFirstUnknown ? second : first);
}

void CodeValidator::check(Tag<Opcode::SelectTyped>, const SelectTypes& select) {
  if (select.types.size() != 1)
    stack_.fail(fmt::format("invalid result arity: {} types", select.types.size()));
  const ValueType type = known(select.types.front());
  popRange(type, type, kI32);
  stack_.push(type);
}

void CodeValidator::check(Tag<Opcode::GlobalSet>, GlobalIndex global) {
  const GlobalType& type = globalType(global);
  if (!type.isMutable)
    stack_.fail(fmt::format("global is immutable: global {}", global.value));
  stack_.pop(type.value);
}

void CodeValidator::check(Tag<Opcode::TableInit>, TableInit immediate) {
  const ValueType element = elementType(immediate.tableIndex);
  const ValueType segment = segmentType(immediate.elementIndex);
  if (!stack_.isSubtypeOrUnknown(segment, element))
    stack_.fail(fmt::format("type mismatch: segment of {}, table of {}", toString(segment),
                            toString(element)));
  popRange(tableIndexType(immediate.tableIndex), kI32, kI32);
}

void CodeValidator::check(Tag<Opcode::TableCopy>, TableCopy immediate) {
  const ValueType destination = elementType(immediate.destination);
  const ValueType source = elementType(immediate.source);
  if (!stack_.isSubtypeOrUnknown(source, destination))
    stack_.fail(
        fmt::format("type mismatch: {} copied to {}", toString(source), toString(destination)));
  const ValueType to = tableIndexType(immediate.destination);
  const ValueType from = tableIndexType(immediate.source);
  popRange(to, from, narrower(to, from));
}

void CodeValidator::checkMemArg(const MemArg& argument, uint32_t byteSize, bool isAtomic) {
  address_ = addressType(argument.memoryIndex);
  if ((uint64_t{1} << argument.alignLog2) > byteSize)
    stack_.fail(fmt::format("alignment must not be larger than natural: 2^{} for {} bytes",
                            argument.alignLog2, byteSize));
  if (isAtomic && (uint64_t{1} << argument.alignLog2) != byteSize)
    stack_.fail(fmt::format("atomic alignment must be natural: 2^{} for {} bytes",
                            argument.alignLog2, byteSize));
  if (address_ == kI32 && argument.offset > UINT32_MAX)
    stack_.fail(fmt::format("offset out of range: {}", argument.offset));
}

const FunctionType& CodeValidator::typeAt(uint32_t index) const {
  if (index >= module_.types.size())
    stack_.fail(fmt::format("unknown type {}", index));
  return module_.types[index];
}

ValueType CodeValidator::known(ValueType type) const {
  if (type.isConcrete())
    typeAt(typeIndexOf(type.heap));
  return type;
}

const FunctionType& CodeValidator::functionType(uint32_t index) const {
  if (index >= module_.functions.size())
    stack_.fail(fmt::format("unknown function {}", index));
  return module_.functionType(index);
}

ValueType CodeValidator::localType(LocalIndex local) const {
  if (local.value >= locals_.count())
    stack_.fail(fmt::format("unknown local {}", local.value));
  return locals_.typeOf(local.value);
}

const GlobalType& CodeValidator::globalType(GlobalIndex global) const {
  if (global.value >= module_.globals.size())
    stack_.fail(fmt::format("unknown global {}", global.value));
  return module_.globals[global.value].type;
}

std::span<const ValueType> CodeValidator::tagParameters(uint32_t tagIndex) const {
  if (tagIndex >= module_.tags.size())
    stack_.fail(fmt::format("unknown tag {}", tagIndex));
  return module_.tagType(tagIndex).parameters;
}

ValueType CodeValidator::elementType(uint32_t tableIndex) const {
  if (tableIndex >= module_.tables.size())
    stack_.fail(fmt::format("unknown table {}", tableIndex));
  return module_.tables[tableIndex].element;
}

ValueType CodeValidator::segmentType(uint32_t elementIndex) const {
  if (elementIndex >= module_.elements.size())
    stack_.fail(fmt::format("unknown elem segment {}", elementIndex));
  return module_.elements[elementIndex].type;
}

ValueType CodeValidator::addressType(uint32_t memoryIndex) const {
  if (memoryIndex >= module_.memories.size())
    stack_.fail(fmt::format("unknown memory {}", memoryIndex));
  return addressTypeOf(module_.memories[memoryIndex].limits);
}

void CodeValidator::checkData(uint32_t dataIndex) const {
  if (!module_.dataCount)
    stack_.fail("data count section required");
  if (dataIndex >= *module_.dataCount)
    stack_.fail(fmt::format("unknown data segment {}", dataIndex));
}

} // namespace

void validateBodies(const Module& module, std::span<const uint32_t> typeIds) {
  CodeValidator validator(module, typeIds);
  for (size_t i = 0; i < module.bodies.size(); ++i) {
    const auto functionIndex = static_cast<uint32_t>(module.importedFunctionCount + i);
    validator.validate(module.functionType(functionIndex), module.bodies[i]);
  }
}

} // namespace wasmpi
