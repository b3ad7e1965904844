#include "tools/options.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cache/host_cpu.h"
#include "cache/unique_fd.h"
#include "codegen/abi.h"
#include "frontend/limits.h"
#include "hostcalls/wasi/listener.h"

extern char** environ; // NOLINT: POSIX

namespace wasmpi {

namespace {

std::string checkPreopen(const std::string& text) {
  const auto preopen = wasi::Preopen::parse(text);
  return preopen ? "" : preopen.error().message;
}

std::string checkListener(const std::string& text) {
  const auto address = wasi::ListenAddress::parse(text);
  return address ? "" : address.error().message;
}

std::string checkAssignment(const std::string& text) {
  const size_t equals = text.find('=');
  return equals == std::string::npos || equals == 0 ? "'" + text + "' is not NAME=VALUE" : "";
}

/// Others would end the process at the first instruction the machine does not know.
std::string checkCpu(const std::string& text) {
  const auto known = runnableCommonCpus();
  if (text == "native" || std::ranges::find(known, text) != known.end())
    return "";
  return fmt::format("'{}' is neither native nor a common CPU that this machine can stand in for: {}", text, fmt::join(known, ", "));
}

/// What the options hold as text, before it is checked and converted.
struct RawRunOptions {
  std::vector<std::string> preopens;
  std::vector<std::string> environment;
  bool inheritsEnvironment = false;
  std::string maxMemory;
  std::string stackSize = "8M";
  std::string features;
  unsigned optLevel = 3;
  std::string tier = "full";
  bool noCache = false;
  bool noNowrap = false;
};

/// What launchers and batch systems set, and what is about native libraries or wasmpi itself, is no business of the guest.
bool isHiddenFromGuest(std::string_view assignment) {
  for (const std::string_view prefix :
       {"OMPI_", "OPAL_", "ORTE_", "PRTE_", "PMIX_", "PMI_", "PMI2_", "MPIR_", "MPICH_", "HYDI_", "HYDRA_", "HYD_", "MPI_LOCAL",
        "MPIEXEC_", "MPIRUN_", "I_MPI_", "MV2_", "MVP_", "PALS_", "ALPS_", "FLUX_", "SLURM_", "SRUN_", "IPATH_NO_BACKTRACE=",
        "HFI_NO_BACKTRACE=", "GFORTRAN_UNBUFFERED_PRECONNECTED=", "LD_", "WASMPI_"})
    if (assignment.starts_with(prefix))
      return true;
  return false;
}

void declareOptions(CLI::App& app, RunOptions& options, RawRunOptions& raw) {
  app.add_option("--dir", raw.preopens, "Directory the guest may use; with :ro only for reading")
      ->check(checkPreopen)
      ->allow_extra_args(false)
      ->type_name("HOST[::GUEST][:ro]");
  app.add_option("--listen", options.listeners, "Socket the guest may accept connections from: ADDRESS:PORT, or fd:N for an inherited one")
      ->check(checkListener)
      ->allow_extra_args(false)
      ->type_name("ADDRESS:PORT");
  app.add_option("--env", raw.environment, "Environment variable for the guest")
      ->check(checkAssignment)
      ->allow_extra_args(false)
      ->type_name("NAME=VALUE");
  app.add_flag("--env-inherit", raw.inheritsEnvironment,
               "Give the guest this process's environment, without the MPI launcher's variables");
  app.add_option("--mpi", options.mpi, "MPI library of the host; default: from the launcher")
      ->check(CLI::IsMember({"openmpi", "mpich", "none"}));
  app.add_flag("--allow-spawn", options.allowsSpawn,
               "Let the guest start its own module again (MPI_Comm_spawn), and reach other jobs through ports and sockets");
  app.add_flag("--untrusted", options.isUntrusted,
               "The module may be hostile: Open MPI copies messages between processes, which takes large ones longer, since those it "
               "fetches itself could overrun its own buffers");
  declareCacheDirectory(app, options.cacheDirectory);
  app.add_flag("--no-cache", raw.noCache, "Compile into memory; read and write no cache");
  CLI::Option* const level =
      app.add_option("-O", raw.optLevel, "Optimisation level, 0 to 3")->check(CLI::Range(0, 3))->default_val(3);
  app.add_option("--tier", raw.tier,
                 "Code of a module that is in no cache: full (default); baseline, which is made faster and runs slower; "
                 "auto: baseline for a large module at a terminal, while wasmpi-compile makes full code in the background")
      ->check(CLI::IsMember({"full", "baseline", "auto"}))
      ->excludes(level);
  app.add_flag("--no-nowrap", raw.noNowrap, "Compile each loop once, as if its addresses might always wrap at 2^32");
  app.add_option("--cpu", options.cpu,
                 "CPU whose code to run: native, this very machine's, or one that unlike machines stand in for: x86-64, x86-64-v2, ...; "
                 "default: native, but code in the cache for another CPU is used if this machine has all it needs")
      ->check(checkCpu)->type_name("NAME");
  app.add_option("--features", raw.features,
                 "Features of WebAssembly to switch on or off; wasmpi-compile --list-features names them")
      ->check(checkFeatures)->type_name("+NAME,-NAME...");
  app.add_option("--max-memory", raw.maxMemory,
                 "Limit of the guest's linear memories, together (K, M, G); default: 2G each, with 64-bit addresses 1024G")
      ->check(checkByteSize)->type_name("SIZE");
  app.add_option("--stack-size", raw.stackSize, "Native stack of the guest (K, M, G)")
      ->check(checkByteSize)->default_val("8M")->type_name("SIZE");
  app.add_flag("-v,--verbose", options.isVerbose, "Tell where the time goes, on standard error");
}

std::vector<std::string> guestEnvironment(const RawRunOptions& raw) {
  std::vector<std::string> environment;
  if (raw.inheritsEnvironment)
    for (char** entry = environ; *entry; ++entry)
      if (!isHiddenFromGuest(*entry))
        environment.emplace_back(*entry);
  // A variable given twice has the later value, as a shell would have it.
  for (const std::string& assignment : raw.environment) {
    const std::string name = assignment.substr(0, assignment.find('=') + 1);
    std::erase_if(environment, [&](const std::string& entry) { return entry.starts_with(name); });
    environment.push_back(assignment);
  }
  return environment;
}

/// The arguments before the module: options, and the values that stand apart from them.
std::span<char* const> argumentsBeforeModule(const CLI::App& app, std::span<char* const> arguments) {
  size_t count = 0;
  while (count < arguments.size() && arguments[count][0] == '-' && arguments[count] != std::string_view("--")) {
    const CLI::Option* const option = app.get_option_no_throw(arguments[count]);
    count += option && option->get_items_expected_min() > 0 ? 2 : 1;
  }
  return arguments.first(std::min(count, arguments.size()));
}

constexpr const char* kUsage = "wasmpi-run [options] app.wasm [args...]";

struct UsageFormatter : CLI::Formatter {
  std::string make_usage(const CLI::App*, std::string) const override {
    return fmt::format("Usage: {}\n", kUsage);
  }
};

} // namespace

void parseCommandLine(CLI::App& app, int argc, char** argv) {
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    std::exit(app.exit(success));
  } catch (const CLI::ParseError& error) {
    refuse(app, error.what());
  }
}

void refuseEmptyAssignments(const CLI::App& app, std::span<char* const> arguments) {
  for (const std::string_view argument : arguments) {
    if (argument == "--")
      return;
    if (argument.starts_with("--") && argument.find('=') == argument.size() - 1)
      refuse(app, fmt::format("{}: its value is empty", argument.substr(0, argument.size() - 1)));
  }
}

void refuse(const CLI::App& app, std::string_view message) {
  fmt::print(stderr, "{}: {} (--help lists the options)\n", app.get_name(), message);
  std::exit(2);
}

void declareCacheDirectory(CLI::App& app, std::filesystem::path& directory) {
  app.add_option("--cache-dir", directory,
                 "Where native code is kept; default: $WASMPI_CACHE_DIR, $XDG_CACHE_HOME/wasmpi, ~/.cache/wasmpi")
      ->check(checkGiven)
      ->type_name("DIR");
}

std::string checkGiven(const std::string& text) { return text.empty() ? "its value is empty" : ""; }

std::string checkFeatures(const std::string& text) {
  const auto features = FeatureSet::parse(text);
  return features ? "" : features.error().message;
}

std::string checkByteSize(const std::string& text) {
  const auto size = parseByteSize(text);
  return size ? "" : size.error().message;
}

Expected<uint64_t> parseByteSize(const std::string& text) {
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view suffix(end, text.data() + text.size() - end);
  unsigned shift = 0;
  if (suffix == "K" || suffix == "k")
    shift = 10;
  else if (suffix == "M" || suffix == "m")
    shift = 20;
  else if (suffix == "G" || suffix == "g")
    shift = 30;
  else if (!suffix.empty())
    return failure("'" + text + "' is not a size such as 4096, 64M or 2G");
  if (error != std::errc() || number > UINT64_MAX >> shift)
    return failure("'" + text + "' is not a size such as 4096, 64M or 2G");
  return number << shift;
}

std::string versionText(const std::string& program) {
  return fmt::format("{} {} (code by LLVM {}, image ABI {})", program, WASMPI_VERSION,
                     WASMPI_LLVM_VERSION, kAbiVersion);
}

RunOptions parseRunOptions(int argc, char** argv) {
  RunOptions options;
  RawRunOptions raw;
  CLI::App app("Runs a WebAssembly program, under mpiexec as one rank of an MPI job.\n"
               "Options end at the module; what follows it goes to the program.",
               "wasmpi-run");
  app.formatter(std::make_shared<UsageFormatter>());
  std::vector<std::string> rest;
  if (argc > 1 && argv[1][0] != '-') {
    // No options: declaring them would be a sixth of a warm start.
    rest.assign(argv + 1, argv + argc);
  } else {
    app.set_version_flag("--version", versionText("wasmpi-run"));
    declareOptions(app, options, raw);
    app.prefix_command();
    refuseEmptyAssignments(app, argumentsBeforeModule(app, std::span(argv, static_cast<size_t>(argc)).subspan(1)));
    parseCommandLine(app, argc, argv);
    rest = app.remaining();
  }
  if (rest.empty())
    refuse(app, fmt::format("no module given; usage: {}", kUsage));
  if (rest.front().starts_with("-") && rest.front() != "--")
    refuse(app, "unknown option " + rest.front());
  if (rest.front() == "--")
    rest.erase(rest.begin());
  if (rest.empty())
    refuse(app, fmt::format("no module given; usage: {}", kUsage));

  options.ownArguments.assign(argv + 1, argv + argc - rest.size());
  options.module = rest.front();
  options.guestArguments.assign(rest.begin() + 1, rest.end());
  for (const std::string& text : raw.preopens)
    options.preopens.push_back(*wasi::Preopen::parse(text));
  options.environment = guestEnvironment(raw);
  options.useCache = !raw.noCache;
  options.tier = raw.tier == "auto" ? Tier::Auto : raw.tier == "baseline" ? Tier::Baseline : Tier::Full;
  if (raw.noCache && options.tier == Tier::Auto)
    refuse(app, "--tier=auto needs the cache; with --no-cache choose full or baseline");
  options.optLevel = static_cast<OptLevel>(raw.optLevel);
  options.wrapChecks = !raw.noNowrap;
  options.features = *FeatureSet::parse(raw.features);
  if (!raw.maxMemory.empty())
    options.maxMemoryByteSize = options.maxMemory64ByteSize = *parseByteSize(raw.maxMemory);
  options.stackByteSize = *parseByteSize(raw.stackSize);
  constexpr uint64_t kMinStack = 64 << 10, kMaxStack = 64ull << 30;
  if (options.stackByteSize < kMinStack || options.stackByteSize > kMaxStack)
    refuse(app, "--stack-size must be between 64K and 64G");
  if (options.maxMemoryByteSize > kMaxMemory64ByteSize)
    refuse(app, fmt::format("--max-memory must not exceed {}G", kMaxMemory64ByteSize >> 30));
  return options;
}

Expected<std::vector<uint8_t>> readModuleFile(const std::filesystem::path& path) {
  const UniqueFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status;
  if (!file || fstat(file.get(), &status) != 0)
    return failure(fmt::format("{}: cannot open: {}", path.string(), std::strerror(errno)));
  if (!S_ISREG(status.st_mode))
    return failure(fmt::format("{}: is not a regular file", path.string()));
  if (static_cast<uint64_t>(status.st_size) > kMaxModuleByteSize)
    return failure(fmt::format("{}: {} bytes; a module may have at most {}", path.string(),
                               status.st_size, kMaxModuleByteSize));
  std::vector<uint8_t> bytes(static_cast<size_t>(status.st_size));
  for (size_t done = 0; done < bytes.size();) {
    const ssize_t count = read(file.get(), bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      return failure(fmt::format("{}: cannot read: {}", path.string(), std::strerror(errno)));
    if (count == 0) {
      bytes.resize(done); // it shrank meanwhile; the parser will say what is missing
      break;
    }
    done += static_cast<size_t>(count);
  }
  return bytes;
}

} // namespace wasmpi
