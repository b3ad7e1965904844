// Whether a module has to do with exceptions at all. Code of one that has not is what it would be
// if there were none: exceptions of other instances may pass through it, and need nothing but its
// unwind tables for that.
#pragma once

#include "frontend/module.h"

namespace wasmpi {

/// Works on a validated module.
bool usesExceptions(const Module& module);

} // namespace wasmpi
