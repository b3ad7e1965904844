#include "hostcalls/mpi/handle_table.h"

#include <catch2/catch.hpp>

namespace wasmpi::mpi {

namespace {

struct IntEntry {
  IntEntry() = default;
  explicit IntEntry(int value) : native(value) {}
  int native = 0;
};

constexpr int kNull = -1;
constexpr uint32_t kFirstDynamic = 0x8000000;

HandleTable<IntEntry> makeTable() {
  HandleTable<IntEntry> table(0x100, 8, kFirstDynamic, kNull);
  table.definePredefined(0x101, 11);
  table.definePredefined(0x102, 12);
  return table;
}

} // namespace

TEST_CASE("HandleTable: predefined handles are found, the gaps between them hold null") {
  auto table = makeTable();
  CHECK(table[0x101].native == 11);
  CHECK(table[0x102].native == 12);
  CHECK(table[0x103].native == kNull);
  CHECK(table.isPredefined(0x101));
  CHECK_FALSE(table.isLive(0x103));
}

TEST_CASE("HandleTable: forged handles find null and are not live") {
  auto table = makeTable();
  table.add(IntEntry(20));
  for (const uint32_t forged : {0u, 1u, 0xffu, 0x108u, 0x1000u, kFirstDynamic - 1,
                                kFirstDynamic + 1, 0x7fffffffu, 0x80000000u, 0xffffffffu}) {
    INFO(forged);
    CHECK(table[forged].native == kNull);
    CHECK_FALSE(table.isLive(forged));
    table.remove(forged);
  }
  CHECK(table[kFirstDynamic].native == 20);
}

TEST_CASE("HandleTable: a removed handle finds null until it is given again") {
  auto table = makeTable();
  const uint32_t first = table.add(IntEntry(20)), second = table.add(IntEntry(21));
  table.remove(first);
  CHECK(table[first].native == kNull);
  CHECK(table[second].native == 21);
  CHECK(table.add(IntEntry(22)) == first);
  CHECK(table[first].native == 22);
}

TEST_CASE("HandleTable: predefined handles cannot be removed") {
  auto table = makeTable();
  table.remove(0x101);
  CHECK(table[0x101].native == 11);
}

TEST_CASE("HandleTable: native objects are found, predefined ones first") {
  auto table = makeTable();
  const uint32_t added = table.add(IntEntry(30));
  table.add(IntEntry(12));
  CHECK(table.findNative(30) == added);
  CHECK(table.findNative(12) == 0x102u);
  CHECK_FALSE(table.findNative(99));
  CHECK_FALSE(table.findPredefined(30));
}

TEST_CASE("HandleTable: a range of predefined handles may begin below zero") {
  HandleTable<IntEntry> table(static_cast<uint32_t>(-1), 3, kFirstDynamic, kNull);
  table.definePredefined(static_cast<uint32_t>(-1), 5);
  table.definePredefined(1, 6);
  CHECK(table[static_cast<uint32_t>(-1)].native == 5);
  CHECK(table[1].native == 6);
  CHECK(table[2].native == kNull);
}

} // namespace wasmpi::mpi
