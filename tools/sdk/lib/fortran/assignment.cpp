// Assignment of whole arrays and of objects known only at run time (Fortran 2018 10.2.1), and copies for non-contiguous arguments.
#include "derived.h"

#include <cstdlib>

namespace wasmpi::fortran {
namespace {

bool sameShape(const Descriptor &a, const Descriptor &b) {
  for (int i = 0; i < a.rank; ++i)
    if (a.dim[i].extent != b.dim[i].extent)
      return false;
  return true;
}

/// True if the two may share memory: what lies between their outermost elements does.
bool mayOverlap(const Descriptor &a, const Descriptor &b) {
  const char *low[2], *high[2];
  const Descriptor *both[2] = {&a, &b};
  for (int k = 0; k < 2; ++k) {
    low[k] = both[k]->base;
    high[k] = both[k]->base + both[k]->elementBytes;
    for (int i = 0; i < both[k]->rank; ++i) {
      const int64_t span = (both[k]->dim[i].extent - 1) * both[k]->dim[i].stride;
      (span < 0 ? low[k] : high[k]) += span;
    }
  }
  return low[0] < high[1] && low[1] < high[0];
}

void copyElement(char *to, int64_t toBytes, const char *from, int64_t fromBytes, int8_t type) {
  if (type == kCharacter1 && toBytes > fromBytes) {
    std::memmove(to, from, static_cast<size_t>(fromBytes));
    std::memset(to + fromBytes, ' ', static_cast<size_t>(toBytes - fromBytes));
  } else {
    std::memmove(to, from, static_cast<size_t>(toBytes < fromBytes ? toBytes : fromBytes));
  }
}

/// The bytes, and for a derived type copies of what its components hold.
void copyDeep(const Descriptor &to, const Descriptor &from, Place place) {
  const DerivedType *type = derivedType(to) ? derivedType(to) : derivedType(from);
  copyElements(to, from);
  if (!type || !needsDestruction(*type))
    return;
  Cursor cursor(to);
  for (int64_t i = to.elements(); i > 0; --i, cursor.next())
    duplicateComponents(cursor.at(), *type, place);
}

/// Gives an allocatable left side the shape (and, with a deferred length, the length) of the right one. True if it is new memory.
bool fit(Descriptor &to, const Descriptor &from, Place place, bool keepLength) {
  if (to.attribute != kAllocatable)
    return false;
  const bool lengthDiffers = to.type == kCharacter1 && !keepLength && to.elementBytes != from.elementBytes;
  if (to.base && !lengthDiffers && (from.rank == 0 || sameShape(to, from)))
    return false;
  if (to.base) {
    destroyElements(to, place);
    std::free(to.base);
  }
  if (to.type != kCharacter1 || !keepLength)
    to.elementBytes = from.elementBytes;
  for (int i = 0; i < to.rank && i < from.rank; ++i)
    to.dim[i] = {from.dim[i].lower, from.dim[i].extent, 0};
  if (!allocate(to))
    fail(place, "there is no memory for an assignment");
  return true;
}

/// A copy of `from` in memory of its own; in depth if its type has allocatable components.
Descriptor &copyOf(AnyDescriptor &storage, const Descriptor &from, Place place) {
  Descriptor &copy = storage.get();
  int64_t extents[kMaxRank];
  for (int i = 0; i < from.rank; ++i)
    extents[i] = from.dim[i].extent;
  makeResult(copy, from.type, from.elementBytes, from.rank, extents, place);
  for (int i = 0; i < from.rank; ++i)
    copy.dim[i].lower = from.dim[i].lower;
  if (derivedType(from))
    setDerivedType(copy, derivedType(from));
  copyDeep(copy, from, place);
  return copy;
}

/// True if freeing or changing the left side may change the right one: they share memory, or it lies in what the left one's
/// allocatable components own (x = x%next).
bool dependsOn(const Descriptor &from, const Descriptor &to) {
  if (!to.base)
    return false;
  const DerivedType *type = derivedType(to);
  return (type && needsDestruction(*type)) || mayOverlap(to, from);
}

void assignAs(Descriptor &to, const Descriptor &from, Place place, bool keepLength) {
  if (&to == &from || !from.base)
    return;
  // The right side is evaluated before the left one changes.
  AnyDescriptor storage;
  const bool copied = dependsOn(from, to);
  const Descriptor &value = copied ? copyOf(storage, from, place) : from;
  const bool fresh = fit(to, value, place, keepLength);
  if (value.rank != 0 && !sameShape(to, value))
    fail(place, "the two sides of an assignment have different shapes");
  if (!fresh)
    destroyElements(to, place);
  if (!copied)
    return copyDeep(to, value, place);
  if (value.rank == to.rank) {  // what the copy's components hold is the left side's now
    copyElements(to, value);
  } else {
    copyDeep(to, value, place);
    destroyElements(value, place);
  }
  std::free(value.base);
}

}  // namespace

void copyElements(const Descriptor &to, const Descriptor &from) {
  const int64_t count = to.elements();
  if (to.elementBytes == from.elementBytes && from.rank == to.rank && to.isContiguous() && from.isContiguous()) {
    std::memmove(to.base, from.base, static_cast<size_t>(count * to.elementBytes));
    return;
  }
  Cursor target(to), source(from);
  for (int64_t i = 0; i < count; ++i, target.next(), source.next())
    copyElement(target.at(), to.elementBytes, source.at(), from.elementBytes, to.type);
}

void assign(Descriptor &to, const Descriptor &from, Place place) { assignAs(to, from, place, false); }

void setText(const Descriptor *variable, const char *text, int64_t length) {
  if (variable && variable->base)
    copyElement(variable->base, variable->elementBytes, text, length, kCharacter1);
}

void setInteger(const Descriptor *variable, int64_t value) {
  if (variable && variable->base)
    writeInteger(variable->base, variable->elementBytes, value);
}

}  // namespace wasmpi::fortran

using namespace wasmpi::fortran;

extern "C" {

void ENTRY(Assign)(Descriptor &to, const Descriptor &from, const char *file, int line) { assign(to, from, {file, line}); }
void ENTRY(AssignExplicitLengthCharacter)(Descriptor &to, const Descriptor &from, const char *file, int line) {
  assignAs(to, from, {file, line}, true);
}

/// The left side is new: nothing in it is to be deallocated.
void ENTRY(AssignTemporary)(Descriptor &to, const Descriptor &from, const char *file, int line) {
  fit(to, from, {file, line}, false);
  copyDeep(to, from, {file, line});
}

void ENTRY(CopyInAssign)(Descriptor &temporary, const Descriptor &variable, const char *file, int line) {
  if (!temporary.base && !allocate(temporary))
    fail({file, line}, "there is no memory for a copy of an argument");
  copyElements(temporary, variable);
}

void ENTRY(CopyOutAssign)(Descriptor *variable, Descriptor &temporary, const char *, int) {
  if (variable)
    copyElements(*variable, temporary);
  std::free(temporary.base);
  temporary.base = nullptr;
}

bool ENTRY(IsContiguous)(const Descriptor &array) { return array.isContiguous(); }

void ENTRY(ShallowCopyDirect)(const Descriptor &to, const Descriptor &from, const char *, int) { copyElements(to, from); }
void ENTRY(ShallowCopy)(Descriptor &result, const Descriptor &source, const char *file, int line) {
  int64_t extents[kMaxRank];
  for (int i = 0; i < source.rank; ++i)
    extents[i] = source.dim[i].extent;
  makeResult(result, source.type, source.elementBytes, source.rank, extents, {file, line});
  copyElements(result, source);
}

}  // extern "C"
