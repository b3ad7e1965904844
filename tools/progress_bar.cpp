#include "tools/progress_bar.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <sys/ioctl.h>
#include <unistd.h>

#include <fmt/format.h>

namespace wasmpi {

namespace {

/// What a line may fill without the terminal beginning another one.
size_t freeColumns() {
  constexpr size_t kUsual = 80;
  winsize size = {};
  return (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : kUsual) - 1;
}

/// The last bytes of a text, from the beginning of a character. No character has fewer bytes than columns.
std::string_view endOf(std::string_view text, size_t byteSize) {
  text.remove_prefix(text.size() - std::min(text.size(), byteSize));
  while (!text.empty() && (static_cast<uint8_t>(text.front()) & 0xC0) == 0x80)
    text.remove_prefix(1);
  return text;
}

} // namespace

ProgressBar::ProgressBar(std::string label) : label_(std::move(label)), isShown_(isatty(STDERR_FILENO) == 1) {}

void ProgressBar::wipe() {
  if (isDrawn_)
    std::fputs("\r\033[K", stderr);
  isDrawn_ = false;
}

std::string ProgressBar::describe(std::string_view label, uint64_t done, uint64_t total, double seconds, size_t columns) {
  std::string text = fmt::format("{}/{} functions", done, total);
  // A rate of the first moments says nothing.
  constexpr double kMinSeconds = 0.2;
  if (seconds >= kMinSeconds && done > 0) {
    const double rate = static_cast<double>(done) / seconds;
    text += fmt::format(", {:.0f}/s", rate);
    if (done < total)
      text += fmt::format(", {:.0f} s left", std::ceil(static_cast<double>(total - done) / rate));
  }
  constexpr size_t kMinWidth = 5, kMaxWidth = 30, kFrame = 3; // brackets and a space
  if (text.size() + kFrame + kMinWidth > columns)
    return text.substr(0, columns);
  const size_t room = columns - text.size() - kFrame;
  label = endOf(label, room - kMinWidth);
  const size_t width = std::min(room - label.size(), kMaxWidth);
  const size_t filled = total ? static_cast<size_t>(done * width / total) : width;
  return fmt::format("{}[{:<{}}] {}", label, std::string(filled, '='), width, text);
}

void ProgressBar::update(uint64_t done, uint64_t total) {
  total_ = total;
  const auto now = Clock::now();
  constexpr auto kPause = std::chrono::milliseconds(100);
  if (!isShown_ || total == 0 || (done < total && now - drawn_ < kPause))
    return;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  fmt::print(stderr, "\r\033[K{}", describe(label_, done, total, seconds, freeColumns()));
  std::fflush(stderr);
  drawn_ = now;
  isDrawn_ = true;
}

} // namespace wasmpi
