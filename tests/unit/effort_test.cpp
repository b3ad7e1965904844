// Measuring functions, and what is done with one of an extreme shape.
#include "codegen/effort.h"

#include <catch2/catch.hpp>

#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>

#include "codegen/pipeline.h"
#include "codegen/target.h"

namespace wasmpi {
namespace {

/// A module with one function (i32) -> i32, to be filled in.
struct Fixture {
  llvm::LLVMContext context;
  llvm::Module module{"test", context};
  llvm::IRBuilder<> builder{context};
  llvm::Function* function;

  Fixture() {
    llvm::Type* i32 = builder.getInt32Ty();
    function = llvm::Function::Create(llvm::FunctionType::get(i32, {i32}, false),
                                      llvm::GlobalValue::ExternalLinkage, "f", module);
    builder.SetInsertPoint(llvm::BasicBlock::Create(context, "", function));
  }

  llvm::Value* argument() { return function->getArg(0); }

  /// `count` ifs, each of which may add to a value.
  llvm::Value* conditionalSum(uint32_t count) {
    llvm::Value* value = argument();
    for (uint32_t i = 0; i < count; ++i) {
      llvm::BasicBlock* before = builder.GetInsertBlock();
      llvm::BasicBlock* then = llvm::BasicBlock::Create(context, "", function);
      llvm::BasicBlock* next = llvm::BasicBlock::Create(context, "", function);
      builder.CreateCondBr(builder.CreateICmpEQ(argument(), builder.getInt32(i)), then, next);
      builder.SetInsertPoint(then);
      llvm::Value* sum = builder.CreateAdd(value, builder.getInt32(i + 1));
      builder.CreateBr(next);
      builder.SetInsertPoint(next);
      llvm::PHINode* join = builder.CreatePHI(builder.getInt32Ty(), 2);
      join->addIncoming(value, before);
      join->addIncoming(sum, then);
      value = join;
    }
    return value;
  }

  llvm::Value* straightLine(uint32_t count) {
    llvm::Value* value = argument();
    for (uint32_t i = 0; i < count; ++i)
      value = builder.CreateXor(builder.CreateMul(value, argument()), builder.getInt32(i + 1));
    return value;
  }

  std::vector<std::string> optimizeAt(OptLevel level) {
    const auto target = Target::create({});
    REQUIRE(target);
    const auto machine = target->createMachine(level);
    module.setDataLayout(machine->createDataLayout());
    module.setTargetTriple(machine->getTargetTriple());
    return optimize(module, *machine, {.optLevel = level}).limited;
  }
};

} // namespace

TEST_CASE("effort: instructions, blocks and chains of phis and selects are counted") {
  Fixture fixture;
  llvm::Value* value = fixture.conditionalSum(3);
  value = fixture.builder.CreateSelect(
      fixture.builder.CreateICmpEQ(value, fixture.builder.getInt32(7)), value, fixture.argument());
  fixture.builder.CreateRet(value);
  const FunctionMeasure measured = measure(*fixture.function);
  CHECK(measured.phiChain == 4);
  CHECK(measured.longestBlock == 4);
  CHECK(measured.instructions == 3 * 5 + 3);
}

TEST_CASE("effort: a loop makes no chain") {
  Fixture fixture;
  llvm::BasicBlock* before = fixture.builder.GetInsertBlock();
  llvm::BasicBlock* loop = llvm::BasicBlock::Create(fixture.context, "", fixture.function);
  llvm::BasicBlock* after = llvm::BasicBlock::Create(fixture.context, "", fixture.function);
  fixture.builder.CreateBr(loop);
  fixture.builder.SetInsertPoint(loop);
  llvm::PHINode* counter = fixture.builder.CreatePHI(fixture.builder.getInt32Ty(), 2);
  llvm::Value* next = fixture.builder.CreateSub(counter, fixture.builder.getInt32(1));
  counter->addIncoming(fixture.argument(), before);
  counter->addIncoming(next, loop);
  fixture.builder.CreateCondBr(fixture.builder.CreateIsNotNull(next), loop, after);
  fixture.builder.SetInsertPoint(after);
  fixture.builder.CreateRet(next);
  CHECK(measure(*fixture.function).phiChain == 1);
  CHECK(measure(*fixture.function).loops == 1);
}

TEST_CASE("effort: a function below all limits is optimised") {
  Fixture fixture;
  fixture.builder.CreateRet(fixture.conditionalSum(100));
  CHECK(fixture.optimizeAt(OptLevel::O3).empty());
  CHECK_FALSE(fixture.function->hasOptNone());
}

TEST_CASE("effort: one with a long chain, or a long block, hardly is, and a note says so") {
  Fixture fixture;
  std::string expected;
  SECTION("chain") {
    fixture.builder.CreateRet(fixture.conditionalSum(kMaxPhiChain + 1));
    expected = "f is hardly optimised: a chain of 1001 choices of a value (limit 1000)";
  }
  SECTION("block") {
    fixture.builder.CreateRet(fixture.straightLine(kMaxBlockInstructions / 2));
    expected = "f is hardly optimised: 20001 instructions without a branch (limit 20000)";
  }
  CHECK(fixture.optimizeAt(OptLevel::O3) == std::vector{expected});
  CHECK(fixture.function->hasOptNone());
}

TEST_CASE("effort: what inlining makes too long is held to the limits as well") {
  Fixture fixture;
  // Each has one call, so that the inliner takes it whatever its size.
  llvm::Value* value = fixture.argument();
  llvm::Function* const outer = fixture.function;
  const auto place = fixture.builder.saveIP();
  std::vector<llvm::Function*> parts;
  for (int i = 0; i < 4; ++i) {
    llvm::Function* part =
        llvm::Function::Create(outer->getFunctionType(), llvm::GlobalValue::InternalLinkage, "part",
                               fixture.module);
    fixture.builder.SetInsertPoint(llvm::BasicBlock::Create(fixture.context, "", part));
    fixture.function = part;
    fixture.builder.CreateRet(fixture.conditionalSum(500));
    parts.push_back(part);
  }
  fixture.function = outer;
  fixture.builder.restoreIP(place);
  for (llvm::Function* part : parts)
    value = fixture.builder.CreateCall(part, {value});
  fixture.builder.CreateRet(value);
  const auto notes = fixture.optimizeAt(OptLevel::O3);
  REQUIRE(notes.size() == 1);
  CHECK(notes.front().starts_with("f is hardly optimised: a chain of "));
}

TEST_CASE("effort: one of too many locals in too many blocks keeps them in memory, at any level") {
  const OptLevel level = GENERATE(OptLevel::O0, OptLevel::O3);
  Fixture fixture;
  constexpr uint32_t kLocals = 4000;
  for (uint32_t i = 0; i < kLocals; ++i)
    fixture.builder.CreateStore(fixture.argument(),
                                fixture.builder.CreateAlloca(fixture.builder.getInt32Ty()));
  fixture.builder.CreateRet(fixture.conditionalSum(kMaxLocalsTimesBlocks / kLocals / 2));
  const FunctionMeasure measured = measure(*fixture.function);
  CHECK(measured.locals == kLocals);
  CHECK(measured.blocks == 4001);
  CHECK(fixture.optimizeAt(level) ==
        std::vector<std::string>{
            "f is hardly optimised: 4000 locals in 4001 blocks (limit of the product 16000000)"});
  CHECK(measure(*fixture.function).locals == kLocals);
}

TEST_CASE("effort: -O0 has no other limits to keep") {
  Fixture fixture;
  fixture.builder.CreateRet(fixture.straightLine(kMaxBlockInstructions));
  CHECK(fixture.optimizeAt(OptLevel::O0).empty());
}

} // namespace wasmpi
