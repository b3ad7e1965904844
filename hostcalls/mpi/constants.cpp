// constants.def as a table. It is searched from end to end: hot calls do not come here.
#include "hostcalls/mpi/constants.h"

#include <algorithm>

#include "hostcalls/mpi/mpi_header.h"

namespace wasmpi::mpi {

namespace {

constexpr int kNone = INT_MIN;

struct ConstantRow {
  Role role;
  int standard, legacy, native;

  int guest(GuestAbi abi) const { return abi == GuestAbi::Standard ? standard : legacy; }
};

constexpr ConstantRow kRows[] = {
#define CONSTANT(role, name, standard, legacy) {Role::role, standard, legacy, MPI_##name},
#include "hostcalls/mpi/constants.def"
#undef CONSTANT
};

constexpr bool isSmallNegative(int number) {
  return number == kNone || (number < 0 && number >= -Constants::kCount);
}
constexpr bool areRanksAndTagsSmall() {
  for (const ConstantRow& row : kRows)
    if ((row.role == Role::Rank || row.role == Role::Tag) &&
        !(isSmallNegative(row.standard) && isSmallNegative(row.legacy) &&
          isSmallNegative(row.native)))
      return false;
  return true;
}
static_assert(areRanksAndTagsSmall(), "Constants::rankToNative and its like look no further");

constexpr int kLegacyOtherError = 1;

} // namespace

Constants::Constants(GuestAbi abi) : abi_(abi) {
  nativeRanks_.fill(*this, Role::Rank);
  nativeTags_.fill(*this, Role::Tag);
  nativeDestinations_.fill(*this, Role::Rank);
  nativeDestinations_.refuse(toGuest(Role::Rank, MPI_ANY_SOURCE));
  guestRanks_.fill(*this, Role::Rank);
  guestTags_.fill(*this, Role::Tag);
}

int Constants::toNative(Role role, int guest) const {
  for (const ConstantRow& row : kRows)
    if (row.role == role && row.guest(abi_) == guest && guest != kNone)
      return row.native;
  const bool mustNotBeSpecial =
      ((role == Role::Rank || role == Role::Tag) && guest < 0) || role == Role::ErrorClass;
  return mustNotBeSpecial ? kNoSuchRank : guest;
}

bool Constants::isSpecial(Role role, int guest) const {
  return std::any_of(std::begin(kRows), std::end(kRows), [&](const ConstantRow& row) {
    return row.role == role && guest != kNone && row.guest(abi_) == guest;
  });
}

int Constants::toGuest(Role role, int native) const {
  for (const ConstantRow& row : kRows)
    if (row.role == role && row.native == native && row.guest(abi_) != kNone)
      return row.guest(abi_);
  // A legacy guest knows no error class but "other".
  const bool isLegacyError = role == Role::ErrorClass && abi_ == GuestAbi::Legacy;
  return isLegacyError ? kLegacyOtherError : native;
}

} // namespace wasmpi::mpi
