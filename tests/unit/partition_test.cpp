// How a module's functions are shared out among partitions.
#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

#include "codegen/partition.h"
#include "frontend/parser.h"
#include "frontend/validator.h"
#include "tests/unit/wasm_bytes.h"

namespace wasmpi {
namespace {

using namespace test; // NOLINT: builders of modules

/// A function of about `byteSize` bytes that calls `callees`.
struct FunctionPlan {
  size_t byteSize;
  std::vector<uint32_t> callees = {};
};

Bytes moduleOf(const std::vector<FunctionPlan>& functions) {
  std::vector<Bytes> types, bodies;
  for (const FunctionPlan& function : functions) {
    Bytes code;
    for (uint32_t callee : function.callees)
      code = code + Bytes{0x10} + leb(callee);
    code = code + repeat(function.byteSize, {0x01}) + Bytes{kEnd};
    types.push_back({0x00});
    bodies.push_back(body(code));
  }
  return module(
      {section(1, vec({functionType({}, {})})), section(3, vec(types)), section(10, vec(bodies))});
}

std::vector<PartitionPlan> planOf(const Bytes& bytes) {
  const auto module = parseModule(bytes);
  REQUIRE(module);
  REQUIRE(validateModule(*module));
  return planPartitions(*module);
}

size_t partitionOf(const std::vector<PartitionPlan>& plans, uint32_t function) {
  for (size_t i = 0; i < plans.size(); ++i)
    if (std::binary_search(plans[i].functions.begin(), plans[i].functions.end(), function))
      return i;
  return SIZE_MAX;
}

bool contains(const std::vector<uint32_t>& functions, uint32_t function) {
  return std::binary_search(functions.begin(), functions.end(), function);
}

} // namespace

TEST_CASE("partitions: a small module is one partition of all its functions") {
  const auto plans = planOf(moduleOf({{10, {1}}, {20}, {30}}));
  REQUIRE(plans.size() == 1);
  CHECK(plans[0].isOnlyPartition);
  CHECK(plans[0].functions == std::vector<uint32_t>{0, 1, 2});
  CHECK(plans[0].inlineCopies.empty());
  CHECK(plans[0].sharedFunctions.empty());
}

TEST_CASE("partitions: a module without functions has one empty partition") {
  const auto plans = planOf(module({}));
  REQUIRE(plans.size() == 1);
  CHECK(plans[0].functions.empty());
}

TEST_CASE("partitions: each function of a large module lies in exactly one") {
  std::vector<FunctionPlan> functions;
  for (uint32_t i = 0; i < 300; ++i)
    functions.push_back({500 + i * 7, {(i * 13) % 300, (i * 29) % 300}});
  const auto plans = planOf(moduleOf(functions));
  CHECK(plans.size() > 4);
  std::vector<uint32_t> all;
  for (const PartitionPlan& plan : plans) {
    CHECK_FALSE(plan.isOnlyPartition);
    CHECK(std::is_sorted(plan.functions.begin(), plan.functions.end()));
    all.insert(all.end(), plan.functions.begin(), plan.functions.end());
  }
  std::sort(all.begin(), all.end());
  REQUIRE(all.size() == 300);
  CHECK(std::adjacent_find(all.begin(), all.end()) == all.end());
}

TEST_CASE("partitions: their bodies are of about equal size") {
  const auto bytes = moduleOf(std::vector<FunctionPlan>(400, {1000}));
  const auto module = parseModule(bytes);
  const auto plans = planPartitions(*module);
  REQUIRE(plans.size() > 1);
  uint64_t smallest = UINT64_MAX, largest = 0;
  for (const PartitionPlan& plan : plans) {
    smallest = std::min(smallest, bodyByteSize(*module, plan));
    largest = std::max(largest, bodyByteSize(*module, plan));
  }
  CHECK(largest <= 2 * smallest);
}

TEST_CASE("partitions: a function called from one place only stays with its caller") {
  std::vector<FunctionPlan> functions(60, {1000});
  functions[5].callees = {50};
  functions[40].callees = {3};
  const auto plans = planOf(moduleOf(functions));
  REQUIRE(plans.size() > 1);
  CHECK(partitionOf(plans, 5) == partitionOf(plans, 50));
  CHECK(partitionOf(plans, 40) == partitionOf(plans, 3));
}

TEST_CASE("partitions: a small callee is copied to where it is called, and shared where it lives") {
  // Function 0 is small, calls function 1, and is called by all others, which are too large to lie
  // together.
  std::vector<FunctionPlan> functions(60, {2000, {0}});
  functions[0] = {8, {1}};
  functions[1] = {5000};
  const auto plans = planOf(moduleOf(functions));
  REQUIRE(plans.size() > 1);
  const size_t home = partitionOf(plans, 0), calleeHome = partitionOf(plans, 1);
  for (size_t i = 0; i < plans.size(); ++i)
    CHECK(contains(plans[i].inlineCopies, 0) == (i != home));
  CHECK(contains(plans[home].sharedFunctions, 0));
  // Reached from the copies.
  CHECK(contains(plans[calleeHome].sharedFunctions, 1));
  for (const PartitionPlan& plan : plans)
    CHECK_FALSE(contains(plan.inlineCopies, 1));
}

TEST_CASE("partitions: the plan of a module is always the same") {
  std::vector<FunctionPlan> functions;
  for (uint32_t i = 0; i < 200; ++i)
    functions.push_back({700, {(i + 1) % 200, (i * 3) % 200}});
  const Bytes bytes = moduleOf(functions);
  const auto first = planOf(bytes), second = planOf(bytes);
  REQUIRE(first.size() == second.size());
  for (size_t i = 0; i < first.size(); ++i) {
    CHECK(first[i].functions == second[i].functions);
    CHECK(first[i].inlineCopies == second[i].inlineCopies);
    CHECK(first[i].sharedFunctions == second[i].sharedFunctions);
  }
}

} // namespace wasmpi
