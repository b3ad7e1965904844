#include "tools/progress_bar.h"

#include <cmath>
#include <cstdio>
#include <unistd.h>

#include <fmt/format.h>

namespace wasmpi {

ProgressBar::ProgressBar(std::string label) : label_(std::move(label)), isShown_(isatty(STDERR_FILENO) == 1) {}

ProgressBar::~ProgressBar() {
  if (isDrawn_)
    std::fputs("\r\033[K", stderr);
}

std::string ProgressBar::describe(uint64_t done, uint64_t total, double seconds) {
  constexpr uint64_t kWidth = 30;
  const auto filled = static_cast<size_t>(total ? done * kWidth / total : kWidth);
  std::string text = fmt::format("[{:<{}}] {}/{} functions", std::string(filled, '='), kWidth, done, total);
  // A rate of the first moments says nothing.
  constexpr double kMinSeconds = 0.2;
  if (seconds < kMinSeconds || done == 0)
    return text;
  const double rate = static_cast<double>(done) / seconds;
  text += fmt::format(", {:.0f}/s", rate);
  if (done < total)
    text += fmt::format(", {:.0f} s left", std::ceil(static_cast<double>(total - done) / rate));
  return text;
}

void ProgressBar::update(uint64_t done, uint64_t total) {
  total_ = total;
  const auto now = Clock::now();
  constexpr auto kPause = std::chrono::milliseconds(100);
  if (!isShown_ || total == 0 || (done < total && now - drawn_ < kPause))
    return;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  fmt::print(stderr, "\r\033[K{}{}", label_, describe(done, total, seconds));
  std::fflush(stderr);
  drawn_ = now;
  isDrawn_ = true;
}

} // namespace wasmpi
