// Which loops are worth it, and how their addresses are written anew.
#include "codegen/no_wrap.h"

#include <fmt/format.h>
#include <llvm/Analysis/LoopInfo.h>
#include <llvm/Analysis/ScalarEvolution.h>
#include <llvm/Analysis/ScalarEvolutionExpressions.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InlineAsm.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/Transforms/InstCombine/InstCombine.h>
#include <llvm/Transforms/Scalar/EarlyCSE.h>
#include <llvm/Transforms/Scalar/LoopPassManager.h>
#include <llvm/Transforms/Scalar/LoopUnrollPass.h>
#include <llvm/Transforms/Scalar/SimplifyCFG.h>
#include <llvm/Transforms/Utils/LCSSA.h>
#include <llvm/Transforms/Utils/Local.h>
#include <llvm/Transforms/Utils/LoopSimplify.h>

#include "codegen/address_groups.h"
#include "codegen/effort.h"
#include "codegen/loop_versions.h"
#include "codegen/vector_lanes.h"
#include "codegen/wrap_check.h"

namespace wasmpi {

namespace {

/// Of a loop that is duplicated, and of all of a function's together, which shall not come near the
/// limits of effort.h for having two versions of its loops.
constexpr size_t kMaxLoopInstructions = 2'000;
constexpr size_t kMaxCopiedInstructions = kMaxInstructions / 10;
constexpr size_t kMaxVersionedLoops = kMaxLoops / 4;
/// A check made each time such a loop is entered costs as much as it saves.
constexpr unsigned kShortTripCount = 8;

bool hasGuardedAddress(llvm::Function& function) {
  for (const llvm::Instruction& instruction : llvm::instructions(function))
    if (const auto* pointer = llvm::dyn_cast<llvm::GetElementPtrInst>(&instruction))
      if (isGuardedAddress(*pointer))
        return true;
  return false;
}

/// Brings loops into the form the analyses understand, without anything that hides addresses.
/// Loops of few iterations are unrolled now, so that the loop around each is seen as the innermost.
void cleanUp(llvm::Function& function, llvm::FunctionAnalysisManager& analyses) {
  llvm::FunctionPassManager passes;
  passes.addPass(llvm::EarlyCSEPass());
  passes.addPass(llvm::SimplifyCFGPass());
  passes.addPass(llvm::InstCombinePass());
  passes.addPass(llvm::createFunctionToLoopPassAdaptor(llvm::LoopFullUnrollPass(3)));
  passes.addPass(llvm::LoopSimplifyPass());
  passes.addPass(llvm::LCSSAPass());
  analyses.invalidate(function, passes.run(function, analyses));
}

/// What the loop's instructions say about what there is to gain.
struct LoopTraits {
  size_t instructionCount = 0;
  bool hasCall = false;
  bool hasSeparableVectors = false;
  bool mayBeVectorised = true;
  /// Instructions that compute nothing but addresses, and become part of the accesses.
  size_t foldedInstructions = 0;
};

bool preventsVectorising(const llvm::Instruction& instruction) {
  return instruction.isAtomic() || instruction.isVolatile() ||
         (llvm::isa<llvm::IntrinsicInst>(instruction) && instruction.mayHaveSideEffects());
}

bool isCall(const llvm::Instruction& instruction) {
  return llvm::isa<llvm::CallBase>(instruction) && !llvm::isa<llvm::IntrinsicInst>(instruction);
}

LoopTraits traitsOf(const llvm::Loop& loop, const AddressGroups& groups) {
  LoopTraits traits{.hasSeparableVectors = hasSeparableVectors(loop)};
  for (const llvm::BasicBlock* block : loop.blocks())
    for (const llvm::Instruction& instruction : *block) {
      ++traits.instructionCount;
      traits.hasCall |= isCall(instruction);
      traits.mayBeVectorised &= !preventsVectorising(instruction);
      // Vectors are left alone by the vectoriser, unless they can be taken apart.
      if (touchesVector(instruction))
        traits.mayBeVectorised &= traits.hasSeparableVectors;
    }
  for (const AddressGroup& group : groups)
    for (const AddressGroup::Member& member : group.members) {
      const llvm::Value* address =
          llvm::cast<llvm::ZExtInst>(member.pointer->getOperand(1))->getOperand(0);
      if (!group.isInvariant() && !llvm::isa<llvm::PHINode>(address))
        ++traits.foldedInstructions;
    }
  return traits;
}

bool isWorthwhile(const LoopTraits& traits, const llvm::Loop& loop, const WrapCheck& check,
                  llvm::ScalarEvolution& evolution) {
  // A function called in two places is inlined less readily; beside a call little would be gained.
  if (traits.hasCall || traits.instructionCount > kMaxLoopInstructions)
    return false;
  if (!traits.mayBeVectorised && traits.foldedInstructions == 0)
    return false;
  const unsigned tripCount = evolution.getSmallConstantMaxTripCount(&loop);
  const bool isMadeEachTime = &check.loop() == &loop && !loop.isOutermost();
  return !isMadeEachTime || tripCount == 0 || tripCount > kShortTripCount;
}

/// Takes out groups whose first pointers must not be computed before the loop: a division that the
/// loop makes behind a test of its divisor.
void keepComputable(AddressGroups& groups, const llvm::Loop& loop,
                    const llvm::SCEVExpander& expander) {
  const llvm::Instruction* const end = loop.getLoopPreheader()->getTerminator();
  llvm::erase_if(groups, [&](const AddressGroup& group) {
    return !expander.isSafeToExpandAt(group.start, end) ||
           !expander.isSafeToExpandAt(group.step, end);
  });
}

/// A pointer of which the optimiser does not know where it comes from. All of a linear memory is
/// one object to it: as soon as it cannot compare two addresses, it compares all pairs at run time,
/// also those of one group, which interleave. Unrelated pointers are compared group by group.
llvm::Value* hideOrigin(llvm::IRBuilder<>& builder, llvm::Value* pointer) {
  llvm::Type* const type = pointer->getType();
  auto* const identity = llvm::InlineAsm::get(llvm::FunctionType::get(type, {type}, false), "",
                                              "=r,0", /*hasSideEffects=*/false);
  llvm::CallInst* call = builder.CreateCall(identity, {pointer});
  call->setDoesNotAccessMemory();
  call->setDoesNotThrow();
  call->addFnAttr(llvm::Attribute::WillReturn);
  return call;
}

/// Writes the addresses of one loop, none of which wraps, as one pointer a group that advances.
class AddressRewriter {
public:
  /// `index` may be null.
  AddressRewriter(llvm::Loop& loop, const LoopIndex* index, llvm::ScalarEvolution& evolution,
                  llvm::SCEVExpander& expander)
      : loop_(loop), index_(index), evolution_(evolution), expander_(expander),
        entry_(loop.getLoopPreheader()->getTerminator()) {}

  void rewrite(const AddressGroups& groups) {
    // Some may be computed from addresses that are deleted below.
    llvm::SmallVector<llvm::Value*> pointers;
    for (size_t i = 0; i < groups.size(); ++i) {
      const AddressGroup& group = groups[i];
      if (index_ != nullptr && index_->bases[i])
        pointers.push_back(indexed(group, *index_->bases[i]));
      else
        pointers.push_back(advancing(group));
    }
    for (const auto& [group, pointer] : llvm::zip_equal(groups, pointers))
      replaceMembers(group, pointer);
  }

private:
  static void replaceMembers(const AddressGroup& group, llvm::Value* pointer) {
    for (const AddressGroup::Member& member : group.members) {
      llvm::IRBuilder<> builder(member.pointer);
      llvm::Value* replacement = pointer;
      if (member.distance != 0)
        replacement = builder.CreateGEP(builder.getInt8Ty(), pointer,
                                        builder.getInt64(member.distance), "", insideMemory(true));
      member.pointer->replaceAllUsesWith(replacement);
      llvm::RecursivelyDeleteTriviallyDeadInstructions(member.pointer);
    }
  }

  /// What is known of steps from one address of the memory to another: all of what a 32-bit address
  /// can reach is reserved at once, which is what LLVM calls an object.
  static llvm::GEPNoWrapFlags insideMemory(bool isForward) {
    const auto flags = llvm::GEPNoWrapFlags::inBounds();
    return isForward ? flags | llvm::GEPNoWrapFlags::noUnsignedWrap() : flags;
  }

  /// The pointer to an address, computed before `place`.
  llvm::Value* pointerTo(const llvm::SCEV* address, llvm::Value* memory, llvm::Instruction* place) {
    llvm::Value* const narrow =
        expander_.expandCodeFor(address, address->getType(), place->getIterator());
    llvm::IRBuilder<> builder(place);
    llvm::Value* const wide = builder.CreateZExt(narrow, builder.getInt64Ty());
    return hideOrigin(builder,
                      builder.CreateGEP(builder.getInt8Ty(), memory, wide, "", insideMemory(true)));
  }

  llvm::Value* advancing(const AddressGroup& group) {
    llvm::Value* const first = pointerTo(group.start, group.base, entry_);
    if (group.isInvariant())
      return first;
    const bool isForward = evolution_.isKnownNonNegative(group.step);
    llvm::Type* const wide = llvm::Type::getInt64Ty(first->getContext());
    llvm::Value* const step = expander_.expandCodeFor(
        evolution_.getSignExtendExpr(group.step, wide), wide, entry_->getIterator());
    llvm::PHINode* const iterations = counter();
    llvm::IRBuilder<> builder = atHeader();
    llvm::Value* const way =
        builder.CreateMul(iterations, step, "", /*HasNUW=*/isForward, /*HasNSW=*/true);
    return builder.CreateGEP(builder.getInt8Ty(), first, way, "", insideMemory(isForward));
  }

  llvm::Value* indexed(const AddressGroup& group, const LoopIndex::Base& base) {
    llvm::Value* const first = pointerTo(base.address, group.base, index_->outside);
    llvm::PHINode* const index = counter();
    llvm::IRBuilder<> builder = atHeader();
    llvm::Value* const way =
        builder.CreateShl(index, base.shift, "", /*HasNUW=*/true, /*HasNSW=*/true);
    return builder.CreateGEP(builder.getInt8Ty(), first, way, "", insideMemory(true));
  }

  llvm::IRBuilder<> atHeader() {
    llvm::BasicBlock* const header = loop_.getHeader();
    return llvm::IRBuilder<>(header, header->getFirstInsertionPt());
  }

  /// i64: the index, or else how often the loop has been repeated.
  llvm::PHINode* counter() {
    if (counter_ != nullptr)
      return counter_;
    llvm::BasicBlock* const header = loop_.getHeader();
    llvm::IRBuilder<> builder(entry_);
    llvm::Type* const wide = builder.getInt64Ty();
    llvm::Value* first = builder.getInt64(0);
    if (index_ != nullptr)
      first = builder.CreateZExt(
          expander_.expandCodeFor(index_->first, index_->first->getType(), entry_->getIterator()),
          wide);
    builder.SetInsertPoint(header, header->begin());
    counter_ = builder.CreatePHI(wide, 2);
    builder.SetInsertPoint(loop_.getLoopLatch()->getTerminator());
    llvm::Value* const stride = builder.getInt64(index_ == nullptr ? 1 : index_->stride);
    llvm::Value* const next =
        builder.CreateAdd(counter_, stride, "", /*HasNUW=*/true, /*HasNSW=*/true);
    counter_->addIncoming(first, loop_.getLoopPreheader());
    counter_->addIncoming(next, loop_.getLoopLatch());
    return counter_;
  }

  llvm::Loop& loop_;
  const LoopIndex* index_;
  llvm::ScalarEvolution& evolution_;
  llvm::SCEVExpander& expander_;
  llvm::Instruction* entry_;
  llvm::PHINode* counter_ = nullptr;
};

/// The analyses of a function, and what is done to its loops one by one.
class LoopsOfFunction {
public:
  LoopsOfFunction(llvm::Function& function, llvm::FunctionAnalysisManager& analyses,
                  NoWrapStatistics& statistics)
      : loops_(analyses.getResult<llvm::LoopAnalysis>(function)),
        dominators_(analyses.getResult<llvm::DominatorTreeAnalysis>(function)),
        evolution_(analyses.getResult<llvm::ScalarEvolutionAnalysis>(function)),
        statistics_(statistics) {}

  void run() {
    llvm::SmallVector<llvm::Loop*> innermost;
    for (llvm::Loop* loop : loops_.getLoopsInPreorder())
      if (loop->isInnermost())
        innermost.push_back(loop);
    for (llvm::Loop* loop : innermost)
      change(*loop);
  }

private:
  void change(llvm::Loop& loop) {
    if (!loop.isLoopSimplifyForm() || !loop.isLCSSAForm(dominators_) || !loop.isSafeToClone())
      return;
    AddressGroups groups = findAddressGroups(loop, evolution_);
    llvm::SCEVExpander expander(evolution_, "no_wrap");
    keepComputable(groups, loop, expander);
    if (llvm::all_of(groups, [](const AddressGroup& group) { return group.isInvariant(); }))
      return;
    hoistVectors(loop, evolution_);
    const auto check = WrapCheck::plan(loop, groups, evolution_, dominators_, expander);
    const LoopTraits traits = traitsOf(loop, groups);
    if (!check || !isWorthwhile(traits, loop, *check, evolution_))
      return;
    if (!check->isProven() && !spend(traits.instructionCount))
      return;
    count(loop, groups, *check);
    if (!check->isProven())
      addRareVersion(loop, check->emit(expander, evolution_), loops_, dominators_, evolution_);
    AddressRewriter(loop, check->index(), evolution_, expander).rewrite(groups);
    if (traits.hasSeparableVectors)
      separateVectors(loop);
  }

  /// Whether a loop of so many instructions may still be duplicated.
  bool spend(size_t instructionCount) {
    copiedInstructions_ += instructionCount;
    return ++versionedLoops_ <= kMaxVersionedLoops && copiedInstructions_ <= kMaxCopiedInstructions;
  }

  void count(const llvm::Loop& loop, const AddressGroups& groups, const WrapCheck& check) {
    if (check.isProven())
      ++statistics_.provenLoops;
    else
      ++statistics_.versionedLoops;
    if (&check.loop() != &loop)
      ++statistics_.hoistedChecks;
    if (check.index() != nullptr)
      ++statistics_.indexChecks;
    for (const AddressGroup& group : groups)
      statistics_.addresses += static_cast<uint32_t>(group.members.size());
  }

  llvm::LoopInfo& loops_;
  llvm::DominatorTree& dominators_;
  llvm::ScalarEvolution& evolution_;
  NoWrapStatistics& statistics_;
  size_t versionedLoops_ = 0;
  size_t copiedInstructions_ = 0;
};

} // namespace

NoWrapStatistics& NoWrapStatistics::operator+=(const NoWrapStatistics& other) {
  versionedLoops += other.versionedLoops;
  hoistedChecks += other.hoistedChecks;
  indexChecks += other.indexChecks;
  provenLoops += other.provenLoops;
  addresses += other.addresses;
  return *this;
}

std::string NoWrapStatistics::text() const {
  return fmt::format(
      "address wrap: {} loops check for it ({} of them before an outer loop, {} by an index), "
      "{} cannot have it; {} addresses in these loops",
      versionedLoops, hoistedChecks, indexChecks, provenLoops, addresses);
}

llvm::PreservedAnalyses NoWrapPass::run(llvm::Function& function,
                                        llvm::FunctionAnalysisManager& analyses) {
  if (!hasGuardedAddress(function) || analyses.getResult<llvm::LoopAnalysis>(function).empty())
    return llvm::PreservedAnalyses::all();
  cleanUp(function, analyses);
  LoopsOfFunction(function, analyses, statistics_).run();
  return llvm::PreservedAnalyses::none();
}

} // namespace wasmpi
