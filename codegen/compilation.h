// One module's way from Wasm to relocatables: partitions lowered, optimised and emitted on all
// cores, then the header object.
//
// Invariant: what comes out depends on the module, the options and the key digest only, not on the
// number of threads.
#pragma once

#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "codegen/calling_conventions.h"
#include "codegen/libcall_use.h"
#include "codegen/line_table.h"
#include "codegen/partition.h"
#include "codegen/pipeline.h"
#include "codegen/static_tables.h"
#include "codegen/symbol_names.h"
#include "codegen/target.h"
#include "frontend/error.h"
#include "frontend/module.h"

namespace wasmpi {

class Compilation {
public:
  /// `module` must be validated; both must outlive this.
  Compilation(const Module& module, Target target, const CompileRequest& request);

  /// The partitions' relocatables in their order, then the header's.
  Expected<std::vector<ObjectBytes>> compileObjects();
  /// Share `index` of `count` of the partitions (object_share.h), equal in cost as far as possible.
  Expected<ObjectBytes> compileShare(unsigned index, unsigned count);
  /// What compileObjects returns, from all shares.
  Expected<std::vector<ObjectBytes>> completeShares(std::span<const std::span<const char>> shares);
  /// The optimised IR or the assembly of all partitions, one after the other.
  Expected<ObjectBytes> compileText(EmitKind kind);

  unsigned threadCount() const { return threadCount_; }

private:
  enum class Form { Object, Assembly, Ir };
  /// What became of a partition.
  struct Output {
    ObjectBytes bytes;
    LineTable lines;
    LibcallSet libcalls;
    std::string error;
    OptimizationReport report;
  };

  /// All partitions, the costly ones first.
  std::vector<size_t> partitionsByCost() const;
  /// An output for every partition, which is empty where it is not one of `indices`.
  Expected<std::vector<Output>> compilePartitions(const std::vector<size_t>& indices, Form form);
  Output compilePartition(const PartitionPlan& plan, Form form) const;
  void makeInternal(llvm::Module& lowered, const PartitionPlan& plan) const;
  Expected<ObjectBytes> compileHeader(const std::vector<LineTable>& lineTables,
                                      const LibcallSet& libcalls) const;
  void reportProgress(size_t functionCount);

  const Module& module_;
  const Target target_;
  const CompileRequest& request_;
  const FunctionSymbols symbols_;
  const CallingConventions conventions_;
  const std::vector<PartitionPlan> plans_;
  const bool usesExceptions_;
  const StaticTables staticTables_;
  const unsigned threadCount_;
  std::mutex progressMutex_;
  uint64_t functionsDone_ = 0;
};

} // namespace wasmpi
