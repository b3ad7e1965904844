// Packing (MPI-3.1 4.2, 4.3). Positions are checked here, since not every library does.
//
// external32 has the library's own layout of its types: a guest's MPI_AINT is an INT32_T there, as
// everywhere.
#include "hostcalls/mpi/special.h"

#include "hostcalls/mpi/adaptors_array.h"
#include "hostcalls/mpi/adaptors_message.h"

namespace wasmpi::mpi {

namespace {

/// A buffer of bytes with a position in it that moves on.
class PackedBytes {
public:
  bool decode(Call call, uint32_t address, int32_t byteSize, uint32_t position) {
    if (!cell_.decode(call, position))
      return false;
    position_ = cell_.read();
    byteSize_ = byteSize;
    bytes_ = call.context.memory().base() + address;
    if (byteSize > 0 && !call.context.memory().contains(address, byteSize))
      return call.failOutOfBounds("packed buffer", address, byteSize);
    if (byteSize < 0 || position_ < 0 || position_ > byteSize)
      return call.failWithError(MPI_ERR_ARG);
    return true;
  }
  /// Whether `count` elements fit behind the position; not every library looks.
  bool holds(Call call, int32_t count, uint32_t datatype) const {
    const WideInt byteCount = WideInt{count} * call.context.table<Datatype>()[datatype].size;
    return byteCount <= byteSize_ - position_ || call.failWithError(MPI_ERR_TRUNCATE);
  }
  void* bytes() const { return bytes_; }
  int byteSize() const { return byteSize_; }
  int position() const { return position_; }
  /// To be called after success.
  void moveTo(int64_t position) const { cell_.write(static_cast<int32_t>(position)); }

private:
  OutCell<int32_t> cell_;
  uint8_t* bytes_ = nullptr;
  int byteSize_ = 0;
  int position_ = 0;
};

} // namespace

int32_t pack(Call call, uint32_t in, int32_t count, uint32_t type, uint32_t out, int32_t outSize,
             uint32_t position, uint32_t comm) {
  const MPI_Comm native = call.context.table<Comm>()[comm].native;
  Buffer<const void*> message;
  PackedBytes packed;
  if ((native == MPI_COMM_NULL && !call.failWithError(MPI_ERR_COMM)) ||
      !message.decode(call, in, count, type) || !packed.decode(call, out, outSize, position) ||
      !packed.holds(call, count, type))
    return call.context.finishFailure(native);
  const auto [buffer, length, datatype] = message.host();
  int where = packed.position();
  const int code =
      MPI_Pack(buffer, length, datatype, packed.bytes(), packed.byteSize(), &where, native);
  if (code == MPI_SUCCESS)
    packed.moveTo(where);
  return call.context.resultOf(code);
}

int32_t unpack(Call call, uint32_t in, int32_t inSize, uint32_t position, uint32_t out,
               int32_t count, uint32_t type, uint32_t comm) {
  const MPI_Comm native = call.context.table<Comm>()[comm].native;
  Buffer<void*> message;
  PackedBytes packed;
  if ((native == MPI_COMM_NULL && !call.failWithError(MPI_ERR_COMM)) ||
      !packed.decode(call, in, inSize, position) || !message.decode(call, out, count, type) ||
      !packed.holds(call, count, type))
    return call.context.finishFailure(native);
  const auto [buffer, length, datatype] = message.host();
  int where = packed.position();
  const int code =
      MPI_Unpack(packed.bytes(), packed.byteSize(), &where, buffer, length, datatype, native);
  if (code == MPI_SUCCESS)
    packed.moveTo(where);
  return call.context.resultOf(code);
}

int32_t packExternal(Call call, uint32_t representation, uint32_t in, int32_t count, uint32_t type,
                     uint32_t out, int32_t outSize, uint32_t position) {
  InString name;
  Buffer<const void*> message;
  PackedBytes packed;
  if (!name.decode(call, representation) || !message.decode(call, in, count, type) ||
      !packed.decode(call, out, outSize, position))
    return call.context.finishFailure(MPI_COMM_NULL);
  const auto [buffer, length, datatype] = message.host();
  MPI_Aint where = packed.position();
  const int code = MPI_Pack_external(std::get<0>(name.host()), buffer, length, datatype,
                                     packed.bytes(), packed.byteSize(), &where);
  if (code == MPI_SUCCESS)
    packed.moveTo(where);
  return call.context.resultOf(code);
}

int32_t unpackExternal(Call call, uint32_t representation, uint32_t in, int32_t inSize,
                       uint32_t position, uint32_t out, int32_t count, uint32_t type) {
  InString name;
  Buffer<void*> message;
  PackedBytes packed;
  if (!name.decode(call, representation) || !packed.decode(call, in, inSize, position) ||
      !message.decode(call, out, count, type))
    return call.context.finishFailure(MPI_COMM_NULL);
  const auto [buffer, length, datatype] = message.host();
  MPI_Aint where = packed.position();
  const int code = MPI_Unpack_external(std::get<0>(name.host()), packed.bytes(), packed.byteSize(),
                                       &where, buffer, length, datatype);
  if (code == MPI_SUCCESS)
    packed.moveTo(where);
  return call.context.resultOf(code);
}

} // namespace wasmpi::mpi
