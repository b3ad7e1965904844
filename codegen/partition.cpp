#include "codegen/partition.h"

#include <algorithm>
#include <numeric>
#include <queue>

#include "frontend/local_types.h"
#include "frontend/opcodes.h"

namespace wasmpi {
namespace {

/// What one partition is meant to hold. LLVM takes 25 to 30 ms per kilobyte at O3, so a module of
/// some 20 KB already gains from a second core at its first start, while large ones are better
/// served by fewer, larger partitions.
constexpr uint64_t kMinPartitionByteSize = 8'000;
constexpr uint64_t kMaxPartitionByteSize = 64'000;
/// The number of partitions of modules between those: as many as there are cores in a small
/// machine.
constexpr uint64_t kUsualPartitions = 16;
constexpr uint64_t kMaxPartitions = 256;
/// A body at most this long is copied to the partitions that call it, as are those it calls in
/// turn: about what LLVM's inliner takes for its size alone.
constexpr size_t kInlineCopyByteSize = 160;
constexpr unsigned kInlineCopyDepth = 3;

/// Calls from one defined function to another; both are positions in Module::bodies.
struct CallEdge {
  uint32_t caller;
  uint32_t callee;
  uint32_t count;
};

/// Collects direct callees of one body.
struct CallVisitor {
  const Module& module;
  std::vector<uint32_t>& callees;

  template <Opcode op> void visit(const ImmediateOf<op>& immediate) {
    if constexpr (op == Opcode::Call || op == Opcode::ReturnCall) {
      if (!module.isImportedFunction(immediate.value))
        callees.push_back(immediate.value - module.importedFunctionCount);
    }
  }
};

/// The direct calls between defined functions, by caller, each pair once.
std::vector<CallEdge> scanCalls(const Module& module) {
  std::vector<CallEdge> edges;
  std::vector<uint32_t> callees;
  LocalTypes locals;
  for (uint32_t caller = 0; caller < module.bodies.size(); ++caller) {
    callees.clear();
    CallVisitor visitor{module, callees};
    ByteReader reader(module.bodies[caller].bytes, module.bodies[caller].offset);
    locals.decode(reader, {});
    while (!reader.atEnd())
      decodeInstruction(reader, visitor);
    std::sort(callees.begin(), callees.end());
    for (size_t i = 0; i < callees.size();) {
      const size_t begin = i;
      while (i < callees.size() && callees[i] == callees[begin])
        ++i;
      edges.push_back({caller, callees[begin], static_cast<uint32_t>(i - begin)});
    }
  }
  return edges;
}

/// Groups of functions that had best stay together: a disjoint-set forest with a bound on a group's
/// bytes.
class Clusters {
public:
  explicit Clusters(const Module& module) : parents_(module.bodies.size()) {
    std::iota(parents_.begin(), parents_.end(), 0u);
    for (const FunctionBody& body : module.bodies)
      byteSizes_.push_back(body.bytes.size());
  }

  uint32_t find(uint32_t function) {
    while (parents_[function] != function)
      function = parents_[function] = parents_[parents_[function]];
    return function;
  }

  void merge(uint32_t left, uint32_t right, uint64_t byteSizeLimit) {
    left = find(left);
    right = find(right);
    if (left == right || byteSizes_[left] + byteSizes_[right] > byteSizeLimit)
      return;
    // The smaller index leads, so that the outcome does not hang on the order of arguments.
    if (right < left)
      std::swap(left, right);
    parents_[right] = left;
    byteSizes_[left] += byteSizes_[right];
  }

  uint64_t byteSize(uint32_t leader) const { return byteSizes_[leader]; }

private:
  std::vector<uint32_t> parents_;
  std::vector<uint64_t> byteSizes_;
};

/// A callee all of whose calls come from one caller is best kept with it; then, the larger a
/// caller's share of its calls, the better.
void sortByBenefit(std::vector<CallEdge>& edges, size_t functionCount) {
  std::vector<uint64_t> callCounts(functionCount, 0);
  for (const CallEdge& edge : edges)
    callCounts[edge.callee] += edge.count;
  std::sort(edges.begin(), edges.end(), [&](const CallEdge& a, const CallEdge& b) {
    const uint64_t left = a.count * callCounts[b.callee], right = b.count * callCounts[a.callee];
    if (left != right)
      return left > right;
    return std::pair(a.caller, a.callee) < std::pair(b.caller, b.callee);
  });
}

/// Which partition each function goes to: clusters, largest first, to the emptiest partition.
std::vector<uint32_t> assign(const Module& module, std::vector<CallEdge> edges,
                             uint32_t partitionCount, uint64_t totalByteSize) {
  Clusters clusters(module);
  sortByBenefit(edges, module.bodies.size());
  const uint64_t limit = totalByteSize / partitionCount;
  for (const CallEdge& edge : edges)
    clusters.merge(edge.caller, edge.callee, limit);

  std::vector<uint32_t> leaders;
  for (uint32_t i = 0; i < module.bodies.size(); ++i)
    if (clusters.find(i) == i)
      leaders.push_back(i);
  std::stable_sort(leaders.begin(), leaders.end(), [&](uint32_t a, uint32_t b) {
    return clusters.byteSize(a) > clusters.byteSize(b);
  });
  using Load = std::pair<uint64_t, uint32_t>;
  std::priority_queue<Load, std::vector<Load>, std::greater<>> loads;
  for (uint32_t i = 0; i < partitionCount; ++i)
    loads.push({0, i});
  std::vector<uint32_t> partitions(module.bodies.size());
  for (uint32_t leader : leaders) {
    auto [byteSize, partition] = loads.top();
    loads.pop();
    partitions[leader] = partition;
    loads.push({byteSize + clusters.byteSize(leader), partition});
  }
  for (uint32_t i = 0; i < partitions.size(); ++i)
    partitions[i] = partitions[clusters.find(i)];
  return partitions;
}

/// Edges by caller, as a compressed adjacency list.
class CallGraph {
public:
  CallGraph(std::span<const CallEdge> edges, size_t functionCount)
      : edges_(edges), starts_(functionCount + 1, 0) {
    for (const CallEdge& edge : edges)
      ++starts_[edge.caller + 1];
    std::partial_sum(starts_.begin(), starts_.end(), starts_.begin());
  }
  std::span<const CallEdge> from(uint32_t caller) const {
    return edges_.subspan(starts_[caller], starts_[caller + 1] - starts_[caller]);
  }

private:
  std::span<const CallEdge> edges_;
  std::vector<size_t> starts_;
};

/// Small functions elsewhere that the partition's functions reach through small functions only.
std::vector<uint32_t> collectInlineCopies(const Module& module, const CallGraph& calls,
                                          std::span<const uint32_t> partitionOf, uint32_t partition,
                                          const std::vector<uint32_t>& functions) {
  std::vector<uint32_t> copies, frontier = functions;
  for (unsigned depth = 0; depth < kInlineCopyDepth && !frontier.empty(); ++depth) {
    std::vector<uint32_t> found;
    for (uint32_t caller : frontier)
      for (const CallEdge& edge : calls.from(caller))
        if (partitionOf[edge.callee] != partition &&
            module.bodies[edge.callee].bytes.size() <= kInlineCopyByteSize)
          found.push_back(edge.callee);
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    frontier.clear();
    std::set_difference(found.begin(), found.end(), copies.begin(), copies.end(),
                        std::back_inserter(frontier));
    const auto middle = copies.insert(copies.end(), frontier.begin(), frontier.end());
    std::inplace_merge(copies.begin(), middle, copies.end());
  }
  return copies;
}

/// Functions whose code is named from a partition other than their own, by the calls of its
/// functions and inline copies.
std::vector<bool> findShared(const std::vector<PartitionPlan>& plans, const CallGraph& calls,
                             std::span<const uint32_t> partitionOf) {
  std::vector<bool> isShared(partitionOf.size(), false);
  for (uint32_t partition = 0; partition < plans.size(); ++partition)
    for (const auto* callers : {&plans[partition].functions, &plans[partition].inlineCopies})
      for (uint32_t caller : *callers)
        for (const CallEdge& edge : calls.from(caller))
          if (partitionOf[edge.callee] != partition)
            isShared[edge.callee] = true;
  return isShared;
}

/// Body positions to function indices.
void toFunctionIndices(const Module& module, std::vector<uint32_t>& positions) {
  for (uint32_t& position : positions)
    position += module.importedFunctionCount;
}

uint32_t partitionCount(uint64_t totalByteSize, uint64_t functionCount) {
  const uint64_t byteSize =
      std::clamp(totalByteSize / kUsualPartitions, kMinPartitionByteSize, kMaxPartitionByteSize);
  return static_cast<uint32_t>(std::min({totalByteSize / byteSize, kMaxPartitions, functionCount}));
}

PartitionPlan onlyPartition(const Module& module) {
  PartitionPlan plan;
  plan.functions.resize(module.bodies.size());
  std::iota(plan.functions.begin(), plan.functions.end(), module.importedFunctionCount);
  return plan;
}

} // namespace

std::vector<PartitionPlan> planPartitions(const Module& module) {
  uint64_t totalByteSize = 0;
  for (const FunctionBody& body : module.bodies)
    totalByteSize += body.bytes.size();
  const uint32_t count = partitionCount(totalByteSize, module.bodies.size());
  if (count <= 1)
    return {onlyPartition(module)};
  const std::vector<CallEdge> edges = scanCalls(module);
  const CallGraph calls(edges, module.bodies.size());
  const std::vector<uint32_t> partitionOf = assign(module, edges, count, totalByteSize);

  std::vector<PartitionPlan> plans(count);
  for (uint32_t i = 0; i < partitionOf.size(); ++i)
    plans[partitionOf[i]].functions.push_back(i);
  for (uint32_t i = 0; i < count; ++i) {
    plans[i].isOnlyPartition = false;
    plans[i].inlineCopies = collectInlineCopies(module, calls, partitionOf, i, plans[i].functions);
  }
  const std::vector<bool> isShared = findShared(plans, calls, partitionOf);
  for (PartitionPlan& plan : plans) {
    for (uint32_t function : plan.functions)
      if (isShared[function])
        plan.sharedFunctions.push_back(function);
    toFunctionIndices(module, plan.functions);
    toFunctionIndices(module, plan.inlineCopies);
    toFunctionIndices(module, plan.sharedFunctions);
  }
  std::erase_if(plans, [](const PartitionPlan& plan) { return plan.functions.empty(); });
  std::sort(plans.begin(), plans.end(), [](const PartitionPlan& a, const PartitionPlan& b) {
    return a.functions.front() < b.functions.front();
  });
  return plans;
}

uint64_t bodyByteSize(const Module& module, const PartitionPlan& plan) {
  uint64_t byteSize = 0;
  for (uint32_t function : plan.functions)
    byteSize += module.bodies[function - module.importedFunctionCount].bytes.size();
  return byteSize;
}

} // namespace wasmpi
