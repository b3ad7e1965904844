// Which functions of libcalls.def an object calls, so that the runtime looks up those and no
// others: a C library that nobody calls need not be opened.
#pragma once

#include <bitset>

#include "codegen/pipeline.h"
#include "frontend/error.h"

namespace wasmpi {

inline constexpr size_t kLibcallCount = 0
#define LIBCALL(name, ...) +1
#include "codegen/libcalls.def"
#undef LIBCALL
    ;

/// One bit a row of libcalls.def, in its order.
using LibcallSet = std::bitset<kLibcallCount>;

/// Reads an ELF relocatable that LLVM wrote.
Expected<LibcallSet> readLibcallUse(const ObjectBytes& object);

} // namespace wasmpi
