// Starting and ending MPI (MPI-3.1 8.7, 12.4), and what can be asked about it (8.1).
#include "hostcalls/mpi/special.h"

#include <algorithm>

#include "hostcalls/mpi/adaptors.h"
#include "hostcalls/mpi/adaptors_array.h"

namespace wasmpi::mpi {

namespace {

/// MPI is initialised once; libraries end the job at a second time.
bool checkFirst(Call call) {
  return !call.context.nativeStart().isGuestStarted() || call.failWithError(MPI_ERR_OTHER);
}

/// MPI is finalised once, too, though a session may keep the library up.
bool checkLast(Call call) {
  const NativeStart& native = call.context.nativeStart();
  return (native.isGuestStarted() && !native.isGuestFinalized()) ||
         call.failWithError(MPI_ERR_OTHER);
}

int32_t finishInit(Call call, const Expected<int>& started) {
  if (!started) {
    call.failWithTrap(started.error().message);
    return call.context.finishFailure(MPI_COMM_WORLD);
  }
  if (*started != MPI_SUCCESS)
    return call.context.resultOf(*started);
  call.context.nativeStart().setGuestStarted();
  call.context.setWorldVisible(true);
  if (!call.context.afterInit(call))
    return call.context.finishFailure(MPI_COMM_WORLD);
  return 0;
}

} // namespace

/// The guest's argc and argv are as WASI gave them; the library needs none (8.7).
int32_t init(Call call, uint32_t, uint32_t) {
  if (!checkFirst(call))
    return call.context.finishFailure(MPI_COMM_NULL);
  return finishInit(call, call.context.nativeStart().start(std::nullopt));
}

int32_t initThread(Call call, uint32_t, uint32_t, int32_t required, uint32_t provided) {
  OutCell<int32_t> cell;
  if (!checkFirst(call) || !cell.decode(call, provided))
    return call.context.finishFailure(MPI_COMM_NULL);
  // A guest has one thread, so any level is kept if calls are made by one thread at a time: the
  // library need not lock.
  const Constants& constants = call.context.constants();
  const int wanted = constants.toNative(Role::Thread, required);
  const int asked = std::min<int>(wanted, MPI_THREAD_SERIALIZED);
  NativeStart& native = call.context.nativeStart();
  const auto started = native.start(asked);
  const int given = native.threadLevel();
  int reported = given >= asked ? std::max(wanted, given) : given;
  if (call.context.isReady())
    reported = MPI_THREAD_MULTIPLE; // as natively, since a session has started the library
  call.context.threadLevel() = constants.toGuest(Role::Thread, reported);
  if (started == MPI_SUCCESS)
    cell.write(call.context.threadLevel());
  return finishInit(call, started);
}

int32_t initialized(Call call, uint32_t flag) {
  OutCell<int32_t> cell;
  if (!cell.decode(call, flag))
    return call.context.finishFailure(MPI_COMM_NULL);
  cell.write(call.context.nativeStart().isGuestStarted());
  return 0;
}

int32_t queryThread(Call call, uint32_t provided) {
  OutCell<int32_t> cell;
  if (!cell.decode(call, provided))
    return call.context.finishFailure(MPI_COMM_NULL);
  int native = MPI_THREAD_SINGLE;
  const int code = MPI_Query_thread(&native);
  if (code == MPI_SUCCESS)
    cell.write(call.context.threadLevel());
  return call.context.resultOf(code);
}

int32_t finalize(Call call) {
  if (call.context.callbacks().isReducing()) {
    call.failWithTrap("must not be called by a reduction operation");
    return call.context.finishFailure(MPI_COMM_NULL);
  }
  if (call.context.attributes().isBusy()) {
    call.failWithTrap("must not be called by an attribute callback");
    return call.context.finishFailure(MPI_COMM_NULL);
  }
  if (!checkLast(call))
    return call.context.finishFailure(MPI_COMM_NULL);
  const int code = MPI_Finalize();
  if (code != MPI_SUCCESS)
    return call.context.resultOf(code);
  call.context.nativeStart().setGuestFinalized();
  call.context.afterFinalize();
  return 0;
}

/// The library's version, as far as a guest can know it: what the library has of later ones no
/// guest can call. The older ABI ends with MPI-3.1.
int32_t getVersion(Call call, uint32_t version, uint32_t subversion) {
  OutCell<int32_t> major, minor;
  if (!major.decode(call, version) || !minor.decode(call, subversion))
    return call.context.finishFailure(MPI_COMM_NULL);
  std::pair<int, int> native;
  const int code = MPI_Get_version(&native.first, &native.second);
  if (code != MPI_SUCCESS)
    return call.context.resultOf(code);
  const bool isLegacy = call.context.constants().abi() == GuestAbi::Legacy;
  const auto [known, knownMinor] = std::min(native, isLegacy ? std::pair(3, 1) : std::pair(4, 0));
  major.write(known);
  minor.write(knownMinor);
  return 0;
}

int32_t getLibraryVersion(Call call, uint32_t text, uint32_t length) {
  LibraryVersion result;
  if (!result.decode(call, text, length))
    return call.context.finishFailure(MPI_COMM_NULL);
  const auto [native, nativeLength] = result.host();
  const int code = MPI_Get_library_version(native, nativeLength);
  if (code == MPI_SUCCESS)
    result.write(call, std::string(native) + " (through wasmpi)");
  return call.context.resultOf(code);
}

/// What comes after the level is for a profiling library that shares the caller's memory.
int32_t pcontrol(Call call, int32_t level, uint32_t) {
  return call.context.resultOf(MPI_Pcontrol(level));
}

} // namespace wasmpi::mpi
