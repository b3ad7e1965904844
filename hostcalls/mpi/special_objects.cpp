// Operations, groups, attributes, and the buffer of buffered sends.
#include "hostcalls/mpi/special.h"

#include <new>

#include "hostcalls/mpi/adaptors.h"
#include "hostcalls/mpi/adaptors_attribute.h"
#include "hostcalls/mpi/argument_array.h"

namespace wasmpi::mpi {

/// MPI-3.1 5.9.5.
int32_t opCreate(Call call, uint32_t function, int32_t commutes, uint32_t result) {
  OutCell<uint32_t> cell;
  MPI_User_function* native = nullptr;
  if (!cell.decode(call, result) ||
      !(native = call.context.callbacks().userFunction(call, function)))
    return call.context.finishFailure(MPI_COMM_NULL);
  OpEntry entry(MPI_OP_NULL);
  entry.isUser = true;
  const int code = MPI_Op_create(native, commutes, &entry.native);
  if (code == MPI_SUCCESS)
    cell.write(call.context.table<Op>().add(entry));
  return call.context.resultOf(code);
}

namespace {

template <class Kind, auto native> int32_t giveBack(Call call, uint32_t handle) {
  Returned<Kind> object;
  if (!object.decode(call, handle))
    return call.context.finishFailure(MPI_COMM_NULL);
  const int code = object.isLast(call) ? native(std::get<0>(object.host())) : MPI_SUCCESS;
  object.commit(call, code);
  return call.context.resultOf(code);
}

/// Whether all are ranks of the group, or MPI_PROC_NULL: not every library looks.
bool checkRanks(Call call, MPI_Group group, const ArgumentArray<int>& ranks) {
  int size = 0;
  if (MPI_Group_size(group, &size) != MPI_SUCCESS)
    return call.failWithError(MPI_ERR_GROUP);
  for (size_t i = 0; i < ranks.count(); i++)
    if (ranks[i] != MPI_PROC_NULL && (ranks[i] < 0 || ranks[i] >= size))
      return call.failWithError(MPI_ERR_RANK);
  return true;
}

} // namespace

int32_t groupFree(Call call, uint32_t group) {
  return giveBack<Group, &MPI_Group_free>(call, group);
}

int32_t errhandlerFree(Call call, uint32_t handler) {
  return giveBack<Errhandler, &MPI_Errhandler_free>(call, handler);
}

/// MPI-3.1 6.3.1. MPI_PROC_NULL is translated to itself.
int32_t groupTranslateRanks(Call call, uint32_t from, int32_t count, uint32_t ranks, uint32_t to,
                            uint32_t result) {
  MpiContext& context = call.context;
  ArgumentArray<int> asked, answers;
  In<Group> first, second;
  if (!first.decode(call, from) || !second.decode(call, to) ||
      (count < 0 && !call.failWithError(MPI_ERR_ARG)) ||
      !asked.copyIn(call, "ranks", ranks, count) || !answers.copyIn(call, "ranks", result, count))
    return context.finishFailure(MPI_COMM_NULL);
  for (size_t i = 0; i < asked.count(); i++)
    asked[i] = context.rankToNative(asked[i]);
  const MPI_Group source = std::get<0>(first.host());
  if (!checkRanks(call, source, asked))
    return context.finishFailure(MPI_COMM_NULL);
  const int code = MPI_Group_translate_ranks(source, count, asked.data(),
                                             std::get<0>(second.host()), answers.data());
  if (code != MPI_SUCCESS)
    return context.resultOf(code);
  for (size_t i = 0; i < answers.count(); i++)
    answers[i] = context.rankToGuest(answers[i]);
  answers.copyOut(call, result);
  return 0;
}

namespace {

/// The guest's view of a predefined attribute's int.
int32_t attributeToGuest(MpiContext& context, int nativeKeyval, int value) {
  switch (nativeKeyval) {
  case MPI_IO:
  case MPI_HOST:
    return context.rankToGuest(value);
  case MPI_LASTUSEDCODE:
    return context.errorCodes().lastUsedCode();
  default:
    return value;
  }
}

} // namespace

/// MPI-3.1 8.1.2: predefined attributes are addresses of ints, so each gets a cell in guest memory.
int32_t commGetAttribute(Call call, uint32_t comm, int32_t keyval, uint32_t value, uint32_t flag) {
  MpiContext& context = call.context;
  const Constants& constants = context.constants();
  if (!constants.isSpecial(Role::CommKeyval, keyval))
    return getAttribute<Comm, &MPI_Comm_get_attr>(call, comm, keyval, value, flag);
  const MPI_Comm native = context.table<Comm>()[comm].native;
  OutCell<uint32_t> valueCell;
  OutCell<int32_t> flagCell;
  if (!valueCell.decode(call, value) || !flagCell.decode(call, flag) ||
      (native == MPI_COMM_NULL && !call.failWithError(MPI_ERR_COMM)))
    return context.finishFailure(native);
  const int nativeKeyval = constants.toNative(Role::CommKeyval, keyval);
  int* attribute = nullptr;
  int isSet = 0;
  const int code = MPI_Comm_get_attr(native, nativeKeyval, &attribute, &isSet);
  if (code != MPI_SUCCESS)
    return context.resultOf(code);
  flagCell.write(isSet);
  if (!isSet)
    return 0;
  auto cell = context.attributeCell(nativeKeyval);
  if (!cell) {
    context.failWithTrap(std::move(cell.error()));
    return context.finishFailure(native);
  }
  const int32_t guestValue = attributeToGuest(context, nativeKeyval, *attribute);
  std::memcpy(context.memory().base() + *cell, &guestValue, sizeof guestValue);
  valueCell.write(*cell);
  return 0;
}

/// MPI-3.1 3.6.
int32_t bufferAttach(Call call, uint32_t address, int32_t byteSize) {
  MpiContext& context = call.context;
  if (byteSize < 0)
    call.failWithError(MPI_ERR_ARG);
  else if (!context.memory().contains(address, byteSize))
    call.failOutOfBounds("buffer", address, byteSize);
  if (byteSize < 0 || !context.memory().contains(address, byteSize))
    return context.finishFailure(MPI_COMM_NULL);
  std::unique_ptr<uint8_t[]> bytes(new (std::nothrow) uint8_t[byteSize + 1]);
  if (!bytes) {
    call.failOutOfHostMemory(byteSize);
    return context.finishFailure(MPI_COMM_NULL);
  }
  const int code = MPI_Buffer_attach(bytes.get(), byteSize);
  if (code == MPI_SUCCESS)
    context.bsendBuffer() = {address, std::move(bytes)};
  return context.resultOf(code);
}

int32_t bufferDetach(Call call, uint32_t address, uint32_t byteSize) {
  MpiContext& context = call.context;
  OutCell<uint32_t> addressCell;
  OutCell<int32_t> sizeCell;
  if (!addressCell.decode(call, address) || !sizeCell.decode(call, byteSize))
    return context.finishFailure(MPI_COMM_NULL);
  void* native = nullptr;
  int size = 0;
  const int code = MPI_Buffer_detach(&native, &size);
  if (code != MPI_SUCCESS)
    return context.resultOf(code);
  addressCell.write(context.bsendBuffer().guestAddress);
  sizeCell.write(size);
  context.bsendBuffer() = {};
  return 0;
}

} // namespace wasmpi::mpi
