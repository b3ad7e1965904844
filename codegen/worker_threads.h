// Independent jobs spread over threads with stacks deep enough for LLVM's recursions, whatever
// `ulimit -s` says.
#pragma once

#include <cstddef>
#include <functional>

namespace wasmpi {

/// Cores the process may run on (sched_getaffinity); at least 1.
unsigned availableCoreCount();

/// Runs job(0) .. job(jobCount - 1), each once, on at most `threadCount` threads, starting them in
/// order; returns when all are done. Uses fewer threads where the system gives no more. `job` must
/// not throw.
void runJobs(unsigned threadCount, size_t jobCount, const std::function<void(size_t)>& job);

} // namespace wasmpi
