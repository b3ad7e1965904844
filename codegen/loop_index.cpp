// Sums of what moves and what does not. Why the check is exact: base + 2^shift * index + reach, for
// the last index, is below 2^32 if that index is at most (2^32 - 1 - reach - base) >> shift,
// rounded down; all of it is computed in 64 bits, where neither side can overflow.
#include "codegen/loop_index.h"

#include <llvm/Analysis/ScalarEvolutionExpressions.h>
#include <llvm/IR/IRBuilder.h>

namespace wasmpi {

namespace {

/// Far below what could overflow: 2^32 iterations of it are 2^48.
constexpr uint64_t kMaxStride = 1 << 16;

/// `fixed + scale * moving`, i32.
struct Sum {
  const llvm::SCEV* fixed;
  const llvm::SCEV* moving;
  llvm::APInt scale;
};

/// `address` as a sum of what `loop` does not change and one thing that it does.
std::optional<Sum> split(const llvm::SCEV* address, const llvm::Loop& loop,
                         llvm::ScalarEvolution& evolution) {
  const auto* sum = llvm::dyn_cast<llvm::SCEVAddExpr>(address);
  if (sum == nullptr)
    return std::nullopt;
  llvm::SmallVector<const llvm::SCEV*> fixed;
  const llvm::SCEV* moving = nullptr;
  for (const llvm::SCEV* operand : sum->operands()) {
    if (evolution.isLoopInvariant(operand, &loop))
      fixed.push_back(operand);
    else if (moving == nullptr)
      moving = operand;
    else
      return std::nullopt;
  }
  if (fixed.empty() || moving == nullptr)
    return std::nullopt;
  llvm::APInt scale(kAddressBitCount, 1);
  if (const auto* product = llvm::dyn_cast<llvm::SCEVMulExpr>(moving))
    if (const auto* factor = llvm::dyn_cast<llvm::SCEVConstant>(product->getOperand(0))) {
      scale = factor->getAPInt();
      llvm::SmallVector<const llvm::SCEV*> rest(llvm::drop_begin(product->operands()));
      moving = evolution.getMulExpr(rest);
    }
  return Sum{evolution.getAddExpr(fixed), moving, scale};
}

/// A base that is a negative number is none: then it is the other part that points somewhere.
bool isNegativeNumber(const llvm::SCEV* value) {
  const auto* number = llvm::dyn_cast<llvm::SCEVConstant>(value);
  return number != nullptr && number->getAPInt().isNegative();
}

} // namespace

std::optional<LoopIndex> LoopIndex::find(const llvm::Loop& loop, const AddressGroups& groups,
                                         llvm::ScalarEvolution& evolution) {
  const llvm::Loop* const around = loop.getParentLoop();
  if (around == nullptr || around->getLoopPreheader() == nullptr)
    return std::nullopt;
  LoopIndex index{.first = nullptr,
                  .stride = 0,
                  .bases = {},
                  .outside = around->getLoopPreheader()->getTerminator()};
  for (const AddressGroup& group : groups) {
    if (group.isInvariant()) {
      index.bases.emplace_back();
      continue;
    }
    const auto* step = llvm::dyn_cast<llvm::SCEVConstant>(group.step);
    const auto sum = split(group.start, *around, evolution);
    if (step == nullptr || !sum || isNegativeNumber(sum->fixed) || !sum->scale.isPowerOf2() ||
        !around->isLoopInvariant(group.base))
      return std::nullopt;
    const unsigned shift = sum->scale.logBase2();
    const llvm::APInt stride = step->getAPInt().lshr(shift);
    if (stride.shl(shift) != step->getAPInt() || stride.isZero() || stride.ugt(kMaxStride))
      return std::nullopt;
    if (index.first == nullptr) {
      index.first = sum->moving;
      index.stride = stride.getZExtValue();
    }
    if (index.first != sum->moving || index.stride != stride)
      return std::nullopt;
    index.bases.push_back(Base{sum->fixed, shift, group.reach});
  }
  return index.first == nullptr ? std::nullopt : std::optional(std::move(index));
}

bool LoopIndex::isExpandable(const llvm::SCEVExpander& expander,
                             const llvm::Instruction* place) const {
  return expander.isSafeToExpandAt(first, place) &&
         llvm::all_of(bases, [&](const std::optional<Base>& base) {
           return !base || expander.isSafeToExpandAt(base->address, outside);
         });
}

llvm::Value* LoopIndex::emitCheck(const llvm::SCEV* repetitions, llvm::SCEVExpander& expander,
                                  llvm::ScalarEvolution& evolution,
                                  llvm::Instruction* place) const {
  const auto expand = [&](const llvm::SCEV* value, llvm::Instruction* where) {
    return expander.expandCodeFor(value, value->getType(), where->getIterator());
  };
  llvm::IRBuilder<> builder(outside);
  llvm::Type* const wide = builder.getInt64Ty();
  llvm::Value* limit = nullptr;
  for (const std::optional<Base>& base : bases) {
    if (!base)
      continue;
    llvm::Value* const address = builder.CreateZExt(expand(base->address, outside), wide);
    llvm::Value* const room =
        builder.CreateSub(builder.getInt64(UINT32_MAX - base->reach), address);
    llvm::Value* const greatest = builder.CreateAShr(room, base->shift);
    limit = limit == nullptr
                ? greatest
                : builder.CreateBinaryIntrinsic(llvm::Intrinsic::smin, limit, greatest);
  }
  const llvm::SCEV* const last =
      evolution.getAddExpr(evolution.getZeroExtendExpr(first, wide),
                           evolution.getMulExpr(repetitions, evolution.getConstant(wide, stride)));
  builder.SetInsertPoint(place);
  return builder.CreateICmpSLE(expand(last, place), limit);
}

} // namespace wasmpi
