// The heap of exceptions: allocation, and a mark and sweep collection.
#include "runtime/exceptions.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include <fmt/format.h>

#include "frontend/names.h"
#include "runtime/activation.h"

namespace wasmpi {

namespace {

// Bits of ExceptionObject::state.
constexpr uint64_t kMarked = 1;
constexpr uint64_t kPinned = 2;

constexpr uint64_t kMinThreshold = 1 << 20;
/// What malloc adds to a block, and the list to an exception.
constexpr uint64_t kOverhead = 24;

unsigned slotsOf(const ValueType& type) { return type.kind == ValueKind::V128 ? 2 : 1; }

bool isException(const ValueType& type) {
  return type.isReference() && (type.heap == HeapType::Exn || type.heap == HeapType::NoExn);
}

uint64_t byteSizeOf(const TagInstance& tag) {
  return sizeof(ExceptionObject) + 8 * uint64_t{tag.slotCount};
}

template <class T> T bitsAs(uint64_t bits) {
  T value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

std::string textOf(const ValueType& type, uint64_t bits) {
  switch (type.kind) {
  case ValueKind::I32:
    return fmt::format("{}", static_cast<int32_t>(bits));
  case ValueKind::I64:
    return fmt::format("{}", static_cast<int64_t>(bits));
  case ValueKind::F32:
    return fmt::format("{}", bitsAs<float>(bits));
  case ValueKind::F64:
    return fmt::format("{}", bitsAs<double>(bits));
  case ValueKind::V128:
    return "a vector";
  case ValueKind::Reference:
    break;
  }
  return bits == 0 ? "null" : "a reference";
}

/// Where the stack is searched from. Apart, so that what the caller has saved of the registers lies above this frame.
[[gnu::noinline]] uintptr_t stackPlace() {
  return reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
}

} // namespace

TagInstance::TagInstance(const Module& itsModule, uint32_t itsIndex, uint32_t itsTypeId)
    : module(itsModule), index(itsIndex), typeId(itsTypeId), slotCount(0), carriesExceptions(false) {
  for (const ValueType& parameter : type().parameters) {
    slotCount += slotsOf(parameter);
    carriesExceptions |= isException(parameter);
  }
}

uint64_t* valuesOf(ExceptionObject& exception) {
  return reinterpret_cast<uint64_t*>(&exception + 1);
}

std::string describe(const ExceptionObject& exception) {
  constexpr size_t kMaxShown = 8;
  const TagInstance& tag = *exception.tag;
  const std::vector<ValueType>& types = tag.type().parameters;
  const std::string type = toString(tag.type());
  std::string text = fmt::format("{} {}", describeTag(tag.module, tag.index),
                                 type.substr(0, type.find(" ->")));
  const auto* slot = reinterpret_cast<const uint64_t*>(&exception + 1);
  for (size_t i = 0; i < types.size() && i < kMaxShown; ++i) {
    text += (i == 0 ? " with " : ", ") + textOf(types[i], *slot);
    slot += slotsOf(types[i]);
  }
  return text + (types.size() > kMaxShown ? ", ..." : "");
}

ExceptionHeap::~ExceptionHeap() {
  for (ExceptionObject* object : objects_)
    std::free(object);
}

ExceptionObject* ExceptionHeap::allocate(const TagInstance& tag, const Activation* innermost,
                                         const Roots& roots) {
  const uint64_t byteSize = byteSizeOf(tag);
  if (byteSize_ + byteSize + kOverhead > threshold_)
    collect(innermost, roots);
  if (byteSize_ + byteSize + kOverhead > kMaxByteSize)
    return nullptr;
  auto* object = static_cast<ExceptionObject*>(std::calloc(1, byteSize));
  if (object == nullptr)
    return nullptr;
  object->tag = &tag;
  objects_.push_back(object);
  byteSize_ += byteSize + kOverhead;
  return object;
}

void ExceptionHeap::pin(uint64_t reference) {
  if (reference != 0)
    reinterpret_cast<ExceptionObject*>(reference)->state |= kPinned;
}

/// Marks the exception at this address, if there is one.
void ExceptionHeap::mark(uint64_t word) {
  if (objects_.empty() || word < reinterpret_cast<uint64_t>(objects_.front()) ||
      word > reinterpret_cast<uint64_t>(objects_.back()))
    return;
  auto* candidate = reinterpret_cast<ExceptionObject*>(word);
  if (!std::binary_search(objects_.begin(), objects_.end(), candidate) ||
      (candidate->state & kMarked) != 0)
    return;
  candidate->state |= kMarked;
  if (candidate->tag->carriesExceptions)
    pending_.push_back(candidate);
}

/// Guest frames and what lies between them, down to the frame of the collection; words a sanitizer has fenced off included.
[[gnu::no_sanitize("address")]] uint64_t ExceptionHeap::markStack(const Activation* innermost) {
  if (innermost == nullptr)
    return 0;
  const Activation* outermost = innermost;
  while (outermost->previous != nullptr)
    outermost = outermost->previous;
  const auto* begin = reinterpret_cast<const uint64_t*>(stackPlace());
  const auto* end = reinterpret_cast<const uint64_t*>(outermost);
  for (const uint64_t* word = begin; word < end; ++word)
    mark(*word);
  return static_cast<uint64_t>(end - begin) * sizeof *begin;
}

void ExceptionHeap::sweep() {
  byteSize_ = 0;
  const auto isGarbage = [&](ExceptionObject* object) {
    const bool isKept = (object->state & (kMarked | kPinned)) != 0;
    object->state &= ~kMarked;
    if (isKept)
      byteSize_ += byteSizeOf(*object->tag) + kOverhead;
    else
      std::free(object);
    return !isKept;
  };
  objects_.erase(std::remove_if(objects_.begin(), objects_.end(), isGarbage), objects_.end());
}

void ExceptionHeap::collect(const Activation* innermost, const Roots& roots) {
  __builtin_unwind_init(); // registers that callers use are now in this frame
  std::sort(objects_.begin(), objects_.end());
  const uint64_t stackByteSize = markStack(innermost);
  roots([&](uint64_t word) { mark(word); });
  for (ExceptionObject* object : objects_)
    if ((object->state & kPinned) != 0)
      mark(reinterpret_cast<uint64_t>(object));
  while (!pending_.empty()) {
    ExceptionObject* object = pending_.back();
    pending_.pop_back();
    for (uint32_t slot = 0; slot < object->tag->slotCount; ++slot)
      mark(valuesOf(*object)[slot]);
  }
  sweep();
  // Searching the stack costs as much as it is deep, so a deep one is searched less often.
  threshold_ = byteSize_ + std::max({kMinThreshold, byteSize_, stackByteSize});
}

} // namespace wasmpi
