#include "hostcalls/mpi/adaptors_vector.h"

#include <algorithm>

namespace wasmpi::mpi {

namespace {

/// checkBlock for most blocks, in 64 bits; false says nothing. Of a plain type, so that `first` is
/// exact.
bool isPlainBlock(Call call, uint32_t address, int64_t first, int count,
                  const DatatypeEntry& type) {
  return first >= 0 &&
         coversPlain(call.context.memory(), address + static_cast<uint64_t>(first), count, type);
}

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

bool copyDisplacements(Call call, ArgumentArray<int>& to, uint32_t address, int count) {
  return to.copyIn(call, "displacements", address, count);
}
/// The guest's MPI_Aint has 32 bits.
bool copyDisplacements(Call call, ArgumentArray<MPI_Aint>& to, uint32_t address, int count) {
  ArgumentArray<int32_t> narrow;
  if (!narrow.copyIn(call, "displacements", address, count) || !to.allocate(call, count))
    return false;
  std::copy_n(narrow.data(), narrow.count(), to.data());
  return true;
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

template <class Pointer, class Displacement>
bool BlockBuffer<Pointer, Displacement>::decode(Call call, uint32_t address, uint32_t counts,
                                                uint32_t displacements, uint32_t datatype,
                                                int blockCount) {
  const DatatypeEntry& type = call.context.table<Datatype>()[datatype];
  type_ = type.native;
  pointer_ = call.context.memory().base() + address;
  if (isInPlace(address))
    return call.failWithError(MPI_ERR_ARG);
  if (!counts_.copyIn(call, "counts", counts, blockCount) ||
      !copyDisplacements(call, displacements_, displacements, blockCount))
    return false;
  for (int i = 0; i < blockCount; i++)
    if (!isPlainBlock(call, address, int64_t{displacements_[i]} * type.plainExtent, counts_[i],
                      type) &&
        !checkBlock(call, address, WideInt{displacements_[i]} * type.extent, counts_[i], type))
      return false;
  return true;
}

template <class Pointer, class Displacement>
bool BlockBuffer<Pointer, Displacement>::decodeTyped(Call call, uint32_t address, uint32_t counts,
                                                     uint32_t displacements, uint32_t datatypes,
                                                     int blockCount, int typeCount) {
  pointer_ = call.context.memory().base() + address;
  if (isInPlace(address))
    return call.failWithError(MPI_ERR_ARG);
  ArgumentArray<uint32_t> handles;
  if (!counts_.copyIn(call, "counts", counts, blockCount) ||
      !copyDisplacements(call, displacements_, displacements, blockCount) ||
      !handles.copyIn(call, "datatypes", datatypes, blockCount) ||
      !types_.allocate(call, typeCount))
    return false;
  std::fill(types_.data() + blockCount, types_.data() + typeCount, MPI_BYTE);
  for (int i = 0; i < blockCount; i++) {
    const DatatypeEntry& type = call.context.table<Datatype>()[handles[i]];
    types_[i] = type.native;
    if (!isPlainBlock(call, address, displacements_[i], counts_[i], type) &&
        !checkBlock(call, address, displacements_[i], counts_[i], type))
      return false;
  }
  return true;
}

template class BlockBuffer<const void*>;
template class BlockBuffer<void*>;
template class BlockBuffer<const void*, MPI_Aint>;
template class BlockBuffer<void*, MPI_Aint>;

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
