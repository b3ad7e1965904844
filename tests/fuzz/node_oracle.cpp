#include "node_oracle.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <sstream>
#include <utility>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "opcode_rows.h"

extern char** environ;

namespace wasmpi::fuzz {

namespace {

/// The number of a request that only wants to know whether the module is valid.
constexpr uint32_t kValidateOnly = UINT32_MAX;

/// Repeats `transfer`, which is read or write, until all is through.
template <auto transfer, class Byte> bool transferAll(int file, Byte* bytes, size_t size) {
  while (size != 0) {
    const ssize_t count = transfer(file, bytes, size);
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0)
      return false;
    bytes += count;
    size -= static_cast<size_t>(count);
  }
  return true;
}

bool writeAll(int file, const void* data, size_t size) {
  return transferAll<::write>(file, static_cast<const char*>(data), size);
}

bool readAll(int file, void* data, size_t size) {
  return transferAll<::read>(file, static_cast<char*>(data), size);
}

Outcome splitLines(const std::string& text) {
  Outcome lines;
  std::istringstream input(text);
  for (std::string line; std::getline(input, line);)
    lines.push_back(line);
  return lines;
}

} // namespace

Expected<std::unique_ptr<NodeOracle>> NodeOracle::start() {
  int requests[2], answers[2];
  if (::pipe2(requests, O_CLOEXEC) != 0 || ::pipe2(answers, O_CLOEXEC) != 0)
    return failure(std::string("cannot make a pipe: ") + std::strerror(errno));
  // A process that has ended shows as a failed write.
  std::signal(SIGPIPE, SIG_IGN);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, requests[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, answers[1], STDOUT_FILENO);
  const char* arguments[] = {"node", "--expose-gc", WASMPI_FUZZ_ORACLE, nullptr};
  pid_t process = -1;
  const int problem = posix_spawnp(&process, "node", &actions, nullptr,
                                   const_cast<char* const*>(arguments), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(requests[0]);
  ::close(answers[1]);
  std::unique_ptr<NodeOracle> oracle(new NodeOracle);
  oracle->requests_ = requests[1];
  oracle->answers_ = answers[0];
  if (problem != 0)
    return failure(std::string("cannot start node: ") + std::strerror(problem));
  oracle->process_ = process;
  for (const std::string& feature : splitLines(oracle->readAnswer()))
    oracle->features_.insert(feature);
  if (oracle->features_.empty())
    return failure("node ended before it said what it knows");
  return oracle;
}

NodeOracle::~NodeOracle() {
  ::close(requests_);
  ::close(answers_);
  if (process_ > 0)
    ::waitpid(process_, nullptr, 0);
}

bool NodeOracle::knows(const GeneratedModule& module) const {
  for (const Feature feature : module.features)
    if (!features_.contains(std::string(nameOf(feature))))
      return false;
  return true;
}

FeatureSet NodeOracle::features() const {
  FeatureSet known = FeatureSet::fromBits(0);
  for (const FeatureRow& row : featureRows())
    known.set(row.feature, features_.contains(std::string(row.name)));
  if (known.contains(Feature::LegacyExceptions))
    known.set(Feature::Exceptions, true);
  return known;
}

std::string NodeOracle::readAnswer() {
  uint32_t size = 0;
  if (!readAll(answers_, &size, sizeof size))
    return {};
  std::string text(size, '\0');
  return readAll(answers_, text.data(), size) ? text : std::string();
}

std::string NodeOracle::ask(uint32_t number, std::span<const uint8_t> module) {
  const auto size = static_cast<uint32_t>(module.size() + sizeof number);
  if (!writeAll(requests_, &size, sizeof size) || !writeAll(requests_, &number, sizeof number) ||
      !writeAll(requests_, module.data(), module.size()))
    return {};
  return readAnswer();
}

Expected<Outcome> NodeOracle::run(const GeneratedModule& module) {
  const std::string text = ask(module.runCount, module.bytes);
  if (text.empty())
    return failure("node has ended");
  if (text.starts_with("refused"))
    return failure("V8 " + text);
  return splitLines(text);
}

std::string NodeOracle::validate(std::span<const uint8_t> bytes) {
  return ask(kValidateOnly, bytes);
}

} // namespace wasmpi::fuzz
