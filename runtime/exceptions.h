// Exceptions of guests: their tags, the heap they live in, and their way up the stack (Core 4.2.10, 4.4.8).
//
// A reference to an exception (exnref) is the address of its ExceptionObject, and may be in locals, globals, tables and other exceptions.
// Invariant: an exception is freed only by a collection, which looks through all of those, the stack word by word as nothing tells
// which of its words are references. Guest frames of one Engine therefore lie on one thread's stack, as the Engine demands.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "codegen/abi.h"
#include "frontend/module.h"

namespace wasmpi {

struct Activation;

/// A tag of the store; its address is its identity.
struct TagInstance {
  TagInstance(const Module& itsModule, uint32_t itsIndex, uint32_t itsTypeId);

  const FunctionType& type() const { return module.tagType(index); }

  /// Where it was defined; lives as long as the store.
  const Module& module;
  uint32_t index;
  /// Canonical, of its type.
  uint32_t typeId;
  /// Of 8 bytes, in an ExceptionObject.
  uint32_t slotCount;
  /// Whether one of the values is a reference to an exception.
  bool carriesExceptions;
};

/// What an exception carries.
uint64_t* valuesOf(ExceptionObject& exception);
/// "tag overflow (i32, f64) with 7, 1.5"; fit to be printed.
std::string describe(const ExceptionObject& exception);

class ExceptionHeap {
public:
  /// Hands every word that may be a reference to the visitor.
  using Roots = std::function<void(const std::function<void(uint64_t word)>& visit)>;

  /// What may be kept: enough for any program that does not keep exceptions as data.
  static constexpr uint64_t kMaxByteSize = 256 << 20;

  ExceptionHeap() = default;
  ExceptionHeap(const ExceptionHeap&) = delete;
  ExceptionHeap& operator=(const ExceptionHeap&) = delete;
  ~ExceptionHeap();

  /// An exception with all its values zero, or null if more than kMaxByteSize cannot be freed or the host has no memory. May collect;
  /// `roots` are those besides the stack, which is searched up to the outermost activation.
  ExceptionObject* allocate(const TagInstance& tag, const Activation* innermost,
                            const Roots& roots);
  /// Keeps an exception for good, since the host holds a reference to it.
  void pin(uint64_t reference);

  size_t count() const { return objects_.size(); }

private:
  void collect(const Activation* innermost, const Roots& roots);
  void mark(uint64_t word);
  /// Returns how many bytes it looked at.
  uint64_t markStack(const Activation* innermost);
  void sweep();

  std::vector<ExceptionObject*> objects_;
  /// During a collection: marked ones whose values are still to be looked at.
  std::vector<ExceptionObject*> pending_;
  uint64_t byteSize_ = 0;
  /// Collects when byteSize_ gets there.
  uint64_t threshold_ = 1 << 20;
};

} // namespace wasmpi
