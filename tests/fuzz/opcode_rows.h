// The rows of frontend/opcodes.def that say by themselves how to use an instruction, as plain data for
// the generator: those with a type that is not Special and an immediate that is known here.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "frontend/opcodes.h"
#include "frontend/types.h"

namespace wasmpi::fuzz {

/// What may lie below a row's instruction. Address: the index type of the memory it names.
enum class Operand : uint8_t { I32, I64, F32, F64, V128, Address };

enum class ImmediateForm : uint8_t {
  None,
  Memory,
  MemoryLane,
  Lane,
  Shuffle,
  I32Literal,
  I64Literal,
  F32Literal,
  F64Literal,
  V128Literal,
  Unknown,
};

struct OpcodeRow {
  Opcode opcode;
  Feature feature;
  std::string_view text;
  std::vector<Operand> operands;
  std::optional<ValueKind> result;
  ImmediateForm immediate;
  /// Of Lane, MemoryLane and Shuffle: lanes to choose from.
  unsigned laneCount;
  /// Of Memory and MemoryLane: log2 of the bytes touched.
  uint32_t naturalAlignLog2;

  bool isAtomic() const { return text.find("atomic") != std::string_view::npos; }
  bool isStore() const { return text.find("store") != std::string_view::npos; }
};

const std::vector<OpcodeRow>& opcodeRows();

/// The feature of this name, if features.def has a row of it.
std::optional<Feature> findFeature(std::string_view name);

} // namespace wasmpi::fuzz
