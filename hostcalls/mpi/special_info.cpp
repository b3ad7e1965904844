// Information objects (MPI-3.1 9): what is read from them.
#include "hostcalls/mpi/special.h"

#include <algorithm>

#include "hostcalls/mpi/adaptors_info.h"
#include "hostcalls/mpi/optional_function.h"

namespace wasmpi::mpi {

namespace {

/// Writes at most `maxLength` characters and a zero to the guest. Only what is written must lie in
/// memory: programs give the longest length there is for a buffer that is shorter.
bool writeText(Call call, uint32_t address, std::string_view text, int32_t maxLength) {
  text = text.substr(0, static_cast<size_t>(maxLength));
  const GuestMemory& memory = call.context.memory();
  if (!memory.contains(address, text.size() + 1))
    return call.failOutOfBounds("text", address, text.size() + 1);
  std::memcpy(memory.base() + address, text.data(), text.size());
  memory.base()[address + text.size()] = 0;
  return true;
}

} // namespace

int32_t infoGet(Call call, uint32_t info, uint32_t key, int32_t maxLength, uint32_t value,
                uint32_t flag) {
  InInfo object;
  InfoKey name;
  OutCell<int32_t> flagCell;
  if (!object.decode(call, info) || !name.decode(call, key) ||
      ((maxLength < 0 || value == 0) && !call.failWithError(MPI_ERR_ARG)) ||
      !flagCell.decode(call, flag))
    return call.context.finishFailure(MPI_COMM_NULL);
  char text[MPI_MAX_INFO_VAL + 1] = {};
  int isSet = 0;
  // Some libraries refuse to cut a value short: they must know how much room the guest has.
  const int code = MPI_Info_get(std::get<0>(object.host()), name.text().c_str(),
                                std::min<int>(maxLength, MPI_MAX_INFO_VAL), text, &isSet);
  if (code != MPI_SUCCESS)
    return call.context.resultOf(code);
  if (isSet && !writeText(call, value, text, maxLength))
    return call.context.finishFailure(MPI_COMM_NULL);
  flagCell.write(isSet);
  return 0;
}

int32_t infoGetValuelen(Call call, uint32_t info, uint32_t key, uint32_t length, uint32_t flag) {
  InInfo object;
  InfoKey name;
  OutCell<int32_t> lengthCell, flagCell;
  if (!object.decode(call, info) || !name.decode(call, key) || !lengthCell.decode(call, length) ||
      !flagCell.decode(call, flag))
    return call.context.finishFailure(MPI_COMM_NULL);
  int valueLength = 0, isSet = 0;
  const int code =
      MPI_Info_get_valuelen(std::get<0>(object.host()), name.text().c_str(), &valueLength, &isSet);
  if (code != MPI_SUCCESS)
    return call.context.resultOf(code);
  if (isSet)
    lengthCell.write(valueLength);
  flagCell.write(isSet);
  return 0;
}

int32_t infoGetNthkey(Call call, uint32_t info, int32_t index, uint32_t key) {
  InInfo object;
  if (!object.decode(call, info) || (key == 0 && !call.failWithError(MPI_ERR_ARG)))
    return call.context.finishFailure(MPI_COMM_NULL);
  char text[MPI_MAX_INFO_KEY + 1] = {};
  const int code = MPI_Info_get_nthkey(std::get<0>(object.host()), index, text);
  if (code == MPI_SUCCESS && !writeText(call, key, text, MPI_MAX_INFO_KEY))
    return call.context.finishFailure(MPI_COMM_NULL);
  return call.context.resultOf(code);
}

/// MPI-4.0 10: of functions that every library has. The size counts the terminating zero.
int32_t infoGetString(Call call, uint32_t info, uint32_t key, uint32_t bufferSize, uint32_t value,
                      uint32_t flag) {
  InInfo object;
  InfoKey name;
  OutCell<int32_t> sizeCell, flagCell;
  if (!object.decode(call, info) || !name.decode(call, key) ||
      !sizeCell.decode(call, bufferSize) || !flagCell.decode(call, flag))
    return call.context.finishFailure(MPI_COMM_NULL);
  const int32_t room = sizeCell.read();
  if ((room < 0 || (room > 0 && value == 0)) && !call.failWithError(MPI_ERR_ARG))
    return call.context.finishFailure(MPI_COMM_NULL);
  char text[MPI_MAX_INFO_VAL + 1] = {};
  int isSet = 0;
  const int code = MPI_Info_get(std::get<0>(object.host()), name.text().c_str(), MPI_MAX_INFO_VAL,
                                text, &isSet);
  if (code != MPI_SUCCESS)
    return call.context.resultOf(code);
  if (isSet && room > 0 && !writeText(call, value, text, room - 1))
    return call.context.finishFailure(MPI_COMM_NULL);
  if (isSet)
    sizeCell.write(static_cast<int32_t>(std::strlen(text)) + 1);
  flagCell.write(isSet);
  return 0;
}

namespace {

/// What a guest may see of an object that describes the process: no paths or command lines.
MPI_Info copyForGuest(MPI_Info all) {
  MPI_Info made = MPI_INFO_NULL;
  if (MPI_Info_create(&made) != MPI_SUCCESS)
    return MPI_INFO_NULL;
  for (const char* key : {"maxprocs", "soft", "host", "arch"}) {
    char value[MPI_MAX_INFO_VAL + 1] = {};
    int isSet = 0;
    if (MPI_Info_get(all, key, MPI_MAX_INFO_VAL, value, &isSet) == MPI_SUCCESS && isSet)
      MPI_Info_set(made, key, value);
  }
  return made;
}

} // namespace

MPI_Info makeGuestInfoEnv() { return copyForGuest(MPI_INFO_ENV); }

/// MPI-4.0 10. The arguments would be the library's to read; those of a guest are its own.
int32_t infoCreateEnv(Call call, int32_t, uint32_t, uint32_t result) {
  OutCell<uint32_t> cell;
  if (!cell.decode(call, result))
    return call.context.finishFailure(MPI_COMM_NULL);
#if MPI_VERSION >= 4
  MPI_Info all = MPI_INFO_NULL;
  const int code = MPI_Info_create_env(0, nullptr, &all);
  if (code != MPI_SUCCESS)
    return call.context.resultOf(code);
  const MPI_Info made = copyForGuest(all);
  MPI_Info_free(&all);
  if (made == MPI_INFO_NULL && !call.failWithError(MPI_ERR_OTHER))
    return call.context.finishFailure(MPI_COMM_NULL);
  cell.write(call.context.table<Info>().add(PlainEntry<MPI_Info>(made)));
  return 0;
#else
  detail::failMissing(call);
  return call.context.finishFailure(MPI_COMM_NULL);
#endif
}

} // namespace wasmpi::mpi
