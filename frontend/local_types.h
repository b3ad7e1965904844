// The types of a function's locals: its parameters, then the declared ones (Core 5.4, "func"), kept
// as runs of equal types.
//
// Invariant: memory is linear in the bytes of the declarations, never in the count they name: a
// million functions may each declare kMaxLocals locals in five bytes.
#pragma once

#include <cstdint>
#include <vector>

#include "frontend/byte_reader.h"
#include "frontend/types.h"

namespace wasmpi {

class LocalTypes {
public:
  /// Locals `first` up to, not including, `end` are of `type`.
  struct Run {
    uint32_t first;
    uint32_t end;
    ValueType type;
  };

  /// Starts with the parameters and reads the declarations at the head of a body; throws
  /// FormatError "too many locals" beyond kMaxLocals. Replaces what was there before.
  void decode(ByteReader& reader, const FunctionType& type);

  uint32_t count() const { return runs_.empty() ? 0 : runs_.back().end; }
  /// The type of a local below count(); logarithmic in the number of runs.
  ValueType typeOf(uint32_t localIndex) const;
  const std::vector<Run>& runs() const { return runs_; }

private:
  void append(uint32_t localCount, ValueType type);

  std::vector<Run> runs_;
};

} // namespace wasmpi
