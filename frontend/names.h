// The name section (Core 7.4.1): names for functions, for backtraces and symbols, and for tags. Never trusted: a
// malformed section yields fewer names, not an error (Core 7.4: errors in custom sections are
// ignored).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "frontend/byte_reader.h"
#include "frontend/module.h"

namespace wasmpi {

class FunctionNames {
public:
  explicit FunctionNames(const Module& module);

  /// The name in the name section, else the first export's name, else "function[N]". Fit for a
  /// terminal and a symbol table: control characters are escaped and names longer than 4096 bytes
  /// are cut (see printable).
  std::string nameOf(uint32_t functionIndex) const;
  /// The function whose body contains this offset in the module, if any.
  static const FunctionBody* bodyAt(const Module& module, size_t offset);

private:
  std::unordered_map<uint32_t, std::string_view> names_;
};

/// "tag overflow", by the name in the name section, else that of the first export; "tag[N]" without.
/// Fit to be shown likewise.
std::string describeTag(const Module& module, uint32_t tagIndex);

} // namespace wasmpi
