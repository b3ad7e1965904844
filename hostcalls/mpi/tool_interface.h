// The tool information interface (MPI-3.1 14.3) with no variables, categories or enumerations: what
// a library tells of itself is about the host, not about the guest.
//
// Its functions have error codes of their own, raise no error handlers, and may be called before
// MPI_Init and after MPI_Finalize.
#pragma once

#include <cstdint>
#include <utility>

#include "hostcalls/mpi/mpi_context.h"

namespace wasmpi::mpi {

/// Values of the MPI-5.0 standard ABI; the older ABI has no such functions.
enum class ToolError : int32_t {
  NotInitialized = 1003,
  Invalid = 1006,
  InvalidIndex = 1007,
  InvalidSession = 1009,
  InvalidHandle = 1010,
  InvalidName = 1011,
};

/// A function about one variable, category or enumeration: the index, name or handle is of none,
/// whatever the other parameters are.
template <ToolError error, class Indices> struct ToolRefusal;
template <ToolError error, size_t... indices>
struct ToolRefusal<error, std::index_sequence<indices...>> {
  template <size_t> using Word = uint32_t;
  static int32_t call(Call call, Word<indices>...) {
    return static_cast<int32_t>(call.context.tools().isActive() ? error
                                                                : ToolError::NotInitialized);
  }
};

int32_t toolInitThread(Call call, int32_t required, uint32_t provided);
int32_t toolFinalize(Call call);
/// How many variables or categories there are, and MPI_T_category_changed: 0.
int32_t toolZero(Call call, uint32_t result);
int32_t toolSessionCreate(Call call, uint32_t session);
int32_t toolSessionFree(Call call, uint32_t session);
int32_t toolHandleAlloc(Call call, uint32_t session, int32_t index, uint32_t object,
                        uint32_t handle, uint32_t count);
int32_t toolHandleFree(Call call, uint32_t session, uint32_t handle);
/// MPI_T_pvar_start, _stop and _reset, which take all handles of a session, too.
int32_t toolControl(Call call, uint32_t session, uint32_t handle);
/// MPI_T_pvar_read, _write and _readreset.
int32_t toolAccess(Call call, uint32_t session, uint32_t handle, uint32_t buffer);

} // namespace wasmpi::mpi
