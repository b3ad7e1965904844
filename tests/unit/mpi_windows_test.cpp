// Windows, one rank, against the MPI library: what it is given, what is refused before it sees it.
#include <array>
#include <cstring>

#include <catch2/catch.hpp>

#include "mpi_plugin_harness.h"

namespace {

/// What the library was last asked for, seen as a profiling tool would.
struct {
  void* base;
  MPI_Aint byteSize;
  int unit;
  MPI_Aint displacement;
} asked;

} // namespace

extern "C" int MPI_Win_create(void* base, MPI_Aint byteSize, int unit, MPI_Info info, MPI_Comm comm,
                              MPI_Win* win) {
  asked.base = base;
  asked.byteSize = byteSize;
  asked.unit = unit;
  return PMPI_Win_create(base, byteSize, unit, info, comm, win);
}

extern "C" int MPI_Put(const void* origin, int count, MPI_Datatype type, int rank,
                       MPI_Aint displacement, int targetCount, MPI_Datatype targetType,
                       MPI_Win win) {
  asked.displacement = displacement;
  return PMPI_Put(origin, count, type, rank, displacement, targetCount, targetType, win);
}

namespace wasmpi::mpi {

namespace {

constexpr uint32_t kSelf = 0x102, kInfoNull = 0x130, kWinNull = 0x110, kErrorsReturn = 0x143;
constexpr uint32_t kInt = 0x209, kFloat = 0x210, kByte = 0x247, kLongDouble = 0x220, kSum = 0x21;
constexpr uint32_t kBand = 0x28, kReplace = 0x3c, kForged = 0x7654321;
constexpr uint32_t kCell = 4096, kOrigin = 8192, kBase = 0x40000;
constexpr int32_t kProcNull = -3;

enum : int32_t {
  kErrCount = 2,
  kErrType = 3,
  kErrRank = 6,
  kErrGroup = 9,
  kErrOp = 10,
  kErrArg = 13,
  kErrTruncate = 15,
  kErrAssert = 22,
  kErrDisp = 26,
  kErrKeyval = 36,
  kErrLockType = 37,
  kErrRmaAttach = 46,
  kErrRmaRange = 48,
  kErrRmaSync = 50,
  kErrSize = 52,
  kErrWin = 56,
  kErrRmaFlavor = 57,
};

PluginHarness& guest() { return readyGuest(); }

template <class... Arguments> uint32_t make(const char* name, Arguments... arguments) {
  guest().write<uint32_t>(kCell, kWinNull);
  CHECK(guest().call(name, arguments..., kCell) == 0);
  const auto win = guest().read<uint32_t>(kCell);
  guest().call("MPI_Win_set_errhandler", win, kErrorsReturn);
  return win;
}

/// A window of `byteSize` bytes at kBase, in a fence epoch.
uint32_t makeWindow(int32_t byteSize, int32_t unit = 1, uint32_t base = kBase) {
  const uint32_t win = make("MPI_Win_create", base, byteSize, unit, kInfoNull, kSelf);
  CHECK(guest().call("MPI_Win_fence", 0, win) == 0);
  return win;
}

int32_t fence(uint32_t win) { return guest().call("MPI_Win_fence", 0, win); }

int32_t freeWindow(uint32_t win) {
  guest().write<uint32_t>(kCell, win);
  return guest().call("MPI_Win_free", kCell);
}

int32_t put(uint32_t win, int32_t displacement, int32_t count, uint32_t type = kByte,
            int32_t rank = 0) {
  return guest().call("MPI_Put", kOrigin, count, type, rank, displacement, count, type, win);
}

} // namespace

TEST_CASE("MPI windows: the library sees the guest's own memory, and counts in bytes") {
  uint8_t* memory = guest().memory();
  const uint32_t win = make("MPI_Win_create", kBase, 1024, 8, kInfoNull, kSelf);
  CHECK(asked.base == memory + kBase);
  CHECK(asked.byteSize == 1024);
  CHECK(asked.unit == 1);
  fence(win);
  guest().write<int32_t>(kOrigin, 42);
  CHECK(guest().call("MPI_Put", kOrigin, 1, kInt, 0, 3, 1, kInt, win) == 0);
  CHECK(asked.displacement == 24);
  fence(win);
  CHECK(guest().read<int32_t>(kBase + 24) == 42);
  CHECK(freeWindow(win) == 0);
  CHECK(guest().read<uint32_t>(kCell) == kWinNull);
}

TEST_CASE("MPI windows: the native window begins aligned, and displacements follow") {
  const uint32_t win = makeWindow(16, 1, kBase + 20);
  CHECK(asked.base == guest().memory() + kBase);
  guest().write<int32_t>(kOrigin, 43);
  CHECK(guest().call("MPI_Put", kOrigin, 1, kInt, 0, 4, 1, kInt, win) == 0);
  CHECK(asked.displacement == 24);
  fence(win);
  CHECK(guest().read<int32_t>(kBase + 24) == 43);
  CHECK(put(win, 13, 4) == kErrRmaRange);
  CHECK(put(win, -20, 4) == kErrDisp);
  CHECK(freeWindow(win) == 0);
}

TEST_CASE("MPI windows: nothing outside of a target's window is reached") {
  std::array<uint8_t, 512> before;
  std::memset(guest().memory() + kBase - 128, 0x5a, before.size());
  std::memcpy(before.data(), guest().memory() + kBase - 128, before.size());
  const uint32_t win = makeWindow(256);
  for (const int32_t displacement : {256, 253, 1 << 30, INT32_MAX})
    CHECK(put(win, displacement, 4) == kErrRmaRange);
  for (const int32_t displacement : {-1, -4, -64, INT32_MIN})
    CHECK(put(win, displacement, 4) == kErrDisp);
  CHECK(put(win, 0, 257) == kErrRmaRange);
  CHECK(put(win, 128, INT32_MAX) == kErrRmaRange);
  CHECK(put(win, 0, -1) == kErrCount);
  CHECK(fence(win) == 0);
  CHECK(std::memcmp(before.data(), guest().memory() + kBase - 128, before.size()) == 0);
  CHECK(put(win, 252, 4) == 0);
  CHECK(fence(win) == 0);
  CHECK(freeWindow(win) == 0);
}

TEST_CASE("MPI windows: displacements times units do not overflow") {
  const uint32_t win = makeWindow(64, INT32_MAX);
  CHECK(put(win, 1, 1) == kErrRmaRange);
  CHECK(put(win, INT32_MAX, 1) == kErrRmaRange);
  CHECK(put(win, INT32_MIN, 1) == kErrDisp);
  CHECK(put(win, -1, 1) == kErrDisp);
  CHECK(put(win, 0, 1) == 0);
  CHECK(fence(win) == 0);
  CHECK(freeWindow(win) == 0);
}

TEST_CASE("MPI windows: the bounds of derived types count at the target") {
  guest().call("MPI_Type_create_hvector", 2, 1, -64, kInt, kCell);
  const auto backwards = guest().read<uint32_t>(kCell);
  guest().call("MPI_Type_commit", kCell);
  const uint32_t win = makeWindow(128);
  const auto putTyped = [&](int32_t displacement) {
    return guest().call("MPI_Put", kOrigin, 2, kInt, 0, displacement, 1, backwards, win);
  };
  CHECK(putTyped(0) == kErrRmaRange);
  CHECK(putTyped(63) == kErrRmaRange);
  CHECK(putTyped(64) == 0);
  CHECK(putTyped(124) == 0);
  CHECK(putTyped(125) == kErrRmaRange);
  CHECK(fence(win) == 0);
  CHECK(freeWindow(win) == 0);
}

TEST_CASE("MPI windows: both ends of a transfer move the same bytes") {
  const uint32_t win = makeWindow(64);
  std::memset(guest().memory() + kOrigin, 1, 4096);
  std::memset(guest().memory() + kBase, 0, 256);
  // More than the target takes: nothing; less: that, and no more.
  CHECK(guest().call("MPI_Put", kOrigin, 4096, kByte, 0, 0, 64, kByte, win) == kErrTruncate);
  CHECK(guest().call("MPI_Put", kOrigin, 8, kByte, 0, 0, 64, kByte, win) == 0);
  CHECK(guest().call("MPI_Put", kOrigin, 7, kByte, 0, 0, 2, kInt, win) == kErrType);
  CHECK(fence(win) == 0);
  for (uint32_t i = 0; i < 256; i++)
    CHECK(guest().read<uint8_t>(kBase + i) == (i < 8 ? 1 : 0));
  CHECK(guest().call("MPI_Get", kOrigin, 8, kByte, 0, 0, 64, kByte, win) == kErrTruncate);
  CHECK(guest().call("MPI_Get", kOrigin, 64, kByte, 0, 32, 8, kByte, win) == 0);
  CHECK(fence(win) == 0);
  for (uint32_t i = 0; i < 64; i++)
    CHECK(guest().read<uint8_t>(kOrigin + i) == (i < 8 ? 0 : 1));
  CHECK(guest().call("MPI_Get_accumulate", kOrigin, 2, kInt, kOrigin + 64, 1, kInt, 0, 0, 2, kInt,
                     kSum, win) == kErrTruncate);
  CHECK(freeWindow(win) == 0);
}

TEST_CASE("MPI windows: operations are applied to the types they are for") {
  const uint32_t win = makeWindow(64);
  const auto accumulate = [&](uint32_t type, uint32_t op, uint32_t targetType) {
    return guest().call("MPI_Accumulate", kOrigin, 1, type, 0, 0, 1, targetType, op, win);
  };
  CHECK(accumulate(kInt, kSum, kInt) == 0);
  CHECK(accumulate(kFloat, kBand, kFloat) == kErrOp);
  CHECK(accumulate(kFloat, kSum, kInt) == kErrArg);
  CHECK(accumulate(kLongDouble, kSum, kLongDouble) == kErrOp);
  CHECK(accumulate(kLongDouble, kReplace, kLongDouble) == 0);
  CHECK(accumulate(kInt, kForged, kInt) == kErrOp);
  CHECK(fence(win) == 0);
  guest().call("MPI_Type_contiguous", 4, kInt, kCell);
  const auto four = guest().read<uint32_t>(kCell);
  guest().call("MPI_Type_commit", kCell);
  CHECK(guest().call("MPI_Fetch_and_op", kOrigin, kOrigin, four, 0, 0, kSum, win) == kErrType);
  CHECK(guest().call("MPI_Compare_and_swap", kOrigin, kOrigin, kOrigin, four, 0, 0, win) ==
        kErrType);
  CHECK(guest().call("MPI_Compare_and_swap", kOrigin, kOrigin, kOrigin, kFloat, 0, 0, win) ==
        kErrType);
  CHECK(freeWindow(win) == 0);
}

TEST_CASE("MPI windows: wrong handles, ranks, flags and orders are refused") {
  for (const uint32_t wrong : {kWinNull, kForged, kSelf}) {
    CHECK(put(wrong, 0, 1) == kErrWin);
    CHECK(guest().call("MPI_Win_fence", 0, wrong) == kErrWin);
    CHECK(guest().call("MPI_Win_unlock_all", wrong) == kErrWin);
    CHECK(freeWindow(wrong) == kErrWin);
  }
  const uint32_t win = makeWindow(64);
  for (const int32_t rank : {1, -1, -2, INT32_MAX, INT32_MIN})
    CHECK(put(win, 0, 1, kByte, rank) == kErrRank);
  CHECK(put(win, 0, 1, kByte, kProcNull) == 0);
  CHECK(guest().call("MPI_Win_flush", kProcNull, win) == 0);
  CHECK(guest().call("MPI_Win_flush_local", kProcNull, win) == 0);
  CHECK(guest().call("MPI_Win_flush", 1, win) == kErrRank);
  CHECK(guest().call("MPI_Win_fence", 1, win) == kErrAssert);
  CHECK(guest().call("MPI_Win_lock", 1, 0, 0, win) == kErrLockType);
  CHECK(guest().call("MPI_Win_lock", 302, 1, 0, win) == kErrRank);
  CHECK(guest().call("MPI_Win_attach", win, kBase, 16) == kErrRmaFlavor);
  CHECK(guest().call("MPI_Win_shared_query", win, 0, kCell, kCell, kCell) == kErrRmaFlavor);
  CHECK(guest().call("MPI_Win_get_attr", win, 501, kCell, kCell) == kErrKeyval);
  guest().call("MPI_Comm_group", 0x101u, kCell);
  CHECK(guest().call("MPI_Win_post", kForged, 0, win) == kErrGroup);
  CHECK(freeWindow(win) == 0);
  CHECK(put(win, 0, 1) == kErrWin); // freed

  const uint32_t locked = make("MPI_Win_create", kBase, 64, 1, kInfoNull, kSelf);
  CHECK(guest().call("MPI_Win_lock_all", 0, locked) == 0);
  CHECK(freeWindow(locked) == kErrRmaSync);
  CHECK(guest().call("MPI_Win_unlock_all", locked) == 0);
  CHECK(freeWindow(locked) == 0);
}

TEST_CASE("MPI windows: only what lies in memory is exposed") {
  const auto end = static_cast<uint32_t>(guest().memoryByteSize());
  const auto create = [&](uint32_t base, int32_t byteSize, int32_t unit) {
    return guest().trapOf("MPI_Win_create", base, byteSize, unit, kInfoNull, kSelf, kCell);
  };
  CHECK(create(end - 64, 65, 1).find("outside of linear memory") != std::string::npos);
  CHECK(create(UINT32_MAX, 16, 1).find("outside of linear memory") != std::string::npos);
  CHECK(create(end, INT32_MAX, 1).find("outside of linear memory") != std::string::npos);
  CHECK(guest().call("MPI_Win_create", kBase, -1, 1, kInfoNull, kSelf, kCell) == kErrSize);
  CHECK(guest().call("MPI_Win_create", kBase, 16, 0, kInfoNull, kSelf, kCell) == kErrDisp);
  CHECK(guest().call("MPI_Win_create", kBase, 16, -1, kInfoNull, kSelf, kCell) == kErrDisp);
  const uint32_t empty = make("MPI_Win_create", UINT32_MAX, 0, 1, kInfoNull, kSelf);
  CHECK(freeWindow(empty) == 0);
  const uint32_t last = makeWindow(64, 1, end - 64);
  CHECK(put(last, 60, 4) == 0);
  CHECK(put(last, 61, 4) == kErrRmaRange);
  CHECK(fence(last) == 0);
  CHECK(freeWindow(last) == 0);
}

TEST_CASE("MPI windows: dynamic ones reach the target's memory and no further") {
  const uint32_t win = make("MPI_Win_create_dynamic", kInfoNull, kSelf);
  const auto end = static_cast<int32_t>(guest().memoryByteSize());
  CHECK(guest().call("MPI_Win_attach", win, kBase, 64) == 0);
  CHECK(guest()
            .trapOf("MPI_Win_attach", win, static_cast<uint32_t>(end - 4), 8)
            .find("outside of linear memory") != std::string::npos);
  CHECK(fence(win) == 0);
  guest().write<int32_t>(kOrigin, 44);
  CHECK(put(win, kBase, 4) == 0);
  CHECK(put(win, end - 2, 4) == kErrRmaRange);
  CHECK(put(win, -4, 4) == kErrDisp);
  CHECK(fence(win) == 0);
  CHECK(guest().read<int32_t>(kBase) == 44);
  CHECK(guest().call("MPI_Win_detach", win, kBase + 8) == kErrRmaAttach);
  CHECK(guest().call("MPI_Win_detach", win, kBase) == 0);
  CHECK(guest().call("MPI_Win_detach", win, kBase) == kErrRmaAttach);
  CHECK(freeWindow(win) == 0);
}

TEST_CASE("MPI windows: allocated and shared ones are made of what malloc gives") {
  CHECK(guest().trapOf("MPI_Win_allocate", 64, 1, kInfoNull, kSelf, kCell + 8, kCell) != "");
  guest().exportMalloc();
  const uint32_t win = make("MPI_Win_allocate", 100, 4, kInfoNull, kSelf, kCell + 8);
  const auto base = guest().read<uint32_t>(kCell + 8);
  CHECK(asked.base == guest().memory() + base);
  CHECK(asked.byteSize == 100);
  CHECK(freeWindow(win) == 0);
  CHECK(guest().call("MPI_Win_allocate", -1, 1, kInfoNull, kSelf, kCell + 8, kCell) == kErrSize);

  const uint32_t shared = make("MPI_Win_allocate_shared", 5000, 8, kInfoNull, kSelf, kCell + 8);
  const auto part = guest().read<uint32_t>(kCell + 8);
  CHECK(asked.base == guest().memory() + part);
  CHECK(guest().call("MPI_Win_shared_query", shared, kProcNull, kCell + 16, kCell + 20,
                     kCell + 24) == 0);
  CHECK(guest().read<uint32_t>(kCell + 16) == 5000);
  CHECK(guest().read<int32_t>(kCell + 20) == 8);
  CHECK(guest().read<uint32_t>(kCell + 24) == part);
  guest().write<uint8_t>(part, 77);
  CHECK(freeWindow(shared) == 0);
  CHECK(guest().read<uint8_t>(part) == 0); // private pages again
}

} // namespace wasmpi::mpi
