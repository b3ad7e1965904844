#include "hostcalls/mpi/file_hints.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace wasmpi::mpi {

namespace {

enum class HintValue { Number, Words };

struct Hint {
  const char* key;
  HintValue value;
};

/// MPI-3.1 13.2.8, then those that ROMIO and OMPIO have besides.
constexpr Hint kHints[] = {
    {"access_style", HintValue::Words},
    {"collective_buffering", HintValue::Words},
    {"cb_block_size", HintValue::Number},
    {"cb_buffer_size", HintValue::Number},
    {"cb_nodes", HintValue::Number},
    {"chunked", HintValue::Words},
    {"chunked_item", HintValue::Words},
    {"chunked_size", HintValue::Words},
    {"nb_proc", HintValue::Number},
    {"num_io_nodes", HintValue::Number},
    {"striping_factor", HintValue::Number},
    {"striping_unit", HintValue::Number},
    {"ind_rd_buffer_size", HintValue::Number},
    {"ind_wr_buffer_size", HintValue::Number},
    {"romio_cb_read", HintValue::Words},
    {"romio_cb_write", HintValue::Words},
    {"romio_ds_read", HintValue::Words},
    {"romio_ds_write", HintValue::Words},
};

/// Libraries keep numbers as ints, and allocate what they say.
constexpr long kMaxNumber = 1L << 30;
constexpr int kMaxValue = 255;

bool isWord(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '_' ||
         letter == ',';
}

bool isPlain(const char* value, HintValue kind) {
  const char* end = value + std::strlen(value);
  if (value == end)
    return false;
  if (kind == HintValue::Words)
    return std::all_of(value, end, isWord);
  char* rest = nullptr;
  const long number = std::strtol(value, &rest, 10);
  return rest == end && number >= 1 && number <= kMaxNumber;
}

} // namespace

FileHints::~FileHints() {
  if (native_ != MPI_INFO_NULL)
    MPI_Info_free(&native_);
}

bool FileHints::decode(Call call, uint32_t info) {
  auto& infos = call.context.table<Info>();
  if (!infos.isLive(info))
    return call.failWithError(MPI_ERR_INFO);
  const MPI_Info given = infos[info].native;
  if (given == MPI_INFO_NULL)
    return true;
  if (MPI_Info_create(&native_) != MPI_SUCCESS)
    return call.failWithError(MPI_ERR_NO_MEM);
  for (const Hint& hint : kHints) {
    char value[kMaxValue + 1] = {};
    int isSet = 0;
    if (MPI_Info_get(given, hint.key, kMaxValue, value, &isSet) == MPI_SUCCESS && isSet &&
        isPlain(value, hint.value))
      MPI_Info_set(native_, hint.key, value);
  }
  return true;
}

} // namespace wasmpi::mpi
