#include "runtime/imports.h"

#include <catch2/catch.hpp>

#include "engine_fixture.h"
#include "runtime/linear_memory.h"

using namespace wasmpi; // NOLINT: a test reads better without the prefix
using namespace wasmpi::test;

namespace {

/// Exports one of each kind.
constexpr const char* kProvider = R"((module
  (func (export "f") (param i32) (result i32) local.get 0)
  (table (export "t") 2 5 funcref)
  (memory (export "m") 1 4)
  (global (export "g") i32 (i32.const 7))
  (global (export "v") (mut i64) (i64.const 8))))";

struct Fixture : EngineFixture {
  Fixture() : EngineFixture(Mode::Memory) { other = &instantiate(kProvider); }
  bool links(const std::string& imports) {
    return tryInstantiate("(module " + imports + ")").has_value();
  }
};

} // namespace

TEST_CASE_METHOD(Fixture, "imports: things of other instances are matched by name and type") {
  CHECK(links(R"((import "other" "f" (func (param i32) (result i32))))"));
  CHECK_FALSE(links(R"((import "other" "f" (func (param i64) (result i32))))"));
  CHECK_FALSE(links(R"((import "other" "f" (func (param i32))))"));
  CHECK_FALSE(links(R"((import "other" "f" (memory 1)))"));
  CHECK_FALSE(links(R"((import "other" "nothing" (func)))"));
  CHECK_FALSE(links(R"((import "others" "f" (func (param i32) (result i32))))"));
}

TEST_CASE_METHOD(Fixture, "imports: limits of tables and memories must be at least as narrow as what is asked for") {
  CHECK(links(R"((import "other" "m" (memory 1)))"));
  CHECK(links(R"((import "other" "m" (memory 0 4)))"));
  CHECK(links(R"((import "other" "m" (memory 1 9)))"));
  CHECK_FALSE(links(R"((import "other" "m" (memory 2)))"));
  CHECK_FALSE(links(R"((import "other" "m" (memory 1 3)))"));
  CHECK(links(R"((import "other" "t" (table 2 funcref)))"));
  CHECK_FALSE(links(R"((import "other" "t" (table 3 funcref)))"));
  CHECK_FALSE(links(R"((import "other" "t" (table 2 externref)))"));
}

TEST_CASE_METHOD(Fixture, "imports: a memory is matched with the size it has grown to") {
  CHECK_FALSE(links(R"((import "other" "m" (memory 3)))"));
  std::get<LinearMemory*>(*other->findExport("m"))->grow(2);
  CHECK(links(R"((import "other" "m" (memory 3)))"));
}

TEST_CASE_METHOD(Fixture, "imports: globals must agree in type and mutability") {
  CHECK(links(R"((import "other" "g" (global i32)))"));
  CHECK_FALSE(links(R"((import "other" "g" (global (mut i32))))"));
  CHECK_FALSE(links(R"((import "other" "g" (global i64)))"));
  CHECK(links(R"((import "other" "v" (global (mut i64))))"));
  CHECK_FALSE(links(R"((import "other" "v" (global i64)))"));
}

TEST_CASE_METHOD(Fixture, "imports: all that is missing or ill-typed is named in one message") {
  const std::string text = failureOf(R"((module
    (import "env" "first" (func (param i32) (result f64)))
    (import "host" "log" (func (param i64)))
    (import "host" "leave" (func (param i32)))
    (import "other" "m" (memory 9))
    (import "other" "g" (global (mut i32)))))");
  CHECK(text == "unknown import env.first: func (i32) -> f64; "
                "incompatible import type: host.log is func (i32) -> (), the module wants func (i64) -> (); "
                "incompatible import type: other.m is memory {min 1, max 4}, the module wants memory {min 9}; "
                "incompatible import type: other.g is global i32, the module wants global mut i32");
}

TEST_CASE_METHOD(Fixture, "imports: names are made fit to be printed, and endless lists are cut") {
  std::string imports = "(import \"\\1b[31m\" \"\\0a\" (func))";
  for (int i = 0; i < 150; ++i)
    imports += fmt::format("(import \"env\" \"f{}\" (func))", i);
  const std::string text = failureOf("(module " + imports + ")");
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find('\n') == std::string::npos);
  CHECK(text.ends_with("; and 51 more"));
}

TEST_CASE_METHOD(Fixture, "imports: only host modules that answer are attached, once") {
  REQUIRE(links("(memory 1)"));
  CHECK(host.attachCount == 0);
  REQUIRE(links(R"((import "host" "log" (func (param i32))) (import "host" "leave" (func (param i32))))"));
  CHECK(host.attachCount == 1);
}
