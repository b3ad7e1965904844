// Derived datatypes (MPI-3.1 4.1). A guest's MPI_Aint is 32 bits and signed; the library's has 64.
//
// For each new type the largest number the library can have met while computing its bounds is
// estimated from the arguments, in 128 bits: only below a limit are the bounds the library reports
// trusted (extents.h).
#include "hostcalls/mpi/special.h"

#include <algorithm>

#include "hostcalls/mpi/adaptors.h"
#include "hostcalls/mpi/adaptors_array.h"
#include "hostcalls/mpi/type_description.h"

namespace wasmpi::mpi {

namespace {

WideInt absolute(WideInt value) { return value < 0 ? -value : value; }

DatatypeEntry& typeOf(Call call, uint32_t handle) { return call.context.table<Datatype>()[handle]; }

/// What a constructor with one old type needs to know of it.
struct OldType {
  OldType(Call call, uint32_t handle)
      : native(typeOf(call, handle).native), reach(magnitude(typeOf(call, handle))),
        description(typeOf(call, handle).description) {}
  MPI_Datatype native;
  WideInt reach;
  TypeDescription description;
};

bool checkType(Call call, const OldType& old) {
  return old.native != MPI_DATATYPE_NULL || call.failWithError(MPI_ERR_TYPE);
}
bool checkCount(Call call, int32_t count) {
  return count >= 0 || call.failWithError(MPI_ERR_COUNT);
}
/// Lengths of blocks, sizes of arrays.
bool checkLengths(Call call, const int* lengths, size_t count) {
  return std::all_of(lengths, lengths + count, [](int length) { return length >= 0; }) ||
         call.failWithError(MPI_ERR_ARG);
}

int32_t failed(Call call) { return call.context.finishFailure(MPI_COMM_NULL); }

/// Takes in what `make(MPI_Datatype*)` makes, unless it would be too large (type_description.h).
/// `bound`: see above.
template <class Make>
int32_t define(Call call, uint32_t result, WideInt bound, const DescriptionSum& description,
               const Make& make) {
  OutCell<uint32_t> cell;
  if (!cell.decode(call, result) ||
      (!description.isWithinLimits() && !call.failWithError(MPI_ERR_NO_MEM)))
    return failed(call);
  DatatypeEntry entry(MPI_DATATYPE_NULL);
  const int code = make(&entry.native);
  if (code != MPI_SUCCESS)
    return call.context.resultOf(code);
  measure(entry, bound);
  entry.description = description.result();
  cell.write(call, call.context.table<Datatype>().add(entry));
  return 0;
}

/// Guest displacements, widened.
class Displacements {
public:
  bool copyIn(Call call, uint32_t address, int32_t count) {
    if (!narrow_.copyIn(call, "displacements", address, count) || !wide_.allocate(call, count))
      return false;
    std::copy_n(narrow_.data(), narrow_.count(), wide_.data());
    return true;
  }
  const MPI_Aint* data() const { return wide_.data(); }

private:
  ArgumentArray<int32_t> narrow_;
  ArgumentArray<MPI_Aint> wide_;
};

} // namespace

int32_t typeContiguous(Call call, int32_t count, uint32_t type, uint32_t result) {
  const OldType old(call, type);
  if (!checkCount(call, count) || !checkType(call, old))
    return failed(call);
  DescriptionSum description;
  description.addBlock(count, old.description);
  return define(call, result, WideInt{count} * old.reach, description,
                [&](MPI_Datatype* made) { return MPI_Type_contiguous(count, old.native, made); });
}

int32_t typeVector(Call call, int32_t count, int32_t length, int32_t stride, uint32_t type,
                   uint32_t result) {
  const OldType old(call, type);
  if (!checkCount(call, count) || !checkType(call, old) || !checkLengths(call, &length, 1))
    return failed(call);
  DescriptionSum description;
  description.addBlock(length, old.description);
  description.repeat();
  const WideInt bound = (WideInt{count} * absolute(stride) + WideInt{count} * length) * old.reach;
  return define(call, result, bound, description, [&](MPI_Datatype* made) {
    return MPI_Type_vector(count, length, stride, old.native, made);
  });
}

int32_t typeHvector(Call call, int32_t count, int32_t length, int32_t stride, uint32_t type,
                    uint32_t result) {
  const OldType old(call, type);
  if (!checkCount(call, count) || !checkType(call, old) || !checkLengths(call, &length, 1))
    return failed(call);
  DescriptionSum description;
  description.addBlock(length, old.description);
  description.repeat();
  const WideInt bound = WideInt{count} * absolute(stride) + WideInt{count} * length * old.reach;
  return define(call, result, bound, description, [&](MPI_Datatype* made) {
    return MPI_Type_create_hvector(count, length, stride, old.native, made);
  });
}

int32_t typeIndexed(Call call, int32_t count, uint32_t lengths, uint32_t displacements,
                    uint32_t type, uint32_t result) {
  const OldType old(call, type);
  ArgumentArray<int> blocks, starts;
  if (!checkCount(call, count) || !checkType(call, old) ||
      !blocks.copyIn(call, "block lengths", lengths, count) ||
      !starts.copyIn(call, "displacements", displacements, count) ||
      !checkLengths(call, blocks.data(), blocks.count()))
    return failed(call);
  WideInt bound = 0;
  DescriptionSum description;
  for (size_t i = 0; i < blocks.count(); i++) {
    bound += (absolute(starts[i]) + blocks[i]) * old.reach;
    description.addBlock(blocks[i], old.description);
  }
  return define(call, result, bound, description, [&](MPI_Datatype* made) {
    return MPI_Type_indexed(count, blocks.data(), starts.data(), old.native, made);
  });
}

int32_t typeHindexed(Call call, int32_t count, uint32_t lengths, uint32_t displacements,
                     uint32_t type, uint32_t result) {
  const OldType old(call, type);
  ArgumentArray<int> blocks;
  Displacements starts;
  if (!checkCount(call, count) || !checkType(call, old) ||
      !blocks.copyIn(call, "block lengths", lengths, count) ||
      !starts.copyIn(call, displacements, count) ||
      !checkLengths(call, blocks.data(), blocks.count()))
    return failed(call);
  WideInt bound = 0;
  DescriptionSum description;
  for (size_t i = 0; i < blocks.count(); i++) {
    bound += absolute(starts.data()[i]) + blocks[i] * old.reach;
    description.addBlock(blocks[i], old.description);
  }
  return define(call, result, bound, description, [&](MPI_Datatype* made) {
    return MPI_Type_create_hindexed(count, blocks.data(), starts.data(), old.native, made);
  });
}

int32_t typeIndexedBlock(Call call, int32_t count, int32_t length, uint32_t displacements,
                         uint32_t type, uint32_t result) {
  const OldType old(call, type);
  ArgumentArray<int> starts;
  if (!checkCount(call, count) || !checkType(call, old) || !checkLengths(call, &length, 1) ||
      !starts.copyIn(call, "displacements", displacements, count))
    return failed(call);
  WideInt bound = 0;
  DescriptionSum description;
  for (size_t i = 0; i < starts.count(); i++) {
    bound += (absolute(starts[i]) + length) * old.reach;
    description.addBlock(length, old.description);
  }
  return define(call, result, bound, description, [&](MPI_Datatype* made) {
    return MPI_Type_create_indexed_block(count, length, starts.data(), old.native, made);
  });
}

int32_t typeHindexedBlock(Call call, int32_t count, int32_t length, uint32_t displacements,
                          uint32_t type, uint32_t result) {
  const OldType old(call, type);
  Displacements starts;
  if (!checkCount(call, count) || !checkType(call, old) || !checkLengths(call, &length, 1) ||
      !starts.copyIn(call, displacements, count))
    return failed(call);
  WideInt bound = 0;
  DescriptionSum description;
  for (int i = 0; i < count; i++) {
    bound += absolute(starts.data()[i]) + length * old.reach;
    description.addBlock(length, old.description);
  }
  return define(call, result, bound, description, [&](MPI_Datatype* made) {
    return MPI_Type_create_hindexed_block(count, length, starts.data(), old.native, made);
  });
}

int32_t typeStruct(Call call, int32_t count, uint32_t lengths, uint32_t displacements,
                   uint32_t types, uint32_t result) {
  ArgumentArray<int> blocks;
  ArgumentArray<uint32_t> handles;
  ArgumentArray<MPI_Datatype> natives;
  Displacements starts;
  if (!checkCount(call, count) || !blocks.copyIn(call, "block lengths", lengths, count) ||
      !starts.copyIn(call, displacements, count) ||
      !handles.copyIn(call, "datatypes", types, count) || !natives.allocate(call, count) ||
      !checkLengths(call, blocks.data(), blocks.count()))
    return failed(call);
  WideInt bound = 0;
  DescriptionSum description;
  for (size_t i = 0; i < handles.count(); i++) {
    const OldType old(call, handles[i]);
    if (!checkType(call, old))
      return failed(call);
    natives[i] = old.native;
    description.addBlock(blocks[i], old.description);
    if (blocks[i] != 0)
      bound += absolute(starts.data()[i]) + blocks[i] * old.reach;
  }
  return define(call, result, bound, description, [&](MPI_Datatype* made) {
    return MPI_Type_create_struct(count, blocks.data(), starts.data(), natives.data(), made);
  });
}

namespace {

/// MPI-3.1 4.1.3: a part within the whole, in every dimension.
bool checkSubarray(Call call, int dimensions, const int* whole, const int* part, const int* first,
                   int nativeOrder) {
  bool isRight =
      dimensions >= 1 && (nativeOrder == MPI_ORDER_C || nativeOrder == MPI_ORDER_FORTRAN);
  for (int i = 0; isRight && i < dimensions; i++)
    isRight = whole[i] >= 1 && part[i] >= 1 && part[i] <= whole[i] && first[i] >= 0 &&
              first[i] <= whole[i] - part[i];
  return isRight || call.failWithError(MPI_ERR_ARG);
}

} // namespace

int32_t typeSubarray(Call call, int32_t dimensions, uint32_t sizes, uint32_t subsizes,
                     uint32_t starts, int32_t order, uint32_t type, uint32_t result) {
  const OldType old(call, type);
  ArgumentArray<int> whole, part, first;
  if (!checkType(call, old) || !whole.copyIn(call, "sizes", sizes, dimensions) ||
      !part.copyIn(call, "subsizes", subsizes, dimensions) ||
      !first.copyIn(call, "starts", starts, dimensions))
    return failed(call);
  const int nativeOrder = call.context.constants().toNative(Role::Order, order);
  if (!checkSubarray(call, dimensions, whole.data(), part.data(), first.data(), nativeOrder))
    return failed(call);
  WideInt bound = old.reach;
  DescriptionSum description;
  description.addBlock(2, old.description);
  for (size_t i = 0; i < whole.count() && bound < kMaxMagnitude * WideInt{1024}; i++) {
    bound *= whole[i];
    description.repeat();
  }
  return define(call, result, bound, description, [&](MPI_Datatype* made) {
    return MPI_Type_create_subarray(dimensions, whole.data(), part.data(), first.data(),
                                    nativeOrder, old.native, made);
  });
}

int32_t typeResized(Call call, uint32_t type, int32_t lowerBound, int32_t extent, uint32_t result) {
  const OldType old(call, type);
  if (!checkType(call, old))
    return failed(call);
  DescriptionSum description;
  description.addBlock(1, old.description);
  description.setNoRun();
  const WideInt bound = absolute(lowerBound) + absolute(extent) + old.reach;
  return define(call, result, bound, description, [&](MPI_Datatype* made) {
    return MPI_Type_create_resized(old.native, lowerBound, extent, made);
  });
}

int32_t typeDup(Call call, uint32_t type, uint32_t result) {
  const OldType old(call, type);
  if (!checkType(call, old))
    return failed(call);
  DescriptionSum description;
  description.addBlock(1, old.description);
  const bool isCommitted = typeOf(call, type).isCommitted;
  const int32_t code = define(call, result, old.reach, description,
                              [&](MPI_Datatype* made) { return MPI_Type_dup(old.native, made); });
  if (code != 0 || !isCommitted)
    return code;
  OutCell<uint32_t> cell;
  cell.decode(call, result);
  setCommitted(typeOf(call, cell.read(call)));
  return 0;
}

int32_t typeCommit(Call call, uint32_t type) {
  Cell<Datatype> cell;
  if (!cell.decode(call, type))
    return failed(call);
  const int code = MPI_Type_commit(std::get<0>(cell.host()));
  if (code == MPI_SUCCESS)
    setCommitted(typeOf(call, cell.handle()));
  return call.context.resultOf(code);
}

/// Types whose native one has another name have theirs here.
int32_t typeGetName(Call call, uint32_t type, uint32_t text, uint32_t length) {
  ObjectName name;
  if (!name.decode(call, text, length))
    return failed(call);
  if (const std::string* own = call.context.ownTypeName(type)) {
    name.write(call, *own);
    return 0;
  }
  if (!checkType(call, OldType(call, type)))
    return failed(call);
  const auto [native, nativeLength] = name.host();
  const int code = MPI_Type_get_name(typeOf(call, type).native, native, nativeLength);
  name.commit(call, code);
  return call.context.resultOf(code);
}

int32_t typeSetName(Call call, uint32_t type, uint32_t text) {
  InString name;
  if (!name.decode(call, text))
    return failed(call);
  if (std::string* own = call.context.ownTypeName(type)) {
    *own = name.text().substr(0, MPI_MAX_OBJECT_NAME - 1);
    return 0;
  }
  if (!checkType(call, OldType(call, type)))
    return failed(call);
  const int code = MPI_Type_set_name(typeOf(call, type).native, std::get<0>(name.host()));
  return call.context.resultOf(code);
}

namespace {

/// The removed functions that give one number each.
template <class Choose>
int32_t askBounds(Call call, uint32_t type, uint32_t result, const Choose& choose) {
  OutAint cell;
  if (!cell.decode(call, result) || !checkType(call, OldType(call, type)))
    return failed(call);
  MPI_Aint lowerBound = 0, extent = 0;
  const int code = MPI_Type_get_extent(typeOf(call, type).native, &lowerBound, &extent);
  *std::get<0>(cell.host()) = choose(lowerBound, extent);
  cell.commit(call, code);
  return call.context.resultOf(code);
}

} // namespace

int32_t typeExtent(Call call, uint32_t type, uint32_t result) {
  return askBounds(call, type, result, [](MPI_Aint, MPI_Aint extent) { return extent; });
}
int32_t typeLowerBound(Call call, uint32_t type, uint32_t result) {
  return askBounds(call, type, result, [](MPI_Aint lowerBound, MPI_Aint) { return lowerBound; });
}
int32_t typeUpperBound(Call call, uint32_t type, uint32_t result) {
  return askBounds(call, type, result,
                   [](MPI_Aint lowerBound, MPI_Aint extent) { return lowerBound + extent; });
}

} // namespace wasmpi::mpi
