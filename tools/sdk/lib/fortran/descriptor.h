// Arrays, allocatable objects and pointers as flang 22 lays them out for a 32-bit target, and how the runtime walks them.
// Sizes, bounds and strides are 64-bit there; a stride is in bytes. What is of C++'s `bool` in an entry's type is Fortran's answer,
// not a LOGICAL.
#pragma once

#include <cstdint>
#include <cstring>

/// Names an entry of the runtime: flang calls them _FortranA...
#define ENTRY(name) _FortranA##name

namespace wasmpi::fortran {

inline constexpr int kMaxRank = 15;
inline constexpr int32_t kVersion = 20240719;

/// Codes of types (Fortran 2018 18.5.4), those that flang gives to objects.
enum TypeCode : int8_t {
  kInteger1 = 7, kInteger2 = 8, kInteger4 = 9, kInteger8 = 10, kInteger16 = 11, kLogical2 = 13, kLogical4 = 14, kLogical8 = 15,
  kReal2 = 25, kReal3 = 26, kReal4 = 27, kReal8 = 28, kReal16 = 31, kComplex2 = 32, kComplex3 = 33, kComplex4 = 34, kComplex8 = 35,
  kComplex16 = 38, kLogical1 = 39, kCharacter1 = 40, kDerived = 42
};
/// flang's own numbers of categories, one of which (unsigned) its module __fortran_type_info leaves out.
enum Category : uint8_t {
  kIntegerCategory, kUnsignedCategory, kRealCategory, kComplexCategory, kCharacterCategory, kLogicalCategory, kDerivedCategory
};
enum Attribute : uint8_t { kOther = 0, kPointer = 1, kAllocatable = 2 };

struct Dimension {
  int64_t lower;
  int64_t extent;
  int64_t stride;  // bytes
};

struct Descriptor {
  char *base;
  int64_t elementBytes;
  int32_t version;
  uint8_t rank;
  int8_t type;
  uint8_t attribute;
  uint8_t extra;  // bit 0: an addendum with the derived type follows the dimensions
  Dimension dim[];

  int64_t elements() const {
    int64_t count = 1;
    for (int i = 0; i < rank; ++i)
      count *= dim[i].extent > 0 ? dim[i].extent : 0;
    return count;
  }
  bool hasAddendum() const { return extra & 1; }
  bool isContiguous() const {
    int64_t bytes = elementBytes;
    for (int i = 0; i < rank; ++i) {
      if (dim[i].extent != 1 && dim[i].stride != bytes)
        return elements() == 0;
      bytes *= dim[i].extent;
    }
    return true;
  }
};
static_assert(sizeof(Descriptor) == 24 && sizeof(Dimension) == 24, "flang's layout");

/// Room for a descriptor of any rank, with an addendum.
struct alignas(8) AnyDescriptor {
  char bytes[sizeof(Descriptor) + kMaxRank * sizeof(Dimension) + 16];
  Descriptor &get() { return *reinterpret_cast<Descriptor *>(bytes); }
};

/// Walks an array's elements in Fortran's order.
class Cursor {
public:
  explicit Cursor(const Descriptor &array) : array_(array), at_(array.base) {}
  char *at() const { return at_; }
  int64_t index(int dimension) const { return index_[dimension]; }  // from 0
  void next() {
    for (int i = 0; i < array_.rank; ++i) {
      at_ += array_.dim[i].stride;
      if (++index_[i] < array_.dim[i].extent)
        return;
      at_ -= array_.dim[i].stride * index_[i];
      index_[i] = 0;
    }
  }

private:
  const Descriptor &array_;
  char *at_;
  int64_t index_[kMaxRank] = {};
};

inline bool readLogical(const char *at, int64_t bytes) {
  for (int64_t i = 0; i < bytes; ++i)
    if (at[i])
      return true;
  return false;
}

/// An integer of any kind.
inline int64_t readInteger(const char *at, int64_t bytes) {
  switch (bytes) {
  case 1: return *reinterpret_cast<const int8_t *>(at);
  case 2: return *reinterpret_cast<const int16_t *>(at);
  case 4: return *reinterpret_cast<const int32_t *>(at);
  default: return *reinterpret_cast<const int64_t *>(at);
  }
}
inline void writeInteger(char *at, int64_t bytes, int64_t value) { std::memcpy(at, &value, bytes < 8 ? bytes : 8); }

/// Where in the source a statement is, as flang passes it.
struct Place {
  const char *file;
  int line;
};

/// Ends the program as an error that Fortran cannot report otherwise; never returns.
[[noreturn, gnu::format(printf, 2, 3)]] void fail(Place place, const char *format, ...);

int8_t typeCode(int category, int kind);
/// Describes a contiguous object with lower bounds of 1; no memory yet.
void establish(Descriptor &object, int8_t type, int64_t elementBytes, int rank, const int64_t *extents, uint8_t attribute);
/// Gives an established object memory; false if there is none.
bool allocate(Descriptor &object);
/// For results of intrinsics: `establish` and `allocate`, which must succeed.
void makeResult(Descriptor &result, int8_t type, int64_t elementBytes, int rank, const int64_t *extents, Place place);
/// Copies element by element; both have as many, or `from` is a scalar.
void copyElements(const Descriptor &to, const Descriptor &from);
/// Fortran's assignment: reallocates an allocatable left side of another shape (10.2.1.3).
void assign(Descriptor &to, const Descriptor &from, Place place);
/// Sets a CHARACTER variable that a descriptor names, padded; a null one is left.
void setText(const Descriptor *variable, const char *text, int64_t length);
void setInteger(const Descriptor *variable, int64_t value);

}  // namespace wasmpi::fortran
