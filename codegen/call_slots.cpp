// The slots as assembly, since LLVM's IR has no word for jumps at a fixed distance from each other.
#include "codegen/call_slots.h"

#include <iterator>

#include <fmt/format.h>
#include <llvm/IR/Constants.h>

namespace wasmpi {
namespace {

/// How a slot is written: a jump, and what fills slots that are never called with traps.
struct SlotText {
  const char* jump;
  const char* trap;
};

SlotText textFor(const llvm::Triple& triple) {
  if (triple.isAArch64())
    return {"b \"{}\"\n", ".inst 0xd4200020\n"};                           // brk #1
  return {"jmp \"{}\"\n.p2align 3, 0xcc\n", ".quad 0xcccccccccccccccc\n"}; // int3
}

std::string codeSymbol(uint32_t tableIndex) { return fmt::format("wasmpi.calls.{}", tableIndex); }
std::string typesSymbol(uint32_t tableIndex) {
  return fmt::format("wasmpi.call_types.{}", tableIndex);
}

/// Where calls by the C convention enter the function.
std::string entryOf(uint32_t function, const FunctionSymbols& symbols,
                    const CallingConventions& conventions) {
  return conventions.hasEntry(function) ? CallingConventions::entrySymbol(function)
                                        : symbols.of(function);
}

} // namespace

unsigned callSlotByteSize(const llvm::Triple& triple) { return triple.isAArch64() ? 4 : 8; }

CallSlots declareCallSlots(llvm::Module& target, uint32_t tableIndex) {
  llvm::LLVMContext& context = target.getContext();
  llvm::FunctionCallee callee = target.getOrInsertFunction(
      codeSymbol(tableIndex), llvm::FunctionType::get(llvm::Type::getVoidTy(context), false));
  llvm::Constant* typeIds = target.getOrInsertGlobal(
      typesSymbol(tableIndex), llvm::ArrayType::get(llvm::Type::getInt32Ty(context), 0));
  const CallSlots slots{llvm::cast<llvm::Function>(callee.getCallee()),
                        llvm::cast<llvm::GlobalVariable>(typeIds)};
  slots.typeIds->setConstant(true);
  for (llvm::GlobalValue* symbol : {static_cast<llvm::GlobalValue*>(slots.code),
                                    static_cast<llvm::GlobalValue*>(slots.typeIds)}) {
    symbol->setVisibility(llvm::GlobalValue::HiddenVisibility);
    symbol->setDSOLocal(true);
  }
  return slots;
}

void emitCallSlots(llvm::Module& target, const Module& module, const FunctionSymbols& symbols,
                   const CallingConventions& conventions, const StaticTables& tables) {
  const SlotText text = textFor(target.getTargetTriple());
  for (const auto& [index, table] : tables.tables()) {
    llvm::Constant* typeIds = llvm::ConstantDataArray::get(target.getContext(), table.typeIds);
    auto* variable =
        new llvm::GlobalVariable(target, typeIds->getType(), /*isConstant=*/true,
                                 llvm::GlobalValue::ExternalLinkage, typeIds, typesSymbol(index));
    variable->setVisibility(llvm::GlobalValue::HiddenVisibility);
    std::string assembly;
    const auto out = std::back_inserter(assembly);
    fmt::format_to(out,
                   ".text\n.p2align 6\n.globl {0}\n.hidden {0}\n.type {0},@function\n{0}:\n"
                   ".cfi_startproc\n",
                   codeSymbol(index));
    for (const uint32_t function : table.functions)
      if (function == StaticTables::kNull || module.isImportedFunction(function))
        assembly += text.trap;
      else
        fmt::format_to(out, fmt::runtime(text.jump), entryOf(function, symbols, conventions));
    fmt::format_to(out, ".cfi_endproc\n.size {0}, .-{0}\n", codeSymbol(index));
    target.appendModuleInlineAsm(assembly);
  }
}

} // namespace wasmpi
