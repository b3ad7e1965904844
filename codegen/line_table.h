// From a relocatable's DWARF to the plain tables of CodeRange: which Wasm offset each stretch of
// native code comes from, through which inlined calls. The runtime so needs no DWARF reader.
//
// Invariant: works on objects with one .text (pipeline.h); offsets count from its start.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "codegen/abi.h"
#include "codegen/pipeline.h"
#include "frontend/error.h"

namespace wasmpi {

/// Holds from its code offset to the next row's.
struct LineRow {
  uint64_t codeOffset;
  /// 0: no source.
  uint32_t wasmOffset;
  /// Index into LineTable::inlineSites, or InlineSite::kNone.
  uint32_t inlineSite;
  friend bool operator==(const LineRow&, const LineRow&) = default;
};

/// An object's .text and its way back to the module.
struct LineTable {
  uint64_t textByteSize = 0;
  /// A symbol of .text that other objects can refer to, and its offset there; empty if there is
  /// none, which means that nothing can reach this code.
  std::string anchor;
  uint64_t anchorOffset = 0;
  /// By ascending code offset.
  std::vector<LineRow> rows;
  /// Parents are indices into this vector and come before their children.
  std::vector<InlineSite> inlineSites;
};

/// Reads an ELF relocatable that LLVM wrote.
Expected<LineTable> readLineTable(const ObjectBytes& object);

/// The bytes CodeRange::linesBegin points to; `inlineSiteBase` is added to the rows' sites.
std::string encodeLines(const std::vector<LineRow>& rows, uint32_t inlineSiteBase);

} // namespace wasmpi
