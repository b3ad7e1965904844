#include "hostcalls/mpi/tool_interface.h"

#include "hostcalls/mpi/adaptors.h"

namespace wasmpi::mpi {

namespace {

constexpr uint32_t kNullSession = 0;
constexpr uint32_t kAllHandles = 1;

int32_t refuse(ToolError error) { return static_cast<int32_t>(error); }

/// Writes a word to the guest; the call's result.
int32_t store(Call call, uint32_t address, uint32_t value) {
  OutCell<uint32_t> cell;
  if (address == 0)
    return refuse(ToolError::Invalid);
  if (!cell.decode(call, address))
    return kTrapped;
  cell.write(value);
  return 0;
}

/// 0, or why a session cannot be used.
int32_t checkSession(Call call, uint32_t session) {
  const ToolState& tools = call.context.tools();
  if (!tools.isActive())
    return refuse(ToolError::NotInitialized);
  return tools.isSession(session) ? 0 : refuse(ToolError::InvalidSession);
}

} // namespace

/// A guest has one thread, so it may have any level.
int32_t toolInitThread(Call call, int32_t required, uint32_t provided) {
  if (!call.context.constants().isSpecial(Role::Thread, required))
    return refuse(ToolError::Invalid);
  const int32_t code = store(call, provided, static_cast<uint32_t>(required));
  if (code == 0)
    call.context.tools().init();
  return code;
}

int32_t toolFinalize(Call call) {
  if (!call.context.tools().isActive())
    return refuse(ToolError::NotInitialized);
  call.context.tools().finalize();
  return 0;
}

int32_t toolZero(Call call, uint32_t result) {
  return call.context.tools().isActive() ? store(call, result, 0)
                                         : refuse(ToolError::NotInitialized);
}

int32_t toolSessionCreate(Call call, uint32_t session) {
  ToolState& tools = call.context.tools();
  if (!tools.isActive())
    return refuse(ToolError::NotInitialized);
  const int32_t code = store(call, session, kNullSession);
  return code == 0 ? store(call, session, tools.openSession()) : code;
}

int32_t toolSessionFree(Call call, uint32_t session) {
  OutCell<uint32_t> cell;
  if (!call.context.tools().isActive())
    return refuse(ToolError::NotInitialized);
  if (session == 0)
    return refuse(ToolError::Invalid);
  if (!cell.decode(call, session))
    return kTrapped;
  if (!call.context.tools().closeSession(cell.read()))
    return refuse(ToolError::InvalidSession);
  cell.write(kNullSession);
  return 0;
}

int32_t toolHandleAlloc(Call call, uint32_t session, int32_t, uint32_t, uint32_t, uint32_t) {
  const int32_t code = checkSession(call, session);
  return code == 0 ? refuse(ToolError::InvalidIndex) : code;
}

int32_t toolHandleFree(Call call, uint32_t session, uint32_t) {
  const int32_t code = checkSession(call, session);
  return code == 0 ? refuse(ToolError::InvalidHandle) : code;
}

int32_t toolControl(Call call, uint32_t session, uint32_t handle) {
  const int32_t code = checkSession(call, session);
  // All handles of a session are none.
  return code == 0 && handle != kAllHandles ? refuse(ToolError::InvalidHandle) : code;
}

int32_t toolAccess(Call call, uint32_t session, uint32_t, uint32_t) {
  return toolHandleFree(call, session, 0);
}

} // namespace wasmpi::mpi
