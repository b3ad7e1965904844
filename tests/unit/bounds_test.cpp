// Bounds checks: exact at the edges of 64 bits. Checks of constants fold, so that no code has to
// run.
#include "codegen/bounds.h"

#include <algorithm>
#include <limits>

#include <catch2/catch.hpp>
#include <llvm/IR/Constants.h>
#include <llvm/IR/LLVMContext.h>

namespace wasmpi {

namespace {

constexpr uint64_t kMax = std::numeric_limits<uint64_t>::max();

class Checks {
public:
  bool range(uint64_t start, uint64_t length, uint64_t size) {
    return holds(rangeExceeds(builder_, value(start), value(length), value(size)));
  }
  /// For all that may be known of the size.
  bool access(uint64_t address, unsigned addressBitCount, uint64_t offset, uint64_t byteSize,
              uint64_t size) {
    const auto check = [&](uint64_t minimum) {
      const AccessBounds bounds{addressBitCount, offset, byteSize, minimum};
      return holds(accessExceeds(builder_, value(address), bounds, value(size)));
    };
    const bool exceeds = check(0);
    for (const uint64_t minimum : {uint64_t{1}, size / 2, size - 1, size})
      CHECK(check(std::min(minimum, size)) == exceeds);
    return exceeds;
  }

private:
  llvm::Value* value(uint64_t number) { return builder_.getInt64(number); }
  static bool holds(llvm::Value* condition) {
    return llvm::cast<llvm::ConstantInt>(condition)->isOne();
  }

  llvm::LLVMContext context_;
  llvm::IRBuilder<> builder_{context_};
};

} // namespace

TEST_CASE("Bounds: a range may end at the size and not one further") {
  Checks checks;
  CHECK_FALSE(checks.range(0, 0, 0));
  CHECK_FALSE(checks.range(10, 6, 16));
  CHECK_FALSE(checks.range(16, 0, 16));
  CHECK(checks.range(17, 0, 16));
  CHECK(checks.range(11, 6, 16));
}

TEST_CASE("Bounds: start plus length beyond 64 bits is out of bounds") {
  Checks checks;
  CHECK(checks.range(kMax, 2, 16));
  CHECK(checks.range(2, kMax, 16));
  CHECK(checks.range(kMax, kMax, kMax));
  CHECK_FALSE(checks.range(1, kMax - 1, kMax));
}

TEST_CASE("Bounds: an access of a 32-bit memory counts its whole offset") {
  Checks checks;
  const uint64_t pages = uint64_t{65536} * 65536;
  CHECK_FALSE(checks.access(pages - 8, 32, 0, 8, pages));
  CHECK(checks.access(pages - 7, 32, 0, 8, pages));
  CHECK(checks.access(0, 32, UINT32_MAX, 8, pages));
  CHECK_FALSE(checks.access(0, 32, UINT32_MAX, 1, pages));
  CHECK(checks.access(UINT32_MAX, 32, UINT32_MAX, 8, pages));
}

TEST_CASE("Bounds: an access of a 64-bit memory cannot wrap around") {
  Checks checks;
  CHECK(checks.access(kMax, 64, 1, 8, 65536));
  CHECK(checks.access(8, 64, kMax, 8, 65536));
  CHECK(checks.access(8, 64, kMax - 8, 8, 65536));
  CHECK_FALSE(checks.access(65528 - 16, 64, 16, 8, 65536));
  CHECK(checks.access(65529 - 16, 64, 16, 8, 65536));
}

TEST_CASE("Bounds: an access of a 64-bit memory is exact whatever its size and offset") {
  Checks checks;
  CHECK(checks.access(0, 64, 0, 1, 0));
  CHECK(checks.access(kMax, 64, 0, 1, 0));
  CHECK_FALSE(checks.access(0, 64, 0, 1, 1));
  CHECK(checks.access(1, 64, 0, 1, 1));
  CHECK(checks.access(0, 64, 0, 8, 7));
  CHECK_FALSE(checks.access(0, 64, 0, 8, 8));
  CHECK(checks.access(0, 64, 65536, 1, 65536));
  CHECK_FALSE(checks.access(0, 64, 65535, 1, 65536));
  CHECK(checks.access(kMax - 7, 64, 0, 8, 65536));
  CHECK(checks.access(kMax - 8, 64, 8, 8, 65536));
  CHECK(checks.access(0, 64, kMax, 1, 65536));
  CHECK(checks.access(0, 64, kMax - 1, 1, 65536));
  CHECK_FALSE(checks.access(0, 64, kMax - 1, 1, kMax));
  CHECK(checks.access(1, 64, kMax - 1, 1, kMax));
}

} // namespace wasmpi
