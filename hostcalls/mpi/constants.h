// Translation of the numbers that mean something special in MPI arguments (constants.def), both
// ways.
//
// A role is a place a number stands in; a number without a row is not special there and is passed
// on, save that a negative rank or tag or an error class without a row becomes a number that every
// library refuses.
#pragma once

#include <climits>
#include <string_view>

namespace wasmpi::mpi {

/// The numbering a guest was built for: MPI-5.0's standard ABI (imports from "mpi"), or MPIWasm's
/// (imports from "env").
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
  DistributionArgument,
  TypeClass,
  Combiner,
  CommKeyval,
  WinKeyval,
  WinFlavor,
  WinModel,
  LockType,
  Assertion,
  FileMode,
  Whence,
  Displacement,
  ErrorClass,
};

/// A value no library takes for a rank, tag or error code.
inline constexpr int kNoSuchRank = -0x7000;

class Constants {
public:
  explicit Constants(GuestAbi abi);

  GuestAbi abi() const { return abi_; }
  /// The native value of a guest's number.
  int toNative(Role role, int guest) const;
  /// Whether a guest's number is one of the role's special ones.
  bool isSpecial(Role role, int guest) const;
  /// The guest's value of a native number.
  int toGuest(Role role, int native) const;

  // Ranks and tags are on the way of every message; the special ones are small negative numbers in
  // all numberings.

  int rankToNative(int rank) const { return rank >= 0 ? rank : nativeRanks_.find(rank); }
  int tagToNative(int tag) const { return tag >= 0 ? tag : nativeTags_.find(tag); }
  /// As where a message goes to, and what it is sent with: MPI_ANY_SOURCE and MPI_ANY_TAG are
  /// refused.
  int destinationToNative(int rank) const {
    return rank >= 0 ? rank : nativeDestinations_.find(rank);
  }
  int sentTagToNative(int tag) const { return tag >= 0 ? tag : kNoSuchRank; }
  int rankToGuest(int rank) const { return rank >= 0 ? rank : guestRanks_.find(rank); }
  int tagToGuest(int tag) const { return tag >= 0 ? tag : guestTags_.find(tag); }

public:
  /// All special ranks and tags lie in [-kCount, -1].
  static constexpr int kCount = 8;

private:
  /// What toNative (or toGuest) gives for negative ranks or tags.
  template <bool toNative> class SmallNegatives {
  public:
    void fill(const Constants& constants, Role role) {
      for (int i = 0; i < kCount; i++)
        values_[i] = translate(constants, role, -1 - i);
    }
    /// Makes a number one that every library refuses.
    void refuse(int number) {
      if (number < 0 && number >= -kCount)
        values_[-1 - number] = kNoSuchRank;
    }
    /// For a negative number.
    int find(int number) const {
      if (number >= -kCount)
        return values_[-1 - number];
      return toNative ? kNoSuchRank
                      : number; // constants.cpp asserts that no special one is further down
    }

  private:
    static int translate(const Constants& constants, Role role, int number) {
      return toNative ? constants.toNative(role, number) : constants.toGuest(role, number);
    }
    int values_[kCount] = {};
  };

  GuestAbi abi_;
  SmallNegatives<true> nativeRanks_, nativeTags_, nativeDestinations_;
  SmallNegatives<false> guestRanks_, guestTags_;
};

} // namespace wasmpi::mpi
