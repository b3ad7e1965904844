// The kinds of MPI objects and what is kept for each object a guest knows.
//
// A kind is an empty type that adaptors are parametrised with (In<Comm>), since not every MPI
// library gives each kind a C type of its own.
#pragma once

#include <cstdint>
#include <memory>

#include "hostcalls/mpi/mpi_header.h"
#include "hostcalls/mpi/pending_operation.h"
#include "hostcalls/mpi/window.h"

namespace wasmpi::mpi {

template <class NativeHandle> struct PlainEntry {
  PlainEntry() = default;
  explicit PlainEntry(NativeHandle handle) : native(handle) {}
  NativeHandle native = {};
};

/// The least native number that may stand for the other side of a message.
inline constexpr int kLowestPeer = MPI_ANY_SOURCE < MPI_PROC_NULL ? MPI_ANY_SOURCE : MPI_PROC_NULL;

struct CommEntry : PlainEntry<MPI_Comm> {
  using PlainEntry::PlainEntry;
  /// Filled by MpiContext::shapeOf at first use; kUnknown before.
  static constexpr int kUnknown = -1;
  int rank = kUnknown;
  /// Of the local group; and of the remote group, or -1 for an intracommunicator.
  int size = kUnknown;
  int remoteSize = kUnknown;
  /// How many neighbours send to this rank and receive from it, if there is a topology. Asked at
  /// first use (adaptors_topology.h).
  int inDegree = kUnknown;
  int outDegree = kUnknown;
  /// How many ranks messages may come from or go to; 0 for no communicator, and before the first
  /// use.
  uint32_t rankCount = 0;
};

/// How a datatype came to its native one (handles.def).
enum class TypeOrigin : uint8_t { Native, Alias, Made };

/// How large the library's description of a datatype is at most (type_description.h). A default one
/// is that of a basic type.
struct TypeDescription {
  int64_t itemCount = 1;
  int64_t loopCount = 0;
  int64_t depth = 0;
  /// A run of one basic type: a block of many is no loop.
  bool isRun = true;
  /// The basic type of all elements, and what kind of number it is (accumulation.h).
  /// MPI_DATATYPE_NULL and 0 if there are several, or none.
  MPI_Datatype basic = MPI_DATATYPE_NULL;
  uint8_t operands = 0;
};

struct WinEntry : PlainEntry<MPI_Win> {
  using PlainEntry::PlainEntry;
  /// Null for no window. Stays in its place for as long as the handle lives.
  std::unique_ptr<Window> window;
};

struct TypeContents;

/// The native type with the byte counts that decide which addresses a transfer touches (extents.h).
struct DatatypeEntry : PlainEntry<MPI_Datatype> {
  using PlainEntry::PlainEntry;
  /// For most messages (extents.h): of a committed type, if `n` > 0 elements touch no byte before
  /// the buffer's address nor from n * plainExtent - plainGap on; 0 for other types.
  uint32_t plainExtent = 0;
  uint32_t plainGap = 0;
  /// May be used in transfers.
  bool isCommitted = false;
  /// Too large for any memory, or unknown: a transfer of at least one element is out of bounds.
  bool isUnusable = true;
  TypeOrigin origin = TypeOrigin::Native;
  TypeDescription description;
  int64_t size = 0;
  int64_t extent = 0;
  int64_t trueLowerBound = 0;
  int64_t trueUpperBound = 0;
  /// For an Alias or Made, once it was needed: a type like the native one that is this guest type's
  /// alone (MpiContext::distinctOf).
  MPI_Datatype distinct = MPI_DATATYPE_NULL;
  /// How often the guest got this handle; each is to be freed.
  int64_t referenceCount = 1;
  /// Predefined without a handle of the ABI (MPI_Type_create_f90_*): must not be freed.
  bool isPermanent = false;
  /// What the type was made of (type_contents.h); null for predefined ones. Shared with the types
  /// made of this one, which may outlive it.
  std::shared_ptr<const TypeContents> contents;

  /// Elements follow each other without gaps from the buffer's address on, if no bytes of one overlap.
  bool isDense() const {
    return plainExtent != 0 && plainExtent == size && trueLowerBound == 0 && plainGap == 0;
  }
};

struct MessageEntry : PlainEntry<MPI_Message> {
  using PlainEntry::PlainEntry;
  /// Of what the probe found.
  MPI_Count byteCount = 0;
};

struct OpEntry : PlainEntry<MPI_Op> {
  using PlainEntry::PlainEntry;
  bool isUser = false;
  /// What accumulation can apply it to (accumulation.h).
  uint8_t operands = 0;
};

#if MPI_VERSION >= 4
using NativeSession = MPI_Session;
inline constexpr int kSessionError = MPI_ERR_SESSION;
inline NativeSession nullSession() { return MPI_SESSION_NULL; }
#else
/// The library has no sessions: a kind without objects.
enum class NativeSession : int { Null };
inline constexpr int kSessionError = MPI_ERR_UNSUPPORTED_OPERATION;
inline NativeSession nullSession() { return NativeSession::Null; }
#endif
/// MPI_Session_errhandler_function.
using SessionErrorFunction = void(NativeSession*, int*, ...);

struct ErrhandlerEntry : PlainEntry<MPI_Errhandler> {
  using PlainEntry::PlainEntry;
  /// The function, of a handler for files, communicators or sessions.
  MPI_File_errhandler_function* fileFunction = nullptr;
  MPI_Comm_errhandler_function* commFunction = nullptr;
  SessionErrorFunction* sessionFunction = nullptr;
  /// How often the guest got this handle; each is to be freed.
  int64_t referenceCount = 1;
};

struct RequestEntry : PlainEntry<MPI_Request> {
  using PlainEntry::PlainEntry;
  /// Set while the request is part of the array of a call: the same one twice would be freed twice
  /// by the library.
  bool isInCall = false;
  /// Made by MPI_Send_init or one of its like: may be started, and stays.
  bool isPersistent = false;
  /// Made by MPI_Grequest_start; `uncompleted` is its native handle until MPI_Grequest_complete,
  /// even if the guest has freed the request.
  bool isGeneralized = false;
  /// Of a nonblocking collective, or of a file: must not be cancelled or freed (MPI-3.1 5.12).
  bool isCollective = false;
  MPI_Request uncompleted = MPI_REQUEST_NULL;
  /// What is to be done or given back when the operation is complete; mostly nothing.
  std::unique_ptr<PendingOperation> pending;

  /// Whether there is something for the library to complete that no call is at already.
  bool mayBePassed() const { return native != MPI_REQUEST_NULL && !isInCall; }
  /// Whether something is to be done, or kept, when the operation is complete.
  bool isKept() const { return pending || uncompleted != MPI_REQUEST_NULL; }
  /// To be as made from the null handle, for what is not kept.
  void clear() {
    native = MPI_REQUEST_NULL;
    isInCall = isPersistent = isGeneralized = isCollective = false;
  }
};

/// A datatype of a file's view, as it was when the view was set: the guest may have freed it since.
struct ViewType {
  /// The guest's handle of a predefined type; 0 for another.
  uint32_t predefined = 0;
  /// Without a native type of its own.
  DatatypeEntry entry;
};

/// The split collective access that a file is in (MPI-3.1 13.4.5).
enum class SplitAccess : uint8_t {
  None,
  ReadAll,
  ReadAtAll,
  ReadOrdered,
  WriteAll,
  WriteAtAll,
  WriteOrdered,
};

struct FileEntry : PlainEntry<MPI_File> {
  using PlainEntry::PlainEntry;
  /// As the guest opened it, in its numbering.
  int32_t mode = 0;
  /// False after the library has refused a view: some are left with half of one.
  bool isUsable = true;
  SplitAccess split = SplitAccess::None;
  void* splitBuffer = nullptr;
  /// Requests of accesses that are not complete.
  uint32_t pendingCount = 0;
  int64_t displacement = 0;
  ViewType etype, filetype;
  /// Positions, relative to the view, that the file pointers have not passed: what this rank's
  /// seeks and accesses add up to.
  int64_t reach = 0;
  int64_t sharedReach = 0;
};

// Columns of each kind: the native handle, its null value, the entry, and the error of a wrong
// handle.
#define WASMPI_MPI_KIND(kind, handle, null, entry, error)                                          \
  struct kind {                                                                                    \
    using Native = handle;                                                                         \
    using Entry = entry;                                                                           \
    static Native nullHandle() { return null; }                                                    \
    static constexpr int kErrorClass = error;                                                      \
  };
WASMPI_MPI_KIND(Comm, MPI_Comm, MPI_COMM_NULL, CommEntry, MPI_ERR_COMM)
WASMPI_MPI_KIND(Group, MPI_Group, MPI_GROUP_NULL, PlainEntry<MPI_Group>, MPI_ERR_GROUP)
WASMPI_MPI_KIND(Win, MPI_Win, MPI_WIN_NULL, WinEntry, MPI_ERR_WIN)
WASMPI_MPI_KIND(File, MPI_File, MPI_FILE_NULL, FileEntry, MPI_ERR_FILE)
WASMPI_MPI_KIND(Session, NativeSession, nullSession(), PlainEntry<NativeSession>, kSessionError)
WASMPI_MPI_KIND(Message, MPI_Message, MPI_MESSAGE_NULL, MessageEntry, MPI_ERR_REQUEST)
WASMPI_MPI_KIND(Info, MPI_Info, MPI_INFO_NULL, PlainEntry<MPI_Info>, MPI_ERR_INFO)
WASMPI_MPI_KIND(Errhandler, MPI_Errhandler, MPI_ERRHANDLER_NULL, ErrhandlerEntry, MPI_ERR_ARG)
WASMPI_MPI_KIND(Op, MPI_Op, MPI_OP_NULL, OpEntry, MPI_ERR_OP)
WASMPI_MPI_KIND(Request, MPI_Request, MPI_REQUEST_NULL, RequestEntry, MPI_ERR_REQUEST)
WASMPI_MPI_KIND(Datatype, MPI_Datatype, MPI_DATATYPE_NULL, DatatypeEntry, MPI_ERR_TYPE)
#undef WASMPI_MPI_KIND

} // namespace wasmpi::mpi
