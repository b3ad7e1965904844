// Derived datatypes (MPI-3.1 4.1). A guest's MPI_Aint is 32 bits and signed; the library's has 64.
//
// For each new type the largest number the library can have met while computing its bounds is
// estimated from the arguments, in 128 bits: only below a limit are the bounds the library reports
// trusted (extents.h).
#include "hostcalls/mpi/special.h"

#include <algorithm>
#include <climits>

#include "hostcalls/mpi/adaptors.h"
#include "hostcalls/mpi/adaptors_array.h"
#include "hostcalls/mpi/adaptors_attribute.h"
#include "hostcalls/mpi/type_contents.h"
#include "hostcalls/mpi/type_description.h"

namespace wasmpi::mpi {

namespace {

WideInt absolute(WideInt value) { return value < 0 ? -value : value; }

DatatypeEntry& typeOf(Call call, uint32_t handle) { return call.context.table<Datatype>()[handle]; }

/// What a constructor needs to know of an old type.
struct OldType {
  OldType(Call call, uint32_t handle)
      : handle(handle), native(typeOf(call, handle).native), reach(magnitude(typeOf(call, handle))),
        description(typeOf(call, handle).description) {}
  uint32_t handle;
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

/// Guest displacements, widened.
class Displacements {
public:
  bool copyIn(Call call, uint32_t address, int32_t count) {
    if (!narrow_.copyIn(call, "displacements", address, count) || !wide_.allocate(call, count))
      return false;
    std::copy_n(narrow_.data(), narrow_.count(), wide_.data());
    return true;
  }
  const ArgumentArray<int32_t>& narrow() const { return narrow_; }
  const MPI_Aint* data() const { return wide_.data(); }

private:
  ArgumentArray<int32_t> narrow_;
  ArgumentArray<MPI_Aint> wide_;
};

/// A type that is being made: what is remembered of its arguments.
class NewType {
public:
  NewType(Call call, int combiner, std::initializer_list<int32_t> integers)
      : call_(call), contents_(std::make_shared<TypeContents>()) {
    contents_->combiner = combiner;
    contents_->integers = integers;
  }
  void addIntegers(const ArgumentArray<int32_t>& values) {
    contents_->integers.insert(contents_->integers.end(), values.data(),
                               values.data() + values.count());
  }
  void addInteger(int32_t value) { contents_->integers.push_back(value); }
  void addAddress(int32_t value) { contents_->addresses.push_back(value); }
  void addAddresses(const Displacements& values) {
    contents_->addresses.assign(values.narrow().data(),
                                values.narrow().data() + values.narrow().count());
  }
  void addType(const OldType& old) {
    const bool isPredefined = call_.context.table<Datatype>().isPredefined(old.handle);
    contents_->types.push_back({old.handle, isPredefined, typeOf(call_, old.handle)});
  }

  /// Takes in what `make(MPI_Datatype*)` makes, unless it would be too large (type_description.h),
  /// and writes the handle to `result`.
  template <class Make> int32_t define(uint32_t result, const Make& make) {
    OutCell<uint32_t> cell;
    if (!cell.decode(call_, result) ||
        (!description.isWithinLimits() && !call_.failWithError(MPI_ERR_NO_MEM)))
      return failed(call_);
    DatatypeEntry entry(MPI_DATATYPE_NULL);
    const int code = make(&entry.native);
    if (code != MPI_SUCCESS)
      return call_.context.resultOf(code);
    measure(entry, bound);
    entry.description = description.result();
    entry.contents = std::move(contents_);
    cell.write(call_.context.table<Datatype>().add(std::move(entry)));
    return 0;
  }

  /// See above.
  WideInt bound = 0;
  DescriptionSum description;

private:
  Call call_;
  std::shared_ptr<TypeContents> contents_;
};

} // namespace

int32_t typeContiguous(Call call, int32_t count, uint32_t type, uint32_t result) {
  const OldType old(call, type);
  if (!checkCount(call, count) || !checkType(call, old))
    return failed(call);
  NewType made(call, MPI_COMBINER_CONTIGUOUS, {count});
  made.addType(old);
  made.description.addBlock(count, old.description);
  made.bound = WideInt{count} * old.reach;
  return made.define(
      result, [&](MPI_Datatype* native) { return MPI_Type_contiguous(count, old.native, native); });
}

int32_t typeVector(Call call, int32_t count, int32_t length, int32_t stride, uint32_t type,
                   uint32_t result) {
  const OldType old(call, type);
  if (!checkCount(call, count) || !checkType(call, old) || !checkLengths(call, &length, 1))
    return failed(call);
  NewType made(call, MPI_COMBINER_VECTOR, {count, length, stride});
  made.addType(old);
  made.description.addBlock(length, old.description);
  made.description.repeat();
  made.bound = (WideInt{count} * absolute(stride) + WideInt{count} * length) * old.reach;
  return made.define(result, [&](MPI_Datatype* native) {
    return MPI_Type_vector(count, length, stride, old.native, native);
  });
}

int32_t typeHvector(Call call, int32_t count, int32_t length, int32_t stride, uint32_t type,
                    uint32_t result) {
  const OldType old(call, type);
  if (!checkCount(call, count) || !checkType(call, old) || !checkLengths(call, &length, 1))
    return failed(call);
  NewType made(call, MPI_COMBINER_HVECTOR, {count, length});
  made.addAddress(stride);
  made.addType(old);
  made.description.addBlock(length, old.description);
  made.description.repeat();
  made.bound = WideInt{count} * absolute(stride) + WideInt{count} * length * old.reach;
  return made.define(result, [&](MPI_Datatype* native) {
    return MPI_Type_create_hvector(count, length, stride, old.native, native);
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
  NewType made(call, MPI_COMBINER_INDEXED, {count});
  made.addIntegers(blocks);
  made.addIntegers(starts);
  made.addType(old);
  for (size_t i = 0; i < blocks.count(); i++) {
    made.bound += (absolute(starts[i]) + blocks[i]) * old.reach;
    made.description.addBlock(blocks[i], old.description);
  }
  return made.define(result, [&](MPI_Datatype* native) {
    return MPI_Type_indexed(count, blocks.data(), starts.data(), old.native, native);
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
  NewType made(call, MPI_COMBINER_HINDEXED, {count});
  made.addIntegers(blocks);
  made.addAddresses(starts);
  made.addType(old);
  for (size_t i = 0; i < blocks.count(); i++) {
    made.bound += absolute(starts.data()[i]) + blocks[i] * old.reach;
    made.description.addBlock(blocks[i], old.description);
  }
  return made.define(result, [&](MPI_Datatype* native) {
    return MPI_Type_create_hindexed(count, blocks.data(), starts.data(), old.native, native);
  });
}

int32_t typeIndexedBlock(Call call, int32_t count, int32_t length, uint32_t displacements,
                         uint32_t type, uint32_t result) {
  const OldType old(call, type);
  ArgumentArray<int> starts;
  if (!checkCount(call, count) || !checkType(call, old) || !checkLengths(call, &length, 1) ||
      !starts.copyIn(call, "displacements", displacements, count))
    return failed(call);
  NewType made(call, MPI_COMBINER_INDEXED_BLOCK, {count, length});
  made.addIntegers(starts);
  made.addType(old);
  for (size_t i = 0; i < starts.count(); i++) {
    made.bound += (absolute(starts[i]) + length) * old.reach;
    made.description.addBlock(length, old.description);
  }
  return made.define(result, [&](MPI_Datatype* native) {
    return MPI_Type_create_indexed_block(count, length, starts.data(), old.native, native);
  });
}

int32_t typeHindexedBlock(Call call, int32_t count, int32_t length, uint32_t displacements,
                          uint32_t type, uint32_t result) {
  const OldType old(call, type);
  Displacements starts;
  if (!checkCount(call, count) || !checkType(call, old) || !checkLengths(call, &length, 1) ||
      !starts.copyIn(call, displacements, count))
    return failed(call);
  NewType made(call, MPI_COMBINER_HINDEXED_BLOCK, {count, length});
  made.addAddresses(starts);
  made.addType(old);
  for (int i = 0; i < count; i++) {
    made.bound += absolute(starts.data()[i]) + length * old.reach;
    made.description.addBlock(length, old.description);
  }
  return made.define(result, [&](MPI_Datatype* native) {
    return MPI_Type_create_hindexed_block(count, length, starts.data(), old.native, native);
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
  NewType made(call, MPI_COMBINER_STRUCT, {count});
  made.addIntegers(blocks);
  made.addAddresses(starts);
  for (size_t i = 0; i < handles.count(); i++) {
    const OldType old(call, handles[i]);
    if (!checkType(call, old))
      return failed(call);
    natives[i] = old.native;
    made.addType(old);
    made.description.addBlock(blocks[i], old.description);
    if (blocks[i] != 0)
      made.bound += absolute(starts.data()[i]) + blocks[i] * old.reach;
  }
  return made.define(result, [&](MPI_Datatype* native) {
    return MPI_Type_create_struct(count, blocks.data(), starts.data(), natives.data(), native);
  });
}

namespace {

bool isOrder(int nativeOrder) {
  return nativeOrder == MPI_ORDER_C || nativeOrder == MPI_ORDER_FORTRAN;
}

/// MPI-3.1 4.1.3: a part within the whole, in every dimension.
bool checkSubarray(Call call, int dimensions, const int* whole, const int* part, const int* first,
                   int nativeOrder) {
  bool isRight = dimensions >= 1 && isOrder(nativeOrder);
  for (int i = 0; isRight && i < dimensions; i++)
    isRight = whole[i] >= 1 && part[i] >= 1 && part[i] <= whole[i] && first[i] >= 0 &&
              first[i] <= whole[i] - part[i];
  return isRight || call.failWithError(MPI_ERR_ARG);
}

/// Multiplies a bound by the sizes of an array, as far as it stays below what overflows.
WideInt timesSizes(WideInt bound, const ArgumentArray<int>& sizes) {
  for (size_t i = 0; i < sizes.count() && bound < kMaxMagnitude * WideInt{1024}; i++)
    bound *= sizes[i];
  return bound;
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
  NewType made(call, MPI_COMBINER_SUBARRAY, {dimensions});
  for (const auto* array : {&whole, &part, &first})
    made.addIntegers(*array);
  made.addInteger(order);
  made.addType(old);
  made.description.addBlock(2, old.description);
  for (size_t i = 0; i < whole.count() && made.description.isWithinLimits(); i++)
    made.description.repeat();
  made.bound = timesSizes(old.reach, whole);
  return made.define(result, [&](MPI_Datatype* native) {
    return MPI_Type_create_subarray(dimensions, whole.data(), part.data(), first.data(),
                                    nativeOrder, old.native, native);
  });
}

namespace {

/// The arrays of MPI_Type_create_darray, distributions and their arguments in native numbers.
struct Distribution {
  ArgumentArray<int> sizes, kinds, arguments, processes;
  /// As the guest numbers them.
  ArgumentArray<int> guestKinds, guestArguments;

  bool copyIn(Call call, int32_t dimensions, uint32_t sizeArray, uint32_t kindArray,
              uint32_t argumentArray, uint32_t processArray) {
    if (!sizes.copyIn(call, "sizes", sizeArray, dimensions) ||
        !kinds.copyIn(call, "distributions", kindArray, dimensions) ||
        !arguments.copyIn(call, "distribution arguments", argumentArray, dimensions) ||
        !processes.copyIn(call, "process grid", processArray, dimensions) ||
        !guestKinds.copyIn(call, "distributions", kindArray, dimensions) ||
        !guestArguments.copyIn(call, "distribution arguments", argumentArray, dimensions))
      return false;
    const Constants& constants = call.context.constants();
    for (size_t i = 0; i < kinds.count(); i++) {
      kinds[i] = constants.toNative(Role::Distribution, kinds[i]);
      arguments[i] = constants.toNative(Role::DistributionArgument, arguments[i]);
      // A larger block is no different; the library adds it to the size.
      if (kinds[i] == MPI_DISTRIBUTE_CYCLIC)
        arguments[i] = std::min(arguments[i], std::max(sizes[i], 1));
    }
    return true;
  }

  /// MPI-3.1 4.1.4: a grid of `size` processes, blocks that cover each dimension.
  bool check(Call call, int size, int rank) const {
    bool isRight = sizes.count() >= 1 && rank >= 0 && rank < size;
    int64_t places = 1;
    for (size_t i = 0; isRight && i < sizes.count(); i++) {
      isRight = isSize(sizes[i]) && isSize(processes[i]) && isDimensionRight(i);
      places *= processes[i];
      isRight = isRight && places <= size;
    }
    return (isRight && places == size) || call.failWithError(MPI_ERR_ARG);
  }

private:
  /// The library adds two of them, as ints.
  static bool isSize(int value) { return value >= 1 && value <= 1 << 30; }

  bool isDimensionRight(size_t i) const {
    const bool isDefault = arguments[i] == MPI_DISTRIBUTE_DFLT_DARG;
    const int64_t covered = int64_t{arguments[i]} * processes[i];
    const bool isBlock = isDefault || (arguments[i] >= 1 && covered <= INT_MAX);
    switch (kinds[i]) {
    case MPI_DISTRIBUTE_NONE:
      return isDefault && processes[i] == 1;
    case MPI_DISTRIBUTE_BLOCK:
      return isBlock && (isDefault || covered >= sizes[i]);
    case MPI_DISTRIBUTE_CYCLIC:
      return isBlock;
    default:
      return false;
    }
  }
};

} // namespace

int32_t typeDarray(Call call, int32_t size, int32_t rank, int32_t dimensions, uint32_t sizes,
                   uint32_t kinds, uint32_t arguments, uint32_t processes, int32_t order,
                   uint32_t type, uint32_t result) {
  const OldType old(call, type);
  Distribution array;
  if (!checkType(call, old) ||
      !array.copyIn(call, dimensions, sizes, kinds, arguments, processes) ||
      !array.check(call, size, rank))
    return failed(call);
  const int nativeOrder = call.context.constants().toNative(Role::Order, order);
  if (!isOrder(nativeOrder) && !call.failWithError(MPI_ERR_ARG))
    return failed(call);
  NewType made(call, MPI_COMBINER_DARRAY, {size, rank, dimensions});
  for (const auto* each :
       {&array.sizes, &array.guestKinds, &array.guestArguments, &array.processes})
    made.addIntegers(*each);
  made.addInteger(order);
  made.addType(old);
  // Each cyclic dimension is a vector of blocks and a last, shorter block of the one before.
  TypeDescription inner = old.description;
  for (size_t i = 0; i < array.sizes.count() && made.description.isWithinLimits(); i++) {
    made.description = DescriptionSum();
    made.description.addBlock(2, inner);
    if (array.kinds[i] == MPI_DISTRIBUTE_CYCLIC)
      made.description.addBlock(2, inner);
    made.description.repeat();
    inner = made.description.result();
  }
  made.bound = timesSizes(old.reach, array.sizes);
  return made.define(result, [&](MPI_Datatype* native) {
    return MPI_Type_create_darray(size, rank, dimensions, array.sizes.data(), array.kinds.data(),
                                  array.arguments.data(), array.processes.data(), nativeOrder,
                                  old.native, native);
  });
}

int32_t typeResized(Call call, uint32_t type, int32_t lowerBound, int32_t extent, uint32_t result) {
  const OldType old(call, type);
  if (!checkType(call, old))
    return failed(call);
  NewType made(call, MPI_COMBINER_RESIZED, {});
  made.addAddress(lowerBound);
  made.addAddress(extent);
  made.addType(old);
  made.description.addBlock(1, old.description);
  made.description.setNoRun();
  made.bound = absolute(lowerBound) + absolute(extent) + old.reach;
  return made.define(result, [&](MPI_Datatype* native) {
    return MPI_Type_create_resized(old.native, lowerBound, extent, native);
  });
}

int32_t typeDup(Call call, uint32_t type, uint32_t result) {
  const OldType old(call, type);
  if (!checkType(call, old))
    return failed(call);
  const bool isCommitted = typeOf(call, type).isCommitted;
  NewType made(call, MPI_COMBINER_DUP, {});
  made.addType(old);
  made.description.addBlock(1, old.description);
  made.bound = old.reach;
  // Attributes are copied, too.
  const MPI_Datatype holder = attributeHolder<Datatype>(typeOf(call, type));
  const int32_t code =
      made.define(result, [&](MPI_Datatype* native) { return MPI_Type_dup(holder, native); });
  if (code != 0 || !isCommitted)
    return code;
  OutCell<uint32_t> cell;
  cell.decode(call, result);
  setCommitted(typeOf(call, cell.read()));
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

int32_t typeFree(Call call, uint32_t type) {
  Returned<Datatype> given;
  if (!given.decode(call, type))
    return failed(call);
  const bool isOwn = !call.context.table<Datatype>().isPredefined(given.handle()) &&
                     !typeOf(call, given.handle()).isPermanent;
  if (!isOwn && !call.failWithError(MPI_ERR_TYPE))
    return failed(call);
  const int code = given.isLast(call) ? MPI_Type_free(std::get<0>(given.host())) : MPI_SUCCESS;
  given.commit(call, code);
  return call.context.resultOf(code);
}

} // namespace wasmpi::mpi
