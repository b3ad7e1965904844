#include "tools/background_compiler.h"

#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <unistd.h>

#include <system_error>

#include <fmt/format.h>

extern char** environ; // NOLINT: POSIX

namespace wasmpi {

namespace {

/// Below the guest's, which runs meanwhile.
constexpr int kNiceness = 10;

/// How posix_spawn starts a process that is to outlive this one: no file of ours stays open in it, no signal of our terminal reaches it.
class DetachedSpawn {
public:
  DetachedSpawn() {
    posix_spawnattr_init(&attributes_);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSID);
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions_, STDOUT_FILENO, STDERR_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
  }
  DetachedSpawn(const DetachedSpawn&) = delete;
  DetachedSpawn& operator=(const DetachedSpawn&) = delete;
  ~DetachedSpawn() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }

  Expected<pid_t> start(const std::vector<std::string>& command) const {
    std::vector<char*> words;
    for (const std::string& word : command)
      words.push_back(const_cast<char*>(word.c_str())); // which posix_spawn does not write to
    words.push_back(nullptr);
    pid_t process = 0;
    if (const int error = posix_spawn(&process, words[0], &actions_, &attributes_, words.data(), environ); error != 0)
      return failure(fmt::format("cannot start {}: {}", command[0], std::strerror(error)));
    return process;
  }

private:
  posix_spawnattr_t attributes_;
  posix_spawn_file_actions_t actions_;
};

} // namespace

Expected<std::vector<std::string>> backgroundCommand(const RunOptions& run, const CompileOptions& wanted) {
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error).parent_path() / "wasmpi-compile";
  if (access(program.c_str(), X_OK) != 0)
    return failure(fmt::format("{}: {}", program.string(), std::strerror(errno)));
  std::vector<std::string> words = {program.string(), "-O", std::to_string(static_cast<int>(wanted.optLevel))};
  if (wanted.boundsChecks == BoundsChecks::Explicit)
    words.emplace_back("--bounds=explicit");
  if (!wanted.wrapChecks)
    words.emplace_back("--no-nowrap");
  if (wanted.contractsFp)
    words.emplace_back("--fp-contract=fast");
  if (wanted.cpu)
    words.push_back(fmt::format("--cpu={}", wanted.cpu));
  for (const FeatureRow& row : featureRows())
    if (const bool isOn = FeatureSet::fromBits(wanted.wasmFeatures).contains(row.feature); isOn != row.isDefault)
      words.push_back(fmt::format("--features={}{}", isOn ? '+' : '-', row.name));
  if (!run.cacheDirectory.empty())
    words.push_back("--cache-dir=" + run.cacheDirectory.string());
  words.insert(words.end(), {"--", run.module.string()});
  return words;
}

Expected<pid_t> compileInBackground(const RunOptions& run, const CompileOptions& wanted) {
  const auto command = backgroundCommand(run, wanted);
  if (!command)
    return tl::unexpected(command.error());
  auto process = DetachedSpawn().start(*command);
  if (process)
    setpriority(PRIO_PROCESS, static_cast<id_t>(*process), kNiceness);
  return process;
}

} // namespace wasmpi
