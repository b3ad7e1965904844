// Intrinsics that make arrays of arrays: MATMUL, TRANSPOSE, RESHAPE, SPREAD, PACK, UNPACK, CSHIFT, EOSHIFT (Fortran 2018 16.9).
#include "elements.h"

#include <cstdlib>

namespace wasmpi::fortran {
namespace {

void copyBytes(char *to, const char *from, int64_t bytes) { std::memcpy(to, from, static_cast<size_t>(bytes)); }

void makeLike(Descriptor &result, const Descriptor &like, int rank, const int64_t *extents, Place place) {
  makeResult(result, like.type, like.elementBytes, rank, extents, place);
}

bool isReal(int8_t type) { return type == kReal4 || type == kReal8; }
bool isComplex(int8_t type) { return type == kComplex4 || type == kComplex8; }
bool isLogical(int8_t type) { return type == kLogical1 || type == kLogical2 || type == kLogical4 || type == kLogical8; }
bool isWide(const Descriptor &array) { return array.type == kReal8 || array.type == kComplex8; }

/// The type of a product of the two (10.1.9.3).
int8_t productType(const Descriptor &x, const Descriptor &y) {
  if (isComplex(x.type) || isComplex(y.type))
    return isWide(x) || isWide(y) ? kComplex8 : kComplex4;
  if (isReal(x.type) || isReal(y.type))
    return isWide(x) || isWide(y) ? kReal8 : kReal4;
  return x.elementBytes >= y.elementBytes ? x.type : y.type;
}

struct Shape {
  int64_t rows, inner, columns;
};

/// Rows and columns as strides; a vector is a matrix of one row (on the left) or one column.
template <typename T> void multiply(Descriptor &result, const Descriptor &x, const Descriptor &y, Shape shape) {
  const int64_t xRow = x.rank == 2 ? x.dim[0].stride : 0, xInner = x.dim[x.rank - 1].stride;
  const int64_t yInner = y.dim[0].stride, yColumn = y.rank == 2 ? y.dim[1].stride : 0;
  T *const to = reinterpret_cast<T *>(result.base);
  for (int64_t i = 0; i < shape.rows * shape.columns; ++i)
    to[i] = T{};
  for (int64_t column = 0; column < shape.columns; ++column) {
    T *const target = to + column * shape.rows;
    for (int64_t k = 0; k < shape.inner; ++k) {
      const T factor = readElement<T>(y, y.base + k * yInner + column * yColumn);
      const char *at = x.base + k * xInner;
      for (int64_t row = 0; row < shape.rows; ++row, at += xRow)
        target[row] += readElement<T>(x, at) * factor;
    }
  }
}

/// Of logical matrices: .OR. of .AND.
void multiplyLogicals(Descriptor &result, const Descriptor &x, const Descriptor &y, Shape shape) {
  const int64_t xRow = x.rank == 2 ? x.dim[0].stride : 0, xInner = x.dim[x.rank - 1].stride;
  const int64_t yInner = y.dim[0].stride, yColumn = y.rank == 2 ? y.dim[1].stride : 0;
  for (int64_t column = 0; column < shape.columns; ++column)
    for (int64_t row = 0; row < shape.rows; ++row) {
      bool any = false;
      for (int64_t k = 0; k < shape.inner && !any; ++k)
        any = readLogical(x.base + row * xRow + k * xInner, x.elementBytes) &&
              readLogical(y.base + k * yInner + column * yColumn, y.elementBytes);
      writeInteger(result.base + (column * shape.rows + row) * result.elementBytes, result.elementBytes, any);
    }
}

void matmul(Descriptor &result, const Descriptor &x, const Descriptor &y, bool allocateResult, Place place) {
  const Shape shape{x.rank == 2 ? x.dim[0].extent : 1, x.dim[x.rank - 1].extent, y.rank == 2 ? y.dim[1].extent : 1};
  if (y.dim[0].extent != shape.inner)
    fail(place, "MATMUL of matrices that do not fit: %lld columns and %lld rows", static_cast<long long>(shape.inner),
         static_cast<long long>(y.dim[0].extent));
  const int8_t type = productType(x, y);
  const int64_t bytes = type == kComplex8 ? 16 : type == kComplex4 || type == kReal8 ? 8 : type == kReal4 ? 4
                        : x.elementBytes > y.elementBytes                                                 ? x.elementBytes
                                                                                                          : y.elementBytes;
  if (allocateResult) {
    int64_t extents[2];
    int rank = 0;
    if (x.rank == 2)
      extents[rank++] = shape.rows;
    if (y.rank == 2)
      extents[rank++] = shape.columns;
    makeResult(result, type, bytes, rank, extents, place);
  } else if (!result.isContiguous()) {
    AnyDescriptor made;
    matmul(made.get(), x, y, true, place);
    copyElements(result, made.get());
    std::free(made.get().base);
    return;
  }
  if (isLogical(type))
    return multiplyLogicals(result, x, y, shape);
  switch (type) {
  case kInteger1: return multiply<int8_t>(result, x, y, shape);
  case kInteger2: return multiply<int16_t>(result, x, y, shape);
  case kInteger4: return multiply<int32_t>(result, x, y, shape);
  case kInteger8: return multiply<int64_t>(result, x, y, shape);
  case kReal4: return multiply<float>(result, x, y, shape);
  case kReal8: return multiply<double>(result, x, y, shape);
  case kComplex4: return multiply<Complex4>(result, x, y, shape);
  case kComplex8: return multiply<Complex8>(result, x, y, shape);
  default: fail(place, "MATMUL of elements of type code %d is not supported", type);
  }
}

/// A view of a matrix with rows and columns exchanged; of a vector, itself.
Descriptor &transposed(AnyDescriptor &storage, const Descriptor &matrix) {
  std::memcpy(&storage, &matrix, sizeof(Descriptor) + matrix.rank * sizeof(Dimension));
  if (matrix.rank == 2) {
    storage.get().dim[0] = matrix.dim[1];
    storage.get().dim[1] = matrix.dim[0];
  }
  return storage.get();
}

/// Shifts each line along `dim`; `boundary` null: circularly.
void shift(Descriptor &result, const Descriptor &source, const Descriptor *shifts, int64_t one, bool circular, const Descriptor *boundary,
           int dim, Place place) {
  int64_t extents[kMaxRank];
  for (int i = 0; i < source.rank; ++i)
    extents[i] = source.dim[i].extent;
  makeLike(result, source, source.rank, extents, place);
  const int along = dim - 1;
  const int64_t length = extents[along], bytes = source.elementBytes;
  Cursor to(result);
  for (int64_t i = result.elements(); i > 0; --i, to.next()) {
    // Where the line is among the others: also the place in an array of shifts or boundaries.
    const char *from = source.base, *shiftAt = shifts ? shifts->base : nullptr, *boundaryAt = boundary ? boundary->base : nullptr;
    for (int k = 0, other = 0; k < source.rank; ++k) {
      if (k == along)
        continue;
      from += to.index(k) * source.dim[k].stride;
      if (shifts && shifts->rank > 0)
        shiftAt += to.index(k) * shifts->dim[other].stride;
      if (boundary && boundary->rank > 0)
        boundaryAt += to.index(k) * boundary->dim[other].stride;
      ++other;
    }
    int64_t at = to.index(along) + (shifts ? readInteger(shiftAt, shifts->elementBytes) : one);
    if (circular)
      at = ((at % length) + length) % length;
    if (at >= 0 && at < length)
      copyBytes(to.at(), from + at * source.dim[along].stride, bytes);
    else if (boundaryAt)
      copyBytes(to.at(), boundaryAt, bytes);
    else
      std::memset(to.at(), source.type == kCharacter1 ? ' ' : 0, static_cast<size_t>(bytes));
  }
}

}  // namespace
}  // namespace wasmpi::fortran

using namespace wasmpi::fortran;

extern "C" {

void ENTRY(Matmul)(Descriptor &result, const Descriptor &x, const Descriptor &y, const char *file, int line) {
  matmul(result, x, y, true, {file, line});
}
void ENTRY(MatmulDirect)(Descriptor &result, const Descriptor &x, const Descriptor &y, const char *file, int line) {
  matmul(result, x, y, false, {file, line});
}
void ENTRY(MatmulTranspose)(Descriptor &result, const Descriptor &x, const Descriptor &y, const char *file, int line) {
  AnyDescriptor view;
  matmul(result, transposed(view, x), y, true, {file, line});
}

// The variants by type read the same descriptors.
#define MATMUL(X, Y)                                                                                                               \
  void ENTRY(Matmul##X##Y)(Descriptor & result, const Descriptor &x, const Descriptor &y, const char *file, int line) {            \
    matmul(result, x, y, true, {file, line});                                                                                      \
  }                                                                                                                                \
  void ENTRY(MatmulDirect##X##Y)(Descriptor & result, const Descriptor &x, const Descriptor &y, const char *file, int line) {      \
    matmul(result, x, y, false, {file, line});                                                                                     \
  }                                                                                                                                \
  void ENTRY(MatmulTranspose##X##Y)(Descriptor & result, const Descriptor &x, const Descriptor &y, const char *file, int line) {   \
    AnyDescriptor view;                                                                                                            \
    matmul(result, transposed(view, x), y, true, {file, line});                                                                    \
  }
MATMUL(Integer4, Integer4)
MATMUL(Integer8, Integer8)
MATMUL(Integer4, Real4)
MATMUL(Integer4, Real8)
MATMUL(Real4, Integer4)
MATMUL(Real8, Integer4)
MATMUL(Real4, Real4)
MATMUL(Real4, Real8)
MATMUL(Real8, Real4)
MATMUL(Real8, Real8)
MATMUL(Real8, Complex8)
MATMUL(Complex8, Real8)
MATMUL(Complex4, Complex4)
MATMUL(Complex8, Complex8)
MATMUL(Logical4, Logical4)

void ENTRY(Transpose)(Descriptor &result, const Descriptor &matrix, const char *file, int line) {
  AnyDescriptor storage;
  const Descriptor &view = transposed(storage, matrix);
  const int64_t extents[2] = {view.dim[0].extent, view.dim[1].extent};
  makeLike(result, matrix, 2, extents, {file, line});
  copyElements(result, view);
}

void ENTRY(Reshape)(Descriptor &result, const Descriptor &source, const Descriptor &shape, const Descriptor *pad,
                    const Descriptor *order, const char *file, int line) {
  const Place place{file, line};
  const int rank = static_cast<int>(shape.dim[0].extent);
  if (rank > kMaxRank)
    fail(place, "RESHAPE to rank %d", rank);
  int64_t extents[kMaxRank];
  int permutation[kMaxRank];
  for (int i = 0; i < rank; ++i) {
    extents[i] = readInteger(shape.base + i * shape.dim[0].stride, shape.elementBytes);
    permutation[i] = i;
    if (order && order->base)
      permutation[i] = static_cast<int>(readInteger(order->base + i * order->dim[0].stride, order->elementBytes)) - 1;
    if (extents[i] < 0 || permutation[i] < 0 || permutation[i] >= rank)
      fail(place, "RESHAPE with a negative extent or an ORDER= that is no permutation");
  }
  makeLike(result, source, rank, extents, place);
  // The result's dimensions in the order in which they vary.
  AnyDescriptor view;
  std::memcpy(&view, &result, sizeof(Descriptor) + rank * sizeof(Dimension));
  for (int i = 0; i < rank; ++i)
    view.get().dim[i] = result.dim[permutation[i]];
  int64_t left = source.elements();
  const bool padded = pad && pad->base && pad->elements() > 0;
  Cursor to(view.get()), from(source), more(padded ? *pad : source);
  for (int64_t i = result.elements(); i > 0; --i, to.next()) {
    if (left > 0) {
      copyBytes(to.at(), from.at(), source.elementBytes);
      from.next();
      --left;
    } else if (padded) {
      copyBytes(to.at(), more.at(), source.elementBytes);
      more.next();
    } else {
      fail(place, "RESHAPE to more elements than the source has, without PAD=");
    }
  }
}

void ENTRY(Spread)(Descriptor &result, const Descriptor &source, int dim, int64_t copies, const char *file, int line) {
  int64_t extents[kMaxRank];
  if (dim < 1 || dim > source.rank + 1 || source.rank + 1 > kMaxRank)
    fail({file, line}, "SPREAD along dimension %d of rank %d", dim, source.rank);
  for (int i = 0, k = 0; i <= source.rank; ++i)
    extents[i] = i == dim - 1 ? (copies > 0 ? copies : 0) : source.dim[k++].extent;
  makeLike(result, source, source.rank + 1, extents, {file, line});
  Cursor to(result);
  for (int64_t i = result.elements(); i > 0; --i, to.next()) {
    const char *from = source.base;
    for (int d = 0, k = 0; d <= source.rank; ++d)
      if (d != dim - 1)
        from += to.index(d) * source.dim[k++].stride;
    copyBytes(to.at(), from, source.elementBytes);
  }
}

void ENTRY(Pack)(Descriptor &result, const Descriptor &source, const Descriptor &mask, const Descriptor *vector, const char *file,
                 int line) {
  const bool scalar = mask.rank == 0;
  const bool all = scalar && readLogical(mask.base, mask.elementBytes);
  const auto included = [&](const Cursor &at) { return scalar ? all : readLogical(at.at(), mask.elementBytes); };
  const int64_t total = source.elements();
  int64_t count = 0;
  Cursor chosen(mask);
  for (int64_t i = total; i > 0; --i, chosen.next())
    count += included(chosen);
  const bool filled = vector && vector->base;
  const int64_t extent = filled ? vector->dim[0].extent : count;
  if (extent < count)
    fail({file, line}, "PACK into a VECTOR= that is too short");
  makeLike(result, source, 1, &extent, {file, line});
  char *to = result.base;
  Cursor from(source), masked(mask);
  for (int64_t i = total; i > 0; --i, from.next(), masked.next())
    if (included(masked)) {
      copyBytes(to, from.at(), source.elementBytes);
      to += source.elementBytes;
    }
  for (int64_t i = count; i < extent; ++i)
    copyBytes(result.base + i * source.elementBytes, vector->base + i * vector->dim[0].stride, source.elementBytes);
}

void ENTRY(Unpack)(Descriptor &result, const Descriptor &vector, const Descriptor &mask, const Descriptor &field, const char *file,
                   int line) {
  int64_t extents[kMaxRank];
  for (int i = 0; i < mask.rank; ++i)
    extents[i] = mask.dim[i].extent;
  makeLike(result, vector, mask.rank, extents, {file, line});
  Cursor to(result), chosen(mask), other(field);
  const char *from = vector.base;
  int64_t left = vector.dim[0].extent;
  for (int64_t i = result.elements(); i > 0; --i, to.next(), chosen.next(), other.next()) {
    if (!readLogical(chosen.at(), mask.elementBytes)) {
      copyBytes(to.at(), other.at(), vector.elementBytes);
      continue;
    }
    if (left-- <= 0)
      fail({file, line}, "UNPACK of a VECTOR= that is too short");
    copyBytes(to.at(), from, vector.elementBytes);
    from += vector.dim[0].stride;
  }
}

void ENTRY(Cshift)(Descriptor &result, const Descriptor &source, const Descriptor &shifts, int dim, const char *file, int line) {
  shift(result, source, &shifts, 0, true, nullptr, dim, {file, line});
}
void ENTRY(CshiftVector)(Descriptor &result, const Descriptor &source, int64_t by, const char *file, int line) {
  shift(result, source, nullptr, by, true, nullptr, 1, {file, line});
}
void ENTRY(Eoshift)(Descriptor &result, const Descriptor &source, const Descriptor &shifts, const Descriptor *boundary, int dim,
                    const char *file, int line) {
  shift(result, source, &shifts, 0, false, boundary && boundary->base ? boundary : nullptr, dim, {file, line});
}
void ENTRY(EoshiftVector)(Descriptor &result, const Descriptor &source, int64_t by, const Descriptor *boundary, const char *file,
                          int line) {
  shift(result, source, nullptr, by, false, boundary && boundary->base ? boundary : nullptr, 1, {file, line});
}

}  // extern "C"
