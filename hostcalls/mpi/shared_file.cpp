#include "hostcalls/mpi/shared_file.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <random>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace wasmpi::mpi {

namespace {

using Name = std::array<char, 64>;

/// Of a new file that only this user can open.
Name makeName() {
  std::random_device random;
  Name name = {};
  std::snprintf(name.data(), name.size(), "/wasmpi-%08x%08x%08x", random(), random(), random());
  return name;
}

/// False if the host has not as much.
bool bringIntoBeing(int file, uint64_t first, uint64_t length) {
  int error = 0;
  do
    error = length == 0
                ? 0
                : posix_fallocate(file, static_cast<off_t>(first), static_cast<off_t>(length));
  while (error == EINTR);
  return error == 0;
}

int openNamed(const Name& name, bool isNew) {
  return name[0] == '\0' ? -1
                         : shm_open(name.data(), O_RDWR | (isNew ? O_CREAT | O_EXCL : 0), 0600);
}

} // namespace

SharedFile::~SharedFile() {
  if (descriptor_ >= 0)
    close(descriptor_);
}

bool SharedFile::isSoEverywhere(MPI_Comm comm, bool isSoHere) {
  int here = isSoHere ? 1 : 0, everywhere = 0;
  return MPI_Allreduce(&here, &everywhere, 1, MPI_INT, MPI_MIN, comm) == MPI_SUCCESS &&
         everywhere == 1;
}

bool SharedFile::open(MPI_Comm comm, uint64_t byteSize, uint64_t first, uint64_t length) {
  int rank = 0;
  MPI_Comm_rank(comm, &rank);
  Name name = {};
  bool isSized = true;
  if (rank == 0) {
    name = makeName();
    descriptor_ = openNamed(name, true);
    isSized = descriptor_ >= 0 && ftruncate(descriptor_, static_cast<off_t>(byteSize)) == 0;
  }
  const bool isKnown =
      MPI_Bcast(name.data(), static_cast<int>(name.size()), MPI_CHAR, 0, comm) == MPI_SUCCESS;
  if (rank != 0 && isKnown)
    descriptor_ = openNamed(name, false);
  const bool isOpen = isSized && isKnown && descriptor_ >= 0;
  const bool isEverywhere =
      isSoEverywhere(comm, isOpen && bringIntoBeing(descriptor_, first, length));
  // All who will ever open it have: nothing is left behind, however the job ends.
  if (rank == 0)
    shm_unlink(name.data());
  return isEverywhere;
}

} // namespace wasmpi::mpi
