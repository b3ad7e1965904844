// Adaptors for messages: buffer, count and datatype, resolved and checked together.
#pragma once

#include "hostcalls/mpi/adaptors.h"
#include "hostcalls/mpi/extents.h"

namespace wasmpi::mpi {

/// A buffer of `count` elements that the native function reads (Pointer is const void*) or writes.
template <class Pointer> struct Message3 {
  using Guest = Parameters<uint32_t, int32_t, uint32_t>;
  bool decode(const Call& call, uint32_t address, int32_t count, uint32_t datatype) {
    const GuestMemory& memory = call.context.memory();
    const DatatypeEntry& type = call.context.table<Datatype>()[datatype];
    if (!covers(memory, address, count, type)) [[unlikely]]
      return refuse(call, address, count, type);
    // MPI_BOTTOM is address 0, and absolute addresses are offsets from it: no case of its own.
    buffer_ = memory.base() + address;
    count_ = count;
    type_ = type.native;
    return true;
  }
  std::tuple<Pointer, int, MPI_Datatype> host() const { return {buffer_, count_, type_}; }

private:
  static bool refuse(const Call& call, uint32_t address, int32_t count, const DatatypeEntry& type) {
    if (type.native == MPI_DATATYPE_NULL)
      return call.context.failWithError(MPI_ERR_TYPE);
    return call.context.failOutOfBounds(call, "buffer", address, count, type);
  }

  Pointer buffer_ = nullptr;
  int count_ = 0;
  MPI_Datatype type_ = MPI_DATATYPE_NULL;
};

using InMsg = Message3<const void*>;
using OutMsg = Message3<void*>;

} // namespace wasmpi::mpi
