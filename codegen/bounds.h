// The bounds checks of memory and table accesses, free of overflow.
//
// Invariant: all values are unsigned 64-bit; what is returned is true exactly when the range
// [start, start + length) is not inside [0, size), in exact arithmetic.
#pragma once

#include <cstdint>

#include <llvm/IR/IRBuilder.h>

namespace wasmpi {

/// i1: a range of `length` from `start` leaves [0, size).
llvm::Value* rangeExceeds(llvm::IRBuilder<>& builder, llvm::Value* start, llvm::Value* length,
                          llvm::Value* size);

/// What is known at compile time of an access to a memory.
struct AccessBounds {
  /// Of the index that the address was zero-extended from.
  unsigned addressBitCount;
  /// Added to the address.
  uint64_t offset;
  /// Of the access; at least 1.
  uint64_t byteSize;
  /// The memory never is smaller.
  uint64_t minimumMemoryByteSize;
};

/// i1: an access at `address` leaves [0, size). One compare with `address`; all else depends on `size` alone,
/// so that loops have it done before.
llvm::Value* accessExceeds(llvm::IRBuilder<>& builder, llvm::Value* address,
                           const AccessBounds& access, llvm::Value* size);

} // namespace wasmpi
