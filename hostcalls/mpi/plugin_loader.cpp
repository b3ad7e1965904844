#include "hostcalls/mpi/plugin_loader.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <span>
#include <system_error>
#include <utility>
#include <variant>

#include <dlfcn.h>

#include <fmt/format.h>

#include "runtime/linear_memory.h"
#include "runtime/signals.h"

namespace wasmpi::mpi {

namespace {

// ---- Which MPI (what the launchers set: MPI-3.1 knows nothing of it, so each has its own)

struct Setting {
  const char* variable;
  const char* value;
};

struct KnownLibrary {
  std::string_view name;
  /// Tried in this order; the same family has other sonames at other sites.
  std::span<const char* const> files;
  /// Data only a library of this family exports: its header refers to it, so all that share the
  /// binary interface have it.
  const char* mark;
  /// What must be set before the library is opened.
  Setting checks;
};

constexpr std::array kOpenMpiFiles = {"libmpi.so.40", "libmpi.so"};
// Debian's name; that of the ABI initiative, which Intel MPI, MVAPICH and Cray MPICH share.
constexpr std::array kMpichFiles = {"libmpich.so.12", "libmpi.so.12", "libmpich.so"};

// Wrong handles and negative counts are left to the library to refuse: it must look.
constexpr KnownLibrary kLibraries[] = {
    {"openmpi", kOpenMpiFiles, "ompi_mpi_comm_world", {"OMPI_MCA_mpi_param_check", "1"}},
    {"mpich", kMpichFiles, "MPI_UNWEIGHTED", {"MPIR_CVAR_ERROR_CHECKING", "1"}},
};

/// UCX, a transport of both, would take the signals that are traps here. It reads its settings when
/// it is loaded, which a preloaded tool may have done already; then it finds fault with new ones,
/// and the handlers that are put back after MPI_Init must do.
void leaveSignalsAlone() {
  if (!dlopen("libucs.so.0", RTLD_LAZY | RTLD_NOLOAD))
    setenv("UCX_ERROR_SIGNALS", "", 1);
}

bool isSet(const char* variable) { return std::getenv(variable) != nullptr; }

/// Debian's configuration of Open MPI leaves out the one component that makes windows over a
/// program's own memory on a single rank, or where ranks may not read each other's memory. Windows
/// that MPI allocates have another, which ours, whose memory is the guest's, cannot have. So where
/// just this is configured, and the user has not chosen, that component is let in again; it is the
/// last choice wherever there is another.
void allowWindows() {
  if (isSet("OMPI_MCA_osc"))
    return;
  std::ifstream configuration("/etc/openmpi/openmpi-mca-params.conf");
  for (std::string line; std::getline(configuration, line);)
    if (line == "osc = ^ucx,pt2pt")
      setenv("OMPI_MCA_osc", "^ucx", 1);
}

/// Open MPI 4.1 writes a message that it fetches from the sender's memory whole, even if less is
/// received: where no guard pages follow, it ends in the host's memory. Over what the environment
/// says.
void copyMessages() {
  for (const char* variable : {"OMPI_MCA_btl_vader_flags", "OMPI_MCA_btl_self_flags"})
    setenv(variable, "send,inplace", 1);
}

Expected<std::string> chooseByEnvironment() {
  // Not any OMPI_*: users export OMPI_ALLOW_RUN_AS_ROOT, and other launchers pass it on.
  if (isSet("OMPI_COMM_WORLD_SIZE"))
    return "openmpi";
  if (isSet("PMI_RANK") || isSet("PMI_FD"))
    return "mpich";
  if (isSet("PMIX_RANK"))
    return "openmpi";
  if (isSet("SLURM_PROCID"))
    return failure(
        "this process was started by Slurm, which does not tell the MPI library; choose it with "
        "--mpi=openmpi or --mpi=mpich, and the matching srun --mpi=pmix or --mpi=pmi2");
  return "openmpi";
}

Expected<const KnownLibrary*> choose(const std::string& wanted) {
  const char* variable = std::getenv("WASMPI_MPI");
  Expected<std::string> name = wanted;
  if (wanted.empty())
    name = variable && *variable ? Expected<std::string>(variable) : chooseByEnvironment();
  if (!name)
    return tl::unexpected(name.error());
  for (const KnownLibrary& library : kLibraries)
    if (library.name == *name)
      return &library;
  if (*name == "none")
    return failure(
        "the program uses MPI, but none was chosen (--mpi=none): choose openmpi or mpich");
  return failure(fmt::format("unknown MPI library \"{}\": choose openmpi, mpich or none", *name));
}

// ---- Opening

std::string lastLoadError() {
  const char* text = dlerror();
  return text ? text : "unknown error";
}

/// A plugin with a library of the other family would take numbers for pointers.
Expected<void> checkFamily(void* handle, const char* file, const KnownLibrary& wanted) {
  if (dlsym(handle, wanted.mark))
    return {};
  for (const KnownLibrary& library : kLibraries)
    if (dlsym(handle, library.mark))
      return failure(
          fmt::format("{} belongs to {}, but {} was chosen: choose with --mpi={}, or name another "
                      "file in WASMPI_MPI_LIB",
                      file, library.name, wanted.name, library.name));
  return failure(
      fmt::format("{} is no MPI library with the binary interface of {}", file, wanted.name));
}

Expected<std::string> openLibrary(const KnownLibrary& library, bool copiesMessages) {
  const char* chosen = std::getenv("WASMPI_MPI_LIB");
  const std::span<const char* const> files =
      chosen ? std::span<const char* const>(&chosen, 1) : library.files;
  setenv(library.checks.variable, library.checks.value, 1);
  leaveSignalsAlone();
  // Open MPI alone reads what these set.
  allowWindows();
  if (copiesMessages)
    copyMessages();
  std::string problems;
  for (const char* file : files) {
    // Global, since the MPI library's own components look for its symbols.
    void* handle = dlopen(file, RTLD_NOW | RTLD_GLOBAL);
    if (!handle) {
      problems += "\n  " + lastLoadError();
      continue;
    }
    if (auto fits = checkFamily(handle, file, library); !fits)
      return tl::unexpected(fits.error());
    return std::string(file);
  }
  return failure(fmt::format(
      "cannot open the MPI library ({}); install it, choose another with --mpi, or name "
      "its file in WASMPI_MPI_LIB:{}",
      library.name, problems));
}

std::vector<std::filesystem::path> pluginDirectories(const std::filesystem::path& wanted) {
  if (!wanted.empty())
    return {wanted};
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
  return {program / ".." / "lib" / "wasmpi", program / ".." / "lib", program};
}

Expected<std::string> findPlugin(const KnownLibrary& library,
                                 const std::filesystem::path& directory) {
  const std::string file = fmt::format("libwasmpi-{}.so", library.name);
  std::string searched;
  for (const auto& place : pluginDirectories(directory)) {
    const std::string path = (place / file).lexically_normal().string();
    std::error_code error;
    if (std::filesystem::exists(path, error))
      return path;
    searched += "\n  " + path;
  }
  return failure(
      fmt::format("no plugin for the MPI library {}: wasmpi was built without its mpi.h, or "
                  "is installed incompletely. Searched:{}",
                  library.name, searched));
}

/// The library must be open: the plugin has its functions undefined.
Expected<PluginEntry*> openPlugin(const std::string& path) {
  void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!handle)
    return failure("cannot open the MPI plugin: " + lastLoadError());
  // POSIX: a function's address comes out of dlsym as a void*.
  if (void* entry = dlsym(handle, kPluginEntry))
    return reinterpret_cast<PluginEntry*>(entry);
  return failure(fmt::format("{} is not an MPI plugin of wasmpi", path));
}

// ---- The services

Result<GuestFunction> findExportedFunction(Instance& instance, std::string_view name,
                                           const FunctionType& type) {
  const auto found = instance.findExport(name);
  const auto* function = found ? std::get_if<FunctionInstance>(&*found) : nullptr;
  if (!function)
    return trapHostCall(fmt::format("the guest does not export the function \"{}\"", name));
  if (function->type != type)
    return trapHostCall(fmt::format("the guest's function \"{}\" has the type {}, not {}", name,
                                    toString(function->type), toString(type)));
  return GuestFunction{&instance, function->reference};
}

LinearMemory* memoryOf(Instance& instance) {
  const auto index = instance.module().hostMemory();
  return index ? &instance.memory(*index) : nullptr;
}

Result<uint32_t> growGuestMemory(Instance& instance, uint64_t byteSize) {
  LinearMemory* memory = memoryOf(instance);
  const unsigned pageLog2 = memory ? memory->type().pageByteSizeLog2 : kPageByteSizeLog2;
  const uint64_t pageCount = (byteSize + (uint64_t{1} << pageLog2) - 1) >> pageLog2;
  const auto oldPageCount = memory ? memory->grow(pageCount) : std::nullopt;
  if (!oldPageCount)
    return trapHostCall(fmt::format(
        "the guest's memory cannot grow by the {} bytes that MPI needs for callbacks", byteSize));
  return static_cast<uint32_t>(*oldPageCount << pageLog2);
}

/// Addresses have 32 bits, whatever is reserved behind them.
uint64_t reservedMemoryOf(Instance& instance) {
  const LinearMemory* memory = memoryOf(instance);
  return memory
             ? std::min(memory->reservationEnd() - memory->reservationBegin(), kMaxMemory32ByteSize)
             : 0;
}

Expected<void> mapShared(Instance& instance, uint64_t address, uint64_t byteSize, int file) {
  LinearMemory* memory = memoryOf(instance);
  return memory ? memory->mapShared(address, byteSize, file) : failure("the guest has no memory");
}

Expected<void> mapPrivate(Instance& instance, uint64_t address, uint64_t byteSize) {
  LinearMemory* memory = memoryOf(instance);
  return memory ? memory->mapPrivate(address, byteSize) : failure("the guest has no memory");
}

GuestMemory memoryOfGuest(Instance& instance) { return instance.guestMemory(); }

void raise(Trap&& trap) { raiseTrap(std::move(trap)); }

} // namespace

bool importsMpi(const Module& module) {
  for (const Import& import : module.imports) {
    const bool isLegacy = import.module == "env" && import.name.starts_with("MPI_");
    if (import.kind() == ExternKind::Function && (import.module == "mpi" || isLegacy))
      return true;
  }
  return false;
}

bool importsMpiFunction(const Module& module, std::string_view name) {
  for (const Import& import : module.imports)
    if ((import.module == "mpi" || import.module == "env") && import.name == name)
      return true;
  return false;
}

bool isRankOfJob() {
  for (const char* variable : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"})
    if (const char* size = std::getenv(variable))
      return std::atoi(size) > 1;
  // Launchers that tell the size to the MPI library alone.
  return isSet("PMIX_RANK") || isSet("PMI_FD");
}

Plugin::~Plugin() = default;

void Plugin::meetJob(void* self, JobRanks& ranks) {
  const auto& plugin = *static_cast<Plugin*>(self);
  if (plugin.options_.meetJob)
    plugin.options_.meetJob(ranks);
}

void Plugin::endProcess(void* self, Trap&& trap) {
  auto& plugin = *static_cast<Plugin*>(self);
  if (plugin.options_.endProcess)
    plugin.options_.endProcess(std::move(trap));
  const int status = trap.isExit() ? trap.exitStatus : kTrapStatus;
  if (!trap.isExit())
    fmt::print(stderr, "wasmpi: trap in a callback of MPI: {}\n", trap.text());
  if (!trap.isExit() && plugin.module_)
    plugin.module_->abort(status);
  std::exit(status);
}

Expected<std::unique_ptr<Plugin>> Plugin::load(PluginOptions options) {
  const auto library = choose(options.library);
  if (!library)
    return tl::unexpected(library.error());
  const auto path = findPlugin(**library, options.pluginDirectory);
  if (!path)
    return tl::unexpected(path.error());
  auto file = openLibrary(**library, options.copiesMessages);
  if (!file)
    return tl::unexpected(file.error());
  const auto entry = openPlugin(*path);
  if (!entry)
    return tl::unexpected(entry.error());

  std::unique_ptr<Plugin> plugin(new Plugin);
  plugin->options_ = std::move(options);
  plugin->library_ = (*library)->name;
  plugin->libraryFile_ = std::move(*file);
  plugin->services_ = {
      .version = kPluginVersion,
      .byteSize = sizeof(PluginServices),
      .raiseTrap = &raise,
      .endProcess = &Plugin::endProcess,
      .user = plugin.get(),
      .findCallback = &findCallback,
      .findExport = &findExportedFunction,
      .callGuest = &callGuest,
      .guestMemory = &memoryOfGuest,
      .growMemory = &growGuestMemory,
      .launcher = plugin->options_.launcher,
      .reservedMemory = &reservedMemoryOf,
      .mapShared = &mapShared,
      .mapPrivate = &mapPrivate,
      .restoreSignalHandlers = &installSignalHandlers,
      .meetJob = &Plugin::meetJob,
      .files = plugin->options_.files,
  };
  plugin->module_.reset((*entry)(&plugin->services_));
  if (!plugin->module_)
    return failure(fmt::format("the MPI plugin for {} belongs to another version of wasmpi",
                               plugin->library_));
  return plugin;
}

} // namespace wasmpi::mpi
