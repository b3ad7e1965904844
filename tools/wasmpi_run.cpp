// wasmpi-run: runs one WebAssembly program, alone or as one rank of an MPI job.
//
// Exit status: the guest's own; 134 after a trap (and the job is aborted, so that no peer waits for this rank); 126 if the module
// cannot be used; 2 for a wrong command line.
#include <cstdio>
#include <cstdlib>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "hostcalls/mpi/plugin_loader.h"
#include "hostcalls/system/system_module.h"
#include "hostcalls/wasi/context_files.h"
#include "hostcalls/wasi/wasi_module.h"
#include "runtime/backtrace.h"
#include "runtime/engine.h"
#include "runtime/guest_stack.h"
#include "runtime/linear_memory.h"
#include "tools/background_compiler.h"
#include "tools/guest_launcher.h"
#include "tools/module_file.h"
#include "tools/run_options.h"

// Where the linker says that this program begins and its code ends.
extern "C" char __executable_start, etext; // NOLINT: the linker's names

namespace wasmpi {

namespace {

constexpr int kUnusableModule = 126;
constexpr int kTrapped = 134;
/// Code that takes the full optimiser some seconds on one core.
constexpr uint64_t kLargeCodeByteSize = 128 << 10;

/// One write per message, so that the messages of several ranks do not mix.
void printError(std::string_view message) {
  const std::string line = fmt::format("wasmpi-run: {}\n", message);
  std::fflush(stdout);
  (void)!write(STDERR_FILENO, line.data(), line.size());
}

/// Waits until whoever reads standard output and error through pipes has done so, half a second at most: MPICH's launcher ends an aborted
/// job without reading on.
void awaitReaders() {
  for (const int fd : {STDOUT_FILENO, STDERR_FILENO}) {
    struct stat status;
    int unreadByteCount = 0;
    for (int tries = 0; tries < 500 && fstat(fd, &status) == 0 && S_ISFIFO(status.st_mode) &&
                        ioctl(fd, FIONREAD, &unreadByteCount) == 0 && unreadByteCount > 0;
         ++tries)
      usleep(1000);
  }
}

/// Maps all of this program's code at once. Page by page, as each is first run, that takes about as long as the rest of a warm start
/// where page faults are dear, as in virtual machines.
void mapCode() {
  // What kernels before 5.14 refuse.
  (void)madvise(&__executable_start, static_cast<size_t>(&etext - &__executable_start), MADV_POPULATE_READ);
}

/// Likewise the part of the heap that the C library has from the kernel but not given away, and as much of the stack as a warm start takes.
void mapHeapAndStack() {
  constexpr uintptr_t kHeapByteSize = 128 << 10, kStackByteSize = 28 << 10;
  const auto map = [](uintptr_t begin, uintptr_t end) {
    begin &= ~(static_cast<uintptr_t>(getpagesize()) - 1);
    if (begin < end)
      (void)madvise(reinterpret_cast<void*>(begin), end - begin, MADV_POPULATE_WRITE);
  };
  const auto block = std::make_unique<char>();
  const auto rest = reinterpret_cast<uintptr_t>(block.get());
  map(rest, std::min(rest + kHeapByteSize, reinterpret_cast<uintptr_t>(sbrk(0))));
  const auto here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  map(here - kStackByteSize, here);
}

double secondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// "rank 3: app.wasm: out of bounds memory access", then the guest's call stack.
std::string describeTrap(const std::string& module, std::optional<int> rank, const Trap& trap) {
  std::string text = rank ? fmt::format("rank {}: ", *rank) : "";
  text += fmt::format("{}: trap: {}", module, trap.text());
  if (trap.backtrace.empty())
    return text;
  std::string frames = formatBacktrace(trap);
  frames.pop_back(); // printError ends the line
  return text + "\nwasm backtrace:\n" + frames;
}

uint64_t codeByteSize(const Module& module) {
  uint64_t byteSize = 0;
  for (const FunctionBody& body : module.bodies)
    byteSize += body.bytes.size();
  return byteSize;
}

class Run {
public:
  explicit Run(RunOptions options) : options_(std::move(options)) {}

  /// Returns the exit status of the process.
  int execute();

private:
  Expected<void> prepare();
  Expected<void> prepareWasi();
  Expected<void> prepareModule();
  Expected<void> prepareMpi();
  Expected<void> loadMpi(const Module& module);
  Expected<bool> startJob(const Module& module);
  bool startsAtBaseline(const Module& module) const;
  void completeLater(const CompileOptions& wanted) const;
  Expected<int> runGuest();
  Expected<int> finish(Trap&& trap);
  void reportTimes(double guestSeconds) const;
  std::optional<int> rank() const;

  RunOptions options_;
  std::string name_ = options_.module.string();
  std::vector<uint8_t> bytes_;
  SystemModule system_;
  std::unique_ptr<wasi::WasiModule> wasi_;
  std::optional<GuestLauncher> launcher_;
  std::optional<wasi::ContextFiles> files_;
  std::unique_ptr<mpi::Plugin> mpi_;
  std::unique_ptr<Engine> engine_;
  LoadedModule* module_ = nullptr;
};

std::optional<int> Run::rank() const { return mpi_ ? mpi_->module().rank() : std::nullopt; }

int Run::execute() {
  if (auto prepared = prepare(); !prepared) {
    printError(prepared.error().text());
    return kUnusableModule;
  }
  // The guest runs on a stack of its own, which has the size asked for and zones that tell overflow apart.
  Expected<int> status = 0;
  const auto ran = runOnGuestStack(options_.stackByteSize, [&] { status = runGuest(); });
  if (!ran)
    status = tl::unexpected(ran.error());
  if (!status) {
    printError(fmt::format("{}: {}", name_, status.error().text()));
    return kUnusableModule;
  }
  // A guest may end without ever having used MPI, while other ranks wait to meet this one.
  if (mpi_ && (mpi::isRankOfJob() || mpi_->module().isActive()))
    mpi_->module().endJob(*status);
  return *status;
}

Expected<void> Run::prepare() {
  auto bytes = readModuleFile(options_.module);
  if (!bytes)
    return tl::unexpected(bytes.error());
  bytes_ = std::move(*bytes);
  for (const auto step : {&Run::prepareWasi, &Run::prepareModule, &Run::prepareMpi})
    if (auto prepared = (this->*step)(); !prepared)
      return failure(fmt::format("{}: {}", name_, prepared.error().text()));
  return {};
}

Expected<void> Run::prepareWasi() {
  std::vector<std::string> arguments = {name_};
  arguments.insert(arguments.end(), options_.guestArguments.begin(), options_.guestArguments.end());
  auto wasi = wasi::WasiModule::create({.arguments = std::move(arguments),
                                        .environment = options_.environment,
                                        .preopens = options_.preopens,
                                        .listeners = options_.listeners});
  if (!wasi)
    return tl::unexpected(wasi.error());
  wasi_ = std::move(*wasi);
  return {};
}

Expected<void> Run::prepareModule() {
  std::function<void(const CompileOptions&)> completeLaterIfAuto;
  if (options_.tier == Tier::Auto)
    completeLaterIfAuto = [this](const CompileOptions& wanted) { completeLater(wanted); };
  auto engine = Engine::create({.optLevel = options_.optLevel,
                                .wrapChecks = options_.wrapChecks,
                                .contractsFp = options_.contractsFp,
                                .tablesArePrivate = true,
                                .cpu = options_.cpu,
                                .features = options_.features,
                                .useCache = options_.useCache,
                                .cacheDirectory = options_.cacheDirectory,
                                .maxMemoryByteSize = options_.maxMemoryByteSize,
                                .maxMemory64ByteSize = options_.maxMemory64ByteSize,
                                .onNotice = [](std::string_view text) { printError(text); },
                                .startJob = [this](const Module& module) { return startJob(module); },
                                .startsAtBaseline = [this](const Module& module) { return startsAtBaseline(module); },
                                .completeLater = completeLaterIfAuto});
  if (!engine)
    return tl::unexpected(engine.error());
  engine_ = std::move(*engine);
  auto module = engine_->load(bytes_);
  if (!module)
    return tl::unexpected(module.error());
  module_ = *module;
  return {};
}

Expected<void> Run::prepareMpi() {
  return mpi_ || !mpi::importsMpi(module_->module) ? Expected<void>() : loadMpi(module_->module);
}

Expected<void> Run::loadMpi(const Module& module) {
  if (options_.mpi == "none")
    return failure("the module imports MPI functions, but --mpi none was given");
  const auto endProcess = [this](Trap&& trap) {
    const auto status = finish(std::move(trap));
    std::exit(status ? *status : kTrapped);
  };
  if (options_.allowsSpawn)
    launcher_.emplace(options_, wasi_->context());
  const bool isGuarded = LinearMemory::canReserveGuards() && std::ranges::all_of(module.memories, canBeGuarded);
  auto plugin = mpi::Plugin::load({.library = options_.mpi,
                                   .files = &files_.emplace(wasi_->context()),
                                   .copiesMessages = options_.isUntrusted || !isGuarded,
                                   .endProcess = endProcess,
                                   .launcher = launcher_ ? &*launcher_ : nullptr,
                                   .meetJob = [this](JobRanks& ranks) { engine_->meetJob(ranks); }});
  if (!plugin)
    return tl::unexpected(plugin.error());
  mpi_ = std::move(*plugin);
  return {};
}

/// The module is in no cache: if this is a rank of an MPI job, the job compiles it once.
Expected<bool> Run::startJob(const Module& module) {
  if (!mpi::importsMpiFunction(module, "MPI_Init") && !mpi::importsMpiFunction(module, "MPI_Init_thread"))
    return false;
  if (options_.mpi == "none" || !mpi::isRankOfJob())
    return false;
  if (auto loaded = loadMpi(module); !loaded)
    return tl::unexpected(loaded.error());
  if (auto started = mpi_->module().startJob(mpi::importsMpiFunction(module, "MPI_Init_thread")); !started)
    return tl::unexpected(started.error());
  return true;
}

/// The module is in no cache: whether somebody would rather wait less for it than have it run at full speed.
bool Run::startsAtBaseline(const Module& module) const {
  if (options_.tier != Tier::Auto)
    return options_.tier == Tier::Baseline;
  const char* const objection = mpi::isRankOfJob()                            ? "this is a rank of a job"
                                : !isatty(STDERR_FILENO)                      ? "standard error is no terminal"
                                : codeByteSize(module) < kLargeCodeByteSize ? "the module is small"
                                                                              : nullptr;
  if (objection && options_.isVerbose)
    printError(fmt::format("tier: full code from the start, since {}", objection));
  return objection == nullptr;
}

void Run::completeLater(const CompileOptions& wanted) const {
  const auto process = compileInBackground(options_, wanted);
  if (!process)
    printError(fmt::format("no full code is made in the background: {}", process.error().message));
  else if (options_.isVerbose)
    printError(fmt::format("tier: baseline code runs, while process {}, wasmpi-compile, makes full code for the next run", *process));
}

Expected<int> Run::runGuest() {
  std::vector<HostModule*> hostModules = {wasi_.get(), &system_};
  if (mpi_)
    hostModules.push_back(&mpi_->module());
  const auto start = std::chrono::steady_clock::now();
  auto instance = engine_->instantiate(*module_, {.hostModules = hostModules});
  if (!instance) {
    if (auto* trap = std::get_if<Trap>(&instance.error()))
      return finish(std::move(*trap));
    return tl::unexpected(std::get<Error>(instance.error()));
  }
  const auto entry = (*instance)->findExport("_start");
  const auto* function = entry ? std::get_if<FunctionInstance>(&*entry) : nullptr;
  if (!function || function->type != FunctionType{})
    return failure("it exports no function _start () -> (); wasmpi-run runs programs, built for instance "
                   "by wasmpi-cc, not libraries");
  auto result = (*instance)->call(*function, {});
  if (options_.isVerbose)
    reportTimes(secondsSince(start));
  if (!result)
    return finish(std::move(result.error()));
  return 0;
}

Expected<int> Run::finish(Trap&& trap) {
  if (trap.isExit())
    return trap.exitStatus;
  printError(describeTrap(name_, rank(), trap));
  if (mpi_) {
    awaitReaders();
    mpi_->module().abort(kTrapped);
  }
  return kTrapped;
}

void Run::reportTimes(double guestSeconds) const {
  const LoadReport& report = module_->report;
  printError(fmt::format("{}{}: parse {:.2f} ms, look-up {:.2f} ms, compile {:.2f} ms, open {:.2f} ms, run {:.2f} ms; {}{}",
                         rank() ? fmt::format("rank {}: ", *rank()) : "", name_,
                         1e3 * report.parseSeconds, 1e3 * report.lookupSeconds,
                         1e3 * report.compileSeconds, 1e3 * report.openSeconds, 1e3 * guestSeconds,
                         report.wasCached ? "from the cache: " : report.isOfJob ? "from the job: " : "compiled: ",
                         report.imagePath.empty() ? "in memory" : report.imagePath));
  for (const std::string& note : report.notes)
    printError(note);
}

} // namespace

} // namespace wasmpi

int main(int argc, char** argv) {
  wasmpi::mapCode();
  wasmpi::mapHeapAndStack();
  wasmpi::Run run(wasmpi::parseRunOptions(argc, argv));
  const int status = run.execute();
  // Native MPI libraries have exit handlers; everything of ours is left to the end of the process.
  std::fflush(nullptr);
  std::exit(status);
}
