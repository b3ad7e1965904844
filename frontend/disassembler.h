// The flat text of a function body, one line an instruction: offset in the module, indentation by
// nesting, name, immediates. For people who look at what was compiled; not a text format that could
// be assembled again.
#pragma once

#include <cstdint>
#include <string>

#include "frontend/error.h"
#include "frontend/module.h"
#include "frontend/names.h"

namespace wasmpi {

/// Disassembles the body of a function the module defines. The body need not be valid, only well
/// formed: a fault is returned with its offset. Fails for an imported function and for an index out
/// of range.
Expected<std::string> disassemble(const Module& module, uint32_t functionIndex,
                                  const FunctionNames& names);

} // namespace wasmpi
