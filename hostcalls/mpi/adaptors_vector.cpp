#include "hostcalls/mpi/adaptors_vector.h"

namespace wasmpi::mpi {

namespace {

/// One block: `count` elements that begin `first` bytes behind the buffer's address.
bool checkBlock(Call call, uint32_t address, WideInt first, int count, const DatatypeEntry& type) {
  if (count < 0)
    return call.failWithError(MPI_ERR_COUNT);
  if (!type.isCommitted)
    return call.failWithError(MPI_ERR_TYPE);
  if (count == 0)
    return true;
  const GuestMemory& memory = call.context.memory();
  const WideInt begin = WideInt{address} + first;
  const ByteRange touched = touchedBytes(type, count, 0);
  const bool fits =
      !type.isUnusable &&
      (touched.first >= touched.last ||
       (begin + touched.first >= 0 && begin + touched.last <= WideInt{memory.byteSize()}));
  return fits || call.failOutOfBounds("block", begin, count, type);
}

} // namespace

bool decodeThoroughly(Call call, uint32_t address, WideInt count, const DatatypeEntry& type) {
  if (count < 0)
    return call.failWithError(MPI_ERR_COUNT);
  if (!type.isCommitted)
    return call.failWithError(MPI_ERR_TYPE);
  return covers(call.context.memory(), address, count, type) ||
         call.failOutOfBounds("buffer", WideInt{address}, count, type);
}

template <class Pointer>
bool BlockBuffer<Pointer>::decode(Call call, uint32_t address, uint32_t counts,
                                  uint32_t displacements, uint32_t datatype, int blockCount) {
  const DatatypeEntry& type = call.context.table<Datatype>()[datatype];
  type_ = type.native;
  pointer_ = call.context.memory().base() + address;
  if (isInPlace(address))
    return call.failWithError(MPI_ERR_ARG);
  if (!counts_.copyIn(call, "counts", counts, blockCount) ||
      !displacements_.copyIn(call, "displacements", displacements, blockCount))
    return false;
  for (int i = 0; i < blockCount; i++)
    if (!checkBlock(call, address, WideInt{displacements_[i]} * type.extent, counts_[i], type))
      return false;
  return true;
}

template <class Pointer>
bool BlockBuffer<Pointer>::decodeTyped(Call call, uint32_t address, uint32_t counts,
                                       uint32_t displacements, uint32_t datatypes, int blockCount) {
  pointer_ = call.context.memory().base() + address;
  if (isInPlace(address))
    return call.failWithError(MPI_ERR_ARG);
  ArgumentArray<uint32_t> handles;
  if (!counts_.copyIn(call, "counts", counts, blockCount) ||
      !displacements_.copyIn(call, "displacements", displacements, blockCount) ||
      !handles.copyIn(call, "datatypes", datatypes, blockCount) ||
      !types_.allocate(call, blockCount))
    return false;
  for (int i = 0; i < blockCount; i++) {
    const DatatypeEntry& type = call.context.table<Datatype>()[handles[i]];
    types_[i] = type.native;
    if (!checkBlock(call, address, displacements_[i], counts_[i], type))
      return false;
  }
  return true;
}

template class BlockBuffer<const void*>;
template class BlockBuffer<void*>;

bool ReduceScatterMsg::decode(Call call, uint32_t send, uint32_t receive, uint32_t counts,
                              uint32_t datatype, uint32_t op, uint32_t comm) {
  if (!comm_.decode(call, comm))
    return false;
  const int ranks = comm_.localSize();
  if (!counts_.copyIn(call, "counts", counts, ranks))
    return false;
  int64_t sum = 0;
  for (int i = 0; i < ranks; i++) {
    if (counts_[i] < 0)
      return call.failWithError(MPI_ERR_COUNT);
    sum += counts_[i];
  }
  return comm_.mayBeInPlace(call, send) &&
         buffers_.decode(call, send, receive, sum, isInPlace(send) ? sum : counts_[comm_.rank()],
                         datatype, op);
}

} // namespace wasmpi::mpi
