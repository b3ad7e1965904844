#include "tools/progress_bar.h"

#include <catch2/catch.hpp>

using wasmpi::ProgressBar;

TEST_CASE("ProgressBar: rate and time left, once there is something to go by") {
  CHECK(ProgressBar::describe(0, 100, 1) == "[                              ] 0/100 functions");
  CHECK(ProgressBar::describe(50, 100, 0.1) == "[===============               ] 50/100 functions");
  CHECK(ProgressBar::describe(50, 100, 2) == "[===============               ] 50/100 functions, 25/s, 2 s left");
  CHECK(ProgressBar::describe(100, 100, 4) == "[==============================] 100/100 functions, 25/s");
}

TEST_CASE("ProgressBar: any counts are drawn") {
  CHECK(ProgressBar::describe(0, 0, 1) == "[==============================] 0/0 functions");
  CHECK(ProgressBar::describe(1ull << 40, 1ull << 41, 1).find("1 s left") != std::string::npos);
}
