#include "hostcalls/mpi/long_double.h"

#include <cstddef>
#include <cstring>

namespace wasmpi::mpi {

namespace {

__extension__ typedef __float128 Quad;

/// As the guest lays them out.
struct QuadComplex {
  Quad real, imaginary;
};
struct QuadIndex {
  Quad value;
  int index;
};
static_assert(sizeof(Quad) == 16 && sizeof(QuadComplex) == 32 && sizeof(QuadIndex) == 32);

struct Sum {
  Quad operator()(Quad a, Quad b) const { return a + b; }
  QuadComplex operator()(QuadComplex a, QuadComplex b) const {
    return {a.real + b.real, a.imaginary + b.imaginary};
  }
};
struct Product {
  Quad operator()(Quad a, Quad b) const { return a * b; }
  QuadComplex operator()(QuadComplex a, QuadComplex b) const {
    return {a.real * b.real - a.imaginary * b.imaginary,
            a.real * b.imaginary + a.imaginary * b.real};
  }
};
struct Least {
  Quad operator()(Quad a, Quad b) const { return a < b ? a : b; }
};
struct Most {
  Quad operator()(Quad a, Quad b) const { return a > b ? a : b; }
};
/// Ties go to the lower index (MPI-3.1 5.9.4).
template <bool wantsLeast> struct Located {
  QuadIndex operator()(QuadIndex a, QuadIndex b) const {
    if (a.value == b.value)
      return {a.value, a.index < b.index ? a.index : b.index};
    return (wantsLeast ? a.value < b.value : a.value > b.value) ? a : b;
  }
};

/// Bytes of a value without what pads it: the library's buffers end with the last element's data.
template <class Value> constexpr size_t kDataByteSize = sizeof(Value);
template <> constexpr size_t kDataByteSize<QuadIndex> = offsetof(QuadIndex, index) + sizeof(int);

/// An MPI_User_function. Buffers may be under-aligned.
template <class Value, class Function>
void reduceQuads(void* in, void* inout, int* length, MPI_Datatype*) {
  auto* left = static_cast<const char*>(in);
  auto* right = static_cast<char*>(inout);
  for (int i = 0; i < *length; i++, left += sizeof(Value), right += sizeof(Value)) {
    Value a, b;
    std::memcpy(&a, left, kDataByteSize<Value>);
    std::memcpy(&b, right, kDataByteSize<Value>);
    const Value result = Function{}(a, b);
    std::memcpy(right, &result, kDataByteSize<Value>);
  }
}

bool makeBytes(int count, MPI_Datatype& type) {
  return MPI_Type_contiguous(count, MPI_BYTE, &type) == MPI_SUCCESS &&
         MPI_Type_commit(&type) == MPI_SUCCESS;
}

bool makeWithIndex(MPI_Datatype& type) {
  const int lengths[] = {sizeof(Quad), sizeof(int)};
  const MPI_Aint displacements[] = {0, offsetof(QuadIndex, index)};
  const MPI_Datatype types[] = {MPI_BYTE, MPI_BYTE};
  MPI_Datatype packed;
  if (MPI_Type_create_struct(2, lengths, displacements, types, &packed) != MPI_SUCCESS ||
      MPI_Type_create_resized(packed, 0, sizeof(QuadIndex), &type) != MPI_SUCCESS)
    return false;
  MPI_Type_free(&packed);
  return MPI_Type_commit(&type) == MPI_SUCCESS;
}

} // namespace

bool LongDouble::make() {
  return makeBytes(sizeof(Quad), real_) && makeBytes(sizeof(QuadComplex), complex_) &&
         makeWithIndex(withIndex_);
}

void LongDouble::free() {
  for (Operation& operation : operations_)
    MPI_Op_free(&operation.own);
  operations_.clear();
  for (MPI_Datatype* type : {&real_, &complex_, &withIndex_})
    if (*type != MPI_DATATYPE_NULL)
      MPI_Type_free(type);
}

MPI_Op LongDouble::operation(MPI_Datatype type, MPI_Op predefined) {
  for (const Operation& known : operations_)
    if (known.type == type && known.predefined == predefined)
      return known.own;
  const struct {
    MPI_Datatype type;
    MPI_Op predefined;
    MPI_User_function* function;
  } choices[] = {
      {real_, MPI_SUM, &reduceQuads<Quad, Sum>},
      {real_, MPI_PROD, &reduceQuads<Quad, Product>},
      {real_, MPI_MIN, &reduceQuads<Quad, Least>},
      {real_, MPI_MAX, &reduceQuads<Quad, Most>},
      {complex_, MPI_SUM, &reduceQuads<QuadComplex, Sum>},
      {complex_, MPI_PROD, &reduceQuads<QuadComplex, Product>},
      {withIndex_, MPI_MINLOC, &reduceQuads<QuadIndex, Located<true>>},
      {withIndex_, MPI_MAXLOC, &reduceQuads<QuadIndex, Located<false>>},
  };
  for (const auto& choice : choices) {
    MPI_Op own = MPI_OP_NULL;
    if (choice.type != type || choice.predefined != predefined ||
        MPI_Op_create(choice.function, 1, &own) != MPI_SUCCESS)
      continue;
    operations_.push_back({type, predefined, own});
    return own;
  }
  return predefined;
}

} // namespace wasmpi::mpi
