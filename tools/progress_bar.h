// A line on standard error that fills as functions are compiled, with their rate and the time left; nothing where that is no terminal.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace wasmpi {

class ProgressBar {
public:
  /// `label` precedes the bar.
  explicit ProgressBar(std::string label);
  /// Wipes the line.
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  /// As CompileRequest::onProgress.
  void update(uint64_t done, uint64_t total);

  /// The line's text, without label: "[====      ] 40/100 functions, 20/s, 3 s left".
  static std::string describe(uint64_t done, uint64_t total, double seconds);

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
