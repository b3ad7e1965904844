#include "runtime/table.h"

#include <array>

#include <catch2/catch.hpp>

#include "frontend/limits.h"

using namespace wasmpi; // NOLINT: a test reads better without the prefix

namespace {

TableType tableType(uint64_t minimum, std::optional<uint64_t> maximum = std::nullopt) {
  return {kFuncRef, {.minimum = minimum, .maximum = maximum}};
}

std::unique_ptr<Table> makeTable(uint64_t minimum, std::optional<uint64_t> maximum = std::nullopt) {
  static TableBudget budget;
  auto table = Table::create(tableType(minimum, maximum), budget);
  REQUIRE(table);
  return std::move(*table);
}

/// A table of 1, 2, ..., count.
std::unique_ptr<Table> countingTable(uint64_t count) {
  auto table = makeTable(count);
  for (uint64_t i = 0; i < count; ++i)
    table->set(i, i + 1);
  return table;
}

std::vector<uint64_t> contentOf(const Table& table) {
  std::vector<uint64_t> content;
  for (uint64_t i = 0; i < table.size(); ++i)
    content.push_back(*table.get(i));
  return content;
}

} // namespace

TEST_CASE("Table: a new table is all null") {
  const auto table = makeTable(3);
  CHECK(contentOf(*table) == std::vector<uint64_t>{0, 0, 0});
  CHECK_FALSE(table->get(3));
  CHECK_FALSE(table->set(3, 1));
}

TEST_CASE("Table: growing appends the value and updates the definition") {
  const auto table = countingTable(2);
  REQUIRE(table->grow(2, 9) == 2);
  CHECK(contentOf(*table) == std::vector<uint64_t>{1, 2, 9, 9});
  CHECK(table->definition()->size == 4);
  CHECK(table->definition()->elements[3] == 9);
}

TEST_CASE("Table: growing stops at the maximum, at the implementation's limit, and without overflow") {
  const auto bounded = makeTable(1, 3);
  CHECK(bounded->grow(2, 0) == 1);
  CHECK_FALSE(bounded->grow(1, 0));
  const auto table = makeTable(1);
  CHECK_FALSE(table->grow(kMaxTableElements, 0));
  CHECK_FALSE(table->grow(UINT64_MAX, 0));
  CHECK(table->grow(kMaxTableElements - 1, 0) == 1);
  CHECK_FALSE(table->grow(1, 0));
}

TEST_CASE("Table: a minimum beyond the limit is an error") {
  TableBudget budget;
  CHECK_FALSE(Table::create(tableType(uint64_t{kMaxTableElements} + 1), budget));
  CHECK_FALSE(Table::create(tableType(UINT64_MAX), budget));
}

TEST_CASE("Table: all tables of a store share one budget, in creation and growth") {
  TableBudget budget{.remainingElements = 10};
  auto first = Table::create(tableType(6), budget);
  REQUIRE(first);
  const auto refused = Table::create(tableType(5), budget);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message.find("all tables together") != std::string::npos);
  CHECK(refused.error().message.find("4 are left") != std::string::npos);
  auto second = Table::create(tableType(1), budget);
  REQUIRE(second);
  CHECK_FALSE((*second)->grow(4, 0));
  CHECK_FALSE((*second)->grow(UINT64_MAX, 0));
  CHECK((*second)->size() == 1);
  CHECK((*second)->grow(3, 0) == 1);
  CHECK_FALSE((*first)->grow(1, 0));
  second->reset();
  CHECK((*first)->grow(4, 0) == 6);
}

TEST_CASE("Table: fill writes a range, or nothing if the range is out of bounds") {
  const auto table = countingTable(4);
  CHECK(table->fill(1, 7, 2));
  CHECK(contentOf(*table) == std::vector<uint64_t>{1, 7, 7, 4});
  CHECK_FALSE(table->fill(3, 8, 2));
  CHECK_FALSE(table->fill(UINT64_MAX, 8, 2));
  CHECK_FALSE(table->fill(2, 8, UINT64_MAX));
  CHECK_FALSE(table->fill(5, 8, 0));
  CHECK(table->fill(4, 8, 0));
  CHECK(contentOf(*table) == std::vector<uint64_t>{1, 7, 7, 4});
}

TEST_CASE("Table: copying within a table may overlap in both directions") {
  const auto forward = countingTable(5);
  CHECK(Table::copy(*forward, 1, *forward, 0, 4));
  CHECK(contentOf(*forward) == std::vector<uint64_t>{1, 1, 2, 3, 4});
  const auto backward = countingTable(5);
  CHECK(Table::copy(*backward, 0, *backward, 1, 4));
  CHECK(contentOf(*backward) == std::vector<uint64_t>{2, 3, 4, 5, 5});
}

TEST_CASE("Table: copying out of either table's bounds writes nothing") {
  const auto source = countingTable(2);
  const auto destination = makeTable(3);
  CHECK_FALSE(Table::copy(*destination, 0, *source, 0, 3));
  CHECK_FALSE(Table::copy(*destination, 2, *source, 0, 2));
  CHECK_FALSE(Table::copy(*destination, 0, *source, UINT64_MAX, 2));
  CHECK(contentOf(*destination) == std::vector<uint64_t>{0, 0, 0});
  CHECK(Table::copy(*destination, 3, *source, 2, 0));
  CHECK(Table::copy(*makeTable(0), 0, *makeTable(0), 0, 0));
}

TEST_CASE("Table: write puts references at a place that is there") {
  const auto table = makeTable(3);
  const std::array<uint64_t, 2> references = {5, 6};
  CHECK(table->write(1, references));
  CHECK_FALSE(table->write(2, references));
  CHECK(contentOf(*table) == std::vector<uint64_t>{0, 5, 6});
}

TEST_CASE("Table: its type for import matching has the current size") {
  const auto table = makeTable(1, 8);
  table->grow(3, 0);
  CHECK(table->type().limits == Limits{.minimum = 4, .maximum = 8});
}
