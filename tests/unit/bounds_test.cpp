// Bounds checks: exact at the edges of 64 bits. Checks of constants fold, so that no code has to
// run.
#include "codegen/bounds.h"

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
  bool access(uint64_t address, unsigned addressBitCount, uint64_t offset, uint64_t byteSize,
              uint64_t size) {
    return holds(
        accessExceeds(builder_, value(address), addressBitCount, offset, byteSize, value(size)));
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

} // namespace wasmpi
