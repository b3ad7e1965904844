// The generator: valid modules that use every instruction whose row says how.
#include <map>
#include <set>

#include <catch2/catch.hpp>

#include "frontend/local_types.h"
#include "frontend/parser.h"
#include "frontend/validator.h"
#include "module_generator.h"
#include "opcode_rows.h"

namespace wasmpi::fuzz {

namespace {

struct OpcodeCounter {
  std::set<Opcode> seen;
  template <Opcode op> void visit(const ImmediateOf<op>&) { seen.insert(op); }
};

} // namespace

TEST_CASE("Generator: its modules are valid and use every row it knows") {
  OpcodeCounter counter;
  for (uint64_t seed = 0; seed < 2000; ++seed) {
    const Bytes choices = Random(seed).bytes(1024);
    const GeneratedModule generated = generateModule(ByteSource(choices));
    INFO("seed " << seed);
    const auto module = parseModule(generated.bytes);
    INFO((module ? "" : module.error().text()));
    REQUIRE(module);
    const auto valid = validateModule(*module);
    INFO((valid ? "" : valid.error().text()));
    REQUIRE(valid);
    for (const FunctionBody& body : module->bodies) {
      ByteReader reader(body.bytes, body.offset);
      LocalTypes().decode(reader, {});
      while (!reader.atEnd())
        decodeInstruction(reader, counter);
    }
  }
  std::string missing;
  for (const OpcodeRow& row : opcodeRows())
    if (!counter.seen.contains(row.opcode))
      missing += std::string(row.text) + " ";
  CHECK(missing == "");
  // What functions and statements are made of.
  for (const Opcode opcode :
       {Opcode::Block, Opcode::Loop, Opcode::If, Opcode::Br, Opcode::BrIf, Opcode::BrTable,
        Opcode::Return, Opcode::Call, Opcode::CallIndirect, Opcode::Select, Opcode::SelectTyped,
        Opcode::LocalGet, Opcode::LocalSet, Opcode::LocalTee, Opcode::GlobalGet, Opcode::GlobalSet,
        Opcode::TableGet, Opcode::TableSet, Opcode::TableInit, Opcode::ElemDrop, Opcode::TableCopy,
        Opcode::TableGrow, Opcode::TableSize, Opcode::TableFill, Opcode::MemorySize,
        Opcode::MemoryGrow, Opcode::MemoryInit, Opcode::DataDrop, Opcode::MemoryCopy,
        Opcode::MemoryFill, Opcode::RefNull, Opcode::RefIsNull, Opcode::RefFunc,
        // With features that only some modules have.
        Opcode::ReturnCall, Opcode::ReturnCallIndirect, Opcode::CallRef, Opcode::ReturnCallRef,
        Opcode::RefAsNonNull, Opcode::BrOnNull, Opcode::BrOnNonNull, Opcode::Throw,
        Opcode::ThrowRef, Opcode::TryTable, Opcode::Try, Opcode::Catch, Opcode::CatchAll,
        Opcode::Delegate, Opcode::Rethrow, Opcode::AtomicFence, Opcode::MemoryAtomicWait32,
        Opcode::MemoryAtomicWait64, Opcode::I64Add128, Opcode::I64Sub128, Opcode::I64MulWideS,
        Opcode::I64MulWideU})
    CHECK(counter.seen.contains(opcode));
}

TEST_CASE("Generator: the same bytes make the same module, and no bytes make one") {
  const Bytes choices = Random(7).bytes(500);
  CHECK(generateModule(ByteSource(choices)).bytes == generateModule(ByteSource(choices)).bytes);
  const GeneratedModule smallest = generateModule(ByteSource({}));
  const auto module = parseModule(smallest.bytes);
  REQUIRE(module);
  CHECK(validateModule(*module));
}

} // namespace wasmpi::fuzz
