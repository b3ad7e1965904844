// How native functions are called: by what may call them, and by whether they make tail calls.
//
// - tailcc: functions that contain a return_call of any kind. A tail call between two of them
// jumps, whatever their parameters,
//   so that a chain of them runs in the stack of one. Others never continue a chain: they are
//   called by whoever tail-calls them, which then returns.
// - C: imported functions, and what escapes. A function of the first kind that escapes has an entry
// of this convention, which
//   calls it; so indirect calls know one convention only. A FunctionReference holds both addresses.
// - fastcc: the rest.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <llvm/IR/CallingConv.h>
#include <llvm/IR/DerivedTypes.h>

#include "frontend/module.h"

namespace wasmpi {

class CallingConventions {
public:
  /// Of the functions of a validated module.
  explicit CallingConventions(const Module& module);

  bool makesTailCalls(uint32_t functionIndex) const { return makesTailCalls_[functionIndex]; }
  llvm::CallingConv::ID of(uint32_t functionIndex) const;
  llvm::FunctionType* typeOf(llvm::LLVMContext& context, uint32_t functionIndex) const;
  /// Whether the function has an entry besides its code.
  bool hasEntry(uint32_t functionIndex) const {
    return makesTailCalls(functionIndex) && module_.escapeIndex(functionIndex);
  }
  /// The symbol of that; not one that FunctionSymbols gives away.
  static std::string entrySymbol(uint32_t functionIndex);

private:
  const Module& module_;
  std::vector<bool> makesTailCalls_;
};

} // namespace wasmpi
