#include "codegen/pipeline.h"

#include <cassert>

#include <llvm/IR/LegacyPassManager.h>
#include <llvm/IR/Verifier.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Passes/StandardInstrumentations.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/Transforms/Scalar/SROA.h>

#include "codegen/dead_loads.h"
#include "codegen/effort.h"

namespace wasmpi {
namespace {

llvm::OptimizationLevel optimizationLevel(OptLevel level) {
  switch (level) {
  case OptLevel::O0:
    return llvm::OptimizationLevel::O0;
  case OptLevel::O1:
    return llvm::OptimizationLevel::O1;
  case OptLevel::O2:
    return llvm::OptimizationLevel::O2;
  case OptLevel::O3:
    return llvm::OptimizationLevel::O3;
  }
  return llvm::OptimizationLevel::O3;
}

llvm::PipelineTuningOptions tuning(OptLevel level) {
  llvm::PipelineTuningOptions options;
  options.LoopVectorization = level >= OptLevel::O2;
  options.SLPVectorization = level >= OptLevel::O2;
  options.LoopInterleaving = level >= OptLevel::O2;
  options.LoopUnrolling = level >= OptLevel::O1;
  // Partitions are compiled one by one; profiles of call graphs across them do not exist.
  options.CallGraphProfile = false;
  return options;
}

} // namespace

llvm::TargetLibraryInfoImpl libraryInfo(const llvm::Triple& triple) {
  llvm::TargetLibraryInfoImpl info(triple);
  info.disableAllFunctions();
  llvm::LibFunc function;
#define LIBCALL(name, ...)                                                                         \
  if (info.getLibFunc(#name, function))                                                            \
    info.setAvailable(function);
#include "codegen/libcalls.def"
#undef LIBCALL
  return info;
}

void setTargetAttributes(llvm::Module& module, const Target& target) {
  for (llvm::Function& function : module) {
    if (function.isDeclaration())
      continue;
    function.addFnAttr("target-cpu", target.cpu());
    if (!target.features().empty())
      function.addFnAttr("target-features", target.features());
    // Cold functions would otherwise go to a section of their own, which nothing outside the object
    // can name.
    if (!function.hasAvailableExternallyLinkage())
      function.setSection(".text");
  }
}

OptimizationReport optimize(llvm::Module& module, llvm::TargetMachine& machine,
                            const CompileOptions& options) {
  const OptLevel level = options.optLevel;
  assert(!llvm::verifyModule(module, &llvm::errs()) && "lowering made invalid IR");
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager components;
  llvm::ModuleAnalysisManager modules;
  // Lets functions that are not to be optimised pass (effort.h).
  llvm::PassInstrumentationCallbacks callbacks;
  llvm::OptNoneInstrumentation skipping(/*DebugLogging=*/false);
  skipping.registerCallbacks(callbacks);
  llvm::PassBuilder builder(&machine, tuning(level), std::nullopt, &callbacks);
  functions.registerPass(
      [&] { return llvm::TargetLibraryAnalysis(libraryInfo(machine.getTargetTriple())); });
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);

  OptimizationReport report;
  llvm::FunctionPassManager prepare;
  prepare.addPass(LimitEffortPass(LimitEffortPass::Stage::BeforePromoting, report.limited));
  prepare.addPass(llvm::SROAPass(llvm::SROAOptions::ModifyCFG));
  prepare.addPass(KeepDeadLoadsPass());
  const bool isOptimized = level != OptLevel::O0;
  if (isOptimized) {
    prepare.addPass(LimitEffortPass(LimitEffortPass::Stage::BeforeOptimizing, report.limited));
    builder.registerCGSCCOptimizerLateEPCallback(
        [&report](llvm::CGSCCPassManager& passes, llvm::OptimizationLevel) {
          passes.addPass(llvm::createCGSCCToFunctionPassAdaptor(
              LimitEffortPass(LimitEffortPass::Stage::BeforeOptimizing, report.limited)));
        });
  }
  if (options.wrapChecks && level >= OptLevel::O2)
    prepare.addPass(NoWrapPass(report.noWrap));
  llvm::ModulePassManager passes;
  passes.addPass(llvm::createModuleToFunctionPassAdaptor(std::move(prepare)));
  passes.addPass(isOptimized ? builder.buildPerModuleDefaultPipeline(optimizationLevel(level))
                             : builder.buildO0DefaultPipeline(llvm::OptimizationLevel::O0));
  if (isOptimized)
    passes.addPass(llvm::createModuleToFunctionPassAdaptor(
        LimitEffortPass(LimitEffortPass::Stage::BeforeCodeGeneration, report.limited)));
  passes.run(module, modules);
  assert(!llvm::verifyModule(module, &llvm::errs()) && "the optimiser made invalid IR");
  return report;
}

ObjectBytes emitCode(llvm::Module& module, llvm::TargetMachine& machine,
                     llvm::CodeGenFileType fileType) {
  ObjectBytes bytes;
  llvm::raw_svector_ostream stream(bytes);
  llvm::legacy::PassManager passes;
  passes.add(new llvm::TargetLibraryInfoWrapperPass(libraryInfo(machine.getTargetTriple())));
  // It fails only for a target without a code emitter, which Target::create does not let through.
  [[maybe_unused]] const bool isUnsupported =
      machine.addPassesToEmitFile(passes, stream, nullptr, fileType, /*DisableVerify=*/true);
  assert(!isUnsupported);
  passes.run(module);
  return bytes;
}

} // namespace wasmpi
