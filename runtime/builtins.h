// The functions that generated code reaches through VMContext::builtins; rows in codegen/builtins.def.
#pragma once

#include <cstdint>

#include "codegen/abi.h"

namespace wasmpi {


/// The same as a table.
extern const BuiltinTable kBuiltinTable;

} // namespace wasmpi
