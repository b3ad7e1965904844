// Has the full code of a module made by a process of its own, which nobody waits for: wasmpi-compile, which takes the cache's locks and
// publishes what it has made as always. If it is killed, nothing is lost but its work.
#pragma once

#include <sys/types.h>

#include "codegen/compiler_api.h"
#include "frontend/error.h"
#include "tools/run_options.h"

namespace wasmpi {

/// The command that puts a run's module, compiled with `wanted`, into the run's cache. Fails if wasmpi-compile is not beside the
/// running program.
Expected<std::vector<std::string>> backgroundCommand(const RunOptions& run, const CompileOptions& wanted);

/// Starts it in a session of its own, at a lower priority, without terminal or files of this process. Returns the process's id.
Expected<pid_t> compileInBackground(const RunOptions& run, const CompileOptions& wanted);

} // namespace wasmpi
