#include "hostcalls/mpi/adaptors_array.h"

#include <algorithm>
#include <climits>

namespace wasmpi::mpi {

bool GroupSelection::decodeGroup(Call call, uint32_t group, int32_t count) {
  group_ = call.context.table<Group>()[group].native;
  count_ = count;
  if (group_ == MPI_GROUP_NULL || count < 0 || MPI_Group_size(group_, &size_) != MPI_SUCCESS)
    return call.failWithError(MPI_ERR_GROUP);
  if (!isTaken_.allocate(call, size_))
    return false;
  std::fill_n(isTaken_.data(), isTaken_.count(), false);
  return true;
}

bool GroupSelection::take(Call call, int64_t rank) {
  if (rank < 0 || rank >= size_ || isTaken_[rank])
    return call.failWithError(MPI_ERR_RANK);
  isTaken_[rank] = true;
  return true;
}

bool GroupRanks::decode(Call call, uint32_t group, int32_t count, uint32_t address) {
  if (!decodeGroup(call, group, count) || !ranks_.copyIn(call, "ranks", address, count))
    return false;
  return std::all_of(ranks_.data(), ranks_.data() + ranks_.count(),
                     [&](int rank) { return take(call, rank); });
}

bool GroupRanges::decode(Call call, uint32_t group, int32_t count, uint32_t address) {
  if (!decodeGroup(call, group, count) ||
      !ranges_.copyIn(call, "ranges", address, int64_t{3} * count))
    return false;
  for (size_t i = 0; i < ranges_.count(); i += 3)
    if (!takeRange(call, &ranges_[i]))
      return false;
  return true;
}

bool GroupRanges::takeRange(Call call, int* range) {
  const int64_t first = range[0], last = range[1];
  if (range[2] == 0)
    return call.failWithError(MPI_ERR_ARG);
  if (first < 0 || first >= size_ || last < 0 || last >= size_ ||
      (first != last && (first < last) != (range[2] > 0)))
    return call.failWithError(MPI_ERR_RANK);
  range[2] = std::clamp(range[2], -size_, size_);
  const int64_t stride = range[2];
  for (int64_t rank = first; stride > 0 ? rank <= last : rank >= last; rank += stride)
    if (!take(call, rank))
      return false;
  return true;
}

bool Grid::decode(Call call, uint32_t comm, int32_t dimensionCount, uint32_t sizes,
                  uint32_t periods) {
  CommEntry& entry = call.context.table<Comm>()[comm];
  comm_ = entry.native;
  dimensionCount_ = dimensionCount;
  if (!call.context.shapeOf(entry))
    return call.failWithError(MPI_ERR_COMM);
  if (dimensionCount < 0)
    return call.failWithError(MPI_ERR_ARG);
  if (!sizes_.copyIn(call, "sizes", sizes, dimensionCount) ||
      !periods_.copyIn(call, "periods", periods, dimensionCount))
    return false;
  int64_t placeCount = 1;
  for (size_t i = 0; i < sizes_.count(); i++) {
    if (sizes_[i] < 1)
      return call.failWithError(MPI_ERR_DIMS);
    placeCount *= sizes_[i];
    if (placeCount > entry.size)
      return call.failWithError(MPI_ERR_ARG);
  }
  return true;
}

bool GridSizes::decode(Call call, int32_t nodeCount, int32_t dimensionCount, uint32_t address) {
  nodeCount_ = nodeCount;
  if (!sizes_.decode(call, dimensionCount, address))
    return false;
  if (nodeCount == 0)
    return call.failWithError(MPI_ERR_DIMS);
  int64_t product = 1;
  for (int32_t i = 0; i < dimensionCount; i++) {
    product *= std::max(sizes_.data()[i], 1);
    if (product > INT_MAX)
      return call.failWithError(MPI_ERR_DIMS);
  }
  return true;
}

} // namespace wasmpi::mpi
