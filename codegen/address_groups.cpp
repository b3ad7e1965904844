// Grouping by differences of scalar evolutions.
#include "codegen/address_groups.h"

#include <algorithm>
#include <optional>

#include <llvm/Analysis/ScalarEvolutionExpressions.h>

namespace wasmpi {

namespace {

/// More would cost more to check than they gain, and finding them takes their number's square.
constexpr size_t kMaxGroups = 24;

/// A group as it is found: distances are signed, and from the address that was found first.
struct Candidate {
  llvm::Value* base;
  const llvm::SCEV* found;
  llvm::SmallVector<std::pair<llvm::GetElementPtrInst*, int64_t>> members;
};

/// Of `address` from `from`, or nothing if it is not the same in every iteration.
std::optional<int64_t> distance(const llvm::SCEV* address, const llvm::SCEV* from,
                                llvm::ScalarEvolution& evolution) {
  // Not by taking constants off the starts: an outer loop that moves these hides the constants.
  const auto* difference =
      llvm::dyn_cast<llvm::SCEVConstant>(evolution.getMinusSCEV(address, from));
  if (difference == nullptr)
    return std::nullopt;
  return difference->getAPInt().getSExtValue();
}

/// What `address` moves by in `loop`, or null if that is not the same in every iteration.
const llvm::SCEV* stepOf(const llvm::SCEV* address, const llvm::Loop& loop,
                         llvm::ScalarEvolution& evolution) {
  if (evolution.isLoopInvariant(address, &loop))
    return evolution.getZero(address->getType());
  const auto* recurrence = llvm::dyn_cast<llvm::SCEVAddRecExpr>(address);
  if (recurrence == nullptr || recurrence->getLoop() != &loop || !recurrence->isAffine())
    return nullptr;
  return recurrence->getStepRecurrence(evolution);
}

const llvm::SCEV* addressOf(const llvm::GetElementPtrInst& pointer,
                            llvm::ScalarEvolution& evolution) {
  return evolution.getSCEV(llvm::cast<llvm::ZExtInst>(pointer.getOperand(1))->getOperand(0));
}

AddressGroup finish(const Candidate& candidate, const llvm::Loop& loop,
                    llvm::ScalarEvolution& evolution) {
  const auto byDistance = [](const auto& a, const auto& b) { return a.second < b.second; };
  const auto [first, last] =
      std::minmax_element(candidate.members.begin(), candidate.members.end(), byDistance);
  const llvm::SCEV* address = addressOf(*first->first, evolution);
  AddressGroup group{.base = candidate.base,
                     .start = address,
                     .step = stepOf(address, loop, evolution),
                     .members = {},
                     .reach = static_cast<uint64_t>(last->second - first->second)};
  if (const auto* recurrence = llvm::dyn_cast<llvm::SCEVAddRecExpr>(address);
      recurrence != nullptr && recurrence->getLoop() == &loop)
    group.start = recurrence->getStart();
  for (const auto& [pointer, offset] : candidate.members)
    group.members.push_back({pointer, static_cast<uint64_t>(offset - first->second)});
  return group;
}

} // namespace

bool isGuardedAddress(const llvm::GetElementPtrInst& pointer) {
  const auto* base = llvm::dyn_cast<llvm::LoadInst>(pointer.getPointerOperand());
  if (base == nullptr || !base->hasMetadata(kGuardedMemory) || pointer.getNumIndices() != 1 ||
      !pointer.getSourceElementType()->isIntegerTy(8))
    return false;
  const auto* index = llvm::dyn_cast<llvm::ZExtInst>(pointer.getOperand(1));
  return index != nullptr && index->getSrcTy()->isIntegerTy(kAddressBitCount);
}

AddressGroups findAddressGroups(const llvm::Loop& loop, llvm::ScalarEvolution& evolution) {
  llvm::SmallVector<Candidate> candidates;
  const auto add = [&](llvm::GetElementPtrInst* pointer, const llvm::SCEV* address) {
    const bool isInvariant = evolution.isLoopInvariant(address, &loop);
    for (Candidate& candidate : candidates) {
      if (candidate.base != pointer->getPointerOperand())
        continue;
      const auto offset = distance(address, candidate.found, evolution);
      // Addresses that do not move need no check as long as they are alone.
      if (!offset || (isInvariant && *offset != 0))
        continue;
      candidate.members.emplace_back(pointer, *offset);
      return;
    }
    candidates.push_back({pointer->getPointerOperand(), address, {{pointer, 0}}});
  };
  for (llvm::BasicBlock* block : loop.blocks())
    for (llvm::Instruction& instruction : *block) {
      auto* pointer = llvm::dyn_cast<llvm::GetElementPtrInst>(&instruction);
      if (pointer == nullptr || !isGuardedAddress(*pointer))
        continue;
      const llvm::SCEV* address = addressOf(*pointer, evolution);
      if (!loop.isLoopInvariant(pointer->getPointerOperand()) ||
          stepOf(address, loop, evolution) == nullptr)
        continue;
      add(pointer, address);
      if (candidates.size() > kMaxGroups)
        return {};
    }
  AddressGroups groups;
  for (const Candidate& candidate : candidates)
    groups.push_back(finish(candidate, loop, evolution));
  return groups;
}

} // namespace wasmpi
