// One compile unit a partition, one subprogram a function, lines that are Wasm offsets.
#include "codegen/debug_info.h"

#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/Module.h>

namespace wasmpi {

namespace {

/// Opaque: the digest of the cache, not a path, says which module the code came from.
constexpr char kFileName[] = "module.wasm";
// Not 5: valgrind, up to 3.19 at least, gives up on a program whose libraries have its forms.
constexpr uint32_t kDwarfVersion = 4;

} // namespace

DebugInfo::DebugInfo(llvm::Module& output) : builder_(output) {
  output.addModuleFlag(llvm::Module::Warning, "Debug Info Version", llvm::DEBUG_METADATA_VERSION);
  output.addModuleFlag(llvm::Module::Max, "Dwarf Version", kDwarfVersion);
  file_ = builder_.createFile(kFileName, "");
  builder_.createCompileUnit(llvm::DISourceLanguageName(llvm::dwarf::DW_LANG_C11), file_, "wasmpi",
                             /*isOptimized=*/true, /*Flags=*/"", /*RV=*/0, /*SplitName=*/"",
                             llvm::DICompileUnit::LineTablesOnly, /*DWOId=*/0,
                             /*SplitDebugInlining=*/true, /*DebugInfoForProfiling=*/false,
                             llvm::DICompileUnit::DebugNameTableKind::None);
  type_ = builder_.createSubroutineType(builder_.getOrCreateTypeArray({}));
}

void DebugInfo::describe(llvm::Function* function, std::string_view guestName, size_t bodyOffset) {
  const auto line = static_cast<unsigned>(bodyOffset);
  function->setSubprogram(builder_.createFunction(
      file_, llvm::StringRef(guestName), /*LinkageName=*/"", file_, line, type_, line,
      llvm::DINode::FlagPrototyped,
      llvm::DISubprogram::SPFlagDefinition | llvm::DISubprogram::SPFlagOptimized));
}

llvm::DebugLoc locationOf(size_t offset, llvm::DISubprogram* subprogram) {
  return llvm::DILocation::get(subprogram->getContext(), static_cast<unsigned>(offset), 0,
                               subprogram);
}

} // namespace wasmpi
