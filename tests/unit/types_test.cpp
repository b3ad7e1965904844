// Subtyping of references.
#include "frontend/types.h"

#include <array>

#include <catch2/catch.hpp>

using namespace wasmpi; // NOLINT: a test reads better without the prefix

namespace {

constexpr ValueType nullable(HeapType heap) { return ValueType::reference(heap, true); }
constexpr ValueType nonNull(HeapType heap) { return ValueType::reference(heap, false); }

/// Types 0 and 2 are the same, 1 is another.
constexpr std::array<uint32_t, 3> kIds{7, 8, 7};

} // namespace

TEST_CASE("isSubtype: what is never null may stand for what may be, not the other way round") {
  CHECK(isSubtype(nonNull(HeapType::Func), kFuncRef));
  CHECK_FALSE(isSubtype(kFuncRef, nonNull(HeapType::Func)));
  CHECK(isSubtype(nonNull(concreteHeap(0)), nullable(concreteHeap(0)), kIds));
  CHECK_FALSE(isSubtype(nullable(concreteHeap(0)), nonNull(concreteHeap(0)), kIds));
}

TEST_CASE("isSubtype: types of the module lie between func and nofunc") {
  CHECK(isSubtype(nullable(concreteHeap(1)), kFuncRef, kIds));
  CHECK_FALSE(isSubtype(kFuncRef, nullable(concreteHeap(1)), kIds));
  CHECK(isSubtype(nullable(HeapType::NoFunc), nullable(concreteHeap(1)), kIds));
  CHECK_FALSE(isSubtype(nullable(concreteHeap(1)), nullable(HeapType::NoFunc), kIds));
  CHECK(isSubtype(nullable(concreteHeap(0)), nullable(concreteHeap(2)), kIds));
  CHECK_FALSE(isSubtype(nullable(concreteHeap(0)), nullable(concreteHeap(1)), kIds));
}

TEST_CASE("isSubtype: hierarchies and numbers have nothing to do with each other") {
  CHECK_FALSE(isSubtype(kFuncRef, kExternRef));
  CHECK_FALSE(isSubtype(nullable(HeapType::NoExtern), kFuncRef));
  CHECK(isSubtype(nullable(HeapType::NoExtern), kExternRef));
  CHECK_FALSE(isSubtype(nullable(concreteHeap(0)), kExternRef, kIds));
  CHECK_FALSE(isSubtype(kI32, kI64));
  CHECK_FALSE(isSubtype(kI64, kFuncRef));
}

TEST_CASE("toString: references") {
  CHECK(toString(kFuncRef) == "funcref");
  CHECK(toString(nullable(HeapType::NoExtern)) == "nullexternref");
  CHECK(toString(nonNull(HeapType::Extern)) == "(ref extern)");
  CHECK(toString(nullable(concreteHeap(3))) == "(ref null 3)");
}
