// What is kept of an open file: mode, hints, view and pointers (MPI-3.1 13.2, 13.3, 13.4.4); and
// data representations (13.5.3).
#include "hostcalls/mpi/special.h"

#include <algorithm>

#include "hostcalls/mpi/adaptors_array.h"
#include "hostcalls/mpi/adaptors_file.h"
#include "hostcalls/mpi/file_hints.h"

namespace wasmpi::mpi {

int64_t spanOf(const FileEntry& file, WideInt etypes, WideInt byteCount) {
  constexpr int64_t kTooFar = kMaxFilePosition + 1;
  const DatatypeEntry& tile = file.filetype.entry;
  const WideInt data = etypes * file.etype.entry.size + byteCount;
  if (data > kMaxFilePosition)
    return kTooFar;
  const WideInt span = (data * tile.extent + tile.size - 1) / tile.size;
  return span > kMaxFilePosition ? kTooFar : static_cast<int64_t>(span);
}

bool isInReach(const FileEntry& file, int64_t span) {
  // The last tile may be used in part.
  return file.displacement + span + file.filetype.entry.extent <= kMaxFilePosition;
}

int32_t fileGetMode(Call call, uint32_t file, uint32_t result) {
  InFile given;
  OutCell<int32_t> cell;
  if (!given.decode(call, file) || !cell.decode(call, result))
    return call.context.finishFailure(given.errorFile());
  int native = 0;
  const int code = MPI_File_get_amode(given.errorFile(), &native);
  if (code == MPI_SUCCESS)
    cell.write(call.context.table<File>()[file].mode);
  return call.context.resultOf(code);
}

int32_t fileSetInfo(Call call, uint32_t file, uint32_t info) {
  InFile given;
  FileHints hints;
  if (!given.decode(call, file) || !hints.decode(call, info))
    return call.context.finishFailure(given.errorFile());
  return call.context.resultOf(MPI_File_set_info(given.errorFile(), hints.native()));
}

namespace {

/// The arguments of MPI_File_set_view. Libraries divide by sizes and extents, and count on tiles
/// that follow each other.
class View {
public:
  bool decode(Call call, uint32_t file, int64_t displacement, uint32_t etype, uint32_t filetype,
              uint32_t representation, uint32_t info) {
    const Constants& constants = call.context.constants();
    displacement_ = displacement;
    if (!file_.decode(call, file) || !decodeType(call, etype, etype_) ||
        !decodeType(call, filetype, filetype_) || !name_.decode(call, representation) ||
        !hints_.decode(call, info))
      return false;
    const bool isCurrent =
        displacement == constants.toGuest(Role::Displacement, MPI_DISPLACEMENT_CURRENT);
    if (isCurrent)
      displacement_ = MPI_DISPLACEMENT_CURRENT;
    const DatatypeEntry& tile = filetype_.entry;
    const bool isRight = (isCurrent || (displacement >= 0 && displacement <= kMaxFilePosition)) &&
                         etype_.entry.size > 0 && tile.size > 0 &&
                         tile.size % etype_.entry.size == 0 && tile.trueLowerBound >= 0 &&
                         tile.extent >= tile.trueUpperBound - tile.trueLowerBound;
    return isRight || call.failWithError(MPI_ERR_ARG);
  }
  MPI_File file() const { return file_.errorFile(); }

  int callLibrary() const {
    return MPI_File_set_view(file(), displacement_, etype_.entry.native, filetype_.entry.native,
                             name_.text().c_str(), hints_.native());
  }
  void keepIn(FileEntry& file) const {
    // Where MPI_DISPLACEMENT_CURRENT is does not matter: such files know no offsets.
    file.displacement = std::max<int64_t>(displacement_, 0);
    file.etype = etype_;
    file.filetype = filetype_;
    file.reach = file.sharedReach = 0;
  }

private:
  static bool decodeType(Call call, uint32_t handle, ViewType& type) {
    auto& types = call.context.table<Datatype>();
    Committed given;
    if (!given.decode(call, handle))
      return false;
    type = {types.isPredefined(handle) ? handle : 0, types[handle]};
    return !type.entry.isUnusable || call.failWithError(MPI_ERR_TYPE);
  }

  InFile file_;
  int64_t displacement_ = 0;
  ViewType etype_, filetype_;
  InString name_;
  FileHints hints_;
};

} // namespace

int32_t fileSetView(Call call, uint32_t file, int64_t displacement, uint32_t etype,
                    uint32_t filetype, uint32_t representation, uint32_t info) {
  MpiContext& context = call.context;
  View view;
  if (!view.decode(call, file, displacement, etype, filetype, representation, info))
    return context.finishFailure(view.file());
  FileEntry& entry = context.table<File>()[file];
  const bool isIdle = entry.pendingCount == 0 && entry.split == SplitAccess::None;
  if (!isIdle && !call.failWithError(MPI_ERR_REQUEST))
    return context.finishFailure(view.file());
  const int code = view.callLibrary();
  // Looked up again: an error handler may have opened files.
  FileEntry& changed = context.table<File>()[file];
  changed.isUsable = code == MPI_SUCCESS;
  if (code == MPI_SUCCESS)
    view.keepIn(changed);
  return context.resultOf(code);
}

namespace {

/// The guest's handle of a datatype of a view that the library has given back.
uint32_t viewTypeHandle(Call call, const ViewType& type, MPI_Datatype native) {
  if (type.predefined != 0)
    return type.predefined;
  DatatypeEntry entry = type.entry;
  entry.native = native;
  entry.referenceCount = 1;
  return call.context.table<Datatype>().add(std::move(entry));
}

/// MPI_MAX_DATAREP_STRING of the standard ABI, which is no less than a library's.
constexpr uint32_t kMaxRepresentation = 128;
static_assert(MPI_MAX_DATAREP_STRING <= kMaxRepresentation);

} // namespace

int32_t fileGetView(Call call, uint32_t file, uint32_t displacement, uint32_t etype,
                    uint32_t filetype, uint32_t representation) {
  MpiContext& context = call.context;
  InFile given;
  OutCell<int64_t> displacementCell;
  OutCell<uint32_t> etypeCell, filetypeCell;
  if (!given.decode(call, file) || !displacementCell.decode(call, displacement) ||
      !etypeCell.decode(call, etype) || !filetypeCell.decode(call, filetype) ||
      !ArgumentArray<char>::checkGuestArray(call, "string", representation, kMaxRepresentation, 1))
    return context.finishFailure(given.errorFile());
  MPI_Offset nativeDisplacement = 0;
  MPI_Datatype nativeEtype = MPI_DATATYPE_NULL, nativeFiletype = MPI_DATATYPE_NULL;
  char name[kMaxRepresentation] = {};
  const int code = MPI_File_get_view(given.errorFile(), &nativeDisplacement, &nativeEtype,
                                     &nativeFiletype, name);
  if (code != MPI_SUCCESS)
    return context.resultOf(code);
  const FileEntry& entry = context.table<File>()[file];
  displacementCell.write(nativeDisplacement);
  etypeCell.write(viewTypeHandle(call, entry.etype, nativeEtype));
  filetypeCell.write(viewTypeHandle(call, entry.filetype, nativeFiletype));
  const size_t length = strnlen(name, kMaxRepresentation - 1);
  std::memcpy(context.memory().base() + representation, name, length + 1);
  return 0;
}

namespace {

/// Seeks; `reach` is the member that says how far this pointer can be.
template <auto native, auto reach>
int32_t seek(Call call, uint32_t file, int64_t offset, int32_t whence) {
  MpiContext& context = call.context;
  InFile given;
  if (!given.decode(call, file))
    return context.finishFailure(given.errorFile());
  FileEntry& entry = context.table<File>()[file];
  const bool isKnown = context.constants().isSpecial(Role::Whence, whence);
  const int from = context.constants().toNative(Role::Whence, whence);
  const int64_t span = spanOf(entry, std::max<int64_t>(offset, 0), 0);
  const int64_t reached = from == MPI_SEEK_CUR ? entry.*reach + span : span;
  if ((!isKnown || offset < -kMaxFilePosition || !isInReach(entry, reached)) &&
      !call.failWithError(MPI_ERR_ARG))
    return context.finishFailure(given.errorFile());
  const int code = native(given.errorFile(), offset, from);
  if (code == MPI_SUCCESS)
    context.table<File>()[file].*reach = reached;
  return context.resultOf(code);
}

} // namespace

int32_t fileSeek(Call call, uint32_t file, int64_t offset, int32_t whence) {
  return seek<&MPI_File_seek, &FileEntry::reach>(call, file, offset, whence);
}

int32_t fileSeekShared(Call call, uint32_t file, int64_t offset, int32_t whence) {
  return seek<&MPI_File_seek_shared, &FileEntry::sharedReach>(call, file, offset, whence);
}

namespace {

/// Libraries keep a conversion function for a data representation, if at all, to refuse it.
int refuseConversion(void*, MPI_Datatype, int, void*, MPI_Offset, void*) {
  return MPI_ERR_CONVERSION;
}
int refuseExtent(MPI_Datatype, MPI_Aint*, void*) { return MPI_ERR_CONVERSION; }

MPI_Datarep_conversion_function* conversionFor(uint32_t guest) {
  return guest == 0 ? MPI_CONVERSION_FN_NULL : &refuseConversion;
}

} // namespace

/// No library reads or writes in a representation of the program's: what it says to functions of
/// ours, which are never called, it would say to the program's.
int32_t registerDatarep(Call call, uint32_t name, uint32_t reading, uint32_t writing,
                        uint32_t extent, uint32_t) {
  InString text;
  if (!text.decode(call, name))
    return call.context.finishFailure(MPI_File{MPI_FILE_NULL});
  const int code =
      MPI_Register_datarep(text.text().c_str(), conversionFor(reading), conversionFor(writing),
                           extent == 0 ? nullptr : &refuseExtent, nullptr);
  return call.context.resultOf(code);
}

} // namespace wasmpi::mpi
