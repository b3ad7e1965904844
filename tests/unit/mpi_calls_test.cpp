// Calls through the plugin's entry points on one rank, against the MPI library: what must not
// depend on a guest program.
#include <catch2/catch.hpp>

#include "mpi_plugin_harness.h"

namespace wasmpi::mpi {

namespace {

constexpr uint32_t kWorld = 0x101, kInt = 0x209, kDouble = 0x214, kSum = 0x021;
constexpr uint32_t kTypeNull = 0x200, kRequestNull = 0x180;
constexpr int32_t kProcNull = -3;
constexpr uint32_t kEnd = PluginHarness::kByteSize;

PluginHarness& guest() { return readyGuest(); }

/// Leaves a pattern where the next calls have their locals.
[[gnu::noinline]] void soilStack() {
  volatile uint8_t soil[16384];
  for (volatile uint8_t& byte : soil)
    byte = 0xa5;
}

} // namespace

TEST_CASE("MPI calls: imports of other modules and unknown functions are not answered") {
  auto& module = guest().module();
  CHECK_FALSE(module.find("wasi_snapshot_preview1", "MPI_Send"));
  CHECK_FALSE(module.find("mpi", "MPI_Sendd"));
  CHECK_FALSE(module.find("mpi", "Send"));
  CHECK_FALSE(module.find("env", "MPI_Send"));
  CHECK(module.find("mpi", "PMPI_Send")->function.code ==
        module.find("mpi", "MPI_Send")->function.code);
}

TEST_CASE("MPI calls: the Wasm type of a function follows from its row") {
  const auto binding = guest().module().find("mpi", "MPI_Send");
  REQUIRE(binding);
  CHECK(binding->function.type == FunctionType{std::vector<ValueType>(6, kI32), {kI32}});
  CHECK(guest().module().find("mpi", "MPI_Wtime")->function.type == FunctionType{{}, {kF64}});
}

TEST_CASE("MPI calls: results are written into guest memory") {
  guest().write<int32_t>(4096, -1);
  CHECK(guest().call("MPI_Comm_rank", kWorld, 4096u) == 0);
  CHECK(guest().read<int32_t>(4096) == 0);
  CHECK(guest().call("MPI_Type_size", kDouble, 4096u) == 0);
  CHECK(guest().read<int32_t>(4096) == 8);
}

TEST_CASE("MPI calls: a buffer outside of memory is a trap that names call and range") {
  const std::string text = guest().trapOf("MPI_Send", kEnd - 4, 2, kInt, kProcNull, 0, kWorld);
  CHECK(text == "MPI_Send: buffer [0xffffc, 0x100004) outside of linear memory (0x100000 bytes)");
  CHECK(guest().call("MPI_Send", kEnd - 8, 2, kInt, kProcNull, 0, kWorld) == 0);
}

TEST_CASE("MPI calls: a negative count and a wrong handle are MPI errors") {
  CHECK(guest().call("MPI_Send", 4096u, -1, kInt, kProcNull, 0, kWorld) == 2 /* MPI_ERR_COUNT */);
  CHECK(guest().call("MPI_Send", 4096u, 1, kTypeNull, kProcNull, 0, kWorld) == 3);
  CHECK(guest().call("MPI_Send", 4096u, 1, kWorld, kProcNull, 0, kWorld) == 3);
  CHECK(guest().call("MPI_Send", 4096u, 1, kInt, 7, 0, kWorld) == 6 /* MPI_ERR_RANK */);
  CHECK(guest().call("MPI_Barrier", kInt) == 5 /* MPI_ERR_COMM */);
  CHECK(guest().call("MPI_Comm_rank", kWorld, 0u) == 13 /* MPI_ERR_ARG */);
}

TEST_CASE("MPI calls: reductions move data in guest memory") {
  guest().write<int32_t>(4096, 41);
  CHECK(guest().call("MPI_Allreduce", 4096u, 8192u, 1, kInt, kSum, kWorld) == 0);
  CHECK(guest().read<int32_t>(8192) == 41);
}

TEST_CASE("MPI calls: a request completes to the null handle, and its number is used again") {
  const auto exchange = [] {
    guest().write<int32_t>(4096, 5);
    CHECK(guest().call("MPI_Irecv", 5000u, 1, kInt, 0, 3, kWorld, 6000u) == 0);
    const auto handle = guest().read<uint32_t>(6000);
    CHECK(guest().call("MPI_Send", 4096u, 1, kInt, 0, 3, kWorld) == 0);
    CHECK(guest().call("MPI_Wait", 6000u, 6100u) == 0);
    CHECK(guest().read<uint32_t>(6000) == kRequestNull);
    CHECK(guest().read<int32_t>(6100) == 0);     // MPI_SOURCE
    CHECK(guest().read<int32_t>(6100 + 4) == 3); // MPI_TAG
    CHECK(guest().read<int32_t>(5000) == 5);
    return handle;
  };
  CHECK(exchange() == exchange());
}

TEST_CASE("MPI calls: the same request twice in an array is an error, and nothing is lost") {
  CHECK(guest().call("MPI_Irecv", 5000u, 1, kInt, 0, 4, kWorld, 6000u) == 0);
  guest().write<uint32_t>(6004, guest().read<uint32_t>(6000));
  CHECK(guest().call("MPI_Waitall", 2, 6000u, 0u) == 7 /* MPI_ERR_REQUEST */);
  CHECK(guest().call("MPI_Send", 4096u, 1, kInt, 0, 4, kWorld) == 0);
  CHECK(guest().call("MPI_Wait", 6000u, 0u) == 0);
}

TEST_CASE("MPI calls: a matched message that ends within an element is no library's end") {
  constexpr uint32_t kByte = 0x247;
  CHECK(guest().call("MPI_Isend", 4096u, 5, kByte, 0, 8, kWorld, 6000u) == 0);
  CHECK(guest().call("MPI_Mprobe", 0, 8, kWorld, 6004u, 0u) == 0);
  const int32_t code = guest().call("MPI_Mrecv", 5000u, 1, kDouble, 6004u, 0u);
  CHECK((code == 0 || code == 3 /* MPI_ERR_TYPE */));
  if (code != 0)
    CHECK(guest().call("MPI_Mrecv", 5000u, 8, kByte, 6004u, 0u) == 0);
  CHECK(guest().call("MPI_Wait", 6000u, 0u) == 0);
}

TEST_CASE("MPI calls: what the library leaves out of a status shows the guest nothing of the host") {
  guest().write<int32_t>(6100 + 8, -7);
  soilStack();
  CHECK(guest().call("MPI_Probe", 0, 3, kWorld, 6100u) == 0);
  CHECK(guest().read<int32_t>(6100) == 0);
  CHECK(guest().read<int32_t>(6100 + 4) == 3);
  CHECK(guest().read<int32_t>(6100 + 8) == -7); // MPI_ERROR
  for (uint32_t hidden = 6100 + 12; hidden < 6100 + 24; hidden += 4)
    CHECK(guest().read<int32_t>(hidden) == 0);
}

TEST_CASE("MPI calls: types whose bounds overflow can be made but not used") {
  uint32_t type = kDouble;
  for (int level = 0; level < 4; level++) {
    CHECK(guest().call("MPI_Type_contiguous", 0x7fffffff, type, 7000u) == 0);
    type = guest().read<uint32_t>(7000);
  }
  CHECK(guest().call("MPI_Type_commit", 7000u) == 0);
  CHECK(guest().trapOf("MPI_Send", 4096u, 1, type, kProcNull, 0, kWorld).find("larger than any") !=
        std::string::npos);
}

} // namespace wasmpi::mpi

/// In place of the library's: writes as little of a status as there may be.
extern "C" int MPI_Probe(int source, int tag, MPI_Comm, MPI_Status* status) {
  status->MPI_SOURCE = source;
  status->MPI_TAG = tag;
  return MPI_SUCCESS;
}
