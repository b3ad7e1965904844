// The addresses a loop forms in guarded linear memory, as far as they move by a fixed step.
//
// An address is `gep base, zext i32`, whose i32 wraps at 2^32 (Core 4.4.7 computes addresses modulo
// 2^32, and adds only the static offset without wrapping). Addresses whose difference is the same
// in every iteration form a group: what holds for its lowest and its highest address holds for all.
#pragma once

#include <cstdint>

#include <llvm/ADT/SmallVector.h>
#include <llvm/Analysis/LoopInfo.h>
#include <llvm/Analysis/ScalarEvolution.h>
#include <llvm/IR/Instructions.h>

namespace wasmpi {

/// The kind of metadata on loads of the base of a memory whose bounds are guard pages': no access
/// has a check of its own, and all that 32-bit addresses and offsets can form is reserved.
inline constexpr char kGuardedMemory[] = "wasmpi.guarded";

/// Bits of an address that may wrap.
inline constexpr unsigned kAddressBitCount = 32;

struct AddressGroup {
  struct Member {
    llvm::GetElementPtrInst* pointer;
    /// Of this address from the first one's, below 2^32.
    uint64_t distance;
  };

  /// Of the memory.
  llvm::Value* base;
  /// i32: the group's first address when the loop is entered.
  const llvm::SCEV* start;
  /// i32, signed: what is added for each iteration.
  const llvm::SCEV* step;
  llvm::SmallVector<Member> members;
  /// The greatest distance.
  uint64_t reach = 0;

  bool isInvariant() const { return step->isZero(); }
};

using AddressGroups = llvm::SmallVector<AddressGroup>;

/// Whether `pointer` is an address in a memory that guard pages protect (see kGuardedMemory).
bool isGuardedAddress(const llvm::GetElementPtrInst& pointer);

/// The groups of the innermost loop `loop`, or none where there are too many to be worth a check.
AddressGroups findAddressGroups(const llvm::Loop& loop, llvm::ScalarEvolution& evolution);

} // namespace wasmpi
