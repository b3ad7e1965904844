// The items of an element segment (Core 5.5.12), kept as the module's bytes: a segment may have millions of them, and nobody
// needs more than to walk over them in order.
//
// Invariant: what `decode` has gone over is well formed, so walking over it again cannot fail.
#pragma once

#include <cstdint>
#include <span>
#include <utility>

#include "frontend/const_expr.h"

namespace wasmpi {

class ElementItems {
public:
  /// How items are written: as indices of functions, or as constant expressions.
  enum class Form : uint8_t { FunctionIndices, Expressions };

  ElementItems() = default;
  /// Reads `count` items, the bytes of which must outlive the result; throws FormatError.
  static ElementItems decode(ByteReader& reader, uint32_t count, Form form);

  uint32_t count() const { return count_; }
  /// Calls `visit(expression)` for each item in order; an index comes as ref.func.
  template <class Visit> void forEach(Visit visit) const {
    ByteReader reader(bytes_, moduleOffset_);
    ConstExpr item;
    for (uint32_t i = 0; i < count_; ++i) {
      next(reader, item);
      visit(std::as_const(item));
    }
  }

private:
  void next(ByteReader& reader, ConstExpr& item) const;

  std::span<const uint8_t> bytes_;
  size_t moduleOffset_ = 0;
  uint32_t count_ = 0;
  Form form_ = Form::FunctionIndices;
};

} // namespace wasmpi
