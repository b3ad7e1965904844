#include "opcode_rows.h"

#include <bit>
#include <type_traits>

#include "frontend/validator_code.h"

namespace wasmpi::fuzz {

namespace {

using namespace immediates; // NOLINT: the immediates are this file's vocabulary

template <class I> constexpr ImmediateForm formOf() {
  if constexpr (std::is_same_v<I, None>)
    return ImmediateForm::None;
  else if constexpr (std::is_same_v<I, MemArg>)
    return ImmediateForm::Memory;
  else if constexpr (std::is_base_of_v<MemArg, I> && requires { I::kLaneCount; })
    return ImmediateForm::MemoryLane;
  else if constexpr (std::is_same_v<I, I32Literal>)
    return ImmediateForm::I32Literal;
  else if constexpr (std::is_same_v<I, I64Literal>)
    return ImmediateForm::I64Literal;
  else if constexpr (std::is_same_v<I, F32Literal>)
    return ImmediateForm::F32Literal;
  else if constexpr (std::is_same_v<I, F64Literal>)
    return ImmediateForm::F64Literal;
  else if constexpr (requires(I i) { i.low, i.high; })
    return ImmediateForm::V128Literal;
  else if constexpr (requires(I i) { I::kLaneCount, i.lane; })
    return ImmediateForm::Lane;
  else if constexpr (requires(I i) { I::kLaneCount, i.lanes; })
    return ImmediateForm::Shuffle;
  else
    return ImmediateForm::Unknown;
}

template <class I> constexpr unsigned laneCountOf() {
  if constexpr (requires { I::kLaneCount; })
    return I::kLaneCount;
  else
    return 0;
}

constexpr Operand operandOf(signature::I32) { return Operand::I32; }
constexpr Operand operandOf(signature::I64) { return Operand::I64; }
constexpr Operand operandOf(signature::F32) { return Operand::F32; }
constexpr Operand operandOf(signature::F64) { return Operand::F64; }
constexpr Operand operandOf(signature::Address) { return Operand::Address; }
constexpr Operand operandOf(signature::V128) { return Operand::V128; }

template <class Tag> constexpr std::optional<ValueKind> resultOf() {
  if constexpr (std::is_void_v<Tag>)
    return std::nullopt;
  else
    return static_cast<ValueKind>(operandOf(Tag{}));
}
static_assert(static_cast<int>(ValueKind::F64) == static_cast<int>(Operand::F64) &&
              static_cast<int>(ValueKind::V128) == static_cast<int>(Operand::V128));

template <Opcode op, class Type> struct RowMaker {
  static void append(std::vector<OpcodeRow>&) {}
};

template <Opcode op, class Result, class... Operands> struct RowMaker<op, Result(Operands...)> {
  static void append(std::vector<OpcodeRow>& rows) {
    using Immediate = ImmediateOf<op>;
    constexpr ImmediateForm form = formOf<Immediate>();
    constexpr std::string_view text = OpcodeTraits<op>::text;
    // A wait may last.
    if (form == ImmediateForm::Unknown || text.find("atomic.wait") != std::string_view::npos)
      return;
    const bool isAccess = form == ImmediateForm::Memory || form == ImmediateForm::MemoryLane;
    const uint32_t byteSize = isAccess ? accessByteSize(text) : 1;
    rows.push_back({op,
                    OpcodeTraits<op>::feature,
                    text,
                    {operandOf(Operands{})...},
                    resultOf<Result>(),
                    form,
                    laneCountOf<Immediate>(),
                    static_cast<uint32_t>(std::bit_width(byteSize) - 1)});
  }
};

std::vector<OpcodeRow> readRows() {
  std::vector<OpcodeRow> rows;
#define OP(encoding, feature, name, text, immediate, type, lowering)                               \
  RowMaker<Opcode::name, TypeOf<Opcode::name>>::append(rows);
#include "frontend/opcodes.def"
#undef OP
  return rows;
}

} // namespace

const std::vector<OpcodeRow>& opcodeRows() {
  static const std::vector<OpcodeRow> rows = readRows();
  return rows;
}

std::optional<Feature> findFeature(std::string_view name) {
  for (const FeatureRow& row : featureRows())
    if (row.name == name)
      return row.feature;
  return std::nullopt;
}

} // namespace wasmpi::fuzz
