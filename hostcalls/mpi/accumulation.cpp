#include "hostcalls/mpi/accumulation.h"

#include <algorithm>

namespace wasmpi::mpi {

namespace {

enum Operands : uint8_t {
  kInteger = 1,
  kFloating = 2,
  kComplex = 4,
  kLogical = 8,
  kByte = 16,
  kPair = 32,
  /// Basic types that are none of these.
  kOther = 64,
  kAny = 127,
};

struct TypeRow {
  MPI_Datatype type;
  Operands operands;
};

/// MPI_CHAR is text for the standard (3.2.2), a number for all libraries.
Operands elementsOf(MPI_Datatype type) {
  const TypeRow kRows[] = {
      {MPI_INT, kInteger},
      {MPI_SHORT, kInteger},
      {MPI_LONG_LONG, kInteger},
      {MPI_UNSIGNED, kInteger},
      {MPI_UNSIGNED_SHORT, kInteger},
      {MPI_UNSIGNED_LONG_LONG, kInteger},
      {MPI_CHAR, kInteger},
      {MPI_SIGNED_CHAR, kInteger},
      {MPI_UNSIGNED_CHAR, kInteger},
      {MPI_INT8_T, kInteger},
      {MPI_INT16_T, kInteger},
      {MPI_INT32_T, kInteger},
      {MPI_INT64_T, kInteger},
      {MPI_UINT8_T, kInteger},
      {MPI_UINT16_T, kInteger},
      {MPI_UINT32_T, kInteger},
      {MPI_UINT64_T, kInteger},
      {MPI_COUNT, kInteger},
      {MPI_OFFSET, kInteger},
      {MPI_INTEGER, kInteger},
      {MPI_INTEGER1, kInteger},
      {MPI_INTEGER2, kInteger},
      {MPI_INTEGER4, kInteger},
      {MPI_INTEGER8, kInteger},
      {MPI_FLOAT, kFloating},
      {MPI_DOUBLE, kFloating},
      {MPI_REAL, kFloating},
      {MPI_DOUBLE_PRECISION, kFloating},
      {MPI_REAL4, kFloating},
      {MPI_REAL8, kFloating},
      {MPI_C_FLOAT_COMPLEX, kComplex},
      {MPI_C_DOUBLE_COMPLEX, kComplex},
      {MPI_CXX_FLOAT_COMPLEX, kComplex},
      {MPI_CXX_DOUBLE_COMPLEX, kComplex},
      {MPI_COMPLEX, kComplex},
      {MPI_DOUBLE_COMPLEX, kComplex},
      {MPI_COMPLEX8, kComplex},
      {MPI_COMPLEX16, kComplex},
      {MPI_C_BOOL, kLogical},
      {MPI_CXX_BOOL, kLogical},
      {MPI_LOGICAL, kLogical},
      {MPI_BYTE, kByte},
      {MPI_2INT, kPair},
      {MPI_SHORT_INT, kPair},
      {MPI_FLOAT_INT, kPair},
      {MPI_DOUBLE_INT, kPair},
      {MPI_2REAL, kPair},
      {MPI_2DOUBLE_PRECISION, kPair},
      {MPI_2INTEGER, kPair},
  };
  for (const TypeRow& row : kRows)
    if (row.type == type)
      return row.operands;
  return kOther;
}

int operandsOf(MPI_Op op) {
  const struct {
    MPI_Op op;
    int operands;
  } kRows[] = {
      {MPI_MAX, kInteger | kFloating},
      {MPI_MIN, kInteger | kFloating},
      {MPI_SUM, kInteger | kFloating | kComplex},
      {MPI_PROD, kInteger | kFloating | kComplex},
      {MPI_LAND, kInteger | kLogical},
      {MPI_LOR, kInteger | kLogical},
      {MPI_LXOR, kInteger | kLogical},
      {MPI_BAND, kInteger | kByte},
      {MPI_BOR, kInteger | kByte},
      {MPI_BXOR, kInteger | kByte},
      {MPI_MAXLOC, kPair},
      {MPI_MINLOC, kPair},
      {MPI_REPLACE, kAny},
      {MPI_NO_OP, kAny},
  };
  for (const auto& row : kRows)
    if (row.op == op)
      return row.operands;
  return 0;
}

} // namespace

void setOperands(DatatypeEntry& predefined) {
  predefined.description.basic = predefined.native;
  predefined.description.operands =
      predefined.origin == TypeOrigin::Made ? kOther : elementsOf(predefined.native);
}

void setOperands(OpEntry& predefined) {
  predefined.operands = static_cast<uint8_t>(operandsOf(predefined.native));
}

bool checkComparable(Call call, const DatatypeEntry& type) {
  const bool isPredefined = type.description.basic == type.native;
  const bool isComparable = (type.description.operands & (kInteger | kLogical | kByte)) != 0;
  return (isPredefined && isComparable) || call.failWithError(MPI_ERR_TYPE);
}

} // namespace wasmpi::mpi
