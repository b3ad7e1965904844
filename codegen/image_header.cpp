#include "codegen/image_header.h"

#include <cstring>

#include <llvm/IR/Constants.h>
#include <llvm/IR/IRBuilder.h>

#include "codegen/image_note.h"
#include "codegen/thunks.h"

namespace wasmpi {
namespace {

using Constants = llvm::SmallVector<llvm::Constant*>;

/// Builds the struct behind `wasmpi_image`: the fields of ImageHeader, then one member for each of
/// its tables.
class HeaderBuilder {
public:
  explicit HeaderBuilder(llvm::Module& target)
      : target_(target), context_(target.getContext()), word_(llvm::Type::getInt64Ty(context_)) {}

  void build(const Module& module, const FunctionSymbols& symbols,
             const CallingConventions& conventions, std::span<const LineTable> lineTables,
             const LibcallSet& usedLibcalls, const uint8_t (&keyDigest)[32]);

private:
  // The tables, in their order in the struct.
  enum Table : unsigned {
    Functions,
    TailFunctions,
    EntryThunks,
    CodeRanges,
    InlineSites,
    Lines,
    kTableCount
  };

  llvm::Constant* word(uint64_t value) { return llvm::ConstantInt::get(word_, value); }
  llvm::Constant* half(uint32_t value) {
    return llvm::ConstantInt::get(llvm::Type::getInt32Ty(context_), value);
  }
  llvm::Constant* bytes(llvm::ArrayRef<uint8_t> data) {
    return llvm::ConstantDataArray::get(context_, data);
  }
  llvm::ArrayType* words(size_t count) { return llvm::ArrayType::get(word_, count); }

  llvm::Constant* offsetOf(llvm::Constant* object, int64_t addend = 0);
  uint64_t tableOffset(Table table) const { return layout_->getElementOffset(kFieldCount + table); }

  void layOut(const Module& module, size_t codeRangeCount, size_t inlineSiteCount,
              size_t linesByteSize);
  llvm::Constant* offsetOfFunction(const std::string& symbol);
  llvm::Constant* functionTable(const Module& module, const FunctionSymbols& symbols,
                                const CallingConventions& conventions);
  llvm::Constant* tailFunctionTable(const Module& module, const FunctionSymbols& symbols,
                                    const CallingConventions& conventions);
  llvm::Constant* entryThunkTable(const Module& module);
  llvm::Constant* codeRangeTable(std::span<const LineTable* const> tables,
                                 std::span<const std::string> lines);
  llvm::Constant* inlineSiteTable(std::span<const LineTable* const> tables);

  static constexpr unsigned kFieldCount = 15;

  llvm::Module& target_;
  llvm::LLVMContext& context_;
  llvm::Type* word_;
  llvm::StructType* type_ = nullptr;
  const llvm::StructLayout* layout_ = nullptr;
  llvm::GlobalVariable* image_ = nullptr;
};

/// object - wasmpi_image + addend. The image symbol lies in the section the difference is stored
/// in, which makes it a PC-relative relocation.
llvm::Constant* HeaderBuilder::offsetOf(llvm::Constant* object, int64_t addend) {
  llvm::Constant* difference =
      llvm::ConstantExpr::getSub(llvm::ConstantExpr::getPtrToInt(object, word_),
                                 llvm::ConstantExpr::getPtrToInt(image_, word_));
  if (addend == 0)
    return difference;
  return llvm::ConstantExpr::getAdd(difference, word(static_cast<uint64_t>(addend)));
}

void HeaderBuilder::layOut(const Module& module, size_t codeRangeCount, size_t inlineSiteCount,
                           size_t linesByteSize) {
  llvm::Type* byte = llvm::Type::getInt8Ty(context_);
  llvm::Type* half = llvm::Type::getInt32Ty(context_);
  // In the order of ImageHeader's members, then of Table.
  llvm::SmallVector<llvm::Type*> members{
      llvm::ArrayType::get(byte, sizeof(ImageHeader::magic)), half, half,
      llvm::ArrayType::get(byte, sizeof(ImageHeader::keyDigest))};
  members.append(11, word_);
  members.push_back(words(module.escapingFunctions.size()));
  members.push_back(words(module.escapingFunctions.size()));
  members.push_back(words(module.types.size()));
  members.push_back(llvm::ArrayType::get(words(4), codeRangeCount));
  members.push_back(llvm::ArrayType::get(llvm::ArrayType::get(half, 2), inlineSiteCount));
  members.push_back(llvm::ArrayType::get(byte, linesByteSize));
  type_ = llvm::StructType::get(context_, members);
  layout_ = target_.getDataLayout().getStructLayout(type_);
  assert(members.size() == kFieldCount + kTableCount);
  assert(tableOffset(Functions) == sizeof(ImageHeader));
  image_ =
      new llvm::GlobalVariable(target_, type_, /*isConstant=*/true,
                               llvm::GlobalValue::ExternalLinkage, nullptr, ImageHeader::kSymbol);
  image_->setAlignment(llvm::Align(64));
}

llvm::Constant* HeaderBuilder::offsetOfFunction(const std::string& symbol) {
  auto callee = target_.getOrInsertFunction(
      symbol, llvm::FunctionType::get(llvm::Type::getVoidTy(context_), false));
  auto* function = llvm::cast<llvm::Function>(callee.getCallee());
  function->setVisibility(llvm::GlobalValue::HiddenVisibility);
  return offsetOf(function);
}

llvm::Constant* HeaderBuilder::functionTable(const Module& module, const FunctionSymbols& symbols,
                                             const CallingConventions& conventions) {
  Constants entries;
  for (uint32_t function : module.escapingFunctions)
    entries.push_back(module.isImportedFunction(function) ? word(0)
                      : conventions.hasEntry(function)
                          ? offsetOfFunction(CallingConventions::entrySymbol(function))
                          : offsetOfFunction(symbols.of(function)));
  return llvm::ConstantArray::get(words(entries.size()), entries);
}

llvm::Constant* HeaderBuilder::tailFunctionTable(const Module& module,
                                                 const FunctionSymbols& symbols,
                                                 const CallingConventions& conventions) {
  Constants entries;
  for (uint32_t function : module.escapingFunctions)
    entries.push_back(conventions.hasEntry(function) ? offsetOfFunction(symbols.of(function))
                                                     : word(0));
  return llvm::ConstantArray::get(words(entries.size()), entries);
}

llvm::Constant* HeaderBuilder::entryThunkTable(const Module& module) {
  Constants entries;
  for (llvm::Function* thunk : emitEntryThunks(target_, module))
    entries.push_back(thunk ? offsetOf(thunk) : word(0));
  return llvm::ConstantArray::get(words(entries.size()), entries);
}

llvm::Constant* HeaderBuilder::codeRangeTable(std::span<const LineTable* const> tables,
                                              std::span<const std::string> lines) {
  static_assert(sizeof(CodeRange) == 32);
  Constants entries;
  uint64_t linesBegin = tableOffset(Lines);
  for (size_t i = 0; i < tables.size(); ++i) {
    const LineTable& table = *tables[i];
    auto anchor = target_.getOrInsertFunction(
        table.anchor, llvm::FunctionType::get(llvm::Type::getVoidTy(context_), false));
    llvm::cast<llvm::Function>(anchor.getCallee())
        ->setVisibility(llvm::GlobalValue::HiddenVisibility);
    auto* symbol = llvm::cast<llvm::Constant>(anchor.getCallee());
    const int64_t begin = -static_cast<int64_t>(table.anchorOffset);
    entries.push_back(llvm::ConstantArray::get(
        words(4), {offsetOf(symbol, begin),
                   offsetOf(symbol, begin + static_cast<int64_t>(table.textByteSize)),
                   word(linesBegin), word(lines[i].size())}));
    linesBegin += lines[i].size();
  }
  return llvm::ConstantArray::get(llvm::ArrayType::get(words(4), entries.size()), entries);
}

llvm::Constant* HeaderBuilder::inlineSiteTable(std::span<const LineTable* const> tables) {
  static_assert(sizeof(InlineSite) == 8 && offsetof(InlineSite, parent) == 0);
  llvm::Type* half = llvm::Type::getInt32Ty(context_);
  Constants entries;
  uint32_t base = 0;
  for (const LineTable* table : tables) {
    for (const InlineSite& site : table->inlineSites) {
      const uint32_t parent = site.parent == InlineSite::kNone ? site.parent : site.parent + base;
      entries.push_back(llvm::ConstantDataArray::get(
          context_, llvm::ArrayRef<uint32_t>{parent, site.wasmOffset}));
    }
    base += static_cast<uint32_t>(table->inlineSites.size());
  }
  return llvm::ConstantArray::get(
      llvm::ArrayType::get(llvm::ArrayType::get(half, 2), entries.size()), entries);
}

void HeaderBuilder::build(const Module& module, const FunctionSymbols& symbols,
                          const CallingConventions& conventions,
                          std::span<const LineTable> lineTables, const LibcallSet& usedLibcalls,
                          const uint8_t (&keyDigest)[32]) {
  std::vector<const LineTable*> tables;
  std::vector<std::string> lines;
  uint32_t inlineSiteCount = 0;
  std::string allLines;
  for (const LineTable& table : lineTables) {
    if (table.anchor.empty())
      continue;
    tables.push_back(&table);
    lines.push_back(encodeLines(table.rows, inlineSiteCount));
    allLines += lines.back();
    inlineSiteCount += static_cast<uint32_t>(table.inlineSites.size());
  }
  layOut(module, tables.size(), inlineSiteCount, allLines.size());
  llvm::GlobalVariable* libcalls = emitLibcallStubs(target_, usedLibcalls);

  const Constants members{
      bytes(llvm::ArrayRef(reinterpret_cast<const uint8_t*>(ImageHeader::kMagic),
                           sizeof(ImageHeader::kMagic))),
      half(kAbiVersion),
      half(sizeof(ImageHeader)),
      bytes(keyDigest),
      word(tableOffset(Functions)),
      word(tableOffset(TailFunctions)),
      word(module.escapingFunctions.size()),
      word(tableOffset(EntryThunks)),
      word(module.types.size()),
      offsetOf(libcalls),
      word(kLibcallCount),
      word(tableOffset(CodeRanges)),
      word(tables.size()),
      word(tableOffset(InlineSites)),
      word(inlineSiteCount),
      functionTable(module, symbols, conventions),
      tailFunctionTable(module, symbols, conventions),
      entryThunkTable(module),
      codeRangeTable(tables, lines),
      inlineSiteTable(tables),
      bytes(llvm::ArrayRef(reinterpret_cast<const uint8_t*>(allLines.data()), allLines.size()))};
  image_->setInitializer(llvm::ConstantStruct::get(type_, members));
}

/// Adds the image's note as a section of its own, which LLD makes a segment of.
void addNote(llvm::Module& target, std::string contents) {
  const auto contentsByteSize = static_cast<uint32_t>(contents.size());
  contents.resize(llvm::alignTo(contents.size(), 4));
  const uint32_t ownerByteSize = sizeof(ImageNote::kOwner);
  std::string owner(ImageNote::kOwner);
  owner.resize(llvm::alignTo(ownerByteSize, 4));
  llvm::LLVMContext& context = target.getContext();
  const llvm::SmallVector<uint32_t> sizes{ownerByteSize, contentsByteSize, ImageNote::kType};
  llvm::Constant* note = llvm::ConstantStruct::getAnon(
      context, {llvm::ConstantDataArray::get(context, sizes),
                llvm::ConstantDataArray::getString(context, owner + contents, /*AddNull=*/false)});
  auto* variable = new llvm::GlobalVariable(target, note->getType(), /*isConstant=*/true,
                                            llvm::GlobalValue::PrivateLinkage, note, "wasmpi.note");
  variable->setSection(ImageNote::kSection);
  variable->setAlignment(llvm::Align(4));
}

} // namespace

std::unique_ptr<llvm::Module>
buildHeaderModule(llvm::LLVMContext& context, const Module& module, const FunctionSymbols& symbols,
                  const CallingConventions& conventions, std::span<const LineTable> lineTables,
                  const LibcallSet& libcalls, const uint8_t (&keyDigest)[32],
                  const std::string& note, const llvm::TargetMachine& machine) {
  auto target = std::make_unique<llvm::Module>("wasmpi.image", context);
  target->setTargetTriple(machine.getTargetTriple());
  target->setDataLayout(machine.createDataLayout());
  target->setPICLevel(llvm::PICLevel::BigPIC);
  HeaderBuilder(*target).build(module, symbols, conventions, lineTables, libcalls, keyDigest);
  addNote(*target, note);
  return target;
}

} // namespace wasmpi
