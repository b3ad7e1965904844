#include "codegen/libcall_use.h"

#include <algorithm>
#include <array>

#include <llvm/Object/ELFObjectFile.h>

namespace wasmpi {
namespace {

constexpr std::array<llvm::StringLiteral, kLibcallCount> kNames = {
#define LIBCALL(name, ...) llvm::StringLiteral(#name),
#include "codegen/libcalls.def"
#undef LIBCALL
};

tl::unexpected<Error> unreadable(llvm::Error error) {
  return failure("compiler: unreadable symbol: " + llvm::toString(std::move(error)));
}

} // namespace

Expected<LibcallSet> readLibcallUse(const ObjectBytes& bytes) {
  const llvm::MemoryBufferRef buffer(llvm::StringRef(bytes.data(), bytes.size()), "partition");
  auto object = llvm::object::ObjectFile::createELFObjectFile(buffer);
  if (!object)
    return unreadable(object.takeError());
  LibcallSet used;
  for (const llvm::object::SymbolRef symbol : (*object)->symbols()) {
    auto flags = symbol.getFlags();
    if (!flags)
      return unreadable(flags.takeError());
    if ((*flags & llvm::object::SymbolRef::SF_Undefined) == 0)
      continue;
    auto name = symbol.getName();
    if (!name)
      return unreadable(name.takeError());
    const auto found = std::find(kNames.begin(), kNames.end(), *name);
    if (found != kNames.end())
      used.set(static_cast<size_t>(found - kNames.begin()));
  }
  return used;
}

} // namespace wasmpi
