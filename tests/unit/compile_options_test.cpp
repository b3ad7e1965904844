#include "tools/compile_options.h"

#include <catch2/catch.hpp>

using namespace wasmpi; // NOLINT: a test

TEST_CASE("parseDuration: a number with a unit, seconds without") {
  CHECK(*parseDuration("90") == std::chrono::seconds(90));
  CHECK(*parseDuration("90s") == std::chrono::seconds(90));
  CHECK(*parseDuration("15m") == std::chrono::minutes(15));
  CHECK(*parseDuration("12h") == std::chrono::hours(12));
  CHECK(*parseDuration("7d") == std::chrono::hours(168));
  CHECK(*parseDuration("4294967295w") == std::chrono::hours(4294967295ll * 168));
  for (const char* text : {"", "h", "1x", "-1h", "1 h", "99999999999", "1hh"})
    CHECK_FALSE(parseDuration(text));
}

TEST_CASE("compile options: CPUs are a list without repetitions") {
  const char* given[] = {"wasmpi-compile", "--cpu", "native,znver3,native", "a.wasm", "b.wasm"};
  const CompileArguments arguments = parseCompileArguments(5, const_cast<char**>(given));
  CHECK(arguments.cpus == std::vector<std::string>{"native", "znver3"});
  CHECK(arguments.modules.size() == 2);
  CHECK(arguments.action == CompileArguments::Action::Compile);
}

TEST_CASE("compile options: without --cpu the target's own") {
  const char* given[] = {"wasmpi-compile", "--check", "a.wasm"};
  const CompileArguments arguments = parseCompileArguments(3, const_cast<char**>(given));
  REQUIRE(arguments.cpus == std::vector<std::string>{""});
  CHECK(arguments.optionsFor(arguments.cpus[0]).cpu == nullptr);
  CHECK(arguments.action == CompileArguments::Action::Check);
}

TEST_CASE("compile options: every module has an output of its own, or the one that was given") {
  const char* given[] = {"wasmpi-compile", "--emit", "asm", "x/a.wasm", "b.c.wasm"};
  CompileArguments arguments = parseCompileArguments(5, const_cast<char**>(given));
  CHECK(arguments.outputFor("x/a.wasm") == "a.s");
  CHECK(arguments.outputFor("b.c.wasm") == "b.c.s");
  arguments.output = "-";
  CHECK(arguments.outputFor("x/a.wasm") == "-");
}
