#include "codegen/compilation.h"

#include <algorithm>
#include <exception>
#include <numeric>

#include <fmt/format.h>
#include <llvm/IR/DiagnosticInfo.h>
#include <llvm/IR/DiagnosticPrinter.h>
#include <llvm/IR/LLVMContext.h>
#include <llvm/Support/raw_ostream.h>

#include "codegen/call_slots.h"
#include "codegen/cpu_extensions.h"
#include "codegen/exception_use.h"
#include "codegen/image_header.h"
#include "codegen/module_lowering.h"
#include "codegen/object_share.h"
#include "codegen/worker_threads.h"

namespace wasmpi {
namespace {

/// Collects LLVM's errors, which its own handler would answer by ending the process.
class ErrorCollector : public llvm::DiagnosticHandler {
public:
  explicit ErrorCollector(std::string& errors) : errors_(errors) {}

  bool handleDiagnostics(const llvm::DiagnosticInfo& diagnostic) override {
    if (diagnostic.getSeverity() != llvm::DS_Error)
      return true;
    llvm::raw_string_ostream stream(errors_);
    llvm::DiagnosticPrinterRawOStream printer(stream);
    if (!errors_.empty())
      stream << "; ";
    diagnostic.print(printer);
    return true;
  }

private:
  std::string& errors_;
};

void prepareContext(llvm::LLVMContext& context, std::string& errors) {
  context.setDiagnosticHandler(std::make_unique<ErrorCollector>(errors));
  // Names of values would only be printed.
  context.setDiscardValueNames(true);
}

ObjectBytes printModule(const llvm::Module& module) {
  ObjectBytes text;
  llvm::raw_svector_ostream stream(text);
  module.print(stream, nullptr);
  return text;
}

/// What --verbose tells of the partitions.
template <class Outputs> std::vector<std::string> notesOf(const Outputs& outputs) {
  std::vector<std::string> notes;
  NoWrapStatistics noWrap;
  for (const auto& output : outputs) {
    noWrap += output.report.noWrap;
    notes.insert(notes.end(), output.report.limited.begin(), output.report.limited.end());
  }
  notes.push_back(noWrap.text());
  return notes;
}

} // namespace

Compilation::Compilation(const Module& module, Target target, const CompileRequest& request)
    : module_(module), target_(std::move(target)), request_(request), symbols_(module),
      conventions_(module), plans_(planPartitions(module)), usesExceptions_(usesExceptions(module)),
      staticTables_(module, request.options.tablesArePrivate),
      threadCount_(request.threadCount ? request.threadCount : availableCoreCount()) {}

/// Lets the optimiser treat what only this partition calls as its own.
void Compilation::makeInternal(llvm::Module& lowered, const PartitionPlan& plan) const {
  if (plan.isOnlyPartition)
    return;
  for (uint32_t function : plan.functions) {
    if (module_.escapeIndex(function) ||
        std::binary_search(plan.sharedFunctions.begin(), plan.sharedFunctions.end(), function))
      continue;
    llvm::Function* code = lowered.getFunction(symbols_.of(function));
    code->setVisibility(llvm::GlobalValue::DefaultVisibility);
    code->setLinkage(llvm::GlobalValue::InternalLinkage);
  }
}

Compilation::Output Compilation::compilePartition(const PartitionPlan& plan, Form form) const {
  Output output;
  llvm::LLVMContext context;
  prepareContext(context, output.error);
  if (form == Form::Ir)
    context.setDiscardValueNames(false);
  const OptLevel level = request_.options.optLevel;
  const auto machine = target_.createMachine(level, request_.options.contractsFp);
  const LoweringOptions options{.boundsChecks = request_.options.boundsChecks,
                                .instructionSet = InstructionSet::of(*machine),
                                .usesExceptions = usesExceptions_,
                                .staticTables = &staticTables_};
  const auto lowered = lowerPartition(context, module_, symbols_, conventions_, plan, options,
                                      machine->createDataLayout(), machine->getTargetTriple());
  makeInternal(*lowered, plan);
  setTargetAttributes(*lowered, target_);
  output.report = optimize(*lowered, *machine, request_.options);
  if (form == Form::Ir) {
    output.bytes = printModule(*lowered);
    return output;
  }
  // What the optimiser is spared, the code generator is as well: it takes the square of the same
  // shapes. Functions that share the partition with such a one pay for it.
  const auto emitter =
      output.report.limited.empty() ? nullptr : target_.createMachine(OptLevel::O0);
  output.bytes = emitCode(*lowered, emitter ? *emitter : *machine,
                          form == Form::Object ? llvm::CodeGenFileType::ObjectFile
                                               : llvm::CodeGenFileType::AssemblyFile);
  if (form != Form::Object || !output.error.empty())
    return output;
  auto lines = readLineTable(output.bytes);
  if (lines)
    output.lines = std::move(*lines);
  else
    output.error = lines.error().text();
  auto libcalls = readLibcallUse(output.bytes);
  if (libcalls)
    output.libcalls = *libcalls;
  else
    output.error = libcalls.error().text();
  return output;
}

void Compilation::reportProgress(size_t functionCount) {
  if (!request_.onProgress)
    return;
  const std::lock_guard lock(progressMutex_);
  functionsDone_ += functionCount;
  request_.onProgress(request_.user, functionsDone_, module_.bodies.size());
}

std::vector<size_t> Compilation::partitionsByCost() const {
  std::vector<size_t> order(plans_.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return bodyByteSize(module_, plans_[a]) > bodyByteSize(module_, plans_[b]);
  });
  return order;
}

Expected<std::vector<Compilation::Output>>
Compilation::compilePartitions(const std::vector<size_t>& indices, Form form) {
  std::vector<Output> outputs(plans_.size());
  // In this order no thread is left with a long one at the end.
  runJobs(threadCount_, indices.size(), [&](size_t job) {
    const size_t index = indices[job];
    try {
      outputs[index] = compilePartition(plans_[index], form);
    } catch (const std::exception& problem) {
      outputs[index].error = problem.what();
    }
    reportProgress(plans_[index].functions.size());
  });
  for (const Output& output : outputs)
    if (!output.error.empty())
      return failure("compiler: " + output.error);
  if (request_.onNote)
    for (const std::string& note : notesOf(outputs))
      request_.onNote(request_.user, note.c_str());
  return outputs;
}

Expected<ObjectBytes> Compilation::compileHeader(const std::vector<LineTable>& lineTables,
                                                 const LibcallSet& libcalls) const {
  std::string errors;
  llvm::LLVMContext context;
  prepareContext(context, errors);
  const auto machine = target_.createMachine(OptLevel::O1);
  const std::string note = fmt::format("cpu={}\nneeds={}\n", target_.cpu(),
                                       cpuExtensions(*machine->getMCSubtargetInfo()));
  const auto header = buildHeaderModule(context, module_, symbols_, conventions_, lineTables,
                                        libcalls, request_.keyDigest, note, *machine);
  emitCallSlots(*header, module_, symbols_, conventions_, staticTables_);
  setTargetAttributes(*header, target_);
  ObjectBytes bytes = emitCode(*header, *machine, llvm::CodeGenFileType::ObjectFile);
  if (!errors.empty())
    return failure("compiler: " + errors);
  return bytes;
}

Expected<std::vector<ObjectBytes>> Compilation::compileObjects() {
  auto outputs = compilePartitions(partitionsByCost(), Form::Object);
  if (!outputs)
    return tl::unexpected(outputs.error());
  std::vector<ObjectBytes> objects;
  std::vector<LineTable> lineTables;
  LibcallSet libcalls;
  for (Output& output : *outputs) {
    objects.push_back(std::move(output.bytes));
    lineTables.push_back(std::move(output.lines));
    libcalls |= output.libcalls;
  }
  auto header = compileHeader(lineTables, libcalls);
  if (!header)
    return tl::unexpected(header.error());
  objects.push_back(std::move(*header));
  return objects;
}

Expected<ObjectBytes> Compilation::compileShare(unsigned index, unsigned count) {
  const std::vector<size_t> all = partitionsByCost();
  std::vector<size_t> mine;
  for (size_t i = index; i < all.size(); i += count)
    mine.push_back(all[i]);
  const auto outputs = compilePartitions(mine, Form::Object);
  if (!outputs)
    return tl::unexpected(outputs.error());
  ObjectBytes share;
  for (const size_t partition : mine)
    appendToShare(share, partition, (*outputs)[partition].bytes);
  return share;
}

Expected<std::vector<ObjectBytes>>
Compilation::completeShares(std::span<const std::span<const char>> shares) {
  auto objects = joinShares(shares, plans_.size());
  if (!objects)
    return objects;
  std::vector<LineTable> lineTables;
  LibcallSet libcalls;
  for (const ObjectBytes& object : *objects) {
    auto lines = readLineTable(object);
    if (!lines)
      return tl::unexpected(lines.error());
    lineTables.push_back(std::move(*lines));
    auto used = readLibcallUse(object);
    if (!used)
      return tl::unexpected(used.error());
    libcalls |= *used;
  }
  auto header = compileHeader(lineTables, libcalls);
  if (!header)
    return tl::unexpected(header.error());
  objects->push_back(std::move(*header));
  return objects;
}

Expected<ObjectBytes> Compilation::compileText(EmitKind kind) {
  auto outputs =
      compilePartitions(partitionsByCost(), kind == EmitKind::Ir ? Form::Ir : Form::Assembly);
  if (!outputs)
    return tl::unexpected(outputs.error());
  ObjectBytes text;
  for (size_t i = 0; i < outputs->size(); ++i) {
    if (outputs->size() > 1) {
      const char* comment = kind == EmitKind::Ir ? ";" : target_.triple().isAArch64() ? "//" : "#";
      const std::string title =
          fmt::format("{} partition {} of {}\n", comment, i + 1, outputs->size());
      text.append(title.begin(), title.end());
    }
    text.append((*outputs)[i].bytes);
  }
  return text;
}

} // namespace wasmpi
