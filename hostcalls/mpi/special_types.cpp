// Derived datatypes (MPI-3.1 4.1). A guest's MPI_Aint is 32 bits and signed; the library's has 64.
//
// For each new type the largest number the library can have met while computing its bounds is
// estimated from the arguments, in 128 bits: only below a limit are the bounds the library reports
// trusted (extents.h).
#include "hostcalls/mpi/special.h"

#include <algorithm>

#include "hostcalls/mpi/adaptors.h"
#include "hostcalls/mpi/adaptors_array.h"

namespace wasmpi::mpi {

namespace {

WideInt absolute(WideInt value) { return value < 0 ? -value : value; }

DatatypeEntry& typeOf(Call call, uint32_t handle) { return call.context.table<Datatype>()[handle]; }

/// What a constructor with one old type needs to know of it.
struct OldType {
  OldType(Call call, uint32_t handle)
      : native(typeOf(call, handle).native), reach(magnitude(typeOf(call, handle))) {}
  MPI_Datatype native;
  WideInt reach;
};

/// Takes in what `make(MPI_Datatype*)` makes. `bound`: see above.
template <class Make> int32_t define(Call call, uint32_t result, WideInt bound, const Make& make) {
  OutCell<uint32_t> cell;
  if (!cell.decode(call, result))
    return call.context.finishFailure(MPI_COMM_NULL);
  DatatypeEntry entry(MPI_DATATYPE_NULL);
  const int code = make(&entry.native);
  if (code != MPI_SUCCESS)
    return call.context.resultOf(code);
  measure(entry, bound);
  cell.write(call, call.context.table<Datatype>().add(entry));
  return 0;
}

int32_t failed(Call call) { return call.context.finishFailure(MPI_COMM_NULL); }

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
  return define(call, result, absolute(count) * old.reach,
                [&](MPI_Datatype* made) { return MPI_Type_contiguous(count, old.native, made); });
}

int32_t typeVector(Call call, int32_t count, int32_t length, int32_t stride, uint32_t type,
                   uint32_t result) {
  const OldType old(call, type);
  const WideInt bound =
      (absolute(count) * absolute(stride) + absolute(count) * absolute(length)) * old.reach;
  return define(call, result, bound, [&](MPI_Datatype* made) {
    return MPI_Type_vector(count, length, stride, old.native, made);
  });
}

int32_t typeHvector(Call call, int32_t count, int32_t length, int32_t stride, uint32_t type,
                    uint32_t result) {
  const OldType old(call, type);
  const WideInt bound =
      absolute(count) * absolute(stride) + absolute(count) * absolute(length) * old.reach;
  return define(call, result, bound, [&](MPI_Datatype* made) {
    return MPI_Type_create_hvector(count, length, stride, old.native, made);
  });
}

int32_t typeIndexed(Call call, int32_t count, uint32_t lengths, uint32_t displacements,
                    uint32_t type, uint32_t result) {
  const OldType old(call, type);
  ArgumentArray<int> blocks, starts;
  if (!blocks.copyIn(call, "block lengths", lengths, count) ||
      !starts.copyIn(call, "displacements", displacements, count))
    return failed(call);
  WideInt bound = 0;
  for (size_t i = 0; i < blocks.count(); i++)
    bound += (absolute(starts[i]) + absolute(blocks[i])) * old.reach;
  return define(call, result, bound, [&](MPI_Datatype* made) {
    return MPI_Type_indexed(count, blocks.data(), starts.data(), old.native, made);
  });
}

int32_t typeHindexed(Call call, int32_t count, uint32_t lengths, uint32_t displacements,
                     uint32_t type, uint32_t result) {
  const OldType old(call, type);
  ArgumentArray<int> blocks;
  Displacements starts;
  if (!blocks.copyIn(call, "block lengths", lengths, count) ||
      !starts.copyIn(call, displacements, count))
    return failed(call);
  WideInt bound = 0;
  for (size_t i = 0; i < blocks.count(); i++)
    bound += absolute(starts.data()[i]) + absolute(blocks[i]) * old.reach;
  return define(call, result, bound, [&](MPI_Datatype* made) {
    return MPI_Type_create_hindexed(count, blocks.data(), starts.data(), old.native, made);
  });
}

int32_t typeIndexedBlock(Call call, int32_t count, int32_t length, uint32_t displacements,
                         uint32_t type, uint32_t result) {
  const OldType old(call, type);
  ArgumentArray<int> starts;
  if (!starts.copyIn(call, "displacements", displacements, count))
    return failed(call);
  WideInt bound = 0;
  for (size_t i = 0; i < starts.count(); i++)
    bound += (absolute(starts[i]) + absolute(length)) * old.reach;
  return define(call, result, bound, [&](MPI_Datatype* made) {
    return MPI_Type_create_indexed_block(count, length, starts.data(), old.native, made);
  });
}

int32_t typeHindexedBlock(Call call, int32_t count, int32_t length, uint32_t displacements,
                          uint32_t type, uint32_t result) {
  const OldType old(call, type);
  Displacements starts;
  if (!starts.copyIn(call, displacements, count))
    return failed(call);
  WideInt bound = 0;
  for (int i = 0; i < count; i++)
    bound += absolute(starts.data()[i]) + absolute(length) * old.reach;
  return define(call, result, bound, [&](MPI_Datatype* made) {
    return MPI_Type_create_hindexed_block(count, length, starts.data(), old.native, made);
  });
}

int32_t typeStruct(Call call, int32_t count, uint32_t lengths, uint32_t displacements,
                   uint32_t types, uint32_t result) {
  ArgumentArray<int> blocks;
  ArgumentArray<uint32_t> handles;
  ArgumentArray<MPI_Datatype> natives;
  Displacements starts;
  if (!blocks.copyIn(call, "block lengths", lengths, count) ||
      !starts.copyIn(call, displacements, count) ||
      !handles.copyIn(call, "datatypes", types, count) || !natives.allocate(call, count))
    return failed(call);
  WideInt bound = 0;
  for (size_t i = 0; i < handles.count(); i++) {
    const OldType old(call, handles[i]);
    natives[i] = old.native;
    if (blocks[i] != 0)
      bound += absolute(starts.data()[i]) + absolute(blocks[i]) * old.reach;
  }
  return define(call, result, bound, [&](MPI_Datatype* made) {
    return MPI_Type_create_struct(count, blocks.data(), starts.data(), natives.data(), made);
  });
}

int32_t typeSubarray(Call call, int32_t dimensions, uint32_t sizes, uint32_t subsizes,
                     uint32_t starts, int32_t order, uint32_t type, uint32_t result) {
  const OldType old(call, type);
  ArgumentArray<int> whole, part, first;
  if (!whole.copyIn(call, "sizes", sizes, dimensions) ||
      !part.copyIn(call, "subsizes", subsizes, dimensions) ||
      !first.copyIn(call, "starts", starts, dimensions))
    return failed(call);
  WideInt bound = old.reach;
  for (size_t i = 0; i < whole.count() && bound < kMaxMagnitude * WideInt{1024}; i++)
    bound *= std::max<WideInt>(absolute(whole[i]), 1);
  const int nativeOrder = call.context.constants().toNative(Role::Order, order);
  return define(call, result, bound, [&](MPI_Datatype* made) {
    return MPI_Type_create_subarray(dimensions, whole.data(), part.data(), first.data(),
                                    nativeOrder, old.native, made);
  });
}

int32_t typeResized(Call call, uint32_t type, int32_t lowerBound, int32_t extent, uint32_t result) {
  const OldType old(call, type);
  const WideInt bound = absolute(lowerBound) + absolute(extent) + old.reach;
  return define(call, result, bound, [&](MPI_Datatype* made) {
    return MPI_Type_create_resized(old.native, lowerBound, extent, made);
  });
}

int32_t typeDup(Call call, uint32_t type, uint32_t result) {
  const OldType old(call, type);
  return define(call, result, old.reach,
                [&](MPI_Datatype* made) { return MPI_Type_dup(old.native, made); });
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
  const int code = MPI_Type_set_name(typeOf(call, type).native, std::get<0>(name.host()));
  return call.context.resultOf(code);
}

namespace {

/// The removed functions that give one number each.
template <class Choose>
int32_t askBounds(Call call, uint32_t type, uint32_t result, const Choose& choose) {
  OutAint cell;
  if (!cell.decode(call, result))
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
