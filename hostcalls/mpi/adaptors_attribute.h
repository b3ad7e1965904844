// Adaptors for attributes (MPI-3.1 6.7), one set for communicators, datatypes and windows.
#pragma once

#include "hostcalls/mpi/adaptors.h"
#include "hostcalls/mpi/attributes.h"

namespace wasmpi::mpi {

/// The native object that attributes of a guest's object are kept at. Guest types that share one
/// each get their own.
template <class Kind> typename Kind::Native attributeHolder(typename Kind::Entry& entry) {
  if constexpr (std::is_same_v<Kind, Datatype>) {
    if (entry.origin != TypeOrigin::Native)
      return MpiContext::distinctOf(entry);
  }
  return entry.native;
}

/// An object, and a keyval of its kind. Changes: whether the attribute is set or deleted.
template <class Kind, bool changes> struct AttributeOf {
  using Guest = Parameters<uint32_t, int32_t>;
  bool decode(Call call, uint32_t object, int32_t number) {
    const Attributes& attributes = call.context.attributes();
    native_ = attributeHolder<Kind>(call.context.table<Kind>()[object]);
    if (native_ == Kind::nullHandle())
      return call.failWithError(Kind::kErrorClass);
    keyval_ = attributes.find(kCacher<Kind>, number);
    if (!keyval_)
      return call.failWithError(MPI_ERR_KEYVAL);
    return !changes || !attributes.isBusy(kCacher<Kind>, object) ||
           call.failWithTrap("must not be called by an attribute callback of the same object");
  }
  std::tuple<typename Kind::Native, int> host() const { return {native_, keyval_->native}; }
  MPI_Comm errorComm() const requires std::is_same_v<Kind, Comm> { return native_; }
  MPI_Win errorWin() const requires std::is_same_v<Kind, Win> { return native_; }

protected:
  typename Kind::Native native_ = Kind::nullHandle();
  Keyval* keyval_ = nullptr;
};
template <class Kind> using ReadAttribute = AttributeOf<Kind, false>;
template <class Kind> using DeletedAttribute = AttributeOf<Kind, true>;

/// Likewise, and the value it is set to.
template <class Kind> struct NewAttribute : AttributeOf<Kind, true> {
  using Guest = Parameters<uint32_t, int32_t, uint32_t>;
  bool decode(Call call, uint32_t object, int32_t number, uint32_t value) {
    value_ = value;
    return AttributeOf<Kind, true>::decode(call, object, number);
  }
  std::tuple<typename Kind::Native, int, void*> host() {
    // Before the call: it may delete the old attribute, the last use of a freed keyval.
    this->keyval_->useCount++;
    return {this->native_, this->keyval_->native, reinterpret_cast<void*>(uintptr_t{value_})};
  }
  void commit(Call call, int code) {
    if (code != MPI_SUCCESS)
      call.context.attributes().release(*this->keyval_);
  }

private:
  uint32_t value_ = 0;
};

/// A value that is read, if there is one.
struct OutAttribute {
  using Guest = Parameters<uint32_t, uint32_t>;
  bool decode(Call call, uint32_t value, uint32_t flag) {
    return valueCell_.decode(call, value) && flagCell_.decode(call, flag);
  }
  std::tuple<void*, int*> host() { return {&value_, &isSet_}; }
  void commit(Call, int code) const {
    if (code != MPI_SUCCESS)
      return;
    if (isSet_)
      valueCell_.write(static_cast<uint32_t>(reinterpret_cast<uintptr_t>(value_)));
    flagCell_.write(isSet_);
  }

private:
  OutCell<uint32_t> valueCell_;
  OutCell<int32_t> flagCell_;
  void* value_ = nullptr;
  int isSet_ = 0;
};

/// A cell with a keyval that is freed.
template <class Kind> struct FreedKeyval {
  using Guest = Parameters<uint32_t>;
  bool decode(Call call, uint32_t address) {
    if (!cell_.decode(call, address))
      return false;
    keyval_ = call.context.attributes().find(kCacher<Kind>, cell_.read());
    if (!keyval_)
      return call.failWithError(MPI_ERR_KEYVAL);
    native_ = keyval_->native;
    return true;
  }
  std::tuple<int*> host() { return {&native_}; }
  void commit(Call call, int code) {
    if (code != MPI_SUCCESS)
      return;
    keyval_->isFreed = true;
    call.context.attributes().release(*keyval_);
    cell_.write(kGuestInvalid);
  }

private:
  static constexpr int32_t kGuestInvalid = 0;
  OutCell<int32_t> cell_;
  Keyval* keyval_ = nullptr;
  int native_ = MPI_KEYVAL_INVALID;
};

/// MPI_Comm_get_attr and its like, for keyvals of the guest's.
template <class Kind, auto get>
int32_t getAttribute(Call call, uint32_t object, int32_t keyval, uint32_t value, uint32_t flag) {
  using Runner = detail::NativeCall<get, ReadAttribute<Kind>, OutAttribute>;
  return Runner::run(call, std::tuple(object, keyval, value, flag));
}

template <class Kind> inline constexpr auto kCreateKeyval = &MPI_Comm_create_keyval;
template <> inline constexpr auto kCreateKeyval<Datatype> = &MPI_Type_create_keyval;
template <> inline constexpr auto kCreateKeyval<Win> = &MPI_Win_create_keyval;

/// MPI_Comm_create_keyval and its like.
template <class Kind>
int32_t createKeyval(Call call, uint32_t copyFunction, uint32_t deleteFunction, uint32_t result,
                     uint32_t extraState) {
  MpiContext& context = call.context;
  OutCell<int32_t> cell;
  Keyval* keyval = nullptr;
  if (!cell.decode(call, result) ||
      !(keyval = context.attributes().add(call, kCacher<Kind>, copyFunction, deleteFunction,
                                          extraState)))
    return context.finishFailure(MPI_COMM_NULL);
  using Native = typename Kind::Native;
  const auto copy = [](Native object, int, void* state, void* value, void* copied, int* flag) {
    auto& self = *static_cast<Keyval*>(state);
    const uint32_t handle = self.context.guestHandle<Kind>(object);
    return self.context.attributes().copy(self, handle, value, copied, flag);
  };
  const auto remove = [](Native object, int, void* value, void* state) {
    auto& self = *static_cast<Keyval*>(state);
    return self.context.attributes().remove(self, self.context.guestHandle<Kind>(object), value);
  };
  const int code = kCreateKeyval<Kind>(+copy, +remove, &keyval->native, keyval);
  if (code == MPI_SUCCESS)
    cell.write(keyval->number);
  else
    context.attributes().release(*keyval);
  return context.resultOf(code);
}

} // namespace wasmpi::mpi
