#include "module_generator.h"

#include <fmt/format.h>

#include "function_generator.h"

namespace wasmpi::fuzz {

namespace {

constexpr unsigned kNodeBudget = 1200;
constexpr int32_t kFuelOfARun = 300;
constexpr uint8_t kFuncRefCode = 0x70;

class ModuleGenerator {
public:
  explicit ModuleGenerator(ByteSource source) : source_(source) {}

  GeneratedModule generate();

private:
  void chooseFeatures();
  void chooseExceptions();
  void chooseShape();
  MemoryShape anyMemoryShape(IndexType type);
  ValueKind anyKind() { return static_cast<ValueKind>(source_.below(hasSimd_ ? 5 : 4)); }
  Kinds anyKinds(uint32_t bound);
  /// One of the features that have no row of their own in opcodes.def.
  bool chooses(std::string_view feature, size_t oneInHowMany);
  void writeBodies();
  Bytes runBody(uint32_t function);
  Bytes stateBody() const;
  /// Replaces the value on top of the stack by i64 bits that are the same everywhere. Locals
  /// `scratch` on are an f32 and an f64.
  static void toBits(CodeWriter& code, ValueKind kind, uint32_t scratch);
  void writeSections();
  CodeWriter types() const;
  CodeWriter functions() const;
  CodeWriter tables() const;
  CodeWriter memories() const;
  CodeWriter tags() const;
  CodeWriter globals() const;
  CodeWriter exports() const;
  CodeWriter elements();
  CodeWriter data();
  CodeWriter code() const;

  ByteSource source_;
  ModuleShape shape_;
  std::vector<const OpcodeRow*> rows_;
  bool hasSimd_ = false;
  uint32_t wrapperType_ = 0, stateType_ = 0;
  std::vector<Bytes> bodies_;
  GeneratedModule output_;
};

bool ModuleGenerator::chooses(std::string_view feature, size_t oneInHowMany) {
  const auto found = findFeature(feature);
  if (!found || !source_.oneIn(oneInHowMany))
    return false;
  output_.features.insert(*found);
  return true;
}

/// The rows of the MVP and its small additions are always there; a bigger proposal's in some
/// modules.
void ModuleGenerator::chooseFeatures() {
  const uint32_t choice = source_.below(8);
  hasSimd_ = false;
  for (const OpcodeRow& row : opcodeRows()) {
    const std::string_view name = nameOf(row.feature);
    const bool isVector = name == "simd" || name == "relaxed-simd";
    const bool isChosen = name == "simd"           ? choice < 4
                          : name == "relaxed-simd" ? choice < 1
                          : name == "threads"      ? choice == 2 || choice == 5
                                                   : true;
    if (!isChosen)
      continue;
    hasSimd_ = hasSimd_ || isVector;
    shape_.hasThreads = shape_.hasThreads || name == "threads";
    rows_.push_back(&row);
    output_.features.insert(row.feature);
  }
  shape_.hasTailCalls = chooses("tail-call", 3);
  shape_.hasFunctionReferences = chooses("function-references", 4);
  shape_.hasWideArithmetic = chooses("wide-arithmetic", 8);
}

/// The older encoding counts as one feature with the tags and `throw` it shares with the
/// standard's: engines that have it have those.
void ModuleGenerator::chooseExceptions() {
  if (chooses("exceptions", 4))
    shape_.exceptions = ExceptionForm::Standard;
  else if (chooses("legacy-exceptions", 3))
    shape_.exceptions = ExceptionForm::Legacy;
  else
    return;
  for (uint32_t i = 1 + source_.below(3); i > 0; --i)
    shape_.tags.push_back(shape_.typeIndex({valueTypes(anyKinds(4)), {}}));
}

MemoryShape ModuleGenerator::anyMemoryShape(IndexType type) {
  const bool isShared = shape_.hasThreads && source_.oneIn(2);
  const bool hasBytePages = chooses("custom-page-sizes", 12);
  constexpr uint64_t kMinimumBytes = 300;
  const uint64_t minimum =
      hasBytePages ? kMinimumBytes + source_.below(4000) : 1 + source_.below(2);
  return {minimum, minimum + source_.below(3), type, isShared, hasBytePages};
}

Kinds ModuleGenerator::anyKinds(uint32_t bound) {
  Kinds kinds;
  for (uint32_t i = source_.below(bound); i > 0; --i)
    kinds.push_back(anyKind());
  return kinds;
}

void ModuleGenerator::chooseShape() {
  shape_.globals = {{ValueKind::I32, true, 0}, {ValueKind::I64, true, 0}};
  for (uint32_t i = source_.below(6); i > 0; --i)
    shape_.globals.push_back({anyKind(), !source_.oneIn(4), source_.bits(4)});
  const auto addMemory = [&](size_t oneInHowManyIs64) {
    const bool is64 = chooses("memory64", oneInHowManyIs64);
    shape_.memories.push_back(anyMemoryShape(is64 ? IndexType::I64 : IndexType::I32));
  };
  addMemory(6);
  if (chooses("multi-memory", 6))
    addMemory(3);
  for (uint32_t i = 1 + source_.below(2); i > 0; --i)
    shape_.tables.push_back({8, 8 + source_.below(4)});
  shape_.dataCount = shape_.elementCount = 2;
  for (uint32_t i = 1 + source_.below(5); i > 0; --i) {
    // Parameters and results in this order, whatever the compiler likes; seldom so many that they
    // are passed in memory.
    const bool isWide = source_.oneIn(6);
    const auto parameters = valueTypes(anyKinds(isWide ? 20 : 4));
    const auto results = valueTypes(anyKinds(isWide ? 8 : 3));
    shape_.functionTypes.push_back(shape_.typeIndex({parameters, results}));
  }
}

void ModuleGenerator::toBits(CodeWriter& code, ValueKind kind, uint32_t scratch) {
  switch (kind) {
  case ValueKind::I32:
    return code.op(Opcode::I64ExtendI32U);
  case ValueKind::I64:
    return;
  case ValueKind::F32:
    code.canonicalNan(kind, scratch);
    code.op(Opcode::I32ReinterpretF32);
    return code.op(Opcode::I64ExtendI32U);
  case ValueKind::F64:
    code.canonicalNan(kind, scratch + 1);
    return code.op(Opcode::I64ReinterpretF64);
  default:
    constexpr uint32_t kI64x2ExtractLane = 29;
    code.simd(kI64x2ExtractLane);
    return code.byte(0);
  }
}

/// New fuel, a call with constant arguments, the results into the hash.
Bytes ModuleGenerator::runBody(uint32_t function) {
  CodeWriter code;
  code.u32(2);
  for (const ValueKind kind : {ValueKind::F32, ValueKind::F64}) {
    code.u32(1);
    code.valueType(kind);
  }
  code.i32(kFuelOfARun);
  code.op(Opcode::GlobalSet, ModuleShape::kFuel);
  const FunctionType& type = shape_.types[shape_.functionTypes[function]];
  for (const ValueType& parameter : type.parameters)
    code.constant(parameter.kind, source_.bits(2));
  code.op(Opcode::Call, function);
  for (size_t i = type.results.size(); i-- > 0;) {
    toBits(code, type.results[i].kind, 0);
    code.op(Opcode::GlobalGet, ModuleShape::kHash);
    code.i64(7);
    code.op(Opcode::I64Rotl);
    code.op(Opcode::I64Xor);
    code.op(Opcode::GlobalSet, ModuleShape::kHash);
  }
  code.op(Opcode::End);
  return code.bytes();
}

Bytes ModuleGenerator::stateBody() const {
  CodeWriter code;
  code.u32(2);
  for (const ValueKind kind : {ValueKind::F32, ValueKind::F64}) {
    code.u32(1);
    code.valueType(kind);
  }
  code.i64(0);
  const auto mix = [&](ValueKind kind) {
    toBits(code, kind, 0);
    code.op(Opcode::I64Xor);
    code.i64(0x5851F42D4C957F2D);
    code.op(Opcode::I64Mul);
  };
  for (uint32_t i = 0; i < shape_.globals.size(); ++i) {
    code.op(Opcode::GlobalGet, i);
    mix(shape_.globals[i].kind);
  }
  for (uint32_t i = 0; i < shape_.tables.size(); ++i) {
    code.op(Opcode::TableSize, i);
    mix(ValueKind::I32);
  }
  code.op(Opcode::End);
  return code.bytes();
}

void ModuleGenerator::writeBodies() {
  unsigned budget = kNodeBudget;
  FunctionGenerator generator(shape_, source_, rows_, budget);
  const auto count = static_cast<uint32_t>(shape_.functionTypes.size());
  for (uint32_t i = 0; i < count; ++i)
    bodies_.push_back(generator.generate(FunctionType(shape_.types[shape_.functionTypes[i]])));
  for (uint32_t i = 0; i < count; ++i)
    bodies_.push_back(runBody(i));
  bodies_.push_back(stateBody());
  wrapperType_ = shape_.typeIndex({});
  stateType_ = shape_.typeIndex({{}, {kI64}});
  output_.runCount = count;
}

CodeWriter ModuleGenerator::types() const {
  CodeWriter out;
  out.u32(shape_.types.size());
  for (const FunctionType& type : shape_.types) {
    out.byte(0x60);
    for (const auto* values : {&type.parameters, &type.results}) {
      out.u32(values->size());
      for (const ValueType& value : *values)
        out.valueType(value);
    }
  }
  return out;
}

CodeWriter ModuleGenerator::functions() const {
  CodeWriter out;
  out.u32(bodies_.size());
  for (const uint32_t type : shape_.functionTypes)
    out.u32(type);
  for (uint32_t i = 0; i < output_.runCount; ++i)
    out.u32(wrapperType_);
  out.u32(stateType_);
  return out;
}

CodeWriter ModuleGenerator::tables() const {
  CodeWriter out;
  out.u32(shape_.tables.size());
  for (const TableShape& table : shape_.tables) {
    out.byte(kFuncRefCode);
    out.byte(1);
    out.u32(table.minimum);
    out.u32(table.maximum);
  }
  return out;
}

CodeWriter ModuleGenerator::memories() const {
  CodeWriter out;
  out.u32(shape_.memories.size());
  for (const MemoryShape& memory : shape_.memories) {
    constexpr uint8_t kHasMaximum = 1, kIsShared = 2, kIs64 = 4, kHasPageSize = 8;
    out.byte(static_cast<uint8_t>(kHasMaximum | (memory.isShared ? kIsShared : 0) |
                                  (memory.indexType == IndexType::I64 ? kIs64 : 0) |
                                  (memory.hasBytePages ? kHasPageSize : 0)));
    out.u32(memory.minimum);
    out.u32(memory.maximum);
    if (memory.hasBytePages)
      out.u32(0);
  }
  return out;
}

CodeWriter ModuleGenerator::tags() const {
  CodeWriter out;
  out.u32(shape_.tags.size());
  for (const uint32_t type : shape_.tags) {
    out.byte(0);
    out.u32(type);
  }
  return out;
}

CodeWriter ModuleGenerator::globals() const {
  CodeWriter out;
  out.u32(shape_.globals.size());
  for (const GlobalShape& global : shape_.globals) {
    out.valueType(global.kind);
    out.byte(global.isMutable ? 1 : 0);
    out.constant(global.kind, global.initialBits);
    out.op(Opcode::End);
  }
  return out;
}

CodeWriter ModuleGenerator::exports() const {
  CodeWriter out;
  out.u32(output_.runCount + 1 + shape_.memories.size());
  for (uint32_t i = 0; i <= output_.runCount; ++i) {
    out.name(i < output_.runCount ? fmt::format("run{}", i) : "state");
    out.byte(static_cast<uint8_t>(ExternKind::Function));
    out.u32(output_.runCount + i);
  }
  for (uint32_t i = 0; i < shape_.memories.size(); ++i) {
    out.name(i == 0 ? "memory" : fmt::format("memory{}", i));
    out.byte(static_cast<uint8_t>(ExternKind::Memory));
    out.u32(i);
  }
  return out;
}

/// An active segment that names every function, so that ref.func may, and a passive one.
CodeWriter ModuleGenerator::elements() {
  const auto count = output_.runCount;
  CodeWriter out;
  out.u32(shape_.elementCount);
  out.u32(0);
  out.i32(0);
  out.op(Opcode::End);
  out.u32(count);
  for (uint32_t i = 0; i < count; ++i)
    out.u32(i);
  out.u32(1);
  out.byte(0);
  out.u32(6);
  for (uint32_t i = 0; i < 6; ++i)
    out.u32(source_.below(count));
  return out;
}

CodeWriter ModuleGenerator::data() {
  CodeWriter out;
  out.u32(shape_.dataCount);
  out.u32(0);
  out.index(source_.below(200), shape_.memories.front().indexType);
  out.op(Opcode::End);
  Bytes bytes(64);
  for (uint8_t& byte : bytes)
    byte = source_.byte();
  out.sized(bytes);
  out.u32(1);
  out.sized({1, 2, 3, 4, 5, 6, 7, 8, 0xFF, 0xFE, 0x80, 0x7F, 0xC0});
  return out;
}

CodeWriter ModuleGenerator::code() const {
  CodeWriter out;
  out.u32(bodies_.size());
  for (const Bytes& body : bodies_)
    out.sized(body);
  return out;
}

void ModuleGenerator::writeSections() {
  CodeWriter module;
  for (const uint8_t byte : {0x00, 0x61, 0x73, 0x6D, 0x01, 0x00, 0x00, 0x00})
    module.byte(byte);
  module.section(1, types());
  module.section(3, functions());
  module.section(4, tables());
  module.section(5, memories());
  if (!shape_.tags.empty())
    module.section(13, tags());
  module.section(6, globals());
  module.section(7, exports());
  module.section(9, elements());
  CodeWriter dataCount;
  dataCount.u32(shape_.dataCount);
  module.section(12, dataCount);
  module.section(10, code());
  module.section(11, data());
  output_.bytes = module.bytes();
}

GeneratedModule ModuleGenerator::generate() {
  chooseFeatures();
  chooseExceptions();
  chooseShape();
  writeBodies();
  writeSections();
  return std::move(output_);
}

} // namespace

GeneratedModule generateModule(ByteSource source) { return ModuleGenerator(source).generate(); }

} // namespace wasmpi::fuzz
