// The search for tail calls in bodies.
#include "codegen/calling_conventions.h"

#include <fmt/format.h>

#include "codegen/lowered_types.h"
#include "frontend/local_types.h"
#include "frontend/opcodes.h"

namespace wasmpi {

namespace {

struct TailCallVisitor {
  bool isFound = false;

  template <Opcode op> void visit(const ImmediateOf<op>&) {
    isFound |=
        op == Opcode::ReturnCall || op == Opcode::ReturnCallIndirect || op == Opcode::ReturnCallRef;
  }
};

bool hasTailCall(const FunctionBody& body) {
  ByteReader reader(body.bytes, body.offset);
  LocalTypes locals;
  locals.decode(reader, {});
  TailCallVisitor visitor;
  while (!visitor.isFound && !reader.atEnd())
    decodeInstruction(reader, visitor);
  return visitor.isFound;
}

} // namespace

CallingConventions::CallingConventions(const Module& module)
    : module_(module), makesTailCalls_(module.functions.size(), false) {
  if (!module.features.contains(Feature::TailCall))
    return;
  for (size_t i = 0; i < module.bodies.size(); ++i)
    makesTailCalls_[module.importedFunctionCount + i] = hasTailCall(module.bodies[i]);
}

llvm::CallingConv::ID CallingConventions::of(uint32_t functionIndex) const {
  if (makesTailCalls(functionIndex))
    return llvm::CallingConv::Tail;
  const bool isPrivate =
      !module_.isImportedFunction(functionIndex) && !module_.escapeIndex(functionIndex);
  return isPrivate ? llvm::CallingConv::Fast : llvm::CallingConv::C;
}

llvm::FunctionType* CallingConventions::typeOf(llvm::LLVMContext& context,
                                               uint32_t functionIndex) const {
  return loweredFunctionType(context, module_.functionType(functionIndex), of(functionIndex));
}

std::string CallingConventions::entrySymbol(uint32_t functionIndex) {
  return fmt::format("wasmpi.enter.{}", functionIndex);
}

} // namespace wasmpi
