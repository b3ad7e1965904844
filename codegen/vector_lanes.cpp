// Vector by vector in the order of the block, so that operands come first.
#include "codegen/vector_lanes.h"

#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/Analysis/VectorUtils.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/IntrinsicInst.h>

namespace wasmpi {

namespace {

/// Narrower lanes are too many to be put together again for sure.
constexpr unsigned kMinLaneBitCount = 32;

using Lanes = llvm::SmallVector<llvm::Value*, 4>;

llvm::FixedVectorType* vectorType(const llvm::Value& value) {
  return llvm::dyn_cast<llvm::FixedVectorType>(value.getType());
}

/// Whether all vectors an intrinsic takes are like the one it makes, and it knows nothing of lanes.
bool isLaneByLane(const llvm::IntrinsicInst& intrinsic) {
  return llvm::isTriviallyVectorizable(intrinsic.getIntrinsicID()) &&
         llvm::all_of(intrinsic.args(), [&](const llvm::Use& argument) {
           return argument->getType() == intrinsic.getType();
         });
}

bool isSeparable(const llvm::Instruction& instruction, const llvm::BasicBlock& block) {
  const auto* store = llvm::dyn_cast<llvm::StoreInst>(&instruction);
  const auto* type = vectorType(store != nullptr ? *store->getValueOperand() : instruction);
  if (type == nullptr || type->getScalarSizeInBits() < kMinLaneBitCount ||
      type->getElementType()->isPointerTy() || instruction.isUsedOutsideOfBlock(&block))
    return false;
  if (store != nullptr)
    return store->isSimple();
  if (const auto* load = llvm::dyn_cast<llvm::LoadInst>(&instruction))
    return load->isSimple();
  if (const auto* intrinsic = llvm::dyn_cast<llvm::IntrinsicInst>(&instruction))
    return isLaneByLane(*intrinsic);
  return llvm::isa<llvm::BinaryOperator, llvm::UnaryOperator>(instruction);
}

class Separator {
public:
  explicit Separator(llvm::Loop& loop)
      : block_(*loop.getHeader()), outside_(loop.getLoopPreheader()->getTerminator()) {}

  void run() {
    llvm::SmallVector<llvm::Instruction*> vectors;
    for (llvm::Instruction& instruction : block_)
      if (touchesVector(instruction))
        vectors.push_back(&instruction);
    for (llvm::Instruction* vector : vectors)
      separate(*vector);
    for (llvm::Instruction* vector : llvm::reverse(vectors))
      vector->eraseFromParent();
  }

private:
  void separate(llvm::Instruction& vector) {
    llvm::SmallVector<Lanes, 3> operands;
    for (const llvm::Use& operand : vector.operands())
      if (vectorType(*operand) != nullptr)
        operands.push_back(lanesOf(*operand));
    const auto* store = llvm::dyn_cast<llvm::StoreInst>(&vector);
    const auto* type = vectorType(store != nullptr ? *store->getValueOperand() : vector);
    Lanes lanes;
    for (unsigned lane = 0; lane < type->getNumElements(); ++lane) {
      llvm::SmallVector<llvm::Value*, 3> inputs;
      for (const Lanes& operand : operands)
        inputs.push_back(operand[lane]);
      lanes.push_back(computeLane(vector, type->getElementType(), lane, inputs));
    }
    lanes_[&vector] = std::move(lanes);
  }

  static llvm::Value* computeLane(llvm::Instruction& vector, llvm::Type* type, unsigned lane,
                                  llvm::ArrayRef<llvm::Value*> inputs) {
    llvm::IRBuilder<> builder(&vector);
    if (llvm::Value* pointer = llvm::getLoadStorePointerOperand(&vector)) {
      llvm::Value* place = builder.CreateConstInBoundsGEP1_64(type, pointer, lane);
      llvm::Instruction* access = inputs.empty()
                                      ? static_cast<llvm::Instruction*>(
                                            builder.CreateAlignedLoad(type, place, llvm::Align()))
                                      : builder.CreateAlignedStore(inputs[0], place, llvm::Align());
      access->copyMetadata(vector);
      return access;
    }
    // Of its types, one (sqrt) or several (scmp) tell an intrinsic from its overloads.
    if (const auto* intrinsic = llvm::dyn_cast<llvm::IntrinsicInst>(&vector))
      return builder.CreateIntrinsic(type, intrinsic->getIntrinsicID(), inputs);
    if (const auto* unary = llvm::dyn_cast<llvm::UnaryOperator>(&vector))
      return builder.CreateUnOp(unary->getOpcode(), inputs[0]);
    return builder.CreateBinOp(llvm::cast<llvm::BinaryOperator>(vector).getOpcode(), inputs[0],
                               inputs[1]);
  }

  /// Of a vector that has been separated, or that comes from outside of the loop.
  const Lanes& lanesOf(llvm::Value& vector) {
    Lanes& lanes = lanes_[&vector];
    if (!lanes.empty())
      return lanes;
    llvm::IRBuilder<> builder(outside_);
    llvm::Value* const same = llvm::getSplatValue(&vector);
    for (unsigned lane = 0; lane < vectorType(vector)->getNumElements(); ++lane)
      lanes.push_back(same != nullptr ? same : builder.CreateExtractElement(&vector, lane));
    return lanes;
  }

  llvm::BasicBlock& block_;
  llvm::Instruction* outside_;
  llvm::DenseMap<llvm::Value*, Lanes> lanes_;
};

} // namespace

bool touchesVector(const llvm::Instruction& instruction) {
  return vectorType(instruction) != nullptr ||
         llvm::any_of(instruction.operands(),
                      [](const llvm::Use& operand) { return vectorType(*operand) != nullptr; });
}

void hoistVectors(llvm::Loop& loop, llvm::ScalarEvolution& evolution) {
  for (llvm::BasicBlock* block : loop.blocks())
    for (llvm::Instruction& instruction : llvm::make_early_inc_range(*block)) {
      bool isMoved = false;
      if (touchesVector(instruction))
        loop.makeLoopInvariant(&instruction, isMoved, /*InsertPt=*/nullptr, /*MSSAU=*/nullptr,
                               &evolution);
    }
}

bool hasSeparableVectors(const llvm::Loop& loop) {
  if (loop.getNumBlocks() != 1)
    return false;
  const llvm::BasicBlock& block = *loop.getHeader();
  bool hasVector = false;
  for (const llvm::Instruction& instruction : block) {
    if (!touchesVector(instruction))
      continue;
    hasVector = true;
    if (!isSeparable(instruction, block))
      return false;
  }
  return hasVector;
}

void separateVectors(llvm::Loop& loop) { Separator(loop).run(); }

} // namespace wasmpi
