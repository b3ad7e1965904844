// Array constructors whose size is found out while they run: [values, (i, i = 1, n), f(x)] (Fortran 2018 7.8).
#include "derived.h"

#include <cstdlib>

namespace wasmpi::fortran {

/// In memory that flang sets aside, 40 bytes at least; only the entries here look into it.
struct ConstructorVector {
  Descriptor *to;
  int64_t next, capacity;
  Place place;
  bool grows, takesLength;
};
static_assert(sizeof(ConstructorVector) <= 40, "flang's room for it");

namespace {

void makeRoom(ConstructorVector &vector, int64_t more) {
  if (vector.next + more <= vector.capacity)
    return;
  if (!vector.grows)
    fail(vector.place, "an array constructor has more values than its size says");
  int64_t wanted = vector.capacity > 0 ? 2 * vector.capacity : 16;
  while (wanted < vector.next + more)
    wanted *= 2;
  Descriptor &to = *vector.to;
  int64_t bytes = 0;
  if (__builtin_mul_overflow(wanted, to.elementBytes, &bytes) || bytes > UINT32_MAX)
    fail(vector.place, "there is no memory for an array constructor");
  to.base = static_cast<char *>(std::realloc(to.base, bytes > 0 ? static_cast<size_t>(bytes) : 1));
  if (!to.base)
    fail(vector.place, "there is no memory for an array constructor");
  vector.capacity = wanted;
}

void push(ConstructorVector &vector, const Descriptor &from) {
  Descriptor &to = *vector.to;
  if (vector.takesLength && vector.next == 0 && vector.grows)
    to.elementBytes = from.elementBytes;
  const int64_t count = from.elements();
  makeRoom(vector, count);
  AnyDescriptor part;
  establish(part.get(), to.type, to.elementBytes, 1, &count, kOther);
  part.get().base = to.base + vector.next * to.elementBytes;
  copyElements(part.get(), from);
  if (const DerivedType *type = derivedType(from); type && needsDestruction(*type))
    for (int64_t i = 0; i < count; ++i)
      duplicateComponents(part.get().base + i * to.elementBytes, *type, vector.place);
  vector.next += count;
  if (vector.grows)
    to.dim[0] = {1, vector.next, to.elementBytes};
}

}  // namespace
}  // namespace wasmpi::fortran

using namespace wasmpi::fortran;

extern "C" {

void ENTRY(InitArrayConstructorVector)(ConstructorVector &vector, Descriptor &to, bool takesLength, const char *file, int line) {
  vector = {&to, 0, to.base ? to.elements() : 0, {file, line}, to.base == nullptr, takesLength};
  if (!vector.grows)
    return;
  to.dim[0] = {1, 0, to.elementBytes};
  // An array even if no value comes. Without capacity: how long its elements are the first value may be what tells.
  to.base = static_cast<char *>(std::malloc(1));
  if (!to.base)
    fail(vector.place, "there is no memory for an array constructor");
}

void ENTRY(PushArrayConstructorValue)(ConstructorVector &vector, const Descriptor &from) { push(vector, from); }

void ENTRY(PushArrayConstructorSimpleScalar)(ConstructorVector &vector, void *from) {
  AnyDescriptor scalar;
  establish(scalar.get(), vector.to->type, vector.to->elementBytes, 0, nullptr, kOther);
  scalar.get().base = static_cast<char *>(from);
  push(vector, scalar.get());
}

}  // extern "C"
