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

/// i1: an access of `byteSize` at `address` + `offset` leaves [0, size). `address` was
/// zero-extended from an index of `addressBitCount` bits.
llvm::Value* accessExceeds(llvm::IRBuilder<>& builder, llvm::Value* address,
                           unsigned addressBitCount, uint64_t offset, uint64_t byteSize,
                           llvm::Value* size);

} // namespace wasmpi
