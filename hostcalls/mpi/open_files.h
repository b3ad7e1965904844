// What is kept of each open file until it is closed, besides its entry in the table.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "hostcalls/mpi/mpi_header.h"
#include "hostcalls/mpi/private_name.h"

namespace wasmpi::mpi {

struct OpenFile {
  PrivateName name;
  /// To be removed at the end (MPI_MODE_DELETE_ON_CLOSE): the guest's name, and the ranks that
  /// close the file.
  std::string deletedPath;
  MPI_Comm closers = MPI_COMM_NULL;
};

class OpenFiles {
public:
  void add(uint32_t file, OpenFile open) { files_[file] = std::move(open); }
  /// Takes one out, which ends with the result.
  OpenFile take(uint32_t file) {
    const auto found = files_.find(file);
    if (found == files_.end())
      return {};
    OpenFile open = std::move(found->second);
    files_.erase(found);
    return open;
  }
  /// For the end of the process: no name stays behind.
  void forgetAll() { files_.clear(); }

private:
  std::map<uint32_t, OpenFile> files_;
};

} // namespace wasmpi::mpi
