// Opening, closing and deleting files (MPI-3.1 13.2). private_name.h says by which names.
//
// MPI_File_open is collective, and what the host says about a file may differ from rank to rank:
// the ranks agree on it before they call the library, or those that may open the file would wait
// for the others. Libraries get none of the modes that make or remove a file: that is done here,
// beneath the guest's directories.
#include "hostcalls/mpi/special.h"

#include <algorithm>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

#include "hostcalls/mpi/adaptors.h"
#include "hostcalls/mpi/adaptors_array.h"
#include "hostcalls/mpi/file_hints.h"

namespace wasmpi::mpi {

namespace {

int errorOf(wasi::Errno error) {
  using enum wasi::Errno;
  switch (error) {
  case NoEntry:
    return MPI_ERR_NO_SUCH_FILE;
  case Exists:
    return MPI_ERR_FILE_EXISTS;
  case Access:
  case NotPermitted:
  case NotCapable:
    return MPI_ERR_ACCESS;
  case ReadOnlyFileSystem:
    return MPI_ERR_READ_ONLY;
  case NoSpace:
    return MPI_ERR_NO_SPACE;
  case Quota:
    return MPI_ERR_QUOTA;
  case IsDirectory:
  case NotDirectory:
  case NameTooLong:
  case SymlinkLoop:
  case Invalid:
    return MPI_ERR_BAD_FILE;
  default:
    return MPI_ERR_IO;
  }
}

/// The prefix by which ROMIO can be told the file system ("nfs:"), of those that have paths as
/// names.
std::string_view fileSystemPrefix([[maybe_unused]] std::string_view path) {
#ifndef OPEN_MPI
  for (const std::string_view prefix : {"ufs:", "nfs:", "xfs:", "gpfs:", "lustre:", "panfs:"})
    if (path.starts_with(prefix))
      return path.substr(0, prefix.size());
#endif
  return "";
}

/// The mode of an open, in both numberings.
struct OpenMode {
  int32_t guest = 0;
  int native = 0;

  bool has(int nativeBit) const { return (native & nativeBit) != 0; }
  wasi::FileUse use() const {
    return {.reads = !has(MPI_MODE_WRONLY), .writes = !has(MPI_MODE_RDONLY)};
  }
  wasi::FileUse useOfMaker() const {
    wasi::FileUse all = use();
    all.creates = has(MPI_MODE_CREATE);
    all.isExclusive = all.creates && has(MPI_MODE_EXCL);
    return all;
  }
  /// Without what is done here.
  int forLibrary() const {
    return native & ~(MPI_MODE_CREATE | MPI_MODE_EXCL | MPI_MODE_DELETE_ON_CLOSE);
  }
  /// MPI-3.1 13.2.1.
  bool isAllowed() const {
    const int accesses = has(MPI_MODE_RDONLY) + has(MPI_MODE_WRONLY) + has(MPI_MODE_RDWR);
    return accesses == 1 &&
           !(has(MPI_MODE_RDONLY) && (has(MPI_MODE_CREATE) || has(MPI_MODE_EXCL))) &&
           !(has(MPI_MODE_RDWR) && has(MPI_MODE_SEQUENTIAL));
  }
};

bool decodeMode(Call call, int32_t guest, OpenMode& mode) {
  const Constants& constants = call.context.constants();
  mode.guest = guest;
  for (uint32_t bit = 1; bit != 0; bit <<= 1) {
    if (!(static_cast<uint32_t>(guest) & bit))
      continue;
    const auto number = static_cast<int>(bit);
    if (!constants.isSpecial(Role::FileMode, number))
      return call.failWithError(MPI_ERR_AMODE);
    mode.native |= constants.toNative(Role::FileMode, number);
  }
  return mode.isAllowed() || call.failWithError(MPI_ERR_AMODE);
}

/// What the first rank tells the others.
struct Announcement {
  int error = MPI_SUCCESS;
  char directory[PrivateName::kMaxDirectory] = {};
};

class Opening {
public:
  Opening(Call call, MPI_Comm comm) : call_(call), comm_(comm) { MPI_Comm_rank(comm, &rank_); }
  ~Opening() { forget(); }

  /// This rank's part. The error is noted, for the others to learn of.
  void decode(uint32_t path, int32_t mode, uint32_t info) {
    if (!path_.decode(call_, path) || !decodeMode(call_, mode, mode_) ||
        !hints_.decode(call_, info))
      error_ = call_.context.takeError();
  }
  /// Finds the file and gives it the name that all ranks have. Returns what all agree on.
  int prepare() {
    Announcement announcement;
    if (rank_ == 0)
      announcement = make();
    MPI_Bcast(&announcement, sizeof announcement, MPI_BYTE, 0, comm_);
    if (error_ == MPI_SUCCESS)
      error_ = announcement.error;
    if (error_ == MPI_SUCCESS && rank_ != 0)
      find(mode_.use());
    return agree(announcement.directory);
  }
  int callLibrary(MPI_File* file) {
    const std::string name = std::string(fileSystemPrefix(path_.text())) + name_.path();
    const int code = MPI_File_open(comm_, name.c_str(), mode_.forLibrary(), hints_.native(), file);
    // The name must stay until all ranks have opened it.
    MPI_Barrier(comm_);
    return code;
  }
  /// What is to be kept until the file is closed.
  OpenFile result() {
    OpenFile open;
    open.name = std::move(name_);
    if (mode_.has(MPI_MODE_DELETE_ON_CLOSE)) {
      open.deletedPath = plainPath();
      MPI_Comm_dup(comm_, &open.closers);
    }
    return open;
  }
  int32_t guestMode() const { return mode_.guest; }

private:
  /// What the ranks compare: the largest of each. A number and its negative are both largest only
  /// if all are equal.
  struct Vote {
    int error, number, negativeNumber, mode, negativeMode;
  };
  /// Above the numbers that are in use as a rule: the first try succeeds.
  static constexpr int kFirstNumber = 300;

  std::string plainPath() const {
    return path_.text().substr(fileSystemPrefix(path_.text()).size());
  }
  wasi::GuestFiles* files() const { return call_.context.services().files; }

  void forget() {
    if (descriptor_ >= 0)
      close(descriptor_);
    descriptor_ = -1;
  }
  void find(wasi::FileUse use) {
    if (!files()) {
      error_ = MPI_ERR_ACCESS;
      return;
    }
    const auto opened = files()->open(plainPath(), use);
    if (opened)
      descriptor_ = *opened;
    else
      error_ = errorOf(opened.error());
  }
  /// The first rank's part.
  Announcement make() {
    Announcement announcement;
    if (error_ == MPI_SUCCESS)
      find(mode_.useOfMaker());
    announcement.error = error_;
    if (error_ == MPI_SUCCESS)
      PrivateName::makeDirectory(*files()).copy(announcement.directory,
                                                PrivateName::kMaxDirectory - 1);
    return announcement;
  }
  /// A name for this rank's descriptor with the lowest free number from `lowest` on; that number.
  int tryNumber(const char* directory, int lowest) {
    const int number = fcntl(descriptor_, F_DUPFD_CLOEXEC, lowest);
    name_ = PrivateName(directory, number);
    if (number < 0)
      error_ = MPI_ERR_OTHER;
    else if (!name_.make())
      error_ = MPI_ERR_ACCESS;
    return number;
  }
  int agree(const char* directory) {
    for (int lowest = kFirstNumber;;) {
      const bool isRight = error_ == MPI_SUCCESS;
      const int number = isRight ? tryNumber(directory, lowest) : 0;
      const int mode = isRight ? mode_.guest : 0;
      const Vote vote = {error_, number, -number, mode, -mode};
      Vote all = {};
      MPI_Allreduce(&vote, &all, sizeof vote / sizeof(int), MPI_INT, MPI_MAX, comm_);
      const bool isAgreed = all.number == -all.negativeNumber;
      if (all.error != MPI_SUCCESS || !isAgreed)
        name_ = PrivateName();
      if (all.error != MPI_SUCCESS)
        return all.error;
      if (all.mode != -all.negativeMode)
        return MPI_ERR_NOT_SAME;
      if (isAgreed)
        return MPI_SUCCESS;
      lowest = all.number;
    }
  }

  Call call_;
  MPI_Comm comm_;
  int rank_ = 0;
  int error_ = MPI_SUCCESS;
  InString path_;
  OpenMode mode_;
  FileHints hints_;
  int descriptor_ = -1;
  PrivateName name_;
};

/// The communicator of an open: of one group.
bool decodeOpeners(Call call, uint32_t handle, MPI_Comm& comm) {
  CommEntry& entry = call.context.table<Comm>()[handle];
  comm = entry.native;
  return (call.context.shapeOf(entry) && entry.remoteSize == CommEntry::kUnknown) ||
         call.failWithError(MPI_ERR_COMM);
}

int32_t failed(Call call) { return call.context.finishFailure(MPI_File{MPI_FILE_NULL}); }

/// Removes a file of the guest's; returns a native error.
int removeFile(Call call, std::string_view path) {
  wasi::GuestFiles* files = call.context.services().files;
  if (!files)
    return MPI_ERR_ACCESS;
  const auto removed = files->remove(path);
  return removed ? MPI_SUCCESS : errorOf(removed.error());
}

/// The initial view (MPI-3.1 13.3): bytes.
void setInitialView(Call call, FileEntry& file) {
  const auto byte = call.context.table<Datatype>().findPredefined(MPI_BYTE);
  file.etype = file.filetype = {*byte, call.context.table<Datatype>()[*byte]};
}

} // namespace

int32_t fileOpen(Call call, uint32_t comm, uint32_t path, int32_t mode, uint32_t info,
                 uint32_t result) {
  MpiContext& context = call.context;
  OutCell<uint32_t> cell;
  MPI_Comm native = MPI_COMM_NULL;
  if (!cell.decode(call, result) || !decodeOpeners(call, comm, native))
    return failed(call);
  FileEntry entry(MPI_FILE_NULL);
  {
    Opening opening(call, native);
    opening.decode(path, mode, info);
    if (context.hasTrap())
      return kTrapped;
    if (const int error = opening.prepare(); error != MPI_SUCCESS) {
      call.failWithError(error);
      return failed(call);
    }
    const int code = opening.callLibrary(&entry.native);
    if (code != MPI_SUCCESS)
      return context.resultOf(code);
    entry.mode = opening.guestMode();
    setInitialView(call, entry);
    const uint32_t handle = context.table<File>().add(std::move(entry));
    context.openFiles().add(handle, opening.result());
    cell.write(handle);
  }
  return 0;
}

namespace {

/// The last rank to close the file removes it (MPI_MODE_DELETE_ON_CLOSE).
void deleteClosed(Call call, OpenFile& open) {
  int rank = 0;
  MPI_Comm_rank(open.closers, &rank);
  MPI_Barrier(open.closers);
  if (rank == 0)
    removeFile(call, open.deletedPath);
  MPI_Barrier(open.closers);
  MPI_Comm_free(&open.closers);
}

/// A file that may be closed: no access to it goes on.
struct ClosedFile : Cell<File> {
  bool decode(Call call, uint32_t address) {
    if (!Cell<File>::decode(call, address))
      return false;
    const FileEntry& file = call.context.table<File>()[handle_];
    const bool isIdle = file.pendingCount == 0 && file.split == SplitAccess::None;
    return isIdle || call.failWithError(MPI_ERR_REQUEST);
  }
  MPI_File errorFile() const { return native_; }
  int closeIt(Call call) {
    const int code = MPI_File_close(&native_);
    if (code != MPI_SUCCESS)
      return code;
    call.context.table<File>().remove(handle_);
    cell_.write(call.context.nullHandle<File>());
    OpenFile open = call.context.openFiles().take(handle_);
    if (open.closers != MPI_COMM_NULL)
      deleteClosed(call, open);
    return MPI_SUCCESS;
  }
};

} // namespace

int32_t fileClose(Call call, uint32_t address) {
  ClosedFile file;
  if (!file.decode(call, address))
    return call.context.finishFailure(file.errorFile());
  return call.context.resultOf(file.closeIt(call));
}

/// Hints have no say here.
int32_t fileDelete(Call call, uint32_t path, uint32_t info) {
  InString name;
  if (!name.decode(call, path) ||
      (!call.context.table<Info>().isLive(info) && !call.failWithError(MPI_ERR_INFO)))
    return failed(call);
  const std::string_view text = name.text();
  const int error = removeFile(call, text.substr(fileSystemPrefix(text).size()));
  if (error == MPI_SUCCESS)
    return 0;
  call.failWithError(error);
  return failed(call);
}

} // namespace wasmpi::mpi
