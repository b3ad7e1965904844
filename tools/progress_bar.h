// A line on standard error that fills as functions are compiled, with their rate and the time left; nothing where that is no terminal.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace wasmpi {

class ProgressBar {
public:
  /// `label` precedes the bar.
  explicit ProgressBar(std::string label);
  ~ProgressBar() { wipe(); }
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  /// As CompileRequest::onProgress.
  void update(uint64_t done, uint64_t total);

  /// Wipes the line, for something else to be printed; the next update draws it again.
  void wipe();

  /// The line's text, in at most `columns`: "label [====      ] 40/100 functions, 20/s, 3 s left". Where it would be too long the bar gives
  /// way first, then the label's beginning, then the text's end.
  static std::string describe(std::string_view label, uint64_t done, uint64_t total, double seconds, size_t columns);

  uint64_t functionCount() const { return total_; }

private:
  using Clock = std::chrono::steady_clock;

  std::string label_;
  Clock::time_point start_ = Clock::now(), drawn_ = {};
  uint64_t total_ = 0;
  bool isShown_;
  bool isDrawn_ = false;
};

} // namespace wasmpi
