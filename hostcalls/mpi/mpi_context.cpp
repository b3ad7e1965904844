#include "hostcalls/mpi/mpi_context.h"

#include <algorithm>
#include <climits>
#include <exception>
#include <utility>

#include <fmt/format.h>

#include "hostcalls/mpi/accumulation.h"
#include "hostcalls/mpi/special.h"

namespace wasmpi::mpi {

namespace {

constexpr int kNone = INT_MIN;

struct PredefinedHandle {
  const char* name;
  int standard, legacy;
  TypeOrigin origin;
};

/// A row of handles.def of one kind, with its native object.
template <class Kind> struct HandleRow : PredefinedHandle {
  typename Kind::Native native;

  int guest(bool isLegacy) const { return isLegacy ? legacy : standard; }
};

template <class Kind> struct RowsOf {
  std::vector<HandleRow<Kind>> rows;

  template <class RowKind>
  void add(RowKind, PredefinedHandle handle, typename RowKind::Native native) {
    if constexpr (std::is_same_v<RowKind, Kind>)
      rows.push_back({handle, native});
  }

  RowsOf() {
#define HANDLE(kind, name, standard, legacy, native)                                               \
  add(kind{}, {"MPI_" #name, standard, legacy, TypeOrigin::Native}, native);
#define ALIAS(kind, name, standard, legacy, native)                                                \
  add(kind{}, {"MPI_" #name, standard, legacy, TypeOrigin::Alias}, native);
#define MADE(kind, name, standard, legacy)                                                         \
  add(kind{}, {"MPI_" #name, standard, legacy, TypeOrigin::Made}, kind::nullHandle());
#include "hostcalls/mpi/handles.def"
#undef HANDLE
#undef ALIAS
#undef MADE
  }
};

/// Dynamic handles of one kind have this many numbers for themselves; the highest is below 2^31.
constexpr uint32_t kHandlesPerKind = 1u << 27;

constexpr MemoryDefinition kNoMemory{nullptr, 0};

enum : uint32_t {
#define HANDLE(...)
#define ALIAS(...)
#define MADE(kind, name, standard, legacy) kMade_##name = standard,
#include "hostcalls/mpi/handles.def"
#undef HANDLE
#undef ALIAS
#undef MADE
};

} // namespace

template <class Kind>
MpiContext::TableOf<Kind> MpiContext::makeTable(GuestAbi abi, uint32_t kindIndex) {
  const RowsOf<Kind> all;
  // A legacy guest cannot name objects of the kinds its header lacks; they get the standard
  // numbers.
  const bool hasLegacy = std::any_of(all.rows.begin(), all.rows.end(),
                                     [](const auto& row) { return row.legacy != kNone; });
  const bool isLegacy = abi == GuestAbi::Legacy && hasLegacy;
  int64_t lowest = INT64_MAX, highest = INT64_MIN;
  for (const auto& row : all.rows)
    if (const int guest = row.guest(isLegacy); guest != kNone) {
      lowest = std::min<int64_t>(lowest, guest);
      highest = std::max<int64_t>(highest, guest);
    }
  TableOf<Kind> result{
      HandleTable<typename Kind::Entry>(static_cast<uint32_t>(lowest),
                                        static_cast<uint32_t>(highest - lowest + 1),
                                        (kindIndex + 1) * kHandlesPerKind, Kind::nullHandle()),
      0};
  for (const auto& row : all.rows) {
    const int guest = row.guest(isLegacy);
    if (guest == kNone)
      continue;
    result.table.definePredefined(static_cast<uint32_t>(guest), row.native);
    if constexpr (std::is_same_v<Kind, Datatype>)
      result.table[static_cast<uint32_t>(guest)].origin = row.origin;
    if (&row == &all.rows.front())
      result.null = static_cast<uint32_t>(guest); // the null handle is every kind's first row
  }
  return result;
}

MpiContext::MpiContext(const PluginServices& services, NativeStart& nativeStart, GuestAbi abi)
    : memory_(&kNoMemory),
      tables_(makeTable<Comm>(abi, 0), makeTable<Datatype>(abi, 1), makeTable<Request>(abi, 2),
              makeTable<Op>(abi, 3), makeTable<Group>(abi, 4), makeTable<Info>(abi, 5),
              makeTable<Errhandler>(abi, 6), makeTable<Message>(abi, 7), makeTable<Win>(abi, 8),
              makeTable<File>(abi, 9), makeTable<Session>(abi, 10)),
      services_(services), nativeStart_(nativeStart), constants_(abi), errorCodes_(constants_), callbacks_(*this) {
  for (const auto& row : RowsOf<Datatype>().rows)
    if (const int guest = row.guest(abi == GuestAbi::Legacy);
        row.origin != TypeOrigin::Native && guest != kNone)
      ownTypeNames_[static_cast<uint32_t>(guest)] = row.name;
  if (nativeStart_.isStarted() && !nativeStart_.isGuestStarted())
    setWorldVisible(false);
}

MpiContext::~MpiContext() = default;

void MpiContext::attach(Instance& instance) {
  instance_ = &instance;
  memory_ = services_.guestMemory(instance);
}

void MpiContext::setWorldVisible(bool isVisible) {
  const bool isLegacy = constants_.abi() == GuestAbi::Legacy;
  for (const auto& row : RowsOf<Comm>().rows)
    table<Comm>()[static_cast<uint32_t>(row.guest(isLegacy))].native =
        isVisible ? row.native : MPI_COMM_NULL;
}

bool MpiContext::askForShape(CommEntry& comm) {
  if (comm.native == MPI_COMM_NULL)
    return false;
  int isInter = 0;
  if (MPI_Comm_rank(comm.native, &comm.rank) != MPI_SUCCESS ||
      MPI_Comm_test_inter(comm.native, &isInter) != MPI_SUCCESS)
    return false;
  comm.remoteSize = CommEntry::kUnknown;
  if (isInter && MPI_Comm_remote_size(comm.native, &comm.remoteSize) != MPI_SUCCESS)
    return false;
  int size = 0;
  if (MPI_Comm_size(comm.native, &size) != MPI_SUCCESS)
    return false;
  comm.size = size;
  comm.rankCount = static_cast<uint32_t>(isInter ? comm.remoteSize : size);
  return true;
}

bool MpiContext::failWithTrap(Trap&& trap) {
  trap_.emplace(std::move(trap));
  return false;
}

void MpiContext::noteTrap(Call call, std::string_view what) {
  failWithTrap(Trap{.code = TrapCode::HostCall, .detail = fmt::format("{}: {}", call.name, what)});
}

void MpiContext::noteOutOfHostMemory(Call call, uint64_t byteCount) {
  noteTrap(call, fmt::format("the host has no {} bytes for its arguments", byteCount));
}

void MpiContext::noteOutOfBounds(Call call, const char* what, uint64_t address,
                                 uint64_t byteCount) {
  failWithTrap(
      {.code = TrapCode::MemoryOutOfBounds,
       .detail = fmt::format("{}: {} [{:#x}, {:#x}) outside of linear memory ({:#x} bytes)",
                             call.name, what, address, address + byteCount, memory_.byteSize())});
}

void MpiContext::noteOutOfBounds(Call call, const char* what, WideInt address, WideInt count,
                                 const DatatypeEntry& type) {
  const auto shown = [](WideInt value) { return static_cast<int64_t>(value); };
  std::string detail;
  if (type.isUnusable) {
    detail = fmt::format("{}: {} at {:#x} of {} elements of a datatype that is larger than any "
                         "linear memory",
                         call.name, what, shown(address), shown(count));
  } else {
    const ByteRange touched = touchedBytes(type, count, 0);
    detail = fmt::format("{}: {} [{:#x}, {:#x}) outside of linear memory ({:#x} bytes)", call.name,
                         what, shown(address + touched.first), shown(address + touched.last),
                         memory_.byteSize());
  }
  failWithTrap({.code = TrapCode::MemoryOutOfBounds, .detail = std::move(detail)});
}

int32_t MpiContext::finishFailure(ErrorSite site) {
  if (trap_)
    return kTrapped;
  const int error = std::exchange(error_, MPI_SUCCESS);
  // All return only if the handler lets them.
  if (site.handler) {
    raiseThrough(table<Errhandler>()[*site.handler], error);
    return errorCodes_.toGuest(error);
  }
#if MPI_VERSION >= 4
  if (site.session != MPI_SESSION_NULL) {
    MPI_Session_call_errhandler(site.session, error);
    return errorCodes_.toGuest(error);
  }
#endif
  if (site.file)
    raiseOnFile(*site.file, error);
  else if (site.win != MPI_WIN_NULL)
    MPI_Win_call_errhandler(site.win, error);
  else
    MPI_Comm_call_errhandler(site.comm == MPI_COMM_NULL ? MPI_COMM_WORLD : site.comm, error);
  return errorCodes_.toGuest(error);
}

void MpiContext::raiseOnFile(MPI_File file, int error) const {
  if (file != MPI_FILE_NULL)
    MPI_File_call_errhandler(file, error);
  else if (defaultFileHandler_.function)
    defaultFileHandler_.function(&file, &error);
  else if (defaultFileHandler_.isFatal)
    MPI_Abort(MPI_COMM_WORLD, error);
}

/// There is no object yet: a guest's function is given the null handle.
void MpiContext::raiseThrough(const ErrhandlerEntry& handler, int error) {
  MPI_Comm comm = MPI_COMM_NULL;
  NativeSession session = nullSession();
  if (handler.native == MPI_ERRORS_RETURN)
    return;
  if (handler.commFunction)
    return handler.commFunction(&comm, &error);
  if (handler.sessionFunction)
    return handler.sessionFunction(&session, &error);
  endProcess(Trap{.code = TrapCode::HostCall,
                  .detail = "an MPI call failed whose error handler says that errors are fatal"});
}

void MpiContext::raise() {
  Trap trap = std::move(*trap_);
  trap_.reset();
  services_.raiseTrap(std::move(trap));
  std::terminate(); // raiseTrap does not return
}

void MpiContext::endProcess(Trap&& trap) {
  services_.endProcess(services_.user, std::move(trap));
  std::terminate(); // endProcess does not return
}

Result<uint32_t> MpiContext::attributeCell(int keyval) {
  if (attributeCells_ == 0) {
    const auto cells = services_.growMemory(*instance_, kPageByteSize);
    if (!cells)
      return cells;
    attributeCells_ = *cells;
  }
  auto known = std::find(attributeKeyvals_.begin(), attributeKeyvals_.end(), keyval);
  if (known == attributeKeyvals_.end())
    known = attributeKeyvals_.insert(known, keyval);
  // Predefined keyvals are few: far fewer than a page has cells.
  return attributeCells_ + 8 * static_cast<uint32_t>(known - attributeKeyvals_.begin());
}

std::string* MpiContext::ownTypeName(uint32_t handle) {
  const auto found = ownTypeNames_.find(handle);
  return found == ownTypeNames_.end() ? nullptr : &found->second;
}

void MpiContext::setMadeTypes() {
  if (constants_.abi() == GuestAbi::Legacy)
    return; // its header has none of them
  auto& types = table<Datatype>();
  types[kMade_LONG_DOUBLE].native = longDouble_.real();
  types[kMade_C_LONG_DOUBLE_COMPLEX].native = longDouble_.complex();
  types[kMade_CXX_LONG_DOUBLE_COMPLEX].native = longDouble_.complex();
  types[kMade_LONG_DOUBLE_INT].native = longDouble_.withIndex();
}

void MpiContext::setInfoEnv() {
  if (constants_.abi() == GuestAbi::Standard)
    table<Info>()[kMade_INFO_ENV].native = infoEnv_;
}

/// MPI_COMM_SELF's attributes are the first to go, the last one set first (MPI-3.1 8.7.1): the
/// guest's callbacks find everything as it was.
bool MpiContext::freeMadeAtEnd() {
  const auto free = [](MPI_Comm, int, void* context, void*) {
    static_cast<MpiContext*>(context)->freeMade();
    return MPI_SUCCESS;
  };
  int keyval = MPI_KEYVAL_INVALID;
  return MPI_Comm_create_keyval(MPI_COMM_NULL_COPY_FN, +free, &keyval, nullptr) == MPI_SUCCESS &&
         MPI_Comm_set_attr(MPI_COMM_SELF, keyval, this) == MPI_SUCCESS &&
         MPI_Comm_free_keyval(&keyval) == MPI_SUCCESS;
}

MPI_Datatype MpiContext::distinctOf(DatatypeEntry& type) {
  // No duplicate proper: that would inherit attributes.
  if (type.distinct == MPI_DATATYPE_NULL && type.native != MPI_DATATYPE_NULL &&
      MPI_Type_contiguous(1, type.native, &type.distinct) == MPI_SUCCESS)
    MPI_Type_commit(&type.distinct);
  return type.distinct;
}

bool MpiContext::afterInit(Call call) {
  if (isReady_)
    return true;
  if (!longDouble_.make() || !freeMadeAtEnd())
    return call.failWithTrap("the MPI library refuses to make datatypes or attributes");
  setMadeTypes();
  infoEnv_ = makeGuestInfoEnv();
  setInfoEnv();
  const bool isLegacy = constants_.abi() == GuestAbi::Legacy;
  for (const auto& row : RowsOf<Datatype>().rows) {
    const int guest = row.guest(isLegacy);
    if (guest == kNone)
      continue;
    DatatypeEntry& type = table<Datatype>()[static_cast<uint32_t>(guest)];
    if (type.native == MPI_DATATYPE_NULL)
      continue;
    measure(type, 0);
    setCommitted(type);
    type.description.isRun = type.isDense();
    setOperands(type);
  }
  for (const auto& row : RowsOf<Op>().rows)
    if (const int guest = row.guest(isLegacy); guest != kNone)
      setOperands(table<Op>()[static_cast<uint32_t>(guest)]);
  isReady_ = true;
  return true;
}

void MpiContext::afterFinalize() {
  if (!isReady_)
    std::apply([](auto&... each) { (each.table.removeAllDynamic(), ...); }, tables_);
}

void MpiContext::freeMade() {
  isReady_ = false;
  for (const auto& row : RowsOf<Datatype>().rows) {
    if (row.origin == TypeOrigin::Native || constants_.abi() == GuestAbi::Legacy)
      continue;
    MPI_Datatype& distinct = table<Datatype>()[static_cast<uint32_t>(row.standard)].distinct;
    if (distinct != MPI_DATATYPE_NULL)
      MPI_Type_free(&distinct);
  }
  longDouble_.free();
  setMadeTypes();
  if (infoEnv_ != MPI_INFO_NULL)
    MPI_Info_free(&infoEnv_);
  setInfoEnv();
}

} // namespace wasmpi::mpi
