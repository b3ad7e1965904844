// Hints for files (MPI-3.1 13.2.8): of a guest's only those are passed on that are known to tune,
// and whose values are plain. Libraries have others, with which a file or a host can be named, or
// opening put off until the name may mean something else.
#pragma once

#include "hostcalls/mpi/mpi_context.h"

namespace wasmpi::mpi {

class FileHints {
public:
  FileHints() = default;
  ~FileHints();
  FileHints(const FileHints&) = delete;

  bool decode(Call call, uint32_t info);
  MPI_Info native() const { return native_; }

private:
  MPI_Info native_ = MPI_INFO_NULL;
};

} // namespace wasmpi::mpi
