// Adaptors for matched probes and the receives of what they matched (MPI-3.1 3.8.2).
//
// MPICH 4.0.2 ends the job by an assertion where a message ends within an element of a basic type
// that it is received as. Of a matched message the size is known: its receive is refused.
#pragma once

#include "hostcalls/mpi/adaptors.h"
#include "hostcalls/mpi/adaptors_message.h"

namespace wasmpi::mpi {

/// The message that a probe has taken out of the queue, if any, and its status.
struct MatchedMessage {
  using Guest = Parameters<uint32_t, uint32_t>;
  bool decode(Call call, uint32_t message, uint32_t status) {
    return cell_.decode(call, message) && status_.decode(call, status);
  }
  std::tuple<MPI_Message*, MPI_Status*> host() { return {&native_, status_.native()}; }
  void commit(Call call, int code) {
    status_.commit(call, code);
    if (code != MPI_SUCCESS)
      return;
    const uint32_t handle = call.context.takeIn<Message>(native_);
    cell_.write(handle);
    auto& messages = call.context.table<Message>();
    if (messages.isLive(handle) && !messages.isPredefined(handle))
      MPI_Get_elements_x(status_.native(), MPI_BYTE, &messages[handle].byteCount);
  }

private:
  OutCell<uint32_t> cell_;
  OutStatus status_;
  MPI_Message native_ = MPI_MESSAGE_NULL;
};

/// Whether the library cannot receive a message of so many bytes as `count` elements.
inline bool endsWithinElement([[maybe_unused]] const DatatypeEntry& type,
                              [[maybe_unused]] int64_t count, [[maybe_unused]] int64_t byteCount) {
#ifdef OPEN_MPI
  return false;
#else
  int basicSize = 0;
  return type.isDense() && type.description.basic != MPI_DATATYPE_NULL &&
         byteCount < count * type.size &&
         MPI_Type_size(type.description.basic, &basicSize) == MPI_SUCCESS && basicSize > 0 &&
         byteCount % basicSize != 0;
#endif
}

/// A buffer and a cell with a matched message, consumed by the receive even if that fails.
struct MatchedReceive {
  using Guest = Parameters<uint32_t, int32_t, uint32_t, uint32_t>;
  bool decode(Call call, uint32_t address, int32_t count, uint32_t datatype, uint32_t message) {
    if (!buffer_.decode(call, address, count, datatype) || !message_.decode(call, message))
      return false;
    const int64_t byteCount = call.context.table<Message>()[message_.handle()].byteCount;
    return !endsWithinElement(call.context.table<Datatype>()[datatype], count, byteCount) ||
           call.failWithError(MPI_ERR_TYPE);
  }
  std::tuple<void*, int, MPI_Datatype, MPI_Message*> host() {
    return std::tuple_cat(buffer_.host(), message_.host());
  }
  void commit(Call call, int code) { message_.commit(call, code); }

private:
  Buffer<void*> buffer_;
  ConsumedMessage message_;
};

} // namespace wasmpi::mpi
