// The implementation limits of wasmpi, all in one place (Core A.1 allows them). The figures follow the Wasm JavaScript API, Annex
// "Implementation-defined limits", so that a module accepted by browsers is accepted here. Exceeding one is an
// error with the offset, never an allocation.
#pragma once

#include <cstdint>

namespace wasmpi {

inline constexpr uint64_t kMaxModuleByteSize = 1ull << 30;
inline constexpr uint32_t kMaxTypes = 1'000'000;
inline constexpr uint32_t kMaxFunctions = 1'000'000;
inline constexpr uint32_t kMaxImports = 1'000'000;
inline constexpr uint32_t kMaxExports = 1'000'000;
inline constexpr uint32_t kMaxGlobals = 1'000'000;
inline constexpr uint32_t kMaxTags = 1'000'000;
inline constexpr uint32_t kMaxTables = 100'000;
inline constexpr uint32_t kMaxMemories = 100;
inline constexpr uint32_t kMaxDataSegments = 100'000;
inline constexpr uint32_t kMaxElementSegments = 10'000'000;
/// Over all segments together.
inline constexpr uint32_t kMaxElementItems = 10'000'000;
inline constexpr uint32_t kMaxTableElements = 10'000'000;
/// Over all tables of an Engine: 400 MB.
inline constexpr uint64_t kMaxTotalTableElements = 50'000'000;
inline constexpr uint32_t kMaxParameters = 1'000;
inline constexpr uint32_t kMaxResults = 1'000;
inline constexpr uint32_t kMaxLocals = 50'000;
inline constexpr uint32_t kMaxFunctionByteSize = 7'654'321;
inline constexpr uint32_t kMaxBrTableTargets = 1'000'000;
inline constexpr uint32_t kMaxNesting = 100'000;
/// Values on the operand stack of one function: two bytes of code (a call) may push kMaxResults of them.
inline constexpr uint32_t kMaxOperands = 1'000'000;
inline constexpr uint32_t kMaxNameByteSize = 100'000;
inline constexpr uint64_t kMaxMemory32ByteSize = 1ull << 32;
/// A memory with 64-bit addresses reserves this, unless its maximum is lower.
inline constexpr uint64_t kMaxMemory64ByteSize = 1ull << 40;
/// Address space that all memories of an Engine together may reserve: a quarter of what x86-64 gives a process.
inline constexpr uint64_t kMaxReservedByteSize = 32ull << 40;

} // namespace wasmpi
