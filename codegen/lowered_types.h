// How the types of WebAssembly look in LLVM IR, shared by lowered bodies, call sites and entry
// thunks.
//
// A v128 is <16 x i8> (lower_simd.cpp says why). A reference is an i64 (abi.h: the address of a FunctionReference, or whatever the host stores). A
// function takes its context first; no result is void, one is a scalar, several are a literal
// struct.
#pragma once

#include <cstdint>

#include <llvm/IR/CallingConv.h>
#include <llvm/IR/DerivedTypes.h>

#include "frontend/module.h"

namespace wasmpi {

llvm::Type* loweredType(llvm::LLVMContext& context, ValueType type);
/// How many 8-byte slots a value takes in the array of an EntryThunk or in an ExceptionObject.
unsigned slotCount(ValueType type);
/// What a function or block of these results yields.
llvm::Type* loweredResultType(llvm::LLVMContext& context, const std::vector<ValueType>& results);
llvm::FunctionType* loweredFunctionType(llvm::LLVMContext& context, const FunctionType& type,
                                        llvm::CallingConv::ID convention = llvm::CallingConv::C);

/// Whether a function of that type and convention writes its results to memory, at a pointer that
/// is its last parameter: LLVM would do that itself for results that do not fit in registers, but
/// not where a tail call has to hand the memory on.
bool returnsThroughMemory(const FunctionType& type, llvm::CallingConv::ID convention);

} // namespace wasmpi
