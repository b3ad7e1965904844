// Error codes and classes (MPI-3.1 8.4, 8.5), and error handlers (8.3).
#include "hostcalls/mpi/special.h"

#include "hostcalls/mpi/adaptors.h"
#include "hostcalls/mpi/adaptors_array.h"
#include "hostcalls/mpi/adaptors_file.h"
#include "hostcalls/mpi/errhandlers.h"

namespace wasmpi::mpi {

int32_t errorClass(Call call, int32_t code, uint32_t result) {
  MpiContext& context = call.context;
  OutCell<int32_t> cell;
  if (!cell.decode(call, result))
    return context.finishFailure(MPI_COMM_NULL);
  int nativeClass = 0;
  const ErrorCodes& codes = context.errorCodes();
  const int nativeResult = codes.classOf(codes.toNative(code), nativeClass);
  if (nativeResult == MPI_SUCCESS)
    cell.write(codes.classToGuest(nativeClass));
  return context.resultOf(nativeResult);
}

int32_t errorString(Call call, int32_t code, uint32_t text, uint32_t length) {
  ErrorText result;
  if (!result.decode(call, text, length))
    return call.context.finishFailure(MPI_COMM_NULL);
  const auto [native, nativeLength] = result.host();
  const int nativeResult =
      MPI_Error_string(call.context.errorCodes().toNative(code), native, nativeLength);
  result.commit(call, nativeResult);
  return call.context.resultOf(nativeResult);
}

int32_t addErrorClass(Call call, uint32_t result) {
  OutCell<int32_t> cell;
  if (!cell.decode(call, result))
    return call.context.finishFailure(MPI_COMM_NULL);
  int nativeClass = 0;
  const int code = MPI_Add_error_class(&nativeClass);
  if (code == MPI_SUCCESS)
    cell.write(call.context.errorCodes().addUserCode(nativeClass));
  return call.context.resultOf(code);
}

int32_t addErrorCode(Call call, int32_t errorClass, uint32_t result) {
  OutCell<int32_t> cell;
  if (!cell.decode(call, result))
    return call.context.finishFailure(MPI_COMM_NULL);
  int nativeCode = 0;
  const int code = MPI_Add_error_code(call.context.errorCodes().toNative(errorClass), &nativeCode);
  if (code == MPI_SUCCESS)
    cell.write(call.context.errorCodes().addUserCode(nativeCode));
  return call.context.resultOf(code);
}

int32_t commCreateErrhandler(Call call, uint32_t function, uint32_t result) {
  return createErrhandler<Comm>(call, function, result, &Callbacks::commErrorHandler,
                                &MPI_Comm_create_errhandler);
}

int32_t winCreateErrhandler(Call call, uint32_t function, uint32_t result) {
  return createErrhandler<Win>(call, function, result, &Callbacks::winErrorHandler,
                               &MPI_Win_create_errhandler);
}

int32_t commGetErrhandler(Call call, uint32_t comm, uint32_t result) {
  return getErrhandler<Comm, &MPI_Comm_get_errhandler>(
      call, comm, result, {.comm = call.context.table<Comm>()[comm].native});
}

int32_t winGetErrhandler(Call call, uint32_t win, uint32_t result) {
  return getErrhandler<Win, &MPI_Win_get_errhandler>(
      call, win, result, {.win = call.context.table<Win>()[win].native});
}

int32_t fileCreateErrhandler(Call call, uint32_t function, uint32_t result) {
  return createErrhandler<File>(call, function, result, &Callbacks::fileErrorHandler,
                                &MPI_File_create_errhandler);
}

int32_t fileGetErrhandler(Call call, uint32_t file, uint32_t result) {
  return getErrhandler<File, &MPI_File_get_errhandler>(
      call, file, result, {.file = call.context.table<File>()[file].native});
}

/// That of MPI_FILE_NULL is what the files opened from now on have (MPI-3.1 13.7).
int32_t fileSetErrhandler(Call call, uint32_t file, uint32_t handler) {
  FileArgument<true> given;
  In<Errhandler> wanted;
  if (!given.decode(call, file) || !wanted.decode(call, handler))
    return call.context.finishFailure(given.errorFile());
  const ErrhandlerEntry& entry = call.context.table<Errhandler>()[handler];
  const int code = MPI_File_set_errhandler(given.errorFile(), entry.native);
  if (code == MPI_SUCCESS && given.errorFile() == MPI_FILE_NULL)
    call.context.setDefaultFileHandler(
        {.function = entry.fileFunction, .isFatal = entry.native == MPI_ERRORS_ARE_FATAL});
  return call.context.resultOf(code);
}

} // namespace wasmpi::mpi
