#include "hostcalls/mpi/error_codes.h"

#include <algorithm>

#include "hostcalls/mpi/mpi_header.h"

namespace wasmpi::mpi {

namespace {

/// Adds a code to a class and gives it the text; whether the library then knows it by that.
bool addCode(int nativeClass, const std::string& text, int& code) {
  char known[MPI_MAX_ERROR_STRING] = {};
  int length = 0;
  return MPI_Add_error_code(nativeClass, &code) == MPI_SUCCESS &&
         MPI_Add_error_string(code, text.c_str()) == MPI_SUCCESS &&
         MPI_Error_string(code, known, &length) == MPI_SUCCESS && text == known;
}

/// Whether the library may be asked about a code: before MPI-4 one that is not up ends the process.
bool mayAsk() {
  int isInitialized = MPI_VERSION >= 4, isFinalized = 0;
  if (MPI_VERSION < 4) {
    MPI_Initialized(&isInitialized);
    MPI_Finalized(&isFinalized);
  }
  return isInitialized && !isFinalized;
}

} // namespace

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
  if (nativeCode < 0 || classOf(nativeCode, nativeClass) != MPI_SUCCESS)
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

int ErrorCodes::classOf(int nativeCode, int& nativeClass) const {
  for (const auto& [text, explanation] : explanations_)
    if (explanation.code == nativeCode) {
      nativeClass = explanation.nativeClass;
      return MPI_SUCCESS;
    }
  if (mayAsk())
    return MPI_Error_class(nativeCode, &nativeClass);
  nativeClass = nativeCode; // all that there are so far
  return MPI_SUCCESS;
}

int ErrorCodes::ownClass() const {
  int made = MPI_SUCCESS;
  for (const auto& [text, explanation] : explanations_)
    if (MPI_Error_class(explanation.code, &made) == MPI_SUCCESS && made != explanation.nativeClass)
      return made;
  return MPI_Add_error_class(&made) == MPI_SUCCESS ? made : MPI_SUCCESS;
}

int ErrorCodes::explain(int nativeClass, const std::string& text) {
  const auto known = explanations_.find(text);
  if (known != explanations_.end())
    return known->second.code;
  const std::string fitting = text.substr(0, MPI_MAX_ERROR_STRING - 1);
  int code = nativeClass;
  if (!addCode(nativeClass, fitting, code)) {
    const int own = ownClass();
    if (own == MPI_SUCCESS || !addCode(own, fitting, code))
      return nativeClass;
  }
  explanations_[text] = {code, nativeClass};
  return code;
}

int32_t ErrorCodes::lastUsedCode() const {
  return kLastCode + static_cast<int32_t>(userCodes_.size());
}

} // namespace wasmpi::mpi
