// Growing, filling and copying on behalf of generated code (Core 4.4.6, 4.4.7). Counts and offsets are the guest's, unchecked.
//
// A builtin holds nothing that would have to be destroyed when it raises a trap.
#include "runtime/builtins.h"

#include <cstring>
#include <optional>
#include <span>
#include <type_traits>

#include "runtime/instance.h"
#include "runtime/linear_memory.h"
#include "runtime/table.h"
#include "runtime/trap.h"
#include "runtime/unwinding.h"

namespace wasmpi {

namespace {

/// What growing yields where it is refused; cut to 32 bits it is the -1 of Core.
constexpr uint64_t kRefused = UINT64_MAX;

Instance& instanceOf(VMContext* context) { return *static_cast<Instance*>(context->instance); }

void raiseUnless(bool isFine, TrapCode code) {
  if (!isFine) [[unlikely]]
    wasmpi::raiseTrap(Trap{.code = code});
}

/// The run of `count` items from `start`, or nullopt if they are not all there.
template <class T>
std::optional<std::span<const T>> part(std::span<const T> items, uint32_t start, uint32_t count) {
  if (count > items.size() || start > items.size() - count)
    return std::nullopt;
  return items.subspan(start, count);
}

/// Where `address` + `offset` lies in the host; traps if the access is out of bounds or not aligned to its size.
template <class Integer>
const Integer* atomicPlace(LinearMemory& memory, uint64_t address, uint64_t offset) {
  const GuestMemory bytes(memory.definition());
  uint64_t start = 0;
  const bool wraps = __builtin_add_overflow(address, offset, &start);
  raiseUnless(!wraps && bytes.contains(start, sizeof(Integer)), TrapCode::MemoryOutOfBounds);
  raiseUnless(start % sizeof(Integer) == 0, TrapCode::UnalignedAtomic);
  // Memories begin at a page's begin, so it is aligned; Integer is what the guest says lies there.
  return reinterpret_cast<const Integer*>(bytes.base() + start);
}

template <class Integer> struct WaitOperands {
  uint64_t address;
  uint64_t offset;
  Integer expected;
  uint64_t timeout;
};

template <class Integer>
uint32_t atomicWait(LinearMemory& memory, const WaitOperands<Integer>& operands) {
  const auto* place = atomicPlace<Integer>(memory, operands.address, operands.offset);
  WaitQueue* queue = memory.waitQueue();
  raiseUnless(queue != nullptr, TrapCode::ExpectedSharedMemory);
  return static_cast<uint32_t>(
      queue->wait(place, operands.expected, static_cast<int64_t>(operands.timeout)));
}

namespace builtins {

void raiseTrap(VMContext*, uint32_t trapCode) {
  wasmpi::raiseTrap(Trap{.code = static_cast<TrapCode>(trapCode)});
}

uint64_t memoryGrow(VMContext* context, uint32_t memory, uint64_t deltaPages) {
  return instanceOf(context).memory(memory).grow(deltaPages).value_or(kRefused);
}

void memoryInit(VMContext* context, uint32_t memory, uint32_t data, uint64_t destination,
                uint32_t source, uint32_t byteCount) {
  raiseUnless(instanceOf(context).initMemory(memory, data, destination, source, byteCount),
              TrapCode::MemoryOutOfBounds);
}

void dataDrop(VMContext* context, uint32_t data) { instanceOf(context).dropData(data); }

uint32_t atomicWait32(VMContext* context, uint32_t memory, uint64_t address, uint64_t offset,
                      uint32_t expected, uint64_t timeout) {
  return atomicWait<uint32_t>(instanceOf(context).memory(memory),
                              {address, offset, expected, timeout});
}

uint32_t atomicWait64(VMContext* context, uint32_t memory, uint64_t address, uint64_t offset,
                      uint64_t expected, uint64_t timeout) {
  return atomicWait<uint64_t>(instanceOf(context).memory(memory),
                              {address, offset, expected, timeout});
}

uint32_t atomicNotify(VMContext* context, uint32_t memory, uint64_t address, uint64_t offset,
                      uint32_t count) {
  LinearMemory& target = instanceOf(context).memory(memory);
  const auto* place = atomicPlace<uint32_t>(target, address, offset);
  // Nobody can wait in a memory of one thread.
  WaitQueue* queue = target.waitQueue();
  return queue != nullptr ? queue->notify(place, count) : 0;
}

uint64_t tableGrow(VMContext* context, uint32_t table, uint64_t reference, uint64_t delta) {
  return instanceOf(context).table(table).grow(delta, reference).value_or(kRefused);
}

void tableFill(VMContext* context, uint32_t table, uint64_t start, uint64_t reference,
               uint64_t count) {
  raiseUnless(instanceOf(context).table(table).fill(start, reference, count),
              TrapCode::TableOutOfBounds);
}

void tableCopy(VMContext* context, uint32_t destinationTable, uint32_t sourceTable,
               uint64_t destination, uint64_t source, uint64_t count) {
  Instance& instance = instanceOf(context);
  raiseUnless(Table::copy(instance.table(destinationTable), destination,
                          instance.table(sourceTable), source, count),
              TrapCode::TableOutOfBounds);
}

void tableInit(VMContext* context, uint32_t table, uint32_t element, uint64_t destination,
               uint32_t source, uint32_t count) {
  raiseUnless(instanceOf(context).initTable(table, element, destination, source, count),
              TrapCode::TableOutOfBounds);
}

uint64_t newException(VMContext* context, uint32_t tag) {
  const ExceptionObject* exception = instanceOf(context).newException(tag);
  raiseUnless(exception != nullptr, TrapCode::ExceptionMemory);
  return reinterpret_cast<uint64_t>(exception);
}

void throwException(VMContext*, uint64_t exception) {
  unwindTo(*reinterpret_cast<ExceptionObject*>(exception), /*isResumed=*/false);
}

void resumeException(VMContext*, uint64_t exception) {
  unwindTo(*reinterpret_cast<ExceptionObject*>(exception), /*isResumed=*/true);
}

void elemDrop(VMContext* context, uint32_t element) { instanceOf(context).dropElement(element); }

// The functions have the types that generated code calls them by.
#define BUILTIN(name, ...) static_assert(std::is_same_v<decltype(name), __VA_ARGS__>);
#include "codegen/builtins.def"
#undef BUILTIN

} // namespace builtins

} // namespace

const BuiltinTable kBuiltinTable = {
#define BUILTIN(name, ...) .name = reinterpret_cast<const void*>(&builtins::name),
#include "codegen/builtins.def"
#undef BUILTIN
};

bool Instance::initMemory(uint32_t memory, uint32_t data, uint64_t destination, uint32_t source,
                          uint32_t byteCount) {
  const auto bytes = part(data_[data], source, byteCount);
  const GuestMemory target(memories_[memory]->definition());
  if (!bytes || !target.contains(destination, byteCount))
    return false;
  if (byteCount != 0) // neither pointer need be valid for an empty run
    std::memcpy(target.base() + destination, bytes->data(), byteCount);
  return true;
}

bool Instance::initTable(uint32_t table, uint32_t element, uint64_t destination, uint32_t source,
                         uint32_t count) {
  const auto references = part(std::span<const uint64_t>(elements_[element]), source, count);
  return references && tables_[table]->write(destination, *references);
}

} // namespace wasmpi
