// The way back from native code to the module: line tables read from relocatables.
#include <catch2/catch.hpp>

#include <llvm/IR/LLVMContext.h>

#include "codegen/line_table.h"
#include "codegen/module_lowering.h"
#include "codegen/partition.h"
#include "codegen/pipeline.h"
#include "codegen/target.h"
#include "frontend/parser.h"
#include "frontend/validator.h"
#include "tests/unit/wasm_bytes.h"

namespace wasmpi {
namespace {

using namespace test; // NOLINT: builders of modules

/// (func $inner (param i32) (result i32) (i32.div_u (i32.const 100) (local.get 0)))
/// (func $outer (export "outer") (param i32) (result i32) (call $inner (local.get 0)))
Bytes divisionModule() {
  const Bytes inner{0x41, 0xE4, 0x00, 0x20, 0x00, 0x6E, kEnd};
  const Bytes outer{0x20, 0x00, 0x10, 0x00, kEnd};
  return module({section(1, vec({functionType({kI32Code}, {kI32Code})})),
                 section(3, vec({{0x00}, {0x00}})),
                 section(7, vec({name("outer") + Bytes{0x00, 0x01}})),
                 section(10, vec({body(inner), body(outer)}))});
}

struct Compiled {
  LineTable table;
  size_t divisionOffset, callOffset;
};

Compiled compile(OptLevel level) {
  const Bytes bytes = divisionModule();
  const auto module = parseModule(bytes);
  REQUIRE(module);
  REQUIRE(validateModule(*module));
  const auto target = Target::create({});
  REQUIRE(target);
  llvm::LLVMContext context;
  const auto machine = target->createMachine(level);
  const auto lowered = lowerPartition(context, *module, FunctionSymbols(*module),
                                      CallingConventions(*module), planPartitions(*module).front(),
                                      {}, machine->createDataLayout(), machine->getTargetTriple());
  setTargetAttributes(*lowered, *target);
  optimize(*lowered, *machine, {.optLevel = level});
  auto table = readLineTable(emitCode(*lowered, *machine, llvm::CodeGenFileType::ObjectFile));
  REQUIRE(table);
  // Behind the count of local declarations: i32.const, local.get, then the division; local.get,
  // then the call.
  return {std::move(*table), module->bodies[0].offset + 6, module->bodies[1].offset + 3};
}

} // namespace

TEST_CASE("line table: each instruction of the module is found in unoptimised code") {
  const Compiled compiled = compile(OptLevel::O0);
  const LineTable& table = compiled.table;
  CHECK(table.textByteSize > 0);
  CHECK_FALSE(table.anchor.empty());
  CHECK(table.inlineSites.empty());
  bool hasDivision = false, hasCall = false;
  for (const LineRow& row : table.rows) {
    hasDivision |= row.wasmOffset == compiled.divisionOffset;
    hasCall |= row.wasmOffset == compiled.callOffset;
    CHECK(row.inlineSite == InlineSite::kNone);
    CHECK(row.codeOffset < table.textByteSize);
  }
  CHECK(hasDivision);
  CHECK(hasCall);
}

TEST_CASE("line table: code of an inlined function names the call it came through") {
  const Compiled compiled = compile(OptLevel::O3);
  const LineTable& table = compiled.table;
  REQUIRE(table.inlineSites.size() == 1);
  CHECK(table.inlineSites[0].parent == InlineSite::kNone);
  CHECK(table.inlineSites[0].wasmOffset == compiled.callOffset);
  const auto isInlinedDivision = [&](const LineRow& row) {
    return row.wasmOffset == compiled.divisionOffset && row.inlineSite == 0;
  };
  CHECK(std::any_of(table.rows.begin(), table.rows.end(), isInlinedDivision));
}

TEST_CASE("line table: rows ascend and each differs from the one before") {
  for (const OptLevel level : {OptLevel::O0, OptLevel::O1, OptLevel::O3}) {
    const auto rows = compile(level).table.rows;
    for (size_t i = 1; i < rows.size(); ++i) {
      CHECK(rows[i - 1].codeOffset < rows[i].codeOffset);
      CHECK((rows[i - 1].wasmOffset != rows[i].wasmOffset ||
             rows[i - 1].inlineSite != rows[i].inlineSite));
    }
  }
}

TEST_CASE("line table: rows are encoded as differences, sites as image-wide numbers") {
  const std::vector<LineRow> rows{
      {0, 100, InlineSite::kNone}, {5, 300, 2}, {200, 0, InlineSite::kNone}};
  const std::string bytes = encodeLines(rows, 10);
  const std::string expected{'\x00', '\xE4', '\x00', '\x00',          // +0, +100, none
                             '\x05', '\xC8', '\x01', '\x0D',          // +5, +200, site 12
                             '\xC3', '\x01', '\xD4', '\x7D', '\x00'}; // +195, -300, none
  CHECK(bytes == expected);
}

TEST_CASE("line table: what is no object is refused") {
  ObjectBytes bytes;
  bytes.append(64, 'x');
  CHECK_FALSE(readLineTable(bytes));
}

} // namespace wasmpi
