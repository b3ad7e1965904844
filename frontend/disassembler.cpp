// A visitor over opcodes.def that prints each kind of immediate.
#include "frontend/disassembler.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include <fmt/format.h>

#include "frontend/local_types.h"

namespace wasmpi {

namespace {

using namespace immediates; // NOLINT: the immediates are this file's vocabulary

/// Deeper blocks are not indented further, so that the text stays linear in the body.
constexpr size_t kMaxIndentedLevel = 40;
/// Nor are names and types behind an instruction shown in any length.
constexpr size_t kMaxCommentByteSize = 120;

/// A float as the shortest decimal that reads back the same, a NaN with its payload.
template <class Float, class Bits> std::string floatText(Bits bits, unsigned payloadBitCount) {
  static_assert(sizeof(Float) == sizeof(Bits));
  Float value;
  std::memcpy(&value, &bits, sizeof value);
  if (!std::isnan(value))
    return fmt::format("{}", value);
  const Bits payload = bits & ((Bits{1} << payloadBitCount) - 1);
  return fmt::format("{}nan:{:#x}", std::signbit(value) ? "-" : "", payload);
}

class Printer {
public:
  Printer(const Module& module, const FunctionNames& names, std::string& text)
      : module_(module), names_(names), text_(text) {}

  template <Opcode op> void visit(const ImmediateOf<op>& immediate) { print(immediate); }

  void print(None) {}
  void print(ZeroByte) {}
  template <class Tag> void print(Index<Tag> index) { append(" {}", index.value); }
  void print(FunctionIndex index) {
    append(" {} ; {}", index.value, printable(names_.nameOf(index.value), kMaxCommentByteSize));
  }
  void print(TypeIndex index) { printType(index.value); }
  void print(const BlockType& type) {
    if (type.form == BlockType::Form::Value)
      append(" {}", toString(type.value));
    if (type.form == BlockType::Form::TypeIndex)
      printType(type.typeIndex);
  }
  void print(const LabelTable& table) {
    for (const uint32_t label : table.labels)
      append(" {}", label);
  }
  void print(CallIndirect immediate) {
    append(" table {}", immediate.tableIndex);
    printType(immediate.typeIndex);
  }
  void print(const TryTable& table) {
    constexpr const char* kKinds[] = {"catch", "catch_ref", "catch_all", "catch_all_ref"};
    print(table.type);
    for (const CatchClause& clause : table.clauses) {
      append(" ({}", kKinds[static_cast<size_t>(clause.kind)]);
      if (clause.hasTag())
        append(" {}", clause.tagIndex);
      append(" {})", clause.label);
    }
  }
  void print(const SelectTypes& select) {
    for (const ValueType& type : select.types)
      append(" {}", toString(type));
  }
  void print(const MemArg& argument) {
    if (argument.memoryIndex != 0)
      append(" memory {}", argument.memoryIndex);
    if (argument.offset != 0)
      append(" offset={}", argument.offset);
    append(" align=2^{}", argument.alignLog2);
  }
  void print(MemoryInit immediate) { append(" {} {}", immediate.dataIndex, immediate.memoryIndex); }
  void print(MemoryCopy immediate) { append(" {} {}", immediate.destination, immediate.source); }
  void print(TableInit immediate) {
    append(" {} {}", immediate.elementIndex, immediate.tableIndex);
  }
  void print(TableCopy immediate) { append(" {} {}", immediate.destination, immediate.source); }
  void print(NullType type) { append(" {}", toString(ValueType::reference(type.heap, true))); }
  void print(I32Literal literal) { append(" {}", literal.value); }
  void print(I64Literal literal) { append(" {}", literal.value); }
  void print(F32Literal literal) { append(" {}", floatText<float>(literal.bits, 23)); }
  void print(F64Literal literal) { append(" {}", floatText<double>(literal.bits, 52)); }
  void print(V128Literal literal) { append(" i64x2 {:#x} {:#x}", literal.low, literal.high); }
  template <unsigned count> void print(Lane<count> immediate) { append(" {}", immediate.lane); }
  template <unsigned count> void print(const MemArgLane<count>& immediate) {
    print(static_cast<const MemArg&>(immediate));
    append(" {}", immediate.lane);
  }
  void print(const ShuffleLanes& shuffle) {
    for (const uint8_t lane : shuffle.lanes)
      append(" {}", lane);
  }

private:
  template <class... Arguments>
  void append(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Arguments>(arguments)...);
  }
  void printType(uint32_t typeIndex) {
    append(" type {}", typeIndex);
    if (typeIndex < module_.types.size())
      append(" ; {}", printable(toString(module_.types[typeIndex]), kMaxCommentByteSize));
  }

  const Module& module_;
  const FunctionNames& names_;
  std::string& text_;
};

void printLocals(const LocalTypes& locals, std::string& text) {
  for (const LocalTypes::Run& run : locals.runs())
    text += run.end - run.first == 1
                ? fmt::format("  local {}: {}\n", run.first, toString(run.type))
                : fmt::format("  locals {}-{}: {}\n", run.first, run.end - 1, toString(run.type));
}

void printInstructions(ByteReader& reader, Printer& printer, std::string& text) {
  size_t level = 1;
  while (!reader.atEnd()) {
    const size_t offset = reader.offset();
    const Opcode opcode = decodeOpcode(reader);
    const bool splits = opcode == Opcode::Else || opcode == Opcode::Catch || opcode == Opcode::CatchAll;
    const bool closes = splits || opcode == Opcode::End || opcode == Opcode::Delegate;
    if (closes && level > 0)
      --level;
    text += fmt::format("{:#08x}  {:{}}{}", offset, "", 2 * std::min(level, kMaxIndentedLevel),
                        textOf(opcode));
    visitInstruction(opcode, reader, printer);
    text += '\n';
    const bool opens = splits || opcode == Opcode::Block || opcode == Opcode::Loop ||
                       opcode == Opcode::If || opcode == Opcode::Try || opcode == Opcode::TryTable;
    if (opens)
      ++level;
  }
}

} // namespace

Expected<std::string> disassemble(const Module& module, uint32_t functionIndex,
                                  const FunctionNames& names) {
  if (functionIndex >= module.functions.size())
    return failure(fmt::format("unknown function {}", functionIndex));
  if (module.isImportedFunction(functionIndex))
    return failure(fmt::format("function {} is imported, it has no body", functionIndex));
  const uint32_t typeIndex = module.functions[functionIndex];
  if (typeIndex >= module.types.size())
    return failure(fmt::format("unknown type {} of function {}", typeIndex, functionIndex));

  const FunctionType& type = module.types[typeIndex];
  const FunctionBody& body = module.bodies[functionIndex - module.importedFunctionCount];
  std::string text = fmt::format("function {} {} {}\n", functionIndex, names.nameOf(functionIndex),
                                 toString(type));
  try {
    ByteReader reader(body.bytes, body.offset);
    LocalTypes locals;
    locals.decode(reader, type);
    printLocals(locals, text);
    Printer printer(module, names, text);
    printInstructions(reader, printer, text);
  } catch (FormatError& fault) {
    return tl::unexpected<Error>(std::move(fault.error));
  }
  return text;
}

} // namespace wasmpi
