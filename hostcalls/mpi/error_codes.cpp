#include "hostcalls/mpi/error_codes.h"

#include <algorithm>

#include "hostcalls/mpi/mpi_header.h"

namespace wasmpi::mpi {

int32_t ErrorCodes::classToGuest(int nativeClass) const {
  const auto user = std::find(userCodes_.begin(), userCodes_.end(), nativeClass);
  if (user != userCodes_.end())
    return kLastCode + 1 + static_cast<int32_t>(user - userCodes_.begin());
  return constants_.toGuest(Role::ErrorClass, nativeClass);
}

int32_t ErrorCodes::toGuest(int nativeCode) {
  const bool isUserCode =
      std::find(userCodes_.begin(), userCodes_.end(), nativeCode) != userCodes_.end();
  if (nativeCode == MPI_SUCCESS || isUserCode)
    return classToGuest(nativeCode);
  int nativeClass = MPI_ERR_OTHER;
  // Open MPI lets some codes of its insides out; they are negative and no class's.
  if (nativeCode < 0 || MPI_Error_class(nativeCode, &nativeClass) != MPI_SUCCESS)
    nativeClass = MPI_ERR_OTHER;
  const int32_t guest = classToGuest(nativeClass);
  lastSeen_[guest] = nativeCode;
  return guest;
}

int ErrorCodes::toNative(int32_t guestCode) const {
  if (guestCode > kLastCode && guestCode - kLastCode <= static_cast<int32_t>(userCodes_.size()))
    return userCodes_[guestCode - kLastCode - 1];
  if (const auto seen = lastSeen_.find(guestCode); seen != lastSeen_.end())
    return seen->second;
  return constants_.toNative(Role::ErrorClass, guestCode);
}

int32_t ErrorCodes::addUserCode(int nativeCode) {
  userCodes_.push_back(nativeCode);
  return kLastCode + static_cast<int32_t>(userCodes_.size());
}

int ErrorCodes::explain(int nativeClass, const std::string& text) {
  const auto known = explanations_.find(text);
  if (known != explanations_.end())
    return known->second;
  int code = nativeClass;
  const std::string fitting = text.substr(0, MPI_MAX_ERROR_STRING - 1);
  if (MPI_Add_error_code(nativeClass, &code) != MPI_SUCCESS ||
      MPI_Add_error_string(code, fitting.c_str()) != MPI_SUCCESS)
    return nativeClass;
  return explanations_[text] = code;
}

int32_t ErrorCodes::lastUsedCode() const {
  return kLastCode + static_cast<int32_t>(userCodes_.size());
}

} // namespace wasmpi::mpi
