// Elements of a status (MPI-3.1 4.1.11, 12.3). Datatypes without data are answered for here: there
// the library divides by the number of their elements.
#include "hostcalls/mpi/special.h"

#include <limits>

#include "hostcalls/mpi/adaptors.h"

namespace wasmpi::mpi {

namespace {

/// A status, and a datatype to see it with.
class TypedStatus {
public:
  template <class Status> bool decode(Call call, Status& status, uint32_t address, uint32_t type) {
    In<Datatype> given;
    if (!status.decode(call, address) || !given.decode(call, type))
      return false;
    type_ = std::get<0>(given.host());
    isEmpty_ = MPI_Type_size_x(type_, &size_) == MPI_SUCCESS && size_ == 0;
    return size_ >= 0 || call.failWithError(MPI_ERR_TYPE);
  }
  MPI_Datatype type() const { return type_; }
  bool isEmpty() const { return isEmpty_; }

private:
  MPI_Datatype type_ = MPI_DATATYPE_NULL;
  MPI_Count size_ = 0;
  bool isEmpty_ = false;
};

MPI_Count countElements(const MPI_Status* status, const TypedStatus& typed, int& code) {
  MPI_Count count = 0;
  if (!typed.isEmpty()) {
    code = MPI_Get_elements_x(status, typed.type(), &count);
    return count;
  }
  code = MPI_Get_elements_x(status, MPI_BYTE, &count);
  return count == 0 ? 0 : MPI_UNDEFINED;
}

template <class Number>
int32_t elementsOf(Call call, uint32_t status, uint32_t type, uint32_t result) {
  InStatus given;
  TypedStatus typed;
  OutCell<Number> cell;
  if (!typed.decode(call, given, status, type) || !cell.decode(call, result))
    return call.context.finishFailure(MPI_COMM_NULL);
  int code = MPI_SUCCESS;
  const MPI_Count count = countElements(std::get<0>(given.host()), typed, code);
  const bool fits = count >= 0 && count <= std::numeric_limits<Number>::max();
  if (code == MPI_SUCCESS)
    cell.write(fits ? static_cast<Number>(count) : MPI_UNDEFINED);
  return call.context.resultOf(code);
}

} // namespace

int32_t getElements(Call call, uint32_t status, uint32_t type, uint32_t result) {
  return elementsOf<int32_t>(call, status, type, result);
}

int32_t getElementsX(Call call, uint32_t status, uint32_t type, uint32_t result) {
  return elementsOf<int64_t>(call, status, type, result);
}

namespace {

template <auto native, class Number>
int32_t setElements(Call call, uint32_t status, uint32_t type, Number count) {
  UpdatedStatus updated;
  TypedStatus typed;
  // Without data there are no elements to speak of. The library multiplies with the type's size.
  const bool isRight = count >= 0 && count <= kMaxMagnitude;
  if (!typed.decode(call, updated, status, type) ||
      ((!isRight || (typed.isEmpty() && count > 0)) && !call.failWithError(MPI_ERR_COUNT)))
    return call.context.finishFailure(MPI_COMM_NULL);
  const int code =
      native(std::get<0>(updated.host()), typed.isEmpty() ? MPI_BYTE : typed.type(), count);
  updated.commit(call, code);
  return call.context.resultOf(code);
}

} // namespace

int32_t statusSetElements(Call call, uint32_t status, uint32_t type, int32_t count) {
  return setElements<&MPI_Status_set_elements>(call, status, type, count);
}

int32_t statusSetElementsX(Call call, uint32_t status, uint32_t type, int64_t count) {
  return setElements<&MPI_Status_set_elements_x>(call, status, type, count);
}

} // namespace wasmpi::mpi
