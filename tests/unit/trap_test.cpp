#include "runtime/trap.h"

#include <catch2/catch.hpp>

#include "runtime/backtrace.h"

using namespace wasmpi; // NOLINT: a test reads better without the prefix

TEST_CASE("Trap: its text is the specification's wording, then the detail") {
  CHECK(Trap{.code = TrapCode::IntegerDivideByZero}.text() == "integer divide by zero");
  CHECK(Trap{.code = TrapCode::HostCall, .detail = "fd_write: no"}.text() ==
        "error in a host call: fd_write: no");
  CHECK(Trap{.code = TrapCode::Exit, .exitStatus = 3}.text() == "exit 3");
  CHECK(textOf(static_cast<TrapCode>(9999)) == "unknown trap");
}

TEST_CASE("Trap: a backtrace is a line per frame, with what was left out") {
  Trap trap;
  trap.backtrace = {{.function = "inner", .wasmOffset = 0x1a, .isInlined = true},
                    {.function = "outer", .wasmOffset = 0}};
  CHECK(formatBacktrace(trap) == "  #0 inner (offset 0x1a) [inlined]\n  #1 outer\n");
  trap.omittedFrameCount = 5;
  CHECK(formatBacktrace(trap).ends_with("  ... and at least 5 more frames\n"));
}
