// As mpi_calls_test.cpp, for a module of the older ABI: it takes a process of its own, in which MPI
// is initialised through it.
#include <cstdlib>

#include <catch2/catch.hpp>

#include "mpi_plugin_harness.h"

namespace wasmpi::mpi {

TEST_CASE("MPI calls of the older ABI: numbers, status and function names are its own") {
  PluginHarness guest("env");
  constexpr uint32_t kWorld = 0, kInt = 3;
  REQUIRE(guest.call("MPI_Init", 0u, 0u) == 0);
  guest.write<int32_t>(4096, 23);
  CHECK(guest.call("MPI_Sendrecv", 4096u, 1, kInt, 0, 9, 5000u, 1, kInt, -1, -1, kWorld, 6000u) ==
        0);
  CHECK(guest.read<int32_t>(5000) == 23);
  CHECK(guest.read<int32_t>(6000) == 0);
  CHECK(guest.read<int32_t>(6000 + 4) == 9);
  CHECK_FALSE(guest.module().find("mpi", "MPI_Send"));
  CHECK(guest.module().find("env", "gethostname"));
  CHECK_FALSE(guest.module().find("env", "getenv"));
  CHECK(guest.call("MPI_Finalize") == 0);
}

} // namespace wasmpi::mpi
