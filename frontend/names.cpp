// Reading of the name section (Core 7.4.1): the subsections of function and of tag names. A fault
// ends the reading and leaves the names read so far.
#include "frontend/names.h"

#include <algorithm>

#include <fmt/format.h>

#include "frontend/error.h"

namespace wasmpi {

namespace {

constexpr uint8_t kFunctionNames = 1;
constexpr uint8_t kTagNames = 11;
constexpr size_t kMaxShownByteSize = 4096;

/// Calls `visit(index, name)` for the entries of the first subsection `wanted`.
template <class Visit> void readNames(const Module& module, uint8_t wanted, Visit visit) {
  ByteReader reader(module.nameSection);
  try {
    while (!reader.atEnd()) {
      const uint8_t id = reader.byte("name subsection");
      ByteReader content = reader.section(reader.u32("name subsection size"), "name subsection");
      if (id != wanted)
        continue;
      const uint32_t count = content.u32("name count");
      for (uint32_t i = 0; i < count; ++i) {
        const uint32_t index = content.u32("index");
        visit(index, content.name("name"));
      }
      return;
    }
  } catch (const FormatError&) {
    // Core 7: an error in a custom section is ignored.
  }
}

} // namespace

FunctionNames::FunctionNames(const Module& module) {
  readNames(module, kFunctionNames, [&](uint32_t index, std::string_view name) {
    if (index < module.functions.size() && !name.empty())
      names_.try_emplace(index, name);
  });
  for (const Export& entry : module.exports)
    if (entry.kind == ExternKind::Function)
      names_.try_emplace(entry.index, entry.name);
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

std::string describeTag(const Module& module, uint32_t tagIndex) {
  std::string_view found;
  readNames(module, kTagNames, [&](uint32_t index, std::string_view name) {
    if (index == tagIndex && found.empty())
      found = name;
  });
  for (const Export& entry : module.exports)
    if (found.empty() && entry.kind == ExternKind::Tag && entry.index == tagIndex)
      found = entry.name;
  return found.empty() ? fmt::format("tag[{}]", tagIndex)
                       : "tag " + printable(found, kMaxShownByteSize);
}

} // namespace wasmpi
