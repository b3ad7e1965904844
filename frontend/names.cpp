// Reading of the name section (Core 7.4.1). Only the subsection of function names is of use; a
// fault ends the reading and leaves the names read so far.
#include "frontend/names.h"

#include <algorithm>

#include <fmt/format.h>

#include "frontend/error.h"

namespace wasmpi {

namespace {

constexpr uint8_t kFunctionNames = 1;
constexpr size_t kMaxShownByteSize = 4096;

} // namespace

FunctionNames::FunctionNames(const Module& module) {
  readSection(module);
  for (const Export& entry : module.exports)
    if (entry.kind == ExternKind::Function)
      names_.try_emplace(entry.index, entry.name);
}

void FunctionNames::readSection(const Module& module) {
  ByteReader reader(module.nameSection);
  try {
    while (!reader.atEnd()) {
      const uint8_t id = reader.byte("name subsection");
      ByteReader content = reader.section(reader.u32("name subsection size"), "name subsection");
      if (id == kFunctionNames)
        return readNameMap(content, module);
    }
  } catch (const FormatError&) {
    // Core 7: an error in a custom section is ignored.
  }
}

void FunctionNames::readNameMap(ByteReader& reader, const Module& module) {
  const uint32_t count = reader.u32("name count");
  for (uint32_t i = 0; i < count; ++i) {
    const uint32_t functionIndex = reader.u32("function index");
    const std::string_view name = reader.name("function name");
    if (functionIndex < module.functions.size() && !name.empty())
      names_.try_emplace(functionIndex, name);
  }
}

std::string FunctionNames::nameOf(uint32_t functionIndex) const {
  const auto found = names_.find(functionIndex);
  if (found == names_.end() || found->second.empty())
    return fmt::format("function[{}]", functionIndex);
  return printable(found->second, kMaxShownByteSize);
}

const FunctionBody* FunctionNames::bodyAt(const Module& module, size_t offset) {
  // Bodies stand in the module in the order of their indices.
  const auto after =
      std::partition_point(module.bodies.begin(), module.bodies.end(),
                           [&](const FunctionBody& body) { return body.offset <= offset; });
  if (after == module.bodies.begin())
    return nullptr;
  const FunctionBody& body = *(after - 1);
  return offset - body.offset < body.bytes.size() ? &body : nullptr;
}

} // namespace wasmpi
