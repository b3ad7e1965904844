#include "hostcalls/mpi/constants.h"

#include <catch2/catch.hpp>

#include "hostcalls/mpi/mpi_header.h"

namespace wasmpi::mpi {

TEST_CASE("Constants: special ranks and tags of the standard ABI become the library's, and back") {
  const Constants constants(GuestAbi::Standard);
  CHECK(constants.toNative(Role::Rank, -1) == MPI_ANY_SOURCE);
  CHECK(constants.toNative(Role::Rank, -3) == MPI_PROC_NULL);
  CHECK(constants.toNative(Role::Rank, -4) == MPI_ROOT);
  CHECK(constants.toNative(Role::Tag, -2) == MPI_ANY_TAG);
  CHECK(constants.toGuest(Role::Rank, MPI_PROC_NULL) == -3);
  CHECK(constants.toGuest(Role::Tag, MPI_ANY_TAG) == -2);
  CHECK(constants.toGuest(Role::Rank, MPI_UNDEFINED) == -32766);
}

TEST_CASE("Constants: the older ABI has numbers of its own") {
  const Constants constants(GuestAbi::Legacy);
  CHECK(constants.toNative(Role::Rank, -1) == MPI_ANY_SOURCE);
  CHECK(constants.toNative(Role::Tag, -1) == MPI_ANY_TAG);
  CHECK(constants.toNative(Role::Thread, 3) == MPI_THREAD_MULTIPLE);
  CHECK(constants.toGuest(Role::Comparison, MPI_CONGRUENT) == 1);
  CHECK(constants.toGuest(Role::ErrorClass, MPI_ERR_RANK) == 1);
  CHECK(constants.toGuest(Role::ErrorClass, MPI_SUCCESS) == 0);
}

TEST_CASE(
    "Constants: a negative number that is not special stays without meaning for the library") {
  const Constants constants(GuestAbi::Standard);
  for (const int wrong : {-2, -5, -9, -32766, INT_MIN, INT_MIN + 1}) {
    INFO(wrong);
    CHECK(constants.toNative(Role::Rank, wrong) == kNoSuchRank);
  }
  CHECK(constants.toNative(Role::Tag, -1) == kNoSuchRank);
  CHECK(constants.toNative(Role::ErrorClass, 9999) == kNoSuchRank);
}

TEST_CASE("Constants: every error class of the standard ABI comes back as itself") {
  const Constants constants(GuestAbi::Standard);
  // MPI-5.0 A.1.1; the classes behind belong to later versions than 3.1.
  for (int errorClass = 0; errorClass <= 57; errorClass++) {
    INFO(errorClass);
    const int native = constants.toNative(Role::ErrorClass, errorClass);
    CHECK(native != kNoSuchRank);
    CHECK(constants.toGuest(Role::ErrorClass, native) == errorClass);
  }
}

} // namespace wasmpi::mpi
