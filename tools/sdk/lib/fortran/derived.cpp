// Components of derived types: initial values (Fortran 2018 7.5.4.6), allocatable ones in copies (10.2.1.3) and at the end (9.7.3.2).
// The tables are flang 22's, the module __fortran_type_info of its distribution.
#include "derived.h"

#include <cstdlib>

namespace wasmpi::fortran {
namespace {

/// A descriptor's own part; the dimensions of those in tables are known.
struct Head {
  char *base;
  int64_t elementBytes;
  int32_t version;
  uint8_t rank;
  int8_t type;
  uint8_t attribute, extra;
};
static_assert(sizeof(Head) == sizeof(Descriptor));

template <int rank> struct Plain {
  Head head;
  Dimension dim[rank];
};
template <> struct Plain<0> {
  Head head;
};
template <int rank> struct Typed {
  Plain<rank> plain;
  const DerivedType *type;
  int64_t length;
};

enum Genre : uint8_t { kData = 1, kPointerGenre = 2, kAllocatableGenre = 3, kAutomatic = 4 };

struct Value {
  uint8_t genre;
  int64_t value;
};

struct Component {
  Plain<0> name;
  uint8_t genre, category, kind, rank;
  int64_t offset;
  Value characterLength;
  Typed<0> derived;
  Typed<1> lengthValues;
  Typed<2> bounds;
  int64_t initialisation;
};
static_assert(sizeof(Component) == 24 + 8 + 8 + 16 + 40 + 64 + 88 + 8, "flang's layout");

struct ProcedurePointer {
  Plain<0> name;
  int64_t offset;
  int64_t initialisation;
};

}  // namespace

struct DerivedType {
  Typed<1> bindings;
  Plain<0> name;
  int64_t bytes;
  Typed<0> uninstantiated;
  Plain<1> kindParameters, lengthParameterKinds;
  Typed<1> components, procedurePointers, specials;
  int32_t specialBits;
  uint8_t hasParent, noInitialisation, noDestruction, noFinalisation, noDefinedAssignment;
};

namespace {

const DerivedType *componentType(const Component &component) {
  return reinterpret_cast<const DerivedType *>(component.derived.plain.head.base);
}

int64_t boundsValue(const Component &component, int dimension, int which) {
  return reinterpret_cast<const Value *>(component.bounds.plain.head.base)[2 * dimension + which].value;
}

int64_t elementsOf(const Component &component) {
  int64_t count = 1;
  for (int i = 0; i < component.rank; ++i) {
    const int64_t extent = boundsValue(component, i, 1) - boundsValue(component, i, 0) + 1;
    count *= extent > 0 ? extent : 0;
  }
  return count;
}

int64_t elementBytes(const Component &component) {
  switch (component.category) {
  case kCharacterCategory: return component.characterLength.value * component.kind;
  case kDerivedCategory: return componentType(component) ? sizeOf(*componentType(component)) : 0;
  case kComplexCategory: return 2 * component.kind;
  default: return component.kind;
  }
}

template <typename F> void forComponents(const DerivedType &type, F visit) {
  const auto *list = reinterpret_cast<const Component *>(type.components.plain.head.base);
  const int64_t count = list ? type.components.plain.dim[0].extent : 0;
  for (int64_t i = 0; i < count; ++i)
    visit(list[i]);
}

/// The bytes of a component that lies inside the object, visited element by element if it is of a derived type.
template <typename F> void forNested(char *object, const Component &component, F visit) {
  const DerivedType *type = componentType(component);
  if (component.genre != kData || component.category != kDerivedCategory || !type)
    return;
  const int64_t count = elementsOf(component);
  for (int64_t i = 0; i < count; ++i)
    visit(object + component.offset + i * sizeOf(*type), *type);
}

void initialiseComponents(char *object, const DerivedType &type) {
  forComponents(type, [&](const Component &component) {
    char *at = object + component.offset;
    if (component.genre == kAllocatableGenre || (component.genre == kPointerGenre && component.initialisation == 0)) {
      static constexpr int64_t kNone[kMaxRank] = {};
      Descriptor &descriptor = *reinterpret_cast<Descriptor *>(at);
      establish(descriptor, typeCode(component.category, component.kind), elementBytes(component), component.rank, kNone,
                component.genre == kAllocatableGenre ? kAllocatable : kPointer);
      if (componentType(component))
        setDerivedType(descriptor, componentType(component));
    } else if (component.initialisation != 0) {
      const char *value = reinterpret_cast<const char *>(static_cast<uintptr_t>(component.initialisation));
      const size_t bytes = component.genre == kPointerGenre ? sizeof(Descriptor) + component.rank * sizeof(Dimension)
                                                            : static_cast<size_t>(elementBytes(component) * elementsOf(component));
      std::memcpy(at, value, bytes);
    } else {
      forNested(object, component, [](char *nested, const DerivedType &its) { initialiseComponents(nested, its); });
    }
  });
  const auto *procedures = reinterpret_cast<const ProcedurePointer *>(type.procedurePointers.plain.head.base);
  const int64_t count = procedures ? type.procedurePointers.plain.dim[0].extent : 0;
  for (int64_t i = 0; i < count; ++i) {
    const uint32_t address = static_cast<uint32_t>(procedures[i].initialisation);
    std::memcpy(object + procedures[i].offset, &address, sizeof address);
  }
}

}  // namespace

const DerivedType *derivedType(const Descriptor &object) {
  return object.hasAddendum() ? *reinterpret_cast<const DerivedType *const *>(&object.dim[object.rank]) : nullptr;
}

void setDerivedType(Descriptor &object, const DerivedType *type) {
  object.extra |= 1;
  *reinterpret_cast<const DerivedType **>(&object.dim[object.rank]) = type;
}

int64_t sizeOf(const DerivedType &type) { return type.bytes; }
bool needsInitialisation(const DerivedType &type) { return !type.noInitialisation; }
bool needsDestruction(const DerivedType &type) { return !type.noDestruction; }

void initialiseElements(const Descriptor &array) {
  const DerivedType *type = derivedType(array);
  if (!type || !needsInitialisation(*type) || !array.base)
    return;
  Cursor cursor(array);
  for (int64_t i = array.elements(); i > 0; --i, cursor.next())
    initialiseComponents(cursor.at(), *type);
}

void destroyComponents(char *object, const DerivedType &type, Place place) {
  if (!needsDestruction(type))
    return;
  forComponents(type, [&](const Component &component) {
    if (component.genre == kAllocatableGenre) {
      Descriptor &descriptor = *reinterpret_cast<Descriptor *>(object + component.offset);
      destroyElements(descriptor, place);
      std::free(descriptor.base);
      descriptor.base = nullptr;
    }
    forNested(object, component, [place](char *nested, const DerivedType &its) { destroyComponents(nested, its, place); });
  });
}

void destroyElements(const Descriptor &array, Place place) {
  const DerivedType *type = derivedType(array);
  if (!type || !array.base || !needsDestruction(*type))
    return;
  Cursor cursor(array);
  for (int64_t i = array.elements(); i > 0; --i, cursor.next())
    destroyComponents(cursor.at(), *type, place);
}

void duplicateComponents(char *object, const DerivedType &type, Place place) {
  if (!needsDestruction(type))
    return;
  forComponents(type, [&](const Component &component) {
    if (component.genre == kAllocatableGenre) {
      Descriptor &copy = *reinterpret_cast<Descriptor *>(object + component.offset);
      if (copy.base) {
        const char *original = copy.base;
        if (!allocate(copy))
          fail(place, "there is no memory for a copy of an allocatable component");
        std::memcpy(copy.base, original, static_cast<size_t>(copy.elementBytes * copy.elements()));
        const DerivedType *its = componentType(component);
        for (int64_t i = 0; its && i < copy.elements(); ++i)
          duplicateComponents(copy.base + i * copy.elementBytes, *its, place);
      }
    }
    forNested(object, component, [place](char *nested, const DerivedType &its) { duplicateComponents(nested, its, place); });
  });
}

}  // namespace wasmpi::fortran

using namespace wasmpi::fortran;

extern "C" {
void ENTRY(Initialize)(const Descriptor &object, const char *, int) { initialiseElements(object); }
void ENTRY(Destroy)(const Descriptor &object) { destroyElements(object, {}); }
void ENTRY(DestroyWithoutFinalization)(const Descriptor &object) { destroyElements(object, {}); }
}
