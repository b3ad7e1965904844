// The MPI plugin without a runtime: a guest memory between guard pages, a function table of
// numbers, and services that report a trap by a C++ exception.
#pragma once

#include <cstdlib>
#include <cstring>
#include <map>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>

#include <sys/mman.h>

#include "hostcalls/mpi/mpi_header.h"
#include "hostcalls/mpi/mpi_module.h"

namespace wasmpi::mpi {

/// A trap or the end of the process, as it reaches the test.
struct RaisedTrap : std::runtime_error {
  explicit RaisedTrap(Trap&& raised) : std::runtime_error(raised.detail), trap(std::move(raised)) {}
  Trap trap;
};

/// Memory that begins with some accessible bytes; whatever lies before or behind them faults.
class GuardedBytes {
public:
  static constexpr size_t kReserved = size_t{256} << 20;

  explicit GuardedBytes(size_t byteSize)
      : all_(mmap(nullptr, 2 * kReserved, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                  -1, 0)) {
    if (all_ == MAP_FAILED)
      throw std::bad_alloc();
    open(0, byteSize);
  }
  ~GuardedBytes() { munmap(all_, 2 * kReserved); }
  GuardedBytes(const GuardedBytes&) = delete;

  uint8_t* data() const { return static_cast<uint8_t*>(all_) + kReserved; }
  void open(size_t begin, size_t end) const {
    if (end > kReserved || mprotect(data() + begin, end - begin, PROT_READ | PROT_WRITE) != 0)
      throw std::bad_alloc();
  }

private:
  void* all_;
};

class PluginHarness {
public:
  static constexpr uint32_t kByteSize = 1 << 20;

  explicit PluginHarness(std::string importModule = "mpi")
      : importModule_(std::move(importModule)), bytes_(kByteSize), module_(services_) {
    world().memory = {bytes_.data(), kByteSize};
    world().bytes = &bytes_;
    // The first import decides the ABI and makes the context the memory is attached to.
    module_.find(importModule_, "MPI_Init");
    // The fake services never look at the instance.
    module_.attach(*reinterpret_cast<Instance*>(bytes_.data()));
  }

  /// Calls "MPI_X" as generated code would. Throws RaisedTrap.
  template <class... Arguments> int32_t call(const char* name, Arguments... arguments) {
    const auto binding = module_.find(importModule_, name);
    if (!binding)
      throw std::logic_error(std::string(name) + " is not there");
    auto* code = reinterpret_cast<int32_t (*)(void*, Arguments...)>(
        const_cast<void*>(binding->function.code));
    return code(binding->context, arguments...);
  }
  /// The text of the trap a call ends with; empty if it returns.
  template <class... Arguments> std::string trapOf(const char* name, Arguments... arguments) {
    try {
      call(name, arguments...);
      return "";
    } catch (const RaisedTrap& raised) {
      return raised.trap.detail;
    }
  }

  template <class T> T read(uint32_t address) const {
    T value;
    std::memcpy(&value, bytes_.data() + address, sizeof value);
    return value;
  }
  template <class T> void write(uint32_t address, T value) {
    std::memcpy(bytes_.data() + address, &value, sizeof value);
  }

  MpiModule& module() { return module_; }
  uint8_t* memory() const { return bytes_.data(); }
  static uint64_t memoryByteSize() { return world().memory.byteSize; }

  /// Puts a function, or with null none, into a slot of the guest's table. It is never run: called,
  /// it only becomes the last one.
  static void setTableSlot(uint32_t index, const FunctionReference* function) {
    world().table[index] = function;
  }
  static const FunctionReference* lastCalled() { return world().lastCalled; }

  /// From here on the guest has a malloc and a free. Blocks come from a part in the middle of its
  /// memory, again and again.
  static void exportMalloc() { world().hasMalloc = true; }

private:
  /// What the fake services know: the attached "instance" carries no state.
  struct World {
    MemoryDefinition memory{};
    const GuardedBytes* bytes = nullptr;
    std::map<uint32_t, const FunctionReference*> table;
    const FunctionReference* lastCalled = nullptr;
    bool hasMalloc = false;
    uint64_t heapUsed = 0;
    /// What the fake functions malloc and free are known by.
    FunctionReference malloc{}, free{};
  };
  static World& world() {
    static World world;
    return world;
  }
  static void throwTrap(Trap&& trap) { throw RaisedTrap(std::move(trap)); }
  static GuestMemory memory(Instance&) { return GuestMemory(&world().memory); }
  static Result<uint32_t> grow(Instance&, uint64_t byteSize) {
    const auto address = static_cast<uint32_t>(world().memory.byteSize);
    const uint64_t rounded = (byteSize + 0xffff) & ~uint64_t{0xffff};
    world().bytes->open(address, address + rounded);
    world().memory.byteSize += rounded;
    return address;
  }
  static Result<GuestFunction> findCallback(Instance& instance, uint32_t index, const FunctionType&,
                                            std::string_view) {
    const auto found = world().table.find(index);
    if (found == world().table.end() || !found->second)
      return tl::unexpected(Trap{.code = TrapCode::UndefinedElement, .detail = "no function"});
    return GuestFunction{&instance, found->second};
  }
  static Result<void> callGuest(const GuestFunction& function, const FunctionType&,
                                std::span<uint64_t> values) {
    world().lastCalled = function.reference;
    if (function.reference == &world().malloc)
      values[0] = allocate(values[0]);
    return {};
  }
  static uint64_t allocate(uint64_t byteSize) {
    constexpr uint64_t kHeap = kByteSize / 2, kHeapByteSize = kByteSize / 4;
    if (byteSize > kHeapByteSize)
      return 0;
    uint64_t& used = world().heapUsed;
    if (byteSize > kHeapByteSize - used)
      used = 0;
    return kHeap + std::exchange(used, used + ((byteSize + 15) & ~uint64_t{15}));
  }
  static Result<GuestFunction> findExport(Instance& instance, std::string_view name,
                                          const FunctionType&) {
    if (!world().hasMalloc || (name != "malloc" && name != "free"))
      return tl::unexpected(Trap{.code = TrapCode::HostCall, .detail = "no exports"});
    return GuestFunction{&instance, name == "malloc" ? &world().malloc : &world().free};
  }
  static Expected<void> map(uint64_t address, uint64_t byteSize, int flags, int file) {
    uint8_t* place = world().bytes->data() + address;
    if (byteSize > 0 &&
        mmap(place, byteSize, PROT_READ | PROT_WRITE, flags | MAP_FIXED, file, 0) != place)
      return failure("mmap");
    return {};
  }

  PluginServices services_ = {
      .version = kPluginVersion,
      .byteSize = sizeof(PluginServices),
      .raiseTrap = &throwTrap,
      .endProcess = [](void*, Trap&& trap) { throwTrap(std::move(trap)); },
      .user = nullptr,
      .findCallback = &findCallback,
      .findExport = &findExport,
      .callGuest = &callGuest,
      .guestMemory = &memory,
      .growMemory = &grow,
      .launcher = nullptr,
      .reservedMemory = [](Instance&) { return world().memory.byteSize; },
      .mapShared = [](Instance&, uint64_t address, uint64_t byteSize,
                      int file) { return map(address, byteSize, MAP_SHARED, file); },
      .mapPrivate =
          [](Instance&, uint64_t address, uint64_t byteSize) {
            return map(address, byteSize, MAP_PRIVATE | MAP_ANONYMOUS, -1);
          },
      .restoreSignalHandlers = [] {},
      .meetJob = [](void*, JobRanks&) {},
      .files = nullptr,
  };
  std::string importModule_;
  GuardedBytes bytes_;
  MpiModule module_;
};

/// The harness that initialises MPI, which returns its errors. MPI is initialised once in a
/// process; so it lives as long.
inline PluginHarness& readyGuest() {
  constexpr uint32_t kWorld = 0x101, kSelf = 0x102, kErrorsReturn = 0x143;
  // Debian's configuration leaves a single rank without a component for windows.
  setenv("OMPI_MCA_osc", "^ucx", 0);
  static PluginHarness harness;
  static const bool isReady = [] {
    const bool isInitialized = harness.call("MPI_Init", 0u, 0u) == 0;
    for (const uint32_t comm : {kWorld, kSelf})
      harness.call("MPI_Comm_set_errhandler", comm, kErrorsReturn);
    std::atexit([] { MPI_Finalize(); });
    return isInitialized;
  }();
  if (!isReady)
    throw std::runtime_error("MPI does not start");
  return harness;
}

} // namespace wasmpi::mpi
