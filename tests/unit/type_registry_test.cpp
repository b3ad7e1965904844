#include "frontend/type_registry.h"

#include <catch2/catch.hpp>

using namespace wasmpi; // NOLINT: a test reads better without the prefix

TEST_CASE("TypeRegistry: equal types have equal ids, others do not") {
  TypeRegistry registry;
  const uint32_t first = registry.idOf({{kI32, kI64}, {kF64}});
  CHECK(registry.idOf({{kI32, kI64}, {kF64}}) == first);
  CHECK(registry.idOf({{kI32, kI64, kF64}, {}}) != first);
  CHECK(registry.idOf({{}, {kI32, kI64, kF64}}) != first);
  CHECK(registry.idOf({{kI64, kI32}, {kF64}}) != first);
  CHECK(registry.count() == 4);
}

TEST_CASE("TypeRegistry: references to functions and to host values are different types") {
  TypeRegistry registry;
  CHECK(registry.idOf({{kFuncRef}, {}}) != registry.idOf({{kExternRef}, {}}));
}

TEST_CASE("TypeRegistry: a type is found by its id, however many follow") {
  TypeRegistry registry;
  for (uint32_t count = 0; count < 500; ++count)
    REQUIRE(registry.idOf({std::vector<ValueType>(count, kI32), {}}) == count);
  for (uint32_t count = 0; count < 500; ++count)
    CHECK(registry.typeOf(count).parameters.size() == count);
}

TEST_CASE("TypeRegistry: equal types of modules that number them differently have equal ids") {
  const auto reference = [](uint32_t index) {
    return ValueType::reference(concreteHeap(index), true);
  };
  TypeRegistry registry;
  const std::vector<FunctionType> first{
      {{kI32}, {}}, {{reference(0)}, {}}, {{reference(2)}, {kI32}}};
  const std::vector<FunctionType> second{{{}, {kI64}},
                                         {{reference(1)}, {kI32}},
                                         {{kI32}, {}},
                                         {{reference(2)}, {}},
                                         {{reference(0)}, {}}};
  const auto firstIds = registry.idsOf(first);
  const auto secondIds = registry.idsOf(second);
  CHECK(firstIds[0] == secondIds[2]);
  CHECK(firstIds[1] == secondIds[3]);
  CHECK(secondIds[4] != secondIds[3]);
  // Each names itself.
  CHECK(firstIds[2] == secondIds[1]);
  CHECK(registry.typeOf(firstIds[2]).parameters[0] == reference(firstIds[2]));
  CHECK(canonical(reference(3), secondIds) == reference(firstIds[1]));
}

TEST_CASE(
    "TypeRegistry: a type that names another equal to itself is not the one that names itself") {
  const auto reference = [](uint32_t index) {
    return ValueType::reference(concreteHeap(index), true);
  };
  TypeRegistry registry;
  const auto ids =
      registry.idsOf(std::vector<FunctionType>{{{reference(0)}, {}}, {{reference(0)}, {}}});
  CHECK(ids[0] != ids[1]);
}
