// ALLOCATE, DEALLOCATE, pointers and MOVE_ALLOC (Fortran 2018 9.7, 10.2.2, 16.9.137). Codes for STAT= are flang's.
#include "derived.h"

#include <cstdio>
#include <cstdlib>

namespace wasmpi::fortran {
namespace {

enum Status { kOk = 0, kBaseNull = 11, kBaseNotNull = 12, kNoMemory = 19, kSameAllocatable = 109 };

const char *describe(int status) {
  switch (status) {
  case kBaseNull: return "an object that is not allocated or associated is deallocated";
  case kBaseNotNull: return "an object that is allocated already is allocated";
  case kNoMemory: return "there is no memory for an ALLOCATE";
  default: return "MOVE_ALLOC from an object to itself";
  }
}

int result(int status, bool hasStat, const Descriptor *message, Place place) {
  if (status == kOk)
    return kOk;
  if (!hasStat)
    fail(place, "%s", describe(status));
  if (message && message->base)
    setText(message, describe(status), std::strlen(describe(status)));
  return status;
}

void setBounds(Descriptor &object, int dimension, int64_t lower, int64_t upper) {
  Dimension &dim = object.dim[dimension];
  dim.extent = upper >= lower ? upper - lower + 1 : 0;
  dim.lower = dim.extent > 0 ? lower : 1;
}

int allocateAs(Descriptor &object, bool evenIfAssociated, bool hasStat, const Descriptor *message, Place place) {
  if (object.base && !evenIfAssociated)
    return result(kBaseNotNull, hasStat, message, place);
  if (!allocate(object))
    return result(kNoMemory, hasStat, message, place);
  initialiseElements(object);
  return kOk;
}

int allocateSource(Descriptor &object, const Descriptor &source, bool evenIfAssociated, bool hasStat, const Descriptor *message,
                   Place place) {
  if (object.type == kCharacter1 && object.elementBytes == 0)
    object.elementBytes = source.elementBytes;
  const int status = allocateAs(object, evenIfAssociated, hasStat, message, place);
  if (status == kOk)
    assign(object, source, place);
  return status;
}

int release(Descriptor &object, bool hasStat, const Descriptor *message, Place place) {
  if (!object.base)
    return result(kBaseNull, hasStat, message, place);
  destroyElements(object, place);
  std::free(object.base);
  object.base = nullptr;
  return kOk;
}

void applyMold(Descriptor &object, const Descriptor &mold, int rank) {
  object.elementBytes = mold.elementBytes;
  object.rank = static_cast<uint8_t>(rank);
  for (int i = 0; i < rank && i < mold.rank; ++i)
    object.dim[i] = {mold.dim[i].lower, mold.dim[i].extent, 0};
}

void initialise(Descriptor &object, int category, int kind, int rank, uint8_t attribute) {
  static constexpr int64_t kNone[kMaxRank] = {};
  establish(object, typeCode(category, kind), category == kComplexCategory ? 2 * kind : kind, rank, kNone, attribute);
}

void initialiseText(Descriptor &object, int64_t length, int kind, int rank, uint8_t attribute) {
  static constexpr int64_t kNone[kMaxRank] = {};
  establish(object, kCharacter1, length * kind, rank, kNone, attribute);
}

void initialiseDerived(Descriptor &object, const DerivedType &type, int rank, uint8_t attribute) {
  static constexpr int64_t kNone[kMaxRank] = {};
  establish(object, kDerived, sizeOf(type), rank, kNone, attribute);
  setDerivedType(object, &type);
}

}  // namespace

int8_t typeCode(int category, int kind) {
  static constexpr int8_t kIntegers[] = {kInteger1, kInteger2, kInteger4, kInteger8, kInteger16};
  static constexpr int8_t kLogicals[] = {kLogical1, kLogical2, kLogical4, kLogical8};
  const int width = kind == 1 ? 0 : kind == 2 ? 1 : kind == 4 ? 2 : kind == 8 ? 3 : 4;
  switch (category) {
  case kIntegerCategory: return kIntegers[width];
  case kRealCategory: return kind == 2 ? kReal2 : kind == 3 ? kReal3 : kind == 4 ? kReal4 : kind == 8 ? kReal8 : kReal16;
  case kComplexCategory: return kind == 2 ? kComplex2 : kind == 3 ? kComplex3 : kind == 4 ? kComplex4 : kind == 8 ? kComplex8 : kComplex16;
  case kCharacterCategory: return kCharacter1;
  case kLogicalCategory: return kLogicals[width & 3];
  default: return kDerived;
  }
}

void establish(Descriptor &object, int8_t type, int64_t elementBytes, int rank, const int64_t *extents, uint8_t attribute) {
  object = {nullptr, elementBytes, kVersion, static_cast<uint8_t>(rank), type, attribute, 0};
  int64_t stride = elementBytes;
  for (int i = 0; i < rank; ++i) {
    object.dim[i] = {1, extents[i], stride};
    stride *= extents[i];
  }
}

bool allocate(Descriptor &object) {
  int64_t bytes = object.elementBytes;
  for (int i = 0; i < object.rank; ++i) {
    object.dim[i].stride = bytes;
    if (__builtin_mul_overflow(bytes, object.dim[i].extent, &bytes))
      return false;
  }
  if (bytes < 0 || bytes > UINT32_MAX)
    return false;
  object.base = static_cast<char *>(std::malloc(bytes > 0 ? static_cast<size_t>(bytes) : 1));
  return object.base != nullptr;
}

void makeResult(Descriptor &made, int8_t type, int64_t elementBytes, int rank, const int64_t *extents, Place place) {
  establish(made, type, elementBytes, rank, extents, kAllocatable);
  if (!allocate(made))
    fail(place, "there is no memory for an intrinsic's result");
}

}  // namespace wasmpi::fortran

using namespace wasmpi::fortran;

extern "C" {

#define BOTH_KINDS(Kind, attribute)                                                                                                \
  void ENTRY(Kind##SetBounds)(Descriptor & object, int dimension, int64_t lower, int64_t upper) {                                  \
    setBounds(object, dimension, lower, upper);                                                                                    \
  }                                                                                                                                \
  void ENTRY(Kind##ApplyMold)(Descriptor & object, const Descriptor &mold, int rank) { applyMold(object, mold, rank); }            \
  int ENTRY(Kind##Deallocate)(Descriptor & object, bool hasStat, const Descriptor *message, const char *file, int line) {          \
    return release(object, hasStat, message, {file, line});                                                                        \
  }                                                                                                                                \
  int ENTRY(Kind##AllocateSource)(Descriptor & object, const Descriptor &source, bool hasStat, const Descriptor *message,          \
                                  const char *file, int line) {                                                                    \
    return allocateSource(object, source, attribute == kPointer, hasStat, message, {file, line});                                  \
  }
BOTH_KINDS(Allocatable, kAllocatable)
BOTH_KINDS(Pointer, kPointer)
#undef BOTH_KINDS

int ENTRY(AllocatableAllocate)(Descriptor &object, int64_t *, bool hasStat, const Descriptor *message, const char *file, int line,
                               void *) {
  return allocateAs(object, false, hasStat, message, {file, line});
}
int ENTRY(PointerAllocate)(Descriptor &object, bool hasStat, const Descriptor *message, const char *file, int line, void *) {
  return allocateAs(object, true, hasStat, message, {file, line});
}

void ENTRY(AllocatableInitIntrinsicForAllocate)(Descriptor &object, int category, int kind, int rank, int) {
  if (!object.base)
    initialise(object, category, kind, rank, kAllocatable);
}
void ENTRY(AllocatableInitCharacterForAllocate)(Descriptor &object, int64_t length, int kind, int rank, int) {
  if (!object.base)
    initialiseText(object, length, kind, rank, kAllocatable);
}
void ENTRY(PointerNullifyIntrinsic)(Descriptor &object, int category, int kind, int rank, int) {
  initialise(object, category, kind, rank, kPointer);
}
void ENTRY(PointerNullifyCharacter)(Descriptor &object, int64_t length, int kind, int rank, int) {
  initialiseText(object, length, kind, rank, kPointer);
}


void ENTRY(AllocatableInitDerivedForAllocate)(Descriptor &object, const DerivedType &type, int rank, int) {
  if (!object.base)
    initialiseDerived(object, type, rank, kAllocatable);
}
void ENTRY(PointerNullifyDerived)(Descriptor &object, const DerivedType &type, int rank, int) {
  initialiseDerived(object, type, rank, kPointer);
}

void ENTRY(PointerAssociateScalar)(Descriptor &object, void *target) { object.base = static_cast<char *>(target); }

bool ENTRY(PointerIsAssociated)(const Descriptor &object) { return object.base != nullptr; }
bool ENTRY(PointerIsAssociatedWith)(const Descriptor &object, const Descriptor *target) {
  if (!target)
    return object.base != nullptr;
  if (!object.base || object.base != target->base || object.rank != target->rank || object.elementBytes == 0)
    return false;
  for (int i = 0; i < object.rank; ++i) {
    const Dimension &a = object.dim[i], &b = target->dim[i];
    if (a.extent != b.extent || a.extent == 0 || (a.extent > 1 && a.stride != b.stride))
      return false;
  }
  return true;
}

int32_t ENTRY(MoveAlloc)(Descriptor &to, Descriptor &from, const void *, bool hasStat, const Descriptor *message, const char *file,
                         int line) {
  if (&to == &from)
    return from.base ? result(kSameAllocatable, hasStat, message, {file, line}) : kOk;
  destroyElements(to, {file, line});
  std::free(to.base);
  to.base = from.base;
  to.elementBytes = from.elementBytes;
  for (int i = 0; i < from.rank; ++i)
    to.dim[i] = from.dim[i];
  from.base = nullptr;
  return kOk;
}

}  // extern "C"
