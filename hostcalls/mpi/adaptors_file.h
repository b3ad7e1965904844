// Adaptors for files (MPI-3.1 13): a file, positions in it, and data accesses.
//
// A data access is decoded as a whole: the file's view says how far a transfer may reach. Libraries
// compute in 64 bits with what offsets, views and counts say, and in collective accesses divide the
// range between the ranks: positions beyond kMaxFilePosition are refused.
#pragma once

#include <cstdint>
#include <memory>
#include <tuple>
#include <type_traits>

#include "hostcalls/mpi/adaptors_message.h"
#include "hostcalls/mpi/requests.h"

namespace wasmpi::mpi {

/// Bytes: far above any file, far below what could overflow.
inline constexpr int64_t kMaxFilePosition = int64_t{1} << 53;

/// How far `etypes` units and `byteCount` bytes behind them reach in the file, seen through its
/// view; more than kMaxFilePosition if that is too far.
int64_t spanOf(const FileEntry& file, WideInt etypes, WideInt byteCount);

/// Whether a library can compute with what lies `span` behind the view's beginning.
bool isInReach(const FileEntry& file, int64_t span);

/// An open file. mayBeNull: MPI_FILE_NULL stands for the files opened from now on (error handlers).
template <bool mayBeNull> struct FileArgument {
  using Guest = Parameters<uint32_t>;
  bool decode(Call call, uint32_t handle) {
    auto& files = call.context.table<File>();
    native_ = files[handle].native;
    return native_ != MPI_FILE_NULL || (mayBeNull && files.isLive(handle)) ||
           call.failWithError(MPI_ERR_FILE);
  }
  std::tuple<MPI_File> host() const { return {native_}; }
  MPI_File errorFile() const { return native_; }

private:
  MPI_File native_ = MPI_FILE_NULL;
};
using InFile = FileArgument<false>;

/// A file's size, to be.
struct FileSize {
  using Guest = Parameters<int64_t>;
  bool decode(Call call, int64_t value) {
    value_ = value;
    return (value >= 0 && value <= kMaxFilePosition) || call.failWithError(MPI_ERR_ARG);
  }
  std::tuple<MPI_Offset> host() const { return {value_}; }

private:
  MPI_Offset value_ = 0;
};

/// An MPI_Offset the native function writes.
struct OutOffset {
  using Guest = Parameters<uint32_t>;
  bool decode(Call call, uint32_t address) { return cell_.decode(call, address); }
  std::tuple<MPI_Offset*> host() { return {&value_}; }
  void commit(Call, int code) const {
    if (code == MPI_SUCCESS)
      cell_.write(value_);
  }

private:
  OutCell<int64_t> cell_;
  MPI_Offset value_ = 0;
};

/// A file, and a number of etypes from the view's beginning (MPI_File_get_byte_offset).
struct FileOffset {
  using Guest = Parameters<uint32_t, int64_t>;
  bool decode(Call call, uint32_t file, int64_t offset) {
    offset_ = offset;
    if (!file_.decode(call, file))
      return false;
    const FileEntry& entry = call.context.table<File>()[file];
    return (offset >= 0 && isInReach(entry, spanOf(entry, offset, 0))) ||
           call.failWithError(MPI_ERR_ARG);
  }
  std::tuple<MPI_File, MPI_Offset> host() const { return {file_.errorFile(), offset_}; }
  MPI_File errorFile() const { return file_.errorFile(); }

private:
  InFile file_;
  MPI_Offset offset_ = 0;
};

/// The status of a data access: libraries set its count, and may leave the rest.
struct OutFileStatus {
  using Guest = Parameters<uint32_t>;
  bool decode(Call call, uint32_t address) {
    address_ = address;
    const uint32_t byteCount = guestStatusStride(call.context.constants().abi());
    if (address != 0 && !call.context.memory().contains(address, byteCount)) [[unlikely]]
      return call.failOutOfBounds("status", address, byteCount);
    return true;
  }
  std::tuple<MPI_Status*> host() { return {address_ == 0 ? MPI_STATUS_IGNORE : &native_}; }
  void commit(Call call, int code) const {
    if (address_ == 0 || code != MPI_SUCCESS)
      return;
    hideInGuest(native_, call.context.memory().base() + address_ + offsetof(GuestStatus, hidden));
  }

private:
  uint32_t address_ = 0;
  MPI_Status native_ = {};
};

/// Where an access takes place.
enum class At { Offset, Pointer, SharedPointer };

/// A file, with an offset if At::Offset, and the message. Pointer is const void* (to the file) or
/// void*.
template <class Pointer, At at> class FileAccess {
public:
  using Guest = std::conditional_t<at == At::Offset,
                                   Parameters<uint32_t, int64_t, uint32_t, int32_t, uint32_t>,
                                   Parameters<uint32_t, uint32_t, int32_t, uint32_t>>;

  bool decode(Call call, uint32_t file, int64_t offset, uint32_t address, int32_t count,
              uint32_t datatype) {
    handle_ = file;
    offset_ = offset;
    return file_.decode(call, file) && buffer_.decode(call, address, count, datatype) &&
           decodeReach(call, count, datatype);
  }
  bool decode(Call call, uint32_t file, uint32_t address, int32_t count,
              uint32_t datatype) requires(at != At::Offset) {
    return decode(call, file, 0, address, count, datatype);
  }
  auto host() const {
    if constexpr (at == At::Offset)
      return std::tuple_cat(std::tuple<MPI_File, MPI_Offset>(errorFile(), offset_), buffer_.host());
    else
      return std::tuple_cat(std::tuple<MPI_File>(errorFile()), buffer_.host());
  }
  void commit(Call call, int) const {
    if constexpr (at != At::Offset)
      pointerOf(call.context.table<File>()[handle_]) = reach_;
  }
  MPI_File errorFile() const { return file_.errorFile(); }
  uint32_t handle() const { return handle_; }
  Pointer pointer() const { return std::get<0>(buffer_.host()); }

private:
  static int64_t& pointerOf(FileEntry& file) {
    return at == At::SharedPointer ? file.sharedReach : file.reach;
  }
  bool decodeReach(Call call, int32_t count, uint32_t datatype) {
    FileEntry& file = call.context.table<File>()[handle_];
    if (!file.isUsable)
      return call.failWithError(MPI_ERR_FILE);
    const WideInt byteCount = WideInt{count} * call.context.table<Datatype>()[datatype].size;
    reach_ = spanOf(file, offset_, byteCount);
    if constexpr (at != At::Offset)
      reach_ += pointerOf(file);
    return (offset_ >= 0 && isInReach(file, reach_)) || call.failWithError(MPI_ERR_ARG);
  }

  InFile file_;
  uint32_t handle_ = 0;
  MPI_Offset offset_ = 0;
  int64_t reach_ = 0;
  Buffer<Pointer> buffer_;
};

using ReadAt = FileAccess<void*, At::Offset>;
using Read = FileAccess<void*, At::Pointer>;
using ReadShared = FileAccess<void*, At::SharedPointer>;
using WriteAt = FileAccess<const void*, At::Offset>;
using Write = FileAccess<const void*, At::Pointer>;
using WriteShared = FileAccess<const void*, At::SharedPointer>;

/// An access that goes on: one of the file's, until its request is complete.
class PendingAccess final : public PendingOperation {
public:
  PendingAccess(MpiContext& context, uint32_t file) : file_(file) {
    context.table<File>()[file].pendingCount++;
  }
  void complete(MpiContext& context) override { context.table<File>()[file_].pendingCount--; }

private:
  uint32_t file_;
};

/// An access that goes on in the background.
template <class Access> struct Started {
  using Guest =
      typename detail::Concatenated<typename Access::Guest, NewCollectiveRequest::Guest>::Result;
  template <class... Arguments> bool decode(Call call, Arguments... arguments) {
    const auto all = std::tuple<Arguments...>(arguments...);
    constexpr size_t last = sizeof...(Arguments) - 1;
    return detail::decodeFrom<0>(access_, call, all, std::make_index_sequence<last>{}) &&
           request_.decode(call, std::get<last>(all));
  }
  auto host() { return std::tuple_cat(access_.host(), request_.host()); }
  void commit(Call call, int code) {
    access_.commit(call, code);
    if (code == MPI_SUCCESS)
      request_.store(call, std::make_unique<PendingAccess>(call.context, access_.handle()));
  }
  MPI_File errorFile() const { return access_.errorFile(); }

private:
  Access access_;
  NewCollectiveRequest request_;
};

/// The beginning of a split collective access (MPI-3.1 13.4.5); one at a time on a file.
template <SplitAccess kind, class Access> struct Begin : Access {
  template <class... Arguments> bool decode(Call call, Arguments... arguments) {
    return Access::decode(call, arguments...) &&
           (call.context.table<File>()[this->handle()].split == SplitAccess::None ||
            call.failWithError(MPI_ERR_REQUEST));
  }
  void commit(Call call, int code) const {
    Access::commit(call, code);
    if (code != MPI_SUCCESS)
      return;
    FileEntry& file = call.context.table<File>()[this->handle()];
    file.split = kind;
    file.splitBuffer = const_cast<void*>(static_cast<const void*>(this->pointer()));
  }
};

/// Its end. The library gets the buffer of the beginning, which was checked.
template <SplitAccess kind, class Pointer> struct End {
  using Guest = Parameters<uint32_t, uint32_t>;
  bool decode(Call call, uint32_t file, uint32_t) {
    handle_ = file;
    if (!file_.decode(call, file))
      return false;
    const FileEntry& entry = call.context.table<File>()[file];
    buffer_ = entry.splitBuffer;
    return entry.split == kind || call.failWithError(MPI_ERR_REQUEST);
  }
  std::tuple<MPI_File, Pointer> host() const { return {file_.errorFile(), buffer_}; }
  void commit(Call call, int) const {
    call.context.table<File>()[handle_].split = SplitAccess::None;
  }
  MPI_File errorFile() const { return file_.errorFile(); }

private:
  InFile file_;
  uint32_t handle_ = 0;
  Pointer buffer_ = nullptr;
};

template <SplitAccess kind> using EndRead = End<kind, void*>;
template <SplitAccess kind> using EndWrite = End<kind, const void*>;

} // namespace wasmpi::mpi
