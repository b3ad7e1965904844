#include "tools/progress_bar.h"

#include <catch2/catch.hpp>

using wasmpi::ProgressBar;

TEST_CASE("ProgressBar: rate and time left, once there is something to go by") {
  const auto describe = [](uint64_t done, double seconds) { return ProgressBar::describe("", done, 100, seconds, 79); };
  CHECK(describe(0, 1) == "[                              ] 0/100 functions");
  CHECK(describe(50, 0.1) == "[===============               ] 50/100 functions");
  CHECK(describe(50, 2) == "[===============               ] 50/100 functions, 25/s, 2 s left");
  CHECK(describe(100, 4) == "[==============================] 100/100 functions, 25/s");
}

TEST_CASE("ProgressBar: any counts are drawn") {
  CHECK(ProgressBar::describe("", 0, 0, 1, 79) == "[==============================] 0/0 functions");
  CHECK(ProgressBar::describe("", 1ull << 40, 1ull << 41, 1, 79).find("1 s left") != std::string::npos);
}

TEST_CASE("ProgressBar: it fits into a line: the bar gives way, then the label, then the text") {
  const auto describe = [](size_t columns) { return ProgressBar::describe("app.wasm (2 of 6) ", 50, 100, 2, columns); };
  CHECK(describe(99) == "app.wasm (2 of 6) [===============               ] 50/100 functions, 25/s, 2 s left");
  CHECK(describe(63) == "app.wasm (2 of 6) [=====     ] 50/100 functions, 25/s, 2 s left");
  CHECK(describe(48) == "2 of 6) [==   ] 50/100 functions, 25/s, 2 s left");
  CHECK(describe(20) == "50/100 functions, 25");
  for (size_t columns = 0; columns < 100; ++columns)
    CHECK(describe(columns).size() <= columns);
}

TEST_CASE("ProgressBar: no character of a label is cut in two") {
  for (size_t columns = 21; columns < 60; ++columns) {
    const std::string text = ProgressBar::describe("\u00e9\u00e9\u00e9\u00e9\u00e9", 1, 2, 0, columns);
    CHECK((text.front() == '[' || text.front() == '\xC3'));
    CHECK(text.size() <= columns);
  }
}
