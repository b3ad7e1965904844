#include "hostcalls/mpi/attributes.h"

#include <algorithm>
#include <cstring>

#include "hostcalls/mpi/mpi_context.h"

namespace wasmpi::mpi {

namespace {

constexpr size_t kCopyParameters = 6, kDeleteParameters = 4;
constexpr int32_t kLastNumber = INT32_MAX;

FunctionType intOfInts(size_t parameterCount) {
  return {std::vector<ValueType>(parameterCount, kI32), {kI32}};
}

/// The library's pointer is the guest's number.
uint32_t numberOf(void* value) { return static_cast<uint32_t>(reinterpret_cast<uintptr_t>(value)); }

} // namespace

/// Notes that a callback runs for an object.
class Attributes::Running {
public:
  Running(std::vector<Object>& running, Object object) : running_(running) {
    running_.push_back(object);
  }
  ~Running() { running_.pop_back(); }
  Running(const Running&) = delete;

private:
  std::vector<Object>& running_;
};

Keyval* Attributes::add(Call call, Cacher cacher, uint32_t copyFunction, uint32_t deleteFunction,
                        uint32_t extraState) {
  auto keyval = std::make_unique<Keyval>(
      Keyval{context_, cacher, nextNumber_, std::nullopt, std::nullopt, extraState});
  Callbacks& callbacks = context_.callbacks();
  // Index 0 is that of the predefined functions that do nothing.
  if (copyFunction != 0 && !(keyval->copyFunction = callbacks.functionAt(
                                 call, copyFunction, intOfInts(kCopyParameters))))
    return nullptr;
  if (deleteFunction != 0 && !(keyval->deleteFunction = callbacks.functionAt(
                                   call, deleteFunction, intOfInts(kDeleteParameters))))
    return nullptr;
  if (nextNumber_ == kLastNumber) {
    call.failWithError(MPI_ERR_NO_MEM);
    return nullptr;
  }
  return (keyvals_[nextNumber_++] = std::move(keyval)).get();
}

Keyval* Attributes::find(Cacher cacher, int32_t number) const {
  const auto found = keyvals_.find(number);
  const bool isIt =
      found != keyvals_.end() && found->second->cacher == cacher && !found->second->isFreed;
  return isIt ? found->second.get() : nullptr;
}

void Attributes::release(Keyval& keyval) {
  if (--keyval.useCount == 0)
    keyvals_.erase(keyval.number);
}

bool Attributes::isBusy(Cacher cacher, uint32_t handle) const {
  return std::any_of(running_.begin(), running_.end(), [&](const Object& object) {
    return object.cacher == cacher && object.handle == handle;
  });
}

/// Whatever number a guest returns, the library gets one of an error.
int Attributes::nativeResult(int32_t guestCode) const {
  if (guestCode == 0)
    return MPI_SUCCESS;
  const int native = context_.errorCodes().toNative(guestCode);
  return native <= MPI_SUCCESS ? MPI_ERR_OTHER : native;
}

int Attributes::copy(Keyval& keyval, uint32_t object, void* value, void* result, int* isCopied) {
  *isCopied = 0;
  if (!keyval.copyFunction)
    return MPI_SUCCESS;
  const Running running(running_, {keyval.cacher, object});
  uint32_t answer[2] = {}; // the copy's value, whether it is one
  const CallbackFrame frame(context_, sizeof answer);
  const uint32_t cells = frame.scratch();
  uint8_t* const bytes = context_.memory().base() + cells;
  std::memcpy(bytes, answer, sizeof answer);
  uint64_t arguments[kCopyParameters] = {object,
                                         static_cast<uint32_t>(keyval.number),
                                         keyval.extraState,
                                         numberOf(value),
                                         cells,
                                         cells + sizeof(uint32_t)};
  const int code =
      nativeResult(frame.call(*keyval.copyFunction, intOfInts(kCopyParameters), arguments));
  std::memcpy(answer, bytes, sizeof answer);
  if (code != MPI_SUCCESS || answer[1] == 0)
    return code;
  keyval.useCount++;
  *isCopied = 1;
  *static_cast<void**>(result) = reinterpret_cast<void*>(uintptr_t{answer[0]});
  return MPI_SUCCESS;
}

int Attributes::remove(Keyval& keyval, uint32_t object, void* value) {
  int code = MPI_SUCCESS;
  if (keyval.deleteFunction) {
    const Running running(running_, {keyval.cacher, object});
    const CallbackFrame frame(context_, 0);
    uint64_t arguments[kDeleteParameters] = {object, static_cast<uint32_t>(keyval.number),
                                             numberOf(value), keyval.extraState};
    code =
        nativeResult(frame.call(*keyval.deleteFunction, intOfInts(kDeleteParameters), arguments));
  }
  if (code == MPI_SUCCESS)
    release(keyval);
  return code;
}

} // namespace wasmpi::mpi
