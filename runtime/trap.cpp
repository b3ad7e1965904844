// Traps as values.
#include "runtime/trap.h"

#include <array>
#include <utility>

namespace wasmpi {

namespace {

constexpr std::array kTexts = {
#define TRAP(name, text) std::string_view(text),
#include "codegen/traps.def"
#undef TRAP
};

} // namespace

std::string_view textOf(TrapCode code) {
  const auto index = static_cast<size_t>(code);
  return index < kTexts.size() ? kTexts[index] : std::string_view("unknown trap");
}

std::string Trap::text() const {
  std::string result(textOf(code));
  if (isExit())
    result += " " + std::to_string(exitStatus);
  if (!detail.empty())
    result += ": " + detail;
  return result;
}

tl::unexpected<Trap> trapHostCall(std::string detail) {
  return tl::unexpected(Trap{.code = TrapCode::HostCall, .detail = std::move(detail)});
}

tl::unexpected<Trap> trapMemoryOutOfBounds(std::string detail) {
  return tl::unexpected(Trap{.code = TrapCode::MemoryOutOfBounds, .detail = std::move(detail)});
}

tl::unexpected<Trap> trapExit(int status) {
  return tl::unexpected(Trap{.code = TrapCode::Exit, .exitStatus = status});
}

} // namespace wasmpi
