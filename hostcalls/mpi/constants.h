// Translation of the numbers that mean something special in MPI arguments (constants.def), both ways.
//
// A role is a place a number stands in; a number without a row is not special there and is passed on, save that a negative rank or
// tag or an error class without a row becomes a number that every library refuses.
#pragma once

#include <climits>
#include <string_view>

namespace wasmpi::mpi {

/// The numbering a guest was built for: MPI-5.0's standard ABI (imports from "mpi"), or MPIWasm's (imports from "env").
enum class GuestAbi { Standard, Legacy };

enum class Role {
  Rank,
  Tag,
  Thread,
  Order,
  Comparison,
  Topology,
  SplitType,
  Distribution,
  Combiner,
  CommKeyval,
  ErrorClass,
};

/// A value no library takes for a rank, tag or error code.
inline constexpr int kNoSuchRank = -0x7000;

class Constants {
public:
  explicit Constants(GuestAbi abi) : abi_(abi) {}

  GuestAbi abi() const { return abi_; }
  /// The native value of a guest's number.
  int toNative(Role role, int guest) const;
  /// The guest's value of a native number.
  int toGuest(Role role, int native) const;

private:
  GuestAbi abi_;
};

} // namespace wasmpi::mpi
