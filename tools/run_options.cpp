// Read by argp, the C library's: another one's tables would be set up, and their pages fetched, at
// each start of each rank.
#include "tools/run_options.h"

#include <algorithm>
#include <argp.h>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <span>
#include <string_view>
#include <unistd.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cache/cpu_features.h"
#include "hostcalls/wasi/listener.h"
#include "tools/byte_size.h"
#include "tools/version.h"

namespace wasmpi {

namespace {

/// What argp gives for an option that has no letter.
enum Key : int {
  kDir = 256,
  kListen,
  kEnv,
  kEnvInherit,
  kMpi,
  kAllowSpawn,
  kUntrusted,
  kCacheDir,
  kNoCache,
  kTier,
  kNoNowrap,
  kCpu,
  kFeatures,
  kFpContract,
  kMaxMemory,
  kStackSize,
  kLevel = 'O',
  kVerbose = 'v',
  kHelp = 'h',
};

constexpr argp_option kOptions[] = {
    {"dir", kDir, "HOST[::GUEST][:ro]", 0, "Directory the guest may use; with :ro only for reading",
     0},
    {"listen", kListen, "ADDRESS:PORT", 0,
     "Socket the guest may accept connections from; or fd:N for an inherited one", 0},
    {"env", kEnv, "NAME=VALUE", 0, "Environment variable for the guest", 0},
    {"env-inherit", kEnvInherit, nullptr, 0,
     "Give the guest this process's environment, without the MPI launcher's variables", 0},
    {"mpi", kMpi, "openmpi|mpich|none", 0, "MPI library of the host; default: from the launcher",
     0},
    {"allow-spawn", kAllowSpawn, nullptr, 0,
     "Let the guest start its own module again (MPI_Comm_spawn), and reach other jobs through "
     "ports and sockets",
     0},
    {"untrusted", kUntrusted, nullptr, 0,
     "The module may be hostile: Open MPI copies messages between processes, which takes large "
     "ones longer, since those it fetches itself could overrun its own buffers",
     0},
    {"cache-dir", kCacheDir, "DIR", 0,
     "Where native code is kept; default: $WASMPI_CACHE_DIR, $XDG_CACHE_HOME/wasmpi, "
     "~/.cache/wasmpi",
     0},
    {"no-cache", kNoCache, nullptr, 0, "Compile into memory; read and write no cache", 0},
    {nullptr, kLevel, "0..3", 0, "Optimisation level; default: 3", 0},
    {"tier", kTier, "full|baseline|auto", 0,
     "Code of a module that is in no cache: full (default); baseline, which is made faster and "
     "runs slower; auto: baseline for a large module at a terminal, while wasmpi-compile makes full code in the background",
     0},
    {"no-nowrap", kNoNowrap, nullptr, 0,
     "Compile each loop once, as if its addresses might always wrap at 2^32", 0},
    {"cpu", kCpu, "NAME", 0,
     "CPU whose code to run: native, this very machine's, or one that unlike machines stand in "
     "for: x86-64, x86-64-v2, ...; default: native, but code in the cache for another CPU is used if this machine has all it needs",
     0},
    {"features", kFeatures, "+NAME,-NAME...", 0,
     "Features of WebAssembly to switch on or off; wasmpi-compile --list-features names them", 0},
    {"fp-contract", kFpContract, "off|fast", 0,
     "fast: round a product and the sum it goes into at once, as native compilers do; default: off, "
     "results to the last bit as WebAssembly has them",
     0},
    {"max-memory", kMaxMemory, "SIZE", 0,
     "Limit of the guest's linear memories, together (K, M, G); default: 2G each, with 64-bit "
     "addresses 1024G",
     0},
    {"stack-size", kStackSize, "SIZE", 0, "Native stack of the guest (K, M, G); default: 8M", 0},
    {"verbose", kVerbose, nullptr, 0, "Tell where the time goes, on standard error", 0},
    {nullptr, kHelp, nullptr, OPTION_HIDDEN, nullptr, 0},
    {}};

/// What launchers and batch systems set, and what is about native libraries or wasmpi itself, is no
/// business of the guest.
bool isHiddenFromGuest(std::string_view assignment) {
  for (const std::string_view prefix :
       {"OMPI_", "OPAL_", "ORTE_", "PRTE_", "PMIX_", "PMI_", "PMI2_", "MPIR_", "MPICH_", "HYDI_", "HYDRA_", "HYD_", "MPI_LOCAL",
        "MPIEXEC_", "MPIRUN_", "I_MPI_", "MV2_", "MVP_", "PALS_", "ALPS_", "FLUX_", "SLURM_", "SRUN_", "IPATH_NO_BACKTRACE=",
        "HFI_NO_BACKTRACE=", "GFORTRAN_UNBUFFERED_PRECONNECTED=", "LD_", "WASMPI_"})
    if (assignment.starts_with(prefix))
      return true;
  return false;
}

/// "NAME=VALUE" each. A variable given twice has the later value, as a shell would have it.
std::vector<std::string> guestEnvironment(const std::vector<std::string>& given, bool inherits) {
  std::vector<std::string> environment;
  if (inherits)
    for (char** entry = environ; *entry; ++entry)
      if (!isHiddenFromGuest(*entry))
        environment.emplace_back(*entry);
  for (const std::string& assignment : given) {
    const std::string name = assignment.substr(0, assignment.find('=') + 1);
    std::erase_if(environment, [&](const std::string& entry) { return entry.starts_with(name); });
    environment.push_back(assignment);
  }
  return environment;
}

/// Reads one command line. What is wrong with it ends the process.
class Parser {
public:
  explicit Parser(RunOptions& options) : options_(options) {}

  error_t take(int key, const char* text, argp_state& state);

private:
  void takeAssignment(const std::string& text);
  void takeModule(const argp_state& state);
  void checkTogether() const;
  uint64_t byteSize(const std::string& text) const;
  OptLevel level(const std::string& text) const;
  Tier tier(const std::string& text) const;
  std::string cpu(const std::string& text) const;
  std::string oneOf(const std::string& text, std::initializer_list<std::string_view> values) const;
  template <class Value> Value valueOf(Expected<Value>&& parsed) const;
  [[noreturn]] void refuse(const std::string& message) const;

  RunOptions& options_;
  const argp_state* state_ = nullptr;
  /// The option that is being read; empty between them.
  std::string option_;
  std::vector<std::string> environment_;
  bool inheritsEnvironment_ = false;
  bool hasTier_ = false, hasLevel_ = false;
};

void Parser::refuse(const std::string& message) const {
  const std::string place = option_.empty() ? "" : option_ + ": ";
  argp_error(state_, "%s%s", place.c_str(), message.c_str());
  std::exit(argp_err_exit_status);
}

template <class Value> Value Parser::valueOf(Expected<Value>&& parsed) const {
  if (!parsed)
    refuse(parsed.error().text());
  return std::move(*parsed);
}

std::string Parser::oneOf(const std::string& text,
                          std::initializer_list<std::string_view> values) const {
  if (std::ranges::find(values, text) == values.end())
    refuse(fmt::format("'{}' is none of {}", text, fmt::join(values, ", ")));
  return text;
}

void Parser::takeAssignment(const std::string& text) {
  if (text.find('=') == std::string::npos || text.starts_with('='))
    refuse("'" + text + "' is not NAME=VALUE");
  environment_.push_back(text);
}

OptLevel Parser::level(const std::string& text) const {
  return static_cast<OptLevel>(oneOf(text, {"0", "1", "2", "3"})[0] - '0');
}

Tier Parser::tier(const std::string& text) const {
  oneOf(text, {"full", "baseline", "auto"});
  return text == "auto" ? Tier::Auto : text == "baseline" ? Tier::Baseline : Tier::Full;
}

/// Others would end the process at the first instruction the machine does not know.
std::string Parser::cpu(const std::string& text) const {
  const auto known = runnableCommonCpus();
  if (text != "native" && std::ranges::find(known, text) == known.end())
    refuse(fmt::format(
        "'{}' is neither native nor a common CPU that this machine can stand in for: {}", text,
        fmt::join(known, ", ")));
  return text;
}

uint64_t Parser::byteSize(const std::string& text) const { return valueOf(parseByteSize(text)); }

/// The module; what follows is the guest's.
void Parser::takeModule(const argp_state& state) {
  char** const module = state.argv + state.next - 1;
  options_.ownArguments.assign(state.argv + 1, module);
  options_.module = *module;
  options_.guestArguments.assign(module + 1, state.argv + state.argc);
}

void Parser::checkTogether() const {
  if (options_.module.empty())
    refuse("no module given");
  if (hasTier_ && hasLevel_)
    refuse("--tier and -O exclude each other");
  if (!options_.useCache && options_.tier == Tier::Auto)
    refuse("--tier=auto needs the cache; with --no-cache choose full or baseline");
  constexpr uint64_t kMinStack = 64 << 10, kMaxStack = 64ull << 30;
  if (options_.stackByteSize < kMinStack || options_.stackByteSize > kMaxStack)
    refuse("--stack-size must be between 64K and 64G");
  if (options_.maxMemoryByteSize > kMaxMemory64ByteSize)
    refuse(fmt::format("--max-memory must not exceed {}G", kMaxMemory64ByteSize >> 30));
}

error_t Parser::take(int key, const char* text, argp_state& state) {
  state_ = &state;
  option_.clear();
  // Without the row that ends the table: its key, 0, is ARGP_KEY_ARG.
  for (const argp_option& row : std::span(kOptions).first(std::size(kOptions) - 1))
    if (row.key == key) {
      option_ = row.name ? fmt::format("--{}", row.name) : fmt::format("-{:c}", key);
      if (row.arg && *text == '\0')
        refuse("its value is empty");
    }
  switch (key) {
  case kDir:
    options_.preopens.push_back(valueOf(wasi::Preopen::parse(text)));
    break;
  case kListen:
    (void)valueOf(wasi::ListenAddress::parse(text));
    options_.listeners.emplace_back(text);
    break;
  case kEnv:
    takeAssignment(text);
    break;
  case kEnvInherit:
    inheritsEnvironment_ = true;
    break;
  case kMpi:
    options_.mpi = oneOf(text, {"openmpi", "mpich", "none"});
    break;
  case kAllowSpawn:
    options_.allowsSpawn = true;
    break;
  case kUntrusted:
    options_.isUntrusted = true;
    break;
  case kCacheDir:
    options_.cacheDirectory = text;
    break;
  case kNoCache:
    options_.useCache = false;
    break;
  case kLevel:
    options_.optLevel = level(text);
    hasLevel_ = true;
    break;
  case kTier:
    options_.tier = tier(text);
    hasTier_ = true;
    break;
  case kNoNowrap:
    options_.wrapChecks = false;
    break;
  case kCpu:
    options_.cpu = cpu(text);
    break;
  case kFeatures:
    options_.features = valueOf(FeatureSet::parse(text));
    break;
  case kFpContract:
    options_.contractsFp = oneOf(text, {"off", "fast"}) == "fast";
    break;
  case kMaxMemory:
    options_.maxMemoryByteSize = options_.maxMemory64ByteSize = byteSize(text);
    break;
  case kStackSize:
    options_.stackByteSize = byteSize(text);
    break;
  case kVerbose:
    options_.isVerbose = true;
    break;
  case kHelp:
    argp_state_help(&state, stdout, ARGP_HELP_STD_HELP);
    break;
  case ARGP_KEY_ARG:
    takeModule(state);
    state.next = state.argc;
    break;
  case ARGP_KEY_END:
    checkTogether();
    options_.environment = guestEnvironment(environment_, inheritsEnvironment_);
    break;
  default:
    return ARGP_ERR_UNKNOWN;
  }
  return 0;
}

} // namespace

RunOptions parseRunOptions(int argc, char** argv) {
  RunOptions options;
  if (argc > 1 && argv[1][0] != '-') {
    options.module = argv[1];
    options.guestArguments.assign(argv + 2, argv + argc);
    return options;
  }
  argp_err_exit_status = 2;
  argp_program_version_hook = [](std::FILE* stream, argp_state*) {
    fmt::print(stream, "{}\n", versionText("wasmpi-run"));
  };
  Parser parser(options);
  const auto take = [](int key, char* text, argp_state* state) {
    return static_cast<Parser*>(state->input)->take(key, text, *state);
  };
  const argp reader{kOptions,
                    take,
                    "app.wasm [ARGUMENT...]",
                    "Runs a WebAssembly program, under mpiexec as one rank of an MPI job."
                    "\vOptions end at the module; what follows it goes to the program.",
                    nullptr,
                    nullptr,
                    nullptr};
  argp_parse(&reader, argc, argv, ARGP_IN_ORDER, nullptr, &parser);
  return options;
}

} // namespace wasmpi
