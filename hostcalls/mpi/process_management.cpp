#include "hostcalls/mpi/process_management.h"

#include <algorithm>
#include <cstdlib>
#include <optional>

#include <fmt/format.h>

#include "hostcalls/mpi/adaptors.h"
#include "hostcalls/mpi/adaptors_array.h"
#include "hostcalls/mpi/launcher.h"

namespace wasmpi::mpi {

namespace {

/// Longer than any command line a host takes.
constexpr size_t kMaxArguments = 1 << 16;
constexpr int32_t kMaxCommands = 1 << 12;
/// MPI_MAX_PORT_NAME of the standard ABI.
constexpr uint32_t kGuestPortSize = 1024;

/// Whether the user has allowed this; an error of the class, which says how, if not.
bool isAllowed(Call call, int errorClass) {
  if (call.context.services().launcher)
    return true;
  return call.failWithError(call.context.errorCodes().explain(
      errorClass, fmt::format("{}: not allowed to this program; wasmpi-run --allow-spawn allows it",
                              call.name)));
}

/// The guest's string at `address`, as MPI takes it.
std::optional<std::string> stringAt(Call call, uint32_t address) {
  InString text;
  if (!text.decode(call, address))
    return std::nullopt;
  return text.text();
}

/// One command of a spawn, for the library: this program, its options, the module, the guest's
/// arguments.
class Command {
public:
  /// Fails the call with an error if the module cannot be run.
  bool decode(Call call, uint32_t command, uint32_t arguments) {
    const auto module = stringAt(call, command);
    if (!module)
      return false;
    auto line = call.context.services().launcher->commandFor(*module);
    if (!line)
      return call.failWithError(call.context.errorCodes().explain(
          MPI_ERR_SPAWN, fmt::format("{}: {}", call.name, line.error().message)));
    words_ = std::move(*line);
    return arguments == 0 || addArguments(call, arguments);
  }
  char* program() { return words_.front().data(); }
  /// Without the program, ended by null. Valid until the command moves.
  char** arguments() {
    pointers_.clear();
    for (size_t i = 1; i < words_.size(); i++)
      pointers_.push_back(words_[i].data());
    pointers_.push_back(nullptr);
    return pointers_.data();
  }

private:
  bool addArguments(Call call, uint32_t array) {
    for (size_t i = 0; i < kMaxArguments; i++, array += sizeof(uint32_t)) {
      OutCell<uint32_t> cell;
      if (!cell.decode(call, array))
        return false;
      const uint32_t address = cell.read();
      if (address == 0)
        return true;
      auto word = stringAt(call, address);
      if (!word)
        return false;
      words_.push_back(std::move(*word));
    }
    return call.failWithError(MPI_ERR_ARG);
  }

  std::vector<std::string> words_;
  std::vector<char*> pointers_;
};

/// The hints for a spawn that say where, not what: others could name files of the host.
class PlacementHints {
public:
  PlacementHints() = default;
  PlacementHints(PlacementHints&& other) noexcept
      : info_(std::exchange(other.info_, MPI_INFO_NULL)) {}
  ~PlacementHints() {
    if (info_ != MPI_INFO_NULL)
      MPI_Info_free(&info_);
  }
  bool decode(Call call, uint32_t handle) {
    In<Info> given;
    if (!given.decode(call, handle))
      return false;
    const MPI_Info all = std::get<0>(given.host());
    if (all == MPI_INFO_NULL || MPI_Info_create(&info_) != MPI_SUCCESS)
      return true;
    for (const char* key : {"host", "soft", "arch"}) {
      char value[MPI_MAX_INFO_VAL + 1] = {};
      int isSet = 0;
      if (MPI_Info_get(all, key, MPI_MAX_INFO_VAL, value, &isSet) == MPI_SUCCESS && isSet)
        MPI_Info_set(info_, key, value);
    }
    return true;
  }
  MPI_Info native() const { return info_; }

private:
  MPI_Info info_ = MPI_INFO_NULL;
};

/// Arguments that matter at the root alone.
struct Commands {
  std::vector<Command> lines;
  std::vector<PlacementHints> hints;
  std::vector<int> processCounts;

  bool add(Call call, uint32_t command, uint32_t arguments, int32_t processCount, uint32_t info) {
    Command line;
    PlacementHints hint;
    if (!line.decode(call, command, arguments) || !hint.decode(call, info) ||
        (processCount < 1 && !call.failWithError(MPI_ERR_ARG)))
      return false;
    lines.push_back(std::move(line));
    hints.push_back(std::move(hint));
    processCounts.push_back(processCount);
    return true;
  }
  bool addAll(Call call, int32_t count, uint32_t commands, uint32_t arguments,
              uint32_t processCounts, uint32_t infos) {
    ArgumentArray<uint32_t> names, lists, hintHandles;
    ArgumentArray<int32_t> counts;
    if ((count < 1 || count > kMaxCommands) && !call.failWithError(MPI_ERR_ARG))
      return false;
    if (!names.copyIn(call, "commands", commands, count) ||
        (arguments != 0 && !lists.copyIn(call, "argument lists", arguments, count)) ||
        !counts.copyIn(call, "process counts", processCounts, count) ||
        !hintHandles.copyIn(call, "infos", infos, count))
      return false;
    for (int32_t i = 0; i < count; i++)
      if (!add(call, names[i], arguments == 0 ? 0 : lists[i], counts[i], hintHandles[i]))
        return false;
    return true;
  }
  int64_t total() const {
    int64_t sum = 0;
    for (const int count : processCounts)
      sum += count;
    return sum;
  }
};

/// The part of a spawn that is the same for all ranks: what the root has is looked at there, and
/// all learn what came of it, so that a bad command is an error everywhere and no rank waits.
class Spawn {
public:
  /// False: the call has failed.
  template <class DecodeAtRoot>
  bool prepare(Call call, int32_t root, uint32_t comm, uint32_t result, uint32_t codes,
               const DecodeAtRoot& decodeAtRoot) {
    CommEntry& entry = call.context.table<Comm>()[comm];
    comm_ = entry.native;
    if (!isAllowed(call, MPI_ERR_SPAWN))
      return false;
    if (!call.context.shapeOf(entry) || entry.remoteSize >= 0)
      return call.failWithError(MPI_ERR_COMM);
    if (root < 0 || root >= entry.size)
      return call.failWithError(MPI_ERR_ROOT);
    root_ = root;
    codesAddress_ = codes;
    return result_.decode(call, result) &&
           agree(call, entry.rank != root || decodeAtRoot(commands_)) && decodeCodes(call);
  }

  Commands& commands() { return commands_; }
  int root() const { return root_; }
  MPI_Comm comm() const { return comm_; }
  MPI_Comm* made() { return &made_; }
  int* codes() { return codesAddress_ == 0 ? MPI_ERRCODES_IGNORE : codes_.data(); }

  int32_t finish(Call call, int code) {
    if (codesAddress_ != 0) {
      for (size_t i = 0; i < codes_.count(); i++)
        codes_[i] = call.context.resultOf(codes_[i]);
      codes_.copyOut(call, codesAddress_);
    }
    if (code == MPI_SUCCESS)
      result_.write(call.context.takeIn<Comm>(made_));
    return call.context.resultOf(code);
  }

private:
  bool agree(Call call, bool isRight) {
    // A trap need not be told to others: it ends them.
    if (call.context.hasTrap())
      return false;
    int64_t message[] = {isRight ? 0 : 1, commands_.total()};
    // Not what the program calls, so tools that look at its calls must not see it.
    if (PMPI_Bcast(message, 2, MPI_INT64_T, root_, comm_) != MPI_SUCCESS)
      return call.failWithError(MPI_ERR_SPAWN);
    processCount_ = message[1];
    if (message[0] == 0)
      return true;
    return isRight ? call.failWithError(MPI_ERR_SPAWN) : false;
  }
  /// The library writes a code for each process on every rank.
  bool decodeCodes(Call call) {
    if (codesAddress_ == 0)
      return true;
    if (!codes_.copyIn(call, "error codes", codesAddress_, processCount_))
      return false;
    std::fill_n(codes_.data(), codes_.count(), MPI_SUCCESS);
    return true;
  }

  MPI_Comm comm_ = MPI_COMM_NULL, made_ = MPI_COMM_NULL;
  int root_ = 0;
  int64_t processCount_ = 0;
  uint32_t codesAddress_ = 0;
  Commands commands_;
  OutCell<uint32_t> result_;
  ArgumentArray<int> codes_;
};

} // namespace

int32_t commSpawn(Call call, uint32_t command, uint32_t arguments, int32_t processCount,
                  uint32_t info, int32_t root, uint32_t comm, uint32_t result, uint32_t codes) {
  Spawn spawn;
  const auto decode = [&](Commands& commands) {
    return commands.add(call, command, arguments, processCount, info);
  };
  if (!spawn.prepare(call, root, comm, result, codes, decode))
    return call.context.finishFailure(spawn.comm());
  Commands& commands = spawn.commands();
  const bool isRoot = !commands.lines.empty();
  const int code =
      MPI_Comm_spawn(isRoot ? commands.lines[0].program() : nullptr,
                     isRoot ? commands.lines[0].arguments() : MPI_ARGV_NULL,
                     isRoot ? processCount : 0, isRoot ? commands.hints[0].native() : MPI_INFO_NULL,
                     spawn.root(), spawn.comm(), spawn.made(), spawn.codes());
  return spawn.finish(call, code);
}

int32_t commSpawnMultiple(Call call, int32_t count, uint32_t commands, uint32_t arguments,
                          uint32_t processCounts, uint32_t infos, int32_t root, uint32_t comm,
                          uint32_t result, uint32_t codes) {
  Spawn spawn;
  const auto decode = [&](Commands& all) {
    return all.addAll(call, count, commands, arguments, processCounts, infos);
  };
  if (!spawn.prepare(call, root, comm, result, codes, decode))
    return call.context.finishFailure(spawn.comm());
  std::vector<char*> programs;
  std::vector<char**> lists;
  std::vector<MPI_Info> hints;
  for (Command& line : spawn.commands().lines) {
    programs.push_back(line.program());
    lists.push_back(line.arguments());
  }
  for (const PlacementHints& each : spawn.commands().hints)
    hints.push_back(each.native());
  const int code =
      MPI_Comm_spawn_multiple(static_cast<int>(programs.size()), programs.data(), lists.data(),
                              spawn.commands().processCounts.data(), hints.data(), spawn.root(),
                              spawn.comm(), spawn.made(), spawn.codes());
  return spawn.finish(call, code);
}

int32_t commGetParent(Call call, uint32_t result) {
  OutCell<uint32_t> cell;
  if (!cell.decode(call, result))
    return call.context.finishFailure(MPI_COMM_NULL);
  MPI_Comm parent = MPI_COMM_NULL;
  const int code = MPI_Comm_get_parent(&parent);
  if (code != MPI_SUCCESS)
    return call.context.resultOf(code);
  // The same handle each time.
  const auto known = call.context.table<Comm>().findNative(parent);
  cell.write(known ? *known : call.context.takeIn<Comm>(parent));
  return 0;
}

namespace {

/// Where the guest gets a port's name.
class OutPort {
public:
  bool decode(Call call, uint32_t address) {
    address_ = address;
    return ArgumentArray<char>::checkGuestArray(call, "port name", address, kGuestPortSize, 1);
  }
  char* native() { return text_; }
  void write(Call call) const {
    const size_t length = strnlen(text_, std::min<size_t>(MPI_MAX_PORT_NAME, kGuestPortSize) - 1);
    uint8_t* bytes = call.context.memory().base() + address_;
    std::memcpy(bytes, text_, length);
    bytes[length] = 0;
  }

private:
  uint32_t address_ = 0;
  char text_[MPI_MAX_PORT_NAME + 1] = {};
};

/// A name, an info object, and a second name or none: the arguments of most of these calls.
struct NamesAndInfo {
  InString first, second;
  In<Info> info;

  bool decode(Call call, uint32_t firstName, uint32_t handle) {
    return first.decode(call, firstName) && info.decode(call, handle);
  }
  bool isPortName(Call call, const InString& name) const {
    return name.text().size() < MPI_MAX_PORT_NAME || call.failWithError(MPI_ERR_PORT);
  }
  MPI_Info hints() const { return std::get<0>(info.host()); }
};

int32_t failed(Call call) { return call.context.finishFailure(MPI_COMM_NULL); }

/// MPI_Comm_accept and MPI_Comm_connect. The port's name matters at the root alone.
template <auto native>
int32_t meet(Call call, uint32_t port, uint32_t info, int32_t root, uint32_t comm,
             uint32_t result) {
  CommEntry& entry = call.context.table<Comm>()[comm];
  const MPI_Comm local = entry.native;
  OutCell<uint32_t> cell;
  NamesAndInfo names;
  if (!isAllowed(call, MPI_ERR_PORT))
    return call.context.finishFailure(local);
  if (!call.context.shapeOf(entry) || entry.remoteSize >= 0)
    call.failWithError(MPI_ERR_COMM);
  else if (root < 0 || root >= entry.size)
    call.failWithError(MPI_ERR_ROOT);
  else if (cell.decode(call, result) &&
           (entry.rank != root ||
            (names.decode(call, port, info) && names.isPortName(call, names.first)))) {
    const bool isRoot = entry.rank == root;
    MPI_Comm made = MPI_COMM_NULL;
    const int code = native(names.first.text().c_str(), isRoot ? names.hints() : MPI_INFO_NULL,
                            root, local, &made);
    if (code == MPI_SUCCESS)
      cell.write(call.context.takeIn<Comm>(made));
    return call.context.resultOf(code);
  }
  return call.context.finishFailure(local);
}

/// MPI_Publish_name and MPI_Unpublish_name.
template <auto native>
int32_t changeName(Call call, uint32_t service, uint32_t info, uint32_t port) {
  NamesAndInfo names;
  if (!isAllowed(call, MPI_ERR_SERVICE) || !names.decode(call, service, info) ||
      !names.second.decode(call, port) || !names.isPortName(call, names.second))
    return failed(call);
  return call.context.resultOf(
      native(names.first.text().c_str(), names.hints(), names.second.text().c_str()));
}

} // namespace

int32_t openPort(Call call, uint32_t info, uint32_t port) {
  In<Info> hints;
  OutPort name;
  if (!isAllowed(call, MPI_ERR_PORT) || !hints.decode(call, info) || !name.decode(call, port))
    return failed(call);
  const int code = MPI_Open_port(std::get<0>(hints.host()), name.native());
  if (code == MPI_SUCCESS)
    name.write(call);
  return call.context.resultOf(code);
}

int32_t closePort(Call call, uint32_t port) {
  NamesAndInfo names;
  if (!isAllowed(call, MPI_ERR_PORT) || !names.first.decode(call, port) ||
      !names.isPortName(call, names.first))
    return failed(call);
  return call.context.resultOf(MPI_Close_port(names.first.text().c_str()));
}

int32_t commAccept(Call call, uint32_t port, uint32_t info, int32_t root, uint32_t comm,
                   uint32_t result) {
  return meet<&MPI_Comm_accept>(call, port, info, root, comm, result);
}

int32_t commConnect(Call call, uint32_t port, uint32_t info, int32_t root, uint32_t comm,
                    uint32_t result) {
  return meet<&MPI_Comm_connect>(call, port, info, root, comm, result);
}

int32_t publishName(Call call, uint32_t service, uint32_t info, uint32_t port) {
  return changeName<&MPI_Publish_name>(call, service, info, port);
}

int32_t unpublishName(Call call, uint32_t service, uint32_t info, uint32_t port) {
  return changeName<&MPI_Unpublish_name>(call, service, info, port);
}

int32_t lookupName(Call call, uint32_t service, uint32_t info, uint32_t port) {
  NamesAndInfo names;
  OutPort name;
  if (!isAllowed(call, MPI_ERR_NAME) || !names.decode(call, service, info) ||
      !name.decode(call, port))
    return failed(call);
  const int code = MPI_Lookup_name(names.first.text().c_str(), names.hints(), name.native());
  if (code == MPI_SUCCESS)
    name.write(call);
  return call.context.resultOf(code);
}

/// MPI-3.1 10.5.5.
int32_t commJoin(Call call, uint32_t descriptor, uint32_t result) {
  OutCell<uint32_t> cell;
  if (!isAllowed(call, MPI_ERR_ARG) || !cell.decode(call, result))
    return failed(call);
  const auto socket = call.context.services().launcher->socketOf(descriptor);
  if (!socket) {
    call.failWithError(call.context.errorCodes().explain(
        MPI_ERR_ARG, fmt::format("{}: {}", call.name, socket.error().message)));
    return failed(call);
  }
  MPI_Comm made = MPI_COMM_NULL;
  const int code = MPI_Comm_join(*socket, &made);
  if (code == MPI_SUCCESS)
    cell.write(call.context.takeIn<Comm>(made));
  return call.context.resultOf(code);
}

} // namespace wasmpi::mpi
