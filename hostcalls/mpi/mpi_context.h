// The state of MPI for one instance: its memory, its handles, the numbering of its ABI, and how a
// call fails.
//
// A call fails in one of two ways, noted here by whoever finds the fault (failWith...) and carried
// out when all locals of the call are gone: a trap (addresses outside of linear memory), or an MPI
// error raised through the error handler of the communicator or window.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "hostcalls/mpi/attributes.h"
#include "hostcalls/mpi/callbacks.h"
#include "hostcalls/mpi/constants.h"
#include "hostcalls/mpi/error_codes.h"
#include "hostcalls/mpi/extents.h"
#include "hostcalls/mpi/handle_table.h"
#include "hostcalls/mpi/kinds.h"
#include "hostcalls/mpi/long_double.h"
#include "hostcalls/mpi/native_start.h"
#include "hostcalls/mpi/open_files.h"
#include "hostcalls/mpi/plugin_abi.h"
#include "hostcalls/mpi/tool_state.h"
#include "runtime/guest_memory.h"

namespace wasmpi::mpi {

class MpiContext;

/// One call of an MPI function: what adaptors and special functions get first. Two words, passed by
/// value, so that it stays in registers.
struct Call {
  MpiContext& context;
  /// "MPI_Send"; null at the first, hasty decoding (binder.h).
  const char* name;

  bool isThorough() const { return name != nullptr; }

  // Each notes what is wrong, if the call is thorough, and returns false.

  /// "MPI_Send: buffer [0x10, 0x20) outside of linear memory (0x10000 bytes)".
  bool failOutOfBounds(const char* what, uint64_t address, uint64_t byteCount) const;
  /// `address` may lie anywhere: it is shown only.
  bool failOutOfBounds(const char* what, WideInt address, WideInt count,
                       const DatatypeEntry& type) const;
  /// An MPI error of a native class, found here since the library could not find it.
  bool failWithError(int nativeClass) const;
  /// A trap of TrapCode::HostCall: the call's name, a colon, `what`.
  bool failWithTrap(std::string_view what) const;
  bool failOutOfHostMemory(uint64_t byteCount) const;
};

/// The object whose error handler hears of a failed call: the session or window, if there is one,
/// or the communicator, or if that is none, too, MPI_COMM_WORLD.
struct ErrorSite {
  MPI_Comm comm = MPI_COMM_NULL;
  MPI_Win win = MPI_WIN_NULL;
  /// Of a call on files; MPI_FILE_NULL has a handler, too.
  std::optional<MPI_File> file = std::nullopt;
  NativeSession session = nullSession();
  /// Of a call that is given the handler of what it makes, which hears of its own errors: the
  /// guest's handle.
  std::optional<uint32_t> handler = std::nullopt;
};

/// A hostcall's result that says that it failed with a trap; never a guest's error code, which are
/// not negative.
inline constexpr int32_t kTrapped = INT32_MIN;

/// The buffer of MPI_Bsend (MPI-3.1 3.6). Libraries keep their bookkeeping between the messages,
/// where the guest could change it: they get host memory of the size the guest attached.
struct BsendBuffer {
  uint32_t guestAddress = 0;
  std::unique_ptr<uint8_t[]> bytes;
};

/// The error handler of MPI_FILE_NULL (MPI-3.1 13.7), which no library lets others raise errors
/// through: a function of the guest's, or none, and then whether an error ends the job.
struct DefaultFileHandler {
  MPI_File_errhandler_function* function = nullptr;
  bool isFatal = false;
};

class MpiContext {
public:
  /// Both must outlive this.
  MpiContext(const PluginServices& services, NativeStart& nativeStart, GuestAbi abi);
  ~MpiContext();
  MpiContext(const MpiContext&) = delete;
  MpiContext& operator=(const MpiContext&) = delete;

  void attach(Instance& instance);

  const PluginServices& services() const { return services_; }
  Instance& instance() const { return *instance_; }
  const GuestMemory& memory() const { return memory_; }
  const Constants& constants() const { return constants_; }
  ErrorCodes& errorCodes() { return errorCodes_; }
  Callbacks& callbacks() { return callbacks_; }
  Attributes& attributes() { return attributes_; }
  LongDouble& longDouble() { return longDouble_; }
  BsendBuffer& bsendBuffer() { return bsendBuffer_; }
  ToolState& tools() { return tools_; }
  NativeStart& nativeStart() { return nativeStart_; }
  OpenFiles& openFiles() { return openFiles_; }
  /// What the guest believes to have been given by the first call that started MPI, in its
  /// numbering.
  int32_t& threadLevel() { return threadLevel_; }
  /// Guest memory of its own for an attribute's value, the same for each call with `keyval`.
  Result<uint32_t> attributeCell(int keyval);

  /// Guest memory for predefined attributes of windows that no window has (special_windows.cpp).
  std::vector<uint32_t>& freeWindowCells() { return freeWindowCells_; }

  /// The name of a type that the library knows by another name, or null.
  std::string* ownTypeName(uint32_t handle);

  template <class Kind> HandleTable<typename Kind::Entry>& table() {
    return std::get<TableOf<Kind>>(tables_).table;
  }
  /// The guest's value of the kind's null handle.
  template <class Kind> uint32_t nullHandle() const {
    return std::get<TableOf<Kind>>(tables_).null;
  }
  /// The guest's handle of an object the library made, taken in unless it is a predefined one.
  template <class Kind> uint32_t takeIn(typename Kind::Native native);
  /// The guest's handle of an object that a callback is given; the null handle if it has none.
  template <class Kind> uint32_t guestHandle(typename Kind::Native native);
  /// The duplicate of a datatype's native one that is this guest type's alone, made when it is
  /// first needed; null if the library refuses.
  static MPI_Datatype distinctOf(DatatypeEntry& type);

  /// Rank and sizes of a communicator, asked once. False if it is none (the native library will say
  /// so).
  bool shapeOf(CommEntry& comm) { return comm.size != CommEntry::kUnknown || askForShape(comm); }

  int rankToNative(int rank) const { return constants_.rankToNative(rank); }
  int tagToNative(int tag) const { return constants_.tagToNative(tag); }
  int rankToGuest(int rank) const { return constants_.rankToGuest(rank); }
  int tagToGuest(int tag) const { return constants_.tagToGuest(tag); }

  /// The call's error code for the guest, of what the native function returned.
  int32_t resultOf(int nativeCode) {
    return nativeCode == MPI_SUCCESS ? 0 : errorCodes_.toGuest(nativeCode);
  }

  /// Notes a trap for finishFailure; returns false.
  bool failWithTrap(Trap&& trap);
  /// Whether the call has failed with a trap.
  bool hasTrap() const { return trap_.has_value(); }

  /// Carries out what failed: raises an error through the site's handler and returns the guest's
  /// code, or returns kTrapped.
  int32_t finishFailure(ErrorSite site);
  int32_t finishFailure(MPI_Comm comm) { return finishFailure(ErrorSite{.comm = comm}); }
  int32_t finishFailure(MPI_File file) { return finishFailure(ErrorSite{.file = file}); }
  /// Of a call that was given an error handler.
  int32_t finishFailureWith(uint32_t handler) {
    return finishFailure(ErrorSite{.handler = handler});
  }
  void setDefaultFileHandler(DefaultFileHandler handler) { defaultFileHandler_ = handler; }
  /// For calls that must agree with other ranks before they fail: the error noted so far, which is
  /// forgotten.
  int takeError() { return std::exchange(error_, MPI_SUCCESS); }
  /// Leaves the guest with the trap of a kTrapped call. Nothing may be left to be destroyed.
  [[noreturn]] void raise();
  /// Ends the process with a trap that cannot be raised, since native frames lie in between.
  [[noreturn]] void endProcess(Trap&& trap);

  /// Before MPI_Init a guest has no communicators, even if the library has been started for it.
  void setWorldVisible(bool isVisible);

  /// Called when MPI is up: makes the objects the library lacks and measures all predefined types,
  /// unless that is done. False: the call has failed.
  bool afterInit(Call call);
  /// Called while the library ends, when the guest's own callbacks have been: frees what was made.
  void freeMade();
  /// Whether the library is up for the guest, by MPI_Init or by a session: between the two above.
  bool isReady() const { return isReady_; }
  /// To be called after MPI_Finalize and MPI_Session_finalize. If that was the library's end, all
  /// objects have ended with it: their handles find none any more, since some functions may be
  /// called still.
  void afterFinalize();

private:
  friend struct Call;
  template <class Kind> struct TableOf {
    HandleTable<typename Kind::Entry> table;
    uint32_t null;
  };
  template <class Kind> static TableOf<Kind> makeTable(GuestAbi abi, uint32_t kindIndex);
  void setMadeTypes();
  void setInfoEnv();
  bool freeMadeAtEnd();
  [[gnu::noinline]] bool askForShape(CommEntry& comm);

  void raiseOnFile(MPI_File file, int error) const;
  void raiseThrough(const ErrhandlerEntry& handler, int error);
  void noteTrap(Call call, std::string_view what);
  void noteOutOfBounds(Call call, const char* what, uint64_t address, uint64_t byteCount);
  void noteOutOfBounds(Call call, const char* what, WideInt address, WideInt count,
                       const DatatypeEntry& type);
  void noteOutOfHostMemory(Call call, uint64_t byteCount);

  GuestMemory memory_;
  std::tuple<TableOf<Comm>, TableOf<Datatype>, TableOf<Request>, TableOf<Op>, TableOf<Group>,
             TableOf<Info>, TableOf<Errhandler>, TableOf<Message>, TableOf<Win>, TableOf<File>,
             TableOf<Session>>
      tables_;
  const PluginServices& services_;
  NativeStart& nativeStart_;
  Instance* instance_ = nullptr;
  Constants constants_;
  ErrorCodes errorCodes_;
  Callbacks callbacks_;
  Attributes attributes_{*this};
  LongDouble longDouble_;
  BsendBuffer bsendBuffer_;
  ToolState tools_;
  OpenFiles openFiles_;
  DefaultFileHandler defaultFileHandler_;
  MPI_Info infoEnv_ = MPI_INFO_NULL;
  int32_t threadLevel_ = 0;
  bool isReady_ = false;
  std::map<uint32_t, std::string> ownTypeNames_;
  std::vector<int> attributeKeyvals_;
  uint32_t attributeCells_ = 0;
  std::vector<uint32_t> freeWindowCells_;
  std::optional<Trap> trap_;
  int error_ = MPI_SUCCESS;
};

// Inline, so that decoding without a name costs no call.

inline bool Call::failOutOfBounds(const char* what, uint64_t address, uint64_t byteCount) const {
  if (isThorough())
    context.noteOutOfBounds(*this, what, address, byteCount);
  return false;
}
inline bool Call::failOutOfBounds(const char* what, WideInt address, WideInt count,
                                  const DatatypeEntry& type) const {
  if (isThorough())
    context.noteOutOfBounds(*this, what, address, count, type);
  return false;
}
inline bool Call::failWithError(int nativeClass) const {
  if (isThorough())
    context.error_ = nativeClass;
  return false;
}
inline bool Call::failWithTrap(std::string_view what) const {
  if (isThorough())
    context.noteTrap(*this, what);
  return false;
}
inline bool Call::failOutOfHostMemory(uint64_t byteCount) const {
  if (isThorough())
    context.noteOutOfHostMemory(*this, byteCount);
  return false;
}

template <class Kind> uint32_t MpiContext::takeIn(typename Kind::Native native) {
  if (native == Kind::nullHandle())
    return nullHandle<Kind>();
  if (const auto handle = table<Kind>().findPredefined(native))
    return *handle;
  return table<Kind>().add(typename Kind::Entry(native));
}

template <class Kind> uint32_t MpiContext::guestHandle(typename Kind::Native native) {
  const auto found = table<Kind>().findIf([native](const typename Kind::Entry& entry) {
    if constexpr (std::is_same_v<Kind, Datatype>)
      return entry.distinct == native ||
             (entry.native == native && entry.origin != TypeOrigin::Alias);
    else
      return entry.native == native;
  });
  return native == Kind::nullHandle() ? nullHandle<Kind>() : found.value_or(nullHandle<Kind>());
}

} // namespace wasmpi::mpi
