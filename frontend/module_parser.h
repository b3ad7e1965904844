// The decoder behind parseModule: one method a section. Private to the frontend.
//
// Invariant: nothing is allocated by a count the module names; vectors grow with what has been
// read, and every element takes at least one byte, so memory stays linear in the bytes of the
// module.
#pragma once

#include <cstdint>
#include <span>

#include "frontend/byte_reader.h"
#include "frontend/module.h"

namespace wasmpi {

class ModuleParser {
public:
  ModuleParser(std::span<const uint8_t> bytes, FeatureSet features)
      : reader_(bytes, 0, features) {
    module_.bytes = bytes;
    module_.features = features;
  }

  /// Throws FormatError.
  Module parse();

private:
  void parsePreamble();
  void parseSection();
  void checkOrder(uint8_t id, size_t start);
  void parseContent(uint8_t id, ByteReader& reader, size_t start);
  void checkCounts() const;
  void findEscapingFunctions();

  // parser_sections.cpp
  void parseCustom(ByteReader& reader);
  void parseTypes(ByteReader& reader);
  void parseImports(ByteReader& reader);
  void parseImport(ByteReader& reader);
  void parseFunctions(ByteReader& reader);
  void parseTables(ByteReader& reader);
  void parseMemories(ByteReader& reader);
  void parseTags(ByteReader& reader);
  void parseGlobals(ByteReader& reader);
  void parseExports(ByteReader& reader);
  void parseStart(ByteReader& reader);
  void parseElements(ByteReader& reader);
  ElementSegment parseElement(ByteReader& reader);
  void parseDataCount(ByteReader& reader);
  void parseCode(ByteReader& reader);
  void parseData(ByteReader& reader);

  ByteReader reader_;
  Module module_;
  /// Position in the prescribed order of the last section that was not custom.
  unsigned lastOrder_ = 0;
  bool hasNameSection_ = false;
  /// Over all segments, held against kMaxElementItems.
  uint64_t elementItemCount_ = 0;
};

} // namespace wasmpi
