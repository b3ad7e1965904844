#include "hostcalls/mpi/adaptors_window.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include "hostcalls/mpi/argument_array.h"

namespace wasmpi::mpi {

bool RmaTarget::checkType(Call call) const {
  if (count_ < 0)
    return call.failWithError(MPI_ERR_COUNT);
  return type_->isCommitted || call.failWithError(MPI_ERR_TYPE);
}

bool RmaTarget::checkRange(Call call, const Exposure& exposure, uint64_t offset,
                           int32_t displacement) const {
  if (!checkType(call))
    return false;
  const int outside = displacement < 0 ? MPI_ERR_DISP : MPI_ERR_RMA_RANGE;
  if (type_->isUnusable && count_ > 0)
    return call.failWithError(outside);
  const ByteRange touched = count_ > 0 ? touchedBytes(*type_, count_, 0) : ByteRange{};
  // Even what touches nothing begins in the window, or at its end.
  const WideInt begin = offset, end = exposure.byteSize;
  const bool fits = begin <= end && begin + touched.first >= 0 && begin + touched.last <= end;
  return fits || call.failWithError(outside);
}

bool AttachedRange::decode(Call call, uint32_t win, uint32_t base, int32_t byteSize) {
  const auto length = static_cast<uint32_t>(byteSize);
  base_ = call.context.memory().base() + base;
  byteSize_ = length;
  if (!win_.decode(call, win))
    return false;
  if (win_.window().flavor != MPI_WIN_FLAVOR_DYNAMIC)
    return call.failWithError(MPI_ERR_RMA_FLAVOR);
  if (call.context.memory().contains(base, length))
    return true;
  return byteSize < 0 ? call.failWithError(MPI_ERR_SIZE)
                      : call.failOutOfBounds("memory to attach", base, length);
}

/// Not every library looks whether it is attached.
bool DetachedBase::decode(Call call, uint32_t win, uint32_t base) {
  base_ = call.context.memory().base() + base;
  if (!win_.decode(call, win))
    return false;
  if (win_.window().flavor != MPI_WIN_FLAVOR_DYNAMIC)
    return call.failWithError(MPI_ERR_RMA_FLAVOR);
  const std::vector<const void*>& attached = win_.window().attached;
  return std::find(attached.begin(), attached.end(), base_) != attached.end() ||
         call.failWithError(MPI_ERR_RMA_ATTACH);
}

bool Assertion::decodeFlags(Call call, uint32_t flags) {
  const Constants& constants = call.context.constants();
  for (; flags != 0; flags &= flags - 1) {
    const int flag = 1 << std::countr_zero(flags);
    if (!constants.isSpecial(Role::Assertion, flag))
      return call.failWithError(MPI_ERR_ASSERT);
    native_ |= constants.toNative(Role::Assertion, flag);
  }
  return true;
}

/// Not every library looks: it would take MPI_UNDEFINED for a rank.
bool AccessGroup::checkMembers(Call call) const {
  const MPI_Group members = std::get<0>(group_.host());
  int size = 0;
  if (MPI_Group_size(members, &size) != MPI_SUCCESS)
    return call.failWithError(MPI_ERR_GROUP);
  ArgumentArray<int, 64> ranks, translated;
  if (!ranks.allocate(call, size) || !translated.allocate(call, size))
    return false;
  std::iota(ranks.data(), ranks.data() + ranks.count(), 0);
  if (size > 0 && MPI_Group_translate_ranks(members, size, ranks.data(), win_.window().group,
                                            translated.data()) != MPI_SUCCESS)
    return call.failWithError(MPI_ERR_GROUP);
  return std::all_of(translated.data(), translated.data() + translated.count(),
                     [&](int rank) { return win_.window().hasRank(rank); }) ||
         call.failWithError(MPI_ERR_GROUP);
}

} // namespace wasmpi::mpi
