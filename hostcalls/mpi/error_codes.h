// Error codes between guest and library.
//
// The guest gets the class of an error in its own numbering as the code. What the library meant
// exactly is kept, one code a class, for MPI_Error_string. Classes and codes a guest adds itself
// are numbered from behind MPI_ERR_LASTCODE.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "hostcalls/mpi/constants.h"

namespace wasmpi::mpi {

class ErrorCodes {
public:
  explicit ErrorCodes(const Constants& constants) : constants_(constants) {}

  /// The guest's code of a native one; 0 for success.
  int32_t toGuest(int nativeCode);
  /// The guest's number of a native class.
  int32_t classToGuest(int nativeClass) const;
  /// The native class of a native code, as MPI_Error_class; its result is what is returned.
  int classOf(int nativeCode, int& nativeClass) const;
  /// The native code of a guest's: the last one seen of that class, a class, or a code that was
  /// added.
  int toNative(int32_t guestCode) const;
  /// Takes in a class or code that the library has just added for the guest.
  int32_t addUserCode(int nativeCode);
  /// A native code of a native class with a text of its own, for MPI_Error_string and for handlers
  /// that end the job. The same text has the same code. Where the library does not keep the texts
  /// of codes in its own classes apart (MPICH 4.0.2), natively the code is of another class.
  int explain(int nativeClass, const std::string& text);
  /// The largest code in use.
  int32_t lastUsedCode() const;

  /// MPI_ERR_LASTCODE of the standard ABI.
  static constexpr int32_t kLastCode = 16383;

private:
  const Constants& constants_;
  std::vector<int> userCodes_;
  std::map<int32_t, int> lastSeen_;
  struct Explanation {
    int code, nativeClass;
  };
  /// A native class for the explanations that the library's own classes cannot have, the same for
  /// all; MPI_SUCCESS if it cannot be made.
  int ownClass() const;

  std::map<std::string, Explanation> explanations_;
};

} // namespace wasmpi::mpi
