// Relaxed SIMD: operands known to the compiler give what the same operands give at run time, at
// every level.
#include <array>
#include <bit>
#include <cmath>

#include <fmt/format.h>

#include "engine_fixture.h"

namespace wasmpi {

namespace {

using test::EngineFixture;
using test::Mode;

using Vector = std::array<uint64_t, 2>;

struct Operation {
  const char* name;
  unsigned operandCount;
};

/// wat2wasm 1.0.32 knows the dot products by earlier names.
constexpr Operation kOperations[] = {{"i8x16.relaxed_swizzle", 2},
                                     {"i32x4.relaxed_trunc_f32x4_s", 1},
                                     {"i32x4.relaxed_trunc_f32x4_u", 1},
                                     {"i32x4.relaxed_trunc_f64x2_s_zero", 1},
                                     {"i32x4.relaxed_trunc_f64x2_u_zero", 1},
                                     {"f32x4.relaxed_madd", 3},
                                     {"f32x4.relaxed_nmadd", 3},
                                     {"f64x2.relaxed_madd", 3},
                                     {"f64x2.relaxed_nmadd", 3},
                                     {"i8x16.relaxed_laneselect", 3},
                                     {"i16x8.relaxed_laneselect", 3},
                                     {"i32x4.relaxed_laneselect", 3},
                                     {"i64x2.relaxed_laneselect", 3},
                                     {"f32x4.relaxed_min", 2},
                                     {"f32x4.relaxed_max", 2},
                                     {"f64x2.relaxed_min", 2},
                                     {"f64x2.relaxed_max", 2},
                                     {"i16x8.relaxed_q15mulr_s", 2},
                                     {"i16x8.dot_i8x16_i7x16_s", 2},
                                     {"i32x4.dot_i8x16_i7x16_add_s", 3}};

/// Bytes with and without the top bit, floats and doubles that need rounding, are too large, NaN,
/// zeros of both signs.
constexpr Vector kSamples[] = {
    {0x0F1080FF7F010200, 0x8081FF0011223344}, {0x8000800080008000, 0x80008000FFFF7FFF},
    {0x3F8000017FC00000, 0xCF0000014F800000}, {0x4B80000033800001, 0x3F7FFFFFBF800001},
    {0x8000000000000000, 0x7FF8000000000000}, {0x41EFFFFFFFFFFFFF, 0xC1E0000000200000},
    {0x3FF0000000000001, 0x3CA0000000000001}, {0, 0xFFFFFFFFFFFFFFFF}};

std::string constantText(const Vector& vector) {
  return fmt::format("(v128.const i64x2 {} {})", vector[0], vector[1]);
}

/// An exported function "constant" or "variable" with a number, for each choice of operands.
std::string functions(const Operation& operation, size_t number,
                      const std::vector<Vector>& operands) {
  std::string constants, parameters, types;
  for (unsigned i = 0; i < operation.operandCount; ++i) {
    constants += constantText(operands[i]);
    parameters += fmt::format("(local.get {})", i);
    types += " v128";
  }
  return fmt::format("(func (export \"constant{0}\") (result v128) ({1} {2}))\n"
                     "(func (export \"variable{0}\") (param{3}) (result v128) ({1} {4}))\n",
                     number, operation.name, constants, types, parameters);
}

/// Equal bits, or NaNs in the same lanes: which NaN, Wasm leaves open (Core 4.3.3), relaxed or not.
bool agree(const std::string& name, const Value& left, const Value& right) {
  const bool isSingle = name.starts_with("f32"), isFloat = name.starts_with("f");
  const auto sameHalf = [&](uint64_t a, uint64_t b) {
    if (!isFloat)
      return a == b;
    if (!isSingle)
      return a == b ||
             (std::isnan(std::bit_cast<double>(a)) && std::isnan(std::bit_cast<double>(b)));
    for (const unsigned shift : {0u, 32u}) {
      const auto x = static_cast<uint32_t>(a >> shift), y = static_cast<uint32_t>(b >> shift);
      if (x != y && !(std::isnan(std::bit_cast<float>(x)) && std::isnan(std::bit_cast<float>(y))))
        return false;
    }
    return true;
  };
  return sameHalf(left.bits, right.bits) && sameHalf(left.highBits, right.highBits);
}

struct Case {
  const Operation* operation;
  std::vector<Vector> operands;
};

std::vector<Case> allCases() {
  std::vector<Case> cases;
  for (const Operation& operation : kOperations)
    for (size_t i = 0; i < std::size(kSamples); ++i)
      cases.push_back({&operation,
                       {kSamples[i], kSamples[(i * 3 + 1) % std::size(kSamples)],
                        kSamples[(i * 5 + 2) % std::size(kSamples)]}});
  return cases;
}

} // namespace

TEST_CASE("Relaxed SIMD: constant folding and the host's instructions agree") {
  const OptLevel level = GENERATE(OptLevel::O0, OptLevel::O3);
  EngineFixture fixture(Mode::Memory, {.optLevel = level});
  const std::vector<Case> cases = allCases();
  std::string text = "(module\n";
  for (size_t i = 0; i < cases.size(); ++i)
    text += functions(*cases[i].operation, i, cases[i].operands);
  Instance& instance = fixture.instantiate(text + ")");
  for (size_t i = 0; i < cases.size(); ++i) {
    std::vector<Value> arguments;
    for (unsigned k = 0; k < cases[i].operation->operandCount; ++k)
      arguments.push_back({kV128, cases[i].operands[k][0], cases[i].operands[k][1]});
    const auto folded = EngineFixture::call(instance, fmt::format("constant{}", i));
    const auto computed = EngineFixture::call(instance, fmt::format("variable{}", i), arguments);
    REQUIRE(folded);
    REQUIRE(computed);
    INFO(cases[i].operation->name << ", sample " << i % std::size(kSamples));
    CHECK(agree(cases[i].operation->name, folded->front(), computed->front()));
  }
}

} // namespace wasmpi
