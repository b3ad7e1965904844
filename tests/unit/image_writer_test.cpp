// LLD in this process: what it refuses comes back as a message, and the next link works.
#include <catch2/catch.hpp>

#include <string>

#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>

#include "codegen/image_writer.h"
#include "codegen/pipeline.h"
#include "codegen/target.h"

namespace wasmpi {
namespace {

/// An object whose function "start" calls "helper", which it may define.
ObjectBytes callingObject(bool definesHelper) {
  const auto target = Target::create({});
  REQUIRE(target);
  const auto machine = target->createMachine(OptLevel::O1);
  llvm::LLVMContext context;
  llvm::Module module("test", context);
  module.setTargetTriple(machine->getTargetTriple());
  module.setDataLayout(machine->createDataLayout());
  auto* type = llvm::FunctionType::get(llvm::Type::getVoidTy(context), false);
  const auto add = [&](const char* name) {
    return llvm::Function::Create(type, llvm::GlobalValue::ExternalLinkage, name, module);
  };
  llvm::Function* helper = add("helper");
  llvm::Function* start = add("start");
  if (definesHelper)
    llvm::IRBuilder<>(llvm::BasicBlock::Create(context, "", helper)).CreateRetVoid();
  llvm::IRBuilder<> builder(llvm::BasicBlock::Create(context, "", start));
  builder.CreateCall(helper);
  builder.CreateRetVoid();
  setTargetAttributes(module, *target);
  return emitCode(module, *machine, llvm::CodeGenFileType::ObjectFile);
}

bool isElf(const ObjectBytes& bytes) {
  return bytes.size() > 4 && std::string(bytes.data() + 1, 3) == "ELF";
}

} // namespace

TEST_CASE("image writer: an undefined symbol fails by name, and the next link works") {
  const std::vector<ObjectBytes> broken{callingObject(false)}, whole{callingObject(true)};
  for (int i = 0; i < 2; ++i) {
    const auto failed = linkObjects(broken, LinkKind::SharedImage, 1);
    REQUIRE_FALSE(failed);
    CHECK_THAT(failed.error().message, Catch::Matchers::Contains("undefined symbol: helper"));
    const auto image = linkObjects(whole, LinkKind::SharedImage, 2);
    REQUIRE(image);
    CHECK(isElf(*image));
  }
}

TEST_CASE("image writer: what is no object is refused") {
  std::vector<ObjectBytes> objects(1);
  objects[0].append(100, 'x');
  CHECK_FALSE(linkObjects(objects, LinkKind::SharedImage, 1));
  CHECK_FALSE(linkObjects(objects, LinkKind::Relocatable, 1));
}

TEST_CASE("image writer: a relocatable link keeps undefined symbols") {
  const std::vector<ObjectBytes> objects{callingObject(false)};
  const auto joined = linkObjects(objects, LinkKind::Relocatable, 1);
  REQUIRE(joined);
  CHECK(isElf(*joined));
}

TEST_CASE("image writer: the same objects give the same image") {
  const std::vector<ObjectBytes> objects{callingObject(true)};
  const auto first = linkObjects(objects, LinkKind::SharedImage, 1);
  const auto second = linkObjects(objects, LinkKind::SharedImage, 4);
  REQUIRE(first);
  REQUIRE(second);
  CHECK(*first == *second);
}

} // namespace wasmpi
