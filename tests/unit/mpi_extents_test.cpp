#include "hostcalls/mpi/extents.h"

#include <vector>

#include <catch2/catch.hpp>

namespace wasmpi::mpi {

namespace {

DatatypeEntry makeType(int64_t size, int64_t extent, int64_t trueLower, int64_t trueUpper) {
  DatatypeEntry type(MPI_BYTE);
  type.isUnusable = false;
  type.size = size;
  type.extent = extent;
  type.trueLowerBound = trueLower;
  type.trueUpperBound = trueUpper;
  setCommitted(type);
  return type;
}

class Memory {
public:
  explicit Memory(uint64_t byteSize) : bytes_(byteSize), definition_{bytes_.data(), byteSize} {}
  GuestMemory view() const { return GuestMemory(&definition_); }

private:
  std::vector<uint8_t> bytes_;
  MemoryDefinition definition_;
};

} // namespace

TEST_CASE("Extents: a dense message fits up to the last byte and not one further") {
  const Memory memory(1000);
  const auto type = makeType(8, 8, 0, 8);
  CHECK(covers(memory.view(), 0, 125, type));
  CHECK_FALSE(covers(memory.view(), 0, 126, type));
  CHECK(covers(memory.view(), 992, 1, type));
  CHECK_FALSE(covers(memory.view(), 993, 1, type));
  CHECK(covers(memory.view(), 0xffffffff, 0, type));
  CHECK(covers(memory.view(), 0xffffffff, -5, type));
}

TEST_CASE("Extents: the quick check agrees for dense types, and knows no others") {
  const Memory memory(1000);
  const auto type = makeType(8, 8, 0, 8);
  CHECK(coversPlain(memory.view(), 0, 125, type));
  CHECK(coversPlain(memory.view(), 1000, 0, type));
  CHECK_FALSE(coversPlain(memory.view(), 0, 126, type));
  CHECK_FALSE(coversPlain(memory.view(), 0, -1, type));
  CHECK_FALSE(coversPlain(memory.view(), 0, int64_t{1} << 61, type));
  // Holes at an element's end, or within: the last byte that is touched counts.
  const auto holed = makeType(4, 8, 0, 4);
  CHECK(coversPlain(memory.view(), 4, 125, holed));
  CHECK_FALSE(coversPlain(memory.view(), 5, 125, holed));
  CHECK_FALSE(coversPlain(memory.view(), 0, -1, holed));
  // Left to the thorough way: bytes before the buffer, elements that overlap, none at all.
  CHECK_FALSE(coversPlain(memory.view(), 100, 1, makeType(4, 8, -4, 4)));
  CHECK_FALSE(coversPlain(memory.view(), 0, 1, makeType(8, 4, 0, 8)));
  CHECK_FALSE(coversPlain(memory.view(), 0, 0, holed));
}

TEST_CASE("Extents: products of count and size do not wrap") {
  const Memory memory(1000);
  const auto type = makeType(int64_t{1} << 33, int64_t{1} << 33, 0, int64_t{1} << 33);
  CHECK_FALSE(covers(memory.view(), 0, int64_t{1} << 31, type));
  CHECK_FALSE(covers(memory.view(), 0, int64_t{1} << 62, type));
}

TEST_CASE("Extents: holes at the end of the last element need not be in memory") {
  const Memory memory(100);
  const auto type = makeType(4, 48, 0, 4);
  CHECK(covers(memory.view(), 0, 3, type));
  CHECK_FALSE(covers(memory.view(), 1, 3, type));
}

TEST_CASE("Extents: a negative lower bound or stride reaches before the address") {
  const Memory memory(100);
  const auto before = makeType(4, 8, -8, -4);
  CHECK_FALSE(covers(memory.view(), 7, 1, before));
  CHECK(covers(memory.view(), 8, 1, before));
  const auto backwards = makeType(4, -8, 0, 4);
  CHECK(covers(memory.view(), 16, 3, backwards));
  CHECK_FALSE(covers(memory.view(), 15, 3, backwards));
}

TEST_CASE("Extents: a type that touches nothing fits anywhere") {
  const Memory memory(10);
  CHECK(covers(memory.view(), 0xfffffff0, 1000000, makeType(0, 12, 0, 0)));
}

TEST_CASE("Extents: unusable types fit nowhere but with no elements") {
  const Memory memory(10);
  DatatypeEntry type(MPI_BYTE);
  CHECK_FALSE(covers(memory.view(), 0, 1, type));
  CHECK(covers(memory.view(), 0, 0, type));
}

} // namespace wasmpi::mpi
