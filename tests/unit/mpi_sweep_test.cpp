// Every row of functions*.def with arguments that a hostile guest would try, one rank: whatever the
// result, the process must live, go on, and touch nothing but guest memory (guard pages).
//
// A row runs in a process of its own, forked with MPI up. Arguments are drawn from lists by what
// they stand for (kSignatures), more often a plausible one than an extreme one, so that a call gets
// beyond its first check. The draw is the same in every run. Calls that could wait for a message
// get no rank that could send it, and no request that is pending.
#include <array>
#include <csignal>
#include <cstdio>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "mpi_plugin_harness.h"
#include "mpi_sweep_values.h"

namespace wasmpi::mpi {

namespace {

constexpr int kShards = 4;
constexpr int kTuples = 1000;
constexpr unsigned kSecondsPerRow = 20;
constexpr size_t kMaxParameters = 13;

constexpr const char* kRows[] = {
#define MPI_FN(name, ...) "MPI_" #name,
#define RENAMED(name, ...) "MPI_" #name,
#define SPECIAL(name, function) "MPI_" #name,
#define TOOL(name, ...) "MPI_" #name,
#define OPTIONAL(name, ...) "MPI_" #name,
#include "hostcalls/mpi/functions.def"
#include "hostcalls/mpi/functions_mpi4.def"
#undef MPI_FN
#undef RENAMED
#undef SPECIAL
#undef TOOL
#undef OPTIONAL
};

/// Not called: they end the process, or MPI, rightly.
const std::set<std::string> kSkipped = {
    "MPI_Abort",
    "MPI_Finalize",
#ifdef OPEN_MPI
    // Open MPI 4.1.4 writes a message whole where it is longer than what is received, in native
    // programs as well: here behind the guest's memory, where guard pages end the process.
    "MPI_Neighbor_allgatherv",
    "MPI_Ineighbor_allgatherv",
    "MPI_Neighbor_alltoallv",
    "MPI_Ineighbor_alltoallv",
#else
    // What MPICH 4.0.2 does itself. Seen in native programs as well: Alltoallv,
    // Dims_create, Pack_external_size.
    "MPI_Allgatherv_init",    // divides by zero in the library
    "MPI_Alltoallv",          // waits for ever for a message to itself that it does not receive,
    "MPI_Alltoallw",          // where the counts of both ends differ
    "MPI_Attr_get",           // asks a launcher for MPI_UNIVERSE_SIZE, which a forked process
    "MPI_Comm_get_attr",      // cannot reach
    "MPI_Buffer_detach",      // waits for the message that is kept here to be received
    "MPI_Dims_create",        // divides by 0 for some numbers of nodes, such as 2147483647
    "MPI_Pack_external_size", // traps on a datatype without elements
#endif
};

/// MPICH 4.0.2 ends the job by assertions of its own where buffers overlap, or messages end within
/// an element or are of another type: an end that is in order, as natively.
#ifdef OPEN_MPI
constexpr bool kLibraryAsserts = false;
#else
constexpr bool kLibraryAsserts = true;
#endif

/// What the child was about to call, for the parent's report.
struct Report {
  int tuple;
  size_t count;
  std::array<uint32_t, kMaxParameters> arguments;
};

template <size_t... indices>
int32_t callWith(const void* code, void* context, const uint32_t* arguments,
                 std::index_sequence<indices...>) {
  using Function = int32_t (*)(void*, decltype(static_cast<uint32_t>(indices))...);
  return reinterpret_cast<Function>(const_cast<void*>(code))(context, arguments[indices]...);
}

template <size_t count = 0>
int32_t callDynamic(const HostModule::Binding& binding, const uint32_t* arguments, size_t wanted) {
  if (count == wanted)
    return callWith(binding.function.code, binding.context, arguments,
                    std::make_index_sequence<count>{});
  if constexpr (count < kMaxParameters)
    return callDynamic<count + 1>(binding, arguments, wanted);
  std::abort();
}

void sweepRow(const std::string& name, Report& report) {
  PluginHarness& guest = readyGuest();
  const auto binding = guest.module().find("mpi", name);
  report.count = binding->function.type.parameters.size();
  const std::string signature = signatureOf(name, report.count);
  std::minstd_rand random(1);
  SweepValues values(guest);
  for (report.tuple = 0; report.tuple < kTuples; report.tuple++) {
    values.refresh(signature, report.tuple == 0);
    for (size_t i = 0; i < report.count; i++)
      report.arguments[i] = values.draw(signature[i], random);
    try {
      callDynamic(*binding, report.arguments.data(), report.count);
    } catch (const RaisedTrap&) {
      // An address outside of memory, most often.
    }
    for (MPI_Comm comm : {MPI_COMM_WORLD, MPI_COMM_SELF})
      MPI_Comm_set_errhandler(comm, MPI_ERRORS_RETURN);
  }
}

std::string describe(const std::string& name, const Report& report, int status) {
  std::string text = name + ", tuple " + std::to_string(report.tuple) + ": ";
  text += WIFSIGNALED(status) ? std::string("signal ") + strsignal(WTERMSIG(status))
                              : "exit status " + std::to_string(WEXITSTATUS(status));
  for (size_t i = 0; i < report.count; i++) {
    char argument[16];
    std::snprintf(argument, sizeof argument, " 0x%x", report.arguments[i]);
    text += argument;
  }
  return text;
}

/// Empty if the row's process has lived to its end.
std::string runRow(const std::string& name) {
  void* shared =
      mmap(nullptr, sizeof(Report), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  REQUIRE(shared != MAP_FAILED);
  auto& report = *new (shared) Report{};
  readyGuest();
  const pid_t child = fork();
  if (child == 0) {
    for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT})
      std::signal(signal, SIG_DFL); // Catch and the library would report them as their own
    alarm(kSecondsPerRow);
    sweepRow(name, report);
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  const bool hasAsserted = kLibraryAsserts && WIFEXITED(status) && WEXITSTATUS(status) == 1;
  const bool isAlive = hasAsserted || (WIFEXITED(status) && WEXITSTATUS(status) == 0);
  const std::string result = isAlive ? "" : describe(name, report, status);
  munmap(shared, sizeof(Report));
  return result;
}

void runShard(size_t shard) {
  for (size_t i = shard; i < std::size(kRows); i += kShards) {
    if (kSkipped.contains(kRows[i]))
      continue;
    const std::string problem = runRow(kRows[i]);
    CHECK(problem == "");
  }
}

} // namespace

TEST_CASE("MPI sweep: no row of functions.def is the process's end, part 1") { runShard(0); }
TEST_CASE("MPI sweep: no row of functions.def is the process's end, part 2") { runShard(1); }
TEST_CASE("MPI sweep: no row of functions.def is the process's end, part 3") { runShard(2); }
TEST_CASE("MPI sweep: no row of functions.def is the process's end, part 4") { runShard(3); }

} // namespace wasmpi::mpi
