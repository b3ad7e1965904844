// Adaptors for arrays of integers whose length is an argument, and for strings.
#pragma once

#include "hostcalls/mpi/adaptors.h"
#include "hostcalls/mpi/argument_array.h"

namespace wasmpi::mpi {

/// A group, n, and n ranks of it (MPI_Group_incl), or n triples of first rank, last rank and stride
/// (MPI_Group_range_incl). Not every library looks at them: all are checked here, and none may come
/// twice.
class GroupSelection {
protected:
  bool decodeGroup(Call call, uint32_t group, int32_t count);
  /// Whether the rank is one of the group's, and new.
  bool take(Call call, int64_t rank);

  MPI_Group group_ = MPI_GROUP_NULL;
  int count_ = 0;
  int size_ = 0;

private:
  ArgumentArray<bool, 64> isTaken_;
};

struct GroupRanks : GroupSelection {
  using Guest = Parameters<uint32_t, int32_t, uint32_t>;
  bool decode(Call call, uint32_t group, int32_t count, uint32_t address);
  std::tuple<MPI_Group, int, const int*> host() { return {group_, count_, ranks_.data()}; }

private:
  ArgumentArray<int> ranks_;
};

struct GroupRanges : GroupSelection {
  using Guest = Parameters<uint32_t, int32_t, uint32_t>;
  bool decode(Call call, uint32_t group, int32_t count, uint32_t address);
  // A row of an int[][3] is three ints.
  std::tuple<MPI_Group, int, int (*)[3]> host() {
    return {group_, count_, reinterpret_cast<int(*)[3]>(ranges_.data())};
  }

private:
  /// Takes the ranks of a range; limits its stride, which the library adds to a rank, to the
  /// group's size.
  bool takeRange(Call call, int* range);

  ArgumentArray<int> ranges_;
};

/// A communicator, the number of dimensions, their sizes and whether each is periodic:
/// MPI_Cart_create, MPI_Cart_map. A grid must have a place for each of its ranks: libraries divide
/// by the sizes.
struct Grid {
  using Guest = Parameters<uint32_t, int32_t, uint32_t, uint32_t>;
  bool decode(Call call, uint32_t comm, int32_t dimensionCount, uint32_t sizes, uint32_t periods);
  std::tuple<MPI_Comm, int, const int*, const int*> host() {
    return {comm_, dimensionCount_, sizes_.data(), periods_.data()};
  }
  MPI_Comm errorComm() const { return comm_; }

private:
  MPI_Comm comm_ = MPI_COMM_NULL;
  int dimensionCount_ = 0;
  ArgumentArray<int> sizes_, periods_;
};

/// One array that is written in part or whole, and read, too: elements the library leaves alone
/// stay.
class UpdatedInts {
public:
  bool decode(Call call, uint32_t address, int32_t count) {
    address_ = address;
    return array_.copyIn(call, "array", address, count);
  }
  int* data() { return array_.data(); }
  void write(Call call) const { array_.copyOut(call, address_); }

private:
  uint32_t address_ = 0;
  ArgumentArray<int> array_;
};

/// n, then `arrays` arrays of n ints that are updated: MPI_Cart_coords, MPI_Cart_get.
template <int arrays> struct CountedUpdates;

template <> struct CountedUpdates<1> {
  using Guest = Parameters<int32_t, uint32_t>;
  bool decode(Call call, int32_t count, uint32_t address) {
    count_ = count;
    return array_.decode(call, address, count);
  }
  int* data() { return array_.data(); }
  std::tuple<int, int*> host() { return {count_, array_.data()}; }
  void commit(Call call, int code) const {
    if (code == MPI_SUCCESS)
      array_.write(call);
  }

private:
  int count_ = 0;
  UpdatedInts array_;
};

/// MPI_Dims_create: how many nodes, n, then n sizes of a grid of which those that are 0 are chosen.
/// No nodes are refused, which MPICH 4.0.2 divides for ever, and sizes that no number of nodes is a
/// multiple of: libraries divide by their product.
struct GridSizes {
  using Guest = Parameters<int32_t, int32_t, uint32_t>;
  bool decode(Call call, int32_t nodeCount, int32_t dimensionCount, uint32_t address);
  std::tuple<int, int, int*> host() {
    return std::tuple_cat(std::tuple<int>(nodeCount_), sizes_.host());
  }
  void commit(Call call, int code) const { sizes_.commit(call, code); }

private:
  int nodeCount_ = 0;
  CountedUpdates<1> sizes_;
};

template <> struct CountedUpdates<3> {
  using Guest = Parameters<int32_t, uint32_t, uint32_t, uint32_t>;
  bool decode(Call call, int32_t count, uint32_t first, uint32_t second, uint32_t third) {
    count_ = count;
    return arrays_[0].decode(call, first, count) && arrays_[1].decode(call, second, count) &&
           arrays_[2].decode(call, third, count);
  }
  std::tuple<int, int*, int*, int*> host() {
    return {count_, arrays_[0].data(), arrays_[1].data(), arrays_[2].data()};
  }
  void commit(Call call, int code) const {
    if (code == MPI_SUCCESS)
      for (const UpdatedInts& array : arrays_)
        array.write(call);
  }

private:
  int count_ = 0;
  UpdatedInts arrays_[3];
};

/// A communicator with a Cartesian topology, then one int per dimension that is read:
/// MPI_Cart_rank, MPI_Cart_sub.
struct CartInts {
  using Guest = Parameters<uint32_t, uint32_t>;
  bool decode(Call call, uint32_t handle, uint32_t address) {
    comm_ = call.context.table<Comm>()[handle].native;
    if (comm_ == MPI_COMM_NULL)
      return call.failWithError(MPI_ERR_COMM);
    int topology = MPI_UNDEFINED, dimensionCount = 0;
    if (MPI_Topo_test(comm_, &topology) != MPI_SUCCESS || topology != MPI_CART)
      return call.failWithError(MPI_ERR_TOPOLOGY);
    MPI_Cartdim_get(comm_, &dimensionCount);
    return array_.copyIn(call, "array", address, dimensionCount);
  }
  std::tuple<MPI_Comm, const int*> host() { return {comm_, array_.data()}; }
  MPI_Comm errorComm() const { return comm_; }

private:
  MPI_Comm comm_ = MPI_COMM_NULL;
  ArgumentArray<int> array_;
};

/// A string that is read.
struct InString {
  using Guest = Parameters<uint32_t>;
  bool decode(Call call, uint32_t address) {
    if (address == 0)
      return call.failWithError(MPI_ERR_ARG);
    const GuestMemory& memory = call.context.memory();
    const uint64_t room = memory.contains(address, 0)
                              ? std::min<uint64_t>(memory.byteSize() - address, kMaxLength + 1)
                              : 0;
    const void* end = room > 0 ? std::memchr(memory.base() + address, '\0', room) : nullptr;
    if (!end)
      return call.failOutOfBounds("string", address, room + 1);
    text_.assign(reinterpret_cast<const char*>(memory.base() + address),
                 static_cast<const char*>(end));
    return true;
  }
  std::tuple<const char*> host() const { return {text_.c_str()}; }
  const std::string& text() const { return text_; }

private:
  /// Longer than any string MPI takes.
  static constexpr uint64_t kMaxLength = 1 << 16;
  std::string text_;
};

/// A buffer for `guestSize` characters and a result length; the library may write up to
/// `nativeSize`.
template <int guestSize, int nativeSize> struct OutString {
  using Guest = Parameters<uint32_t, uint32_t>;
  bool decode(Call call, uint32_t address, uint32_t length) {
    address_ = address;
    return ArgumentArray<char>::checkGuestArray(call, "string", address, guestSize, 1) &&
           length_.decode(call, length);
  }
  std::tuple<char*, int*> host() { return {text_, &nativeLength_}; }
  void commit(Call call, int code) const {
    if (code == MPI_SUCCESS)
      write(call, std::string_view(text_, strnlen(text_, nativeSize - 1)));
  }
  /// For functions that make the string themselves; cut to the guest's size.
  void write(Call call, std::string_view text) const {
    text = text.substr(0, guestSize - 1);
    uint8_t* bytes = call.context.memory().base() + address_;
    std::memcpy(bytes, text.data(), text.size());
    bytes[text.size()] = 0;
    length_.write(static_cast<int32_t>(text.size()));
  }

private:
  uint32_t address_ = 0;
  OutCell<int32_t> length_;
  int nativeLength_ = 0;
  char text_[nativeSize + 1] = {};
};

/// Sizes of the standard ABI (MPI-5.0 appendix A), which the older ABI shares as far as it has
/// them.
using ObjectName = OutString<128, MPI_MAX_OBJECT_NAME>;
using ErrorText = OutString<512, MPI_MAX_ERROR_STRING>;
using ProcessorName = OutString<256, MPI_MAX_PROCESSOR_NAME>;
using LibraryVersion = OutString<8192, MPI_MAX_LIBRARY_VERSION_STRING>;

} // namespace wasmpi::mpi
