// What modules built with MPIWasm's toolchain import from "env" besides the functions of
// functions.def: memory of the module's own malloc, handle conversions, and three functions of C
// and C++ that its runtime offered beside MPI.
#include "hostcalls/mpi/legacy_functions.h"

#include <algorithm>
#include <cstring>

#include <unistd.h>

#include "hostcalls/mpi/adaptors.h"
#include "hostcalls/mpi/binder.h"
#include "hostcalls/mpi/guest_exports.h"

namespace wasmpi::mpi {

namespace {

int32_t allocMem(Call call, int32_t byteSize, uint32_t, uint32_t result) {
  OutCell<uint32_t> cell;
  if (!cell.decode(call, result))
    return call.context.finishFailure(MPI_COMM_NULL);
  const auto address = guestMalloc(call.context, static_cast<uint32_t>(byteSize));
  if (!address)
    return kTrapped;
  if (*address == 0 && byteSize != 0) {
    call.failWithError(MPI_ERR_NO_MEM);
    return call.context.finishFailure(MPI_COMM_NULL);
  }
  cell.write(*address);
  return 0;
}

int32_t freeMem(Call call, uint32_t address) {
  return guestFree(call.context, address) ? 0 : kTrapped;
}

int32_t convertHandle(Call, int32_t handle) { return handle; }

/// POSIX: 0, or -1.
int32_t getHostName(Call call, uint32_t address, uint32_t byteSize) {
  char name[256] = {};
  if (!call.context.memory().contains(address, byteSize)) {
    call.failOutOfBounds("name", address, byteSize);
    return kTrapped;
  }
  const int result = gethostname(name, sizeof name - 1);
  const size_t length = std::strlen(name) + 1;
  if (result != 0 || length > byteSize)
    return -1;
  std::memcpy(call.context.memory().base() + address, name, length);
  return 0;
}

/// Its result may be any address, so none can stand for a trap.
uint32_t allocateException(void* opaque, uint32_t byteSize) {
  auto& context = *static_cast<MpiContext*>(opaque);
  const auto address = guestMalloc(context, byteSize);
  if (!address)
    context.raise();
  return *address;
}

void throwException(void* opaque, uint32_t, uint32_t, uint32_t) {
  auto& context = *static_cast<MpiContext*>(opaque);
  context.failWithTrap({.code = TrapCode::HostCall, .detail = "uncaught C++ exception"});
  context.raise();
}

HostFunctionCode describeAllocateException() {
  return {reinterpret_cast<const void*>(&allocateException), FunctionType{{kI32}, {kI32}}};
}
HostFunctionCode describeThrowException() {
  return {reinterpret_cast<const void*>(&throwException), FunctionType{{kI32, kI32, kI32}, {}}};
}

struct LegacyRow {
  std::string_view name;
  HostFunctionCode (*describe)();
};

constexpr LegacyRow kFunctions[] = {
    {"MPI_Alloc_mem", &bindSpecial<FunctionName("MPI_Alloc_mem"), &allocMem>},
    {"MPI_Free_mem", &bindSpecial<FunctionName("MPI_Free_mem"), &freeMem>},
    {"MPI_Comm_c2f", &bindSpecial<FunctionName("MPI_Comm_c2f"), &convertHandle>},
    {"MPI_Comm_f2c", &bindSpecial<FunctionName("MPI_Comm_f2c"), &convertHandle>},
    {"gethostname", &bindSpecial<FunctionName("gethostname"), &getHostName>},
    {"__cxa_allocate_exception", &describeAllocateException},
    {"__cxa_throw", &describeThrowException},
};

} // namespace

std::optional<HostFunctionCode> findLegacyFunction(std::string_view name) {
  const auto* row = std::find_if(std::begin(kFunctions), std::end(kFunctions),
                                 [&](const LegacyRow& each) { return each.name == name; });
  if (row == std::end(kFunctions))
    return std::nullopt;
  return row->describe();
}

} // namespace wasmpi::mpi
