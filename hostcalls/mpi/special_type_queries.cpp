// What can be asked about datatypes: names (MPI-3.1 6.8), what they were made of (4.1.13), which
// one fits (17.1.9), and the bounds of the removed functions.
#include "hostcalls/mpi/special.h"

#include <algorithm>
#include <cfloat>

#include "hostcalls/mpi/accumulation.h"
#include "hostcalls/mpi/adaptors.h"
#include "hostcalls/mpi/adaptors_array.h"
#include "hostcalls/mpi/type_contents.h"

namespace wasmpi::mpi {

namespace {

DatatypeEntry& typeOf(Call call, uint32_t handle) { return call.context.table<Datatype>()[handle]; }

bool checkType(Call call, uint32_t handle) {
  return typeOf(call, handle).native != MPI_DATATYPE_NULL || call.failWithError(MPI_ERR_TYPE);
}

int32_t failed(Call call) { return call.context.finishFailure(MPI_COMM_NULL); }

} // namespace

/// Types whose native one has another name have theirs here.
int32_t typeGetName(Call call, uint32_t type, uint32_t text, uint32_t length) {
  ObjectName name;
  if (!name.decode(call, text, length))
    return failed(call);
  if (const std::string* own = call.context.ownTypeName(type)) {
    name.write(call, *own);
    return 0;
  }
  if (!checkType(call, type))
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
  if (!checkType(call, type))
    return failed(call);
  const int code = MPI_Type_set_name(typeOf(call, type).native, std::get<0>(name.host()));
  return call.context.resultOf(code);
}

namespace {

/// The removed functions that give one number each.
template <class Choose>
int32_t askBounds(Call call, uint32_t type, uint32_t result, const Choose& choose) {
  OutAint cell;
  if (!cell.decode(call, result) || !checkType(call, type))
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

namespace {

/// Null for predefined types.
const TypeContents* contentsOf(Call call, uint32_t type) {
  return typeOf(call, type).contents.get();
}

/// The native old types of a type, each with a reference of its own.
class NativeOldTypes {
public:
  bool get(Call call, MPI_Datatype type, size_t expectedCount) {
    int integerCount = 0, addressCount = 0, typeCount = 0, combiner = 0;
    if (MPI_Type_get_envelope(type, &integerCount, &addressCount, &typeCount, &combiner) !=
            MPI_SUCCESS ||
        static_cast<size_t>(typeCount) != expectedCount)
      return call.failWithError(MPI_ERR_INTERN);
    std::vector<int> integers(integerCount);
    std::vector<MPI_Aint> addresses(addressCount);
    types_.resize(typeCount);
    return MPI_Type_get_contents(type, integerCount, addressCount, typeCount, integers.data(),
                                 addresses.data(), types_.data()) == MPI_SUCCESS ||
           call.failWithError(MPI_ERR_INTERN);
  }
  MPI_Datatype operator[](size_t index) const { return types_[index]; }

private:
  std::vector<MPI_Datatype> types_;
};

/// The guest's handle of an old type: the one it had, if the guest still has that, else a new one.
/// Takes over the reference that `native` is.
uint32_t handleOf(Call call, const OldDatatype& old, MPI_Datatype native) {
  auto& types = call.context.table<Datatype>();
  if (old.isPredefined) {
    if (old.entry.origin == TypeOrigin::Made)
      MPI_Type_free(&native); // derived for the library, which has counted
    return old.handle;
  }
  const auto known = types.findIf([&](const DatatypeEntry& entry) {
    return entry.native == native && entry.contents == old.entry.contents;
  });
  if (known) {
    types[*known].referenceCount++;
    if (!old.entry.isPermanent || old.entry.origin == TypeOrigin::Made)
      MPI_Type_free(&native);
    return *known;
  }
  DatatypeEntry entry = old.entry;
  entry.native = native;
  entry.referenceCount = 1;
  // MPI-3.1 4.1.13: whether it is committed is undefined.
  entry.isCommitted = false;
  entry.plainExtent = 0;
  return types.add(std::move(entry));
}

} // namespace

/// MPI-3.1 4.1.13.
int32_t typeGetEnvelope(Call call, uint32_t type, uint32_t integerCount, uint32_t addressCount,
                        uint32_t typeCount, uint32_t combiner) {
  OutCell<int32_t> integers, addresses, types, how;
  if (!checkType(call, type) || !integers.decode(call, integerCount) ||
      !addresses.decode(call, addressCount) || !types.decode(call, typeCount) ||
      !how.decode(call, combiner))
    return failed(call);
  const TypeContents none, *known = contentsOf(call, type);
  const TypeContents& contents = known ? *known : none;
  integers.write(static_cast<int32_t>(contents.integers.size()));
  addresses.write(static_cast<int32_t>(contents.addresses.size()));
  types.write(static_cast<int32_t>(contents.types.size()));
  how.write(call.context.constants().toGuest(Role::Combiner, contents.combiner));
  return 0;
}

int32_t typeGetContents(Call call, uint32_t type, int32_t maxIntegers, int32_t maxAddresses,
                        int32_t maxTypes, uint32_t integerArray, uint32_t addressArray,
                        uint32_t typeArray) {
  if (!checkType(call, type))
    return failed(call);
  // Held, since the table may move below.
  const std::shared_ptr<const TypeContents> contents = typeOf(call, type).contents;
  // Nothing is in a predefined type.
  if (!contents && !call.failWithError(MPI_ERR_TYPE))
    return failed(call);
  const auto integerCount = static_cast<int64_t>(contents->integers.size());
  const auto addressCount = static_cast<int64_t>(contents->addresses.size());
  const auto typeCount = static_cast<int64_t>(contents->types.size());
  if ((maxIntegers < integerCount || maxAddresses < addressCount || maxTypes < typeCount) &&
      !call.failWithError(MPI_ERR_ARG))
    return failed(call);
  using Words = ArgumentArray<int32_t>;
  if (!Words::checkGuestArray(call, "integers", integerArray, integerCount, 4) ||
      !Words::checkGuestArray(call, "addresses", addressArray, addressCount, 4) ||
      !Words::checkGuestArray(call, "datatypes", typeArray, typeCount, 4))
    return failed(call);
  NativeOldTypes natives;
  if (typeCount > 0 && !natives.get(call, typeOf(call, type).native, contents->types.size()))
    return failed(call);
  uint8_t* base = call.context.memory().base();
  std::copy_n(reinterpret_cast<const uint8_t*>(contents->integers.data()), 4 * integerCount,
              base + integerArray);
  std::copy_n(reinterpret_cast<const uint8_t*>(contents->addresses.data()), 4 * addressCount,
              base + addressArray);
  for (int64_t i = 0; i < typeCount; i++) {
    const uint32_t handle = handleOf(call, contents->types[i], natives[i]);
    std::memcpy(base + typeArray + 4 * i, &handle, sizeof handle);
  }
  return 0;
}

/// MPI-3.1 17.1.9: the predefined type of a class and size.
int32_t typeMatchSize(Call call, int32_t typeClass, int32_t byteSize, uint32_t result) {
  OutCell<uint32_t> cell;
  if (!cell.decode(call, result))
    return failed(call);
  const int nativeClass = call.context.constants().toNative(Role::TypeClass, typeClass);
  MPI_Datatype native = MPI_DATATYPE_NULL;
  const int code = MPI_Type_match_size(nativeClass, byteSize, &native);
  if (code != MPI_SUCCESS)
    return call.context.resultOf(code);
  const auto handle = call.context.table<Datatype>().findIf([&](const DatatypeEntry& entry) {
    return entry.native == native && entry.origin == TypeOrigin::Native;
  });
  if (!handle) {
    call.failWithError(MPI_ERR_ARG);
    return failed(call);
  }
  cell.write(*handle);
  return 0;
}

namespace {

/// Of C's long double on the guest: IEEE binary128.
constexpr int kQuadDigits = 33, kQuadRange = 4931;

/// Which of the guest's kinds holds `digits` decimal digits and a decimal exponent range; either
/// may be MPI_UNDEFINED.
enum class RealKind { Double, Quad, None };
RealKind kindFor(int digits, int range) {
  if (digits <= DBL_DIG && range <= DBL_MAX_10_EXP)
    return RealKind::Double;
  return digits <= kQuadDigits && range <= kQuadRange ? RealKind::Quad : RealKind::None;
}

/// A type that is not named but predefined. The same arguments give the same handle.
uint32_t permanentType(Call call, MPI_Datatype native, TypeOrigin origin, int combiner,
                       std::vector<int32_t> arguments) {
  auto& types = call.context.table<Datatype>();
  const auto known = types.findIf([&](const DatatypeEntry& entry) {
    return entry.isPermanent && entry.contents->combiner == combiner &&
           entry.contents->integers == arguments;
  });
  if (known)
    return *known;
  auto contents = std::make_shared<TypeContents>();
  contents->combiner = combiner;
  contents->integers = std::move(arguments);
  DatatypeEntry entry(native);
  measure(entry, 0);
  setCommitted(entry);
  setOperands(entry);
  entry.origin = origin;
  entry.isPermanent = true;
  entry.description.isRun = entry.isDense();
  entry.contents = std::move(contents);
  return types.add(std::move(entry));
}

/// MPI_Type_create_f90_real and MPI_Type_create_f90_complex. The library's long double is not the
/// guest's, so only what a double holds is the library's.
template <auto native, int combiner>
int32_t createReal(Call call, int32_t digits, int32_t range, MPI_Datatype quad, uint32_t result) {
  OutCell<uint32_t> cell;
  if (!cell.decode(call, result))
    return failed(call);
  const RealKind kind = kindFor(digits, range);
  if (kind == RealKind::None) {
    call.failWithError(MPI_ERR_ARG);
    return failed(call);
  }
  MPI_Datatype type = quad;
  const int code = kind == RealKind::Quad ? MPI_SUCCESS : native(digits, range, &type);
  if (code != MPI_SUCCESS)
    return call.context.resultOf(code);
  const TypeOrigin origin = kind == RealKind::Quad ? TypeOrigin::Made : TypeOrigin::Native;
  cell.write(permanentType(call, type, origin, combiner, {digits, range}));
  return 0;
}

} // namespace

int32_t typeCreateF90Real(Call call, int32_t digits, int32_t range, uint32_t result) {
  return createReal<&MPI_Type_create_f90_real, MPI_COMBINER_F90_REAL>(
      call, digits, range, call.context.longDouble().real(), result);
}

int32_t typeCreateF90Complex(Call call, int32_t digits, int32_t range, uint32_t result) {
  return createReal<&MPI_Type_create_f90_complex, MPI_COMBINER_F90_COMPLEX>(
      call, digits, range, call.context.longDouble().complex(), result);
}

int32_t typeCreateF90Integer(Call call, int32_t range, uint32_t result) {
  OutCell<uint32_t> cell;
  if (!cell.decode(call, result))
    return failed(call);
  MPI_Datatype native = MPI_DATATYPE_NULL;
  const int code = MPI_Type_create_f90_integer(range, &native);
  if (code != MPI_SUCCESS)
    return call.context.resultOf(code);
  cell.write(permanentType(call, native, TypeOrigin::Native, MPI_COMBINER_F90_INTEGER, {range}));
  return 0;
}

} // namespace wasmpi::mpi
