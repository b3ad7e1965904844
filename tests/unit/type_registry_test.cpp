#include "runtime/type_registry.h"

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
