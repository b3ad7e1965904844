// Making and freeing windows (MPI-3.1 11.2), and what can be asked about them.
//
// All memory of a window is linear memory. What MPI would allocate comes from the guest's own
// malloc; for MPI_Win_allocate_shared pages of a file that the ranks share are put in its place,
// in each rank the parts of all. The native window is over this rank's part, always counts in
// bytes, and is made by MPI_Win_create: flavor, sizes and units are answered from here.
#include "hostcalls/mpi/special.h"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

#include <unistd.h>

#include "hostcalls/mpi/adaptors_attribute.h"
#include "hostcalls/mpi/adaptors_window.h"
#include "hostcalls/mpi/guest_exports.h"
#include "hostcalls/mpi/shared_file.h"

namespace wasmpi::mpi {

namespace {

/// A cache line, and the width of the widest vector.
constexpr uint32_t kBlockAlignment = 64;
/// More than any memory can give: a negative number in the guest's 32 bits.
constexpr uint32_t kLeastNegativeSize = 0xffff0000;

uint64_t alignedUp(uint64_t number, uint64_t alignment) {
  return (number + alignment - 1) / alignment * alignment;
}

/// What all constructors get.
struct Creation {
  MPI_Comm comm = MPI_COMM_NULL;
  In<Info> info;
  OutCell<uint32_t> result;
  int rank = 0;
  int rankCount = 0;

  bool decode(Call call, uint32_t infoHandle, uint32_t commHandle, uint32_t resultAddress) {
    CommEntry& entry = call.context.table<Comm>()[commHandle];
    comm = entry.native;
    if (!call.context.shapeOf(entry) || entry.remoteSize >= 0)
      return call.failWithError(MPI_ERR_COMM);
    rank = entry.rank;
    rankCount = entry.size;
    return info.decode(call, infoHandle) && result.decode(call, resultAddress);
  }
  int32_t fail(Call call, int error) const {
    call.failWithError(error);
    return fail(call);
  }
  int32_t fail(Call call) const { return call.context.finishFailure(comm); }
};

bool checkUnit(Call call, int32_t unit) { return unit > 0 || call.failWithError(MPI_ERR_DISP); }

/// Whether the guest's [base, base + byteSize) can be handed out; an empty one can, wherever.
bool checkRange(Call call, uint32_t base, uint32_t byteSize) {
  if (byteSize == 0 || call.context.memory().contains(base, byteSize))
    return true;
  return byteSize >= kLeastNegativeSize ? call.failWithError(MPI_ERR_SIZE)
                                        : call.failOutOfBounds("window", base, byteSize);
}

/// Tells all ranks what this one exposes, and learns of theirs. Native error code.
int exchange(const Creation& creation, const Exposure& own, std::vector<Exposure>& all) {
  static_assert(sizeof(Exposure) == 3 * sizeof(uint64_t));
  all.resize(static_cast<size_t>(creation.rankCount));
  return MPI_Allgather(&own, 3, MPI_UINT64_T, all.data(), 3, MPI_UINT64_T, creation.comm);
}

bool hasFailed(const std::vector<Exposure>& exposures) {
  return std::any_of(exposures.begin(), exposures.end(), [](const Exposure& exposure) {
    return exposure.byteSize == Exposure::kFailed;
  });
}

/// Takes the native window in that `make` makes.
template <class Make>
int32_t takeIn(Call call, const Creation& creation, std::unique_ptr<Window> window,
               const Make& make) {
  WinEntry entry(MPI_WIN_NULL);
  int code = make(&entry.native);
  if (code == MPI_SUCCESS)
    code = MPI_Win_get_group(entry.native, &window->group);
  if (code != MPI_SUCCESS)
    return call.context.resultOf(code);
  window->rank = creation.rank;
  entry.window = std::move(window);
  creation.result.write(call.context.table<Win>().add(std::move(entry)));
  return 0;
}

/// Where the native window over [base, ...) begins, before its base. MPICH 4.0.2 rounds the base of
/// a window down over UCX, and keeps the displacements: it gets none that it could round.
uint32_t nativeShift(uint64_t base, uint64_t byteSize) {
  return byteSize > 0 ? static_cast<uint32_t>(base % kBlockAlignment) : 0;
}

/// A window over this rank's [base, base + byteSize).
int32_t makeWindow(Call call, const Creation& creation, std::unique_ptr<Window> window) {
  const uint32_t shift = nativeShift(window->base, window->byteSize);
  const uint32_t base = window->byteSize > 0 ? window->base - shift : 0;
  const MPI_Aint byteSize = window->byteSize > 0 ? MPI_Aint{window->byteSize} + shift : 0;
  return takeIn(call, creation, std::move(window), [&](MPI_Win* made) {
    return MPI_Win_create(call.context.memory().base() + base, byteSize, 1,
                          std::get<0>(creation.info.host()), creation.comm, made);
  });
}

/// Memory from the guest's malloc.
struct Block {
  /// What malloc gave, 0 if it has nothing.
  uint32_t allocation = 0;
  /// The first aligned address therein.
  uint32_t address = 0;
};

/// Nullopt: the call has failed with a trap. The guest runs.
std::optional<Block> allocate(Call call, uint64_t byteSize, uint64_t alignment) {
  const uint64_t wanted = byteSize + alignment;
  if (wanted > UINT32_MAX)
    return Block{};
  const auto allocation = guestMalloc(call.context, static_cast<uint32_t>(wanted));
  if (!allocation)
    return std::nullopt;
  if (*allocation != 0 && !call.context.memory().contains(*allocation, wanted)) {
    call.failOutOfBounds("what malloc gave", *allocation, wanted);
    return std::nullopt;
  }
  return Block{*allocation, static_cast<uint32_t>(alignedUp(*allocation, alignment))};
}

/// Gives a block back if the window it was for was not made.
int32_t keepOrFree(Call call, const Block& block, int32_t code) {
  const bool isOver = code != 0 && code != kTrapped && block.allocation != 0;
  return isOver && !guestFree(call.context, block.allocation) ? kTrapped : code;
}

} // namespace

int32_t winCreate(Call call, uint32_t base, int32_t byteSize, int32_t unit, uint32_t info,
                  uint32_t comm, uint32_t result) {
  Creation creation;
  auto window = std::make_unique<Window>();
  window->flavor = MPI_WIN_FLAVOR_CREATE;
  window->base = base;
  window->byteSize = static_cast<uint32_t>(byteSize);
  if (!creation.decode(call, info, comm, result) || !checkUnit(call, unit) ||
      !checkRange(call, base, window->byteSize))
    return creation.fail(call);
  const Exposure own{nativeShift(base, window->byteSize), window->byteSize,
                     static_cast<uint64_t>(unit)};
  if (const int code = exchange(creation, own, window->exposures); code != MPI_SUCCESS)
    return call.context.resultOf(code);
  return makeWindow(call, creation, std::move(window));
}

namespace {

int32_t createOver(Call call, const Block& block, uint32_t byteSize, int32_t unit, uint32_t info,
                   uint32_t comm, uint32_t baseResult, uint32_t result) {
  Creation creation;
  OutCell<uint32_t> baseCell;
  if (!creation.decode(call, info, comm, result) || !baseCell.decode(call, baseResult) ||
      !checkUnit(call, unit) ||
      (byteSize >= kLeastNegativeSize && !call.failWithError(MPI_ERR_SIZE)))
    return creation.fail(call);
  auto window = std::make_unique<Window>();
  window->flavor = MPI_WIN_FLAVOR_ALLOCATE;
  window->base = block.address;
  window->byteSize = byteSize;
  window->allocation = block.allocation;
  const Exposure own{nativeShift(block.address, byteSize),
                     block.allocation != 0 ? byteSize : Exposure::kFailed,
                     static_cast<uint64_t>(unit)};
  if (const int code = exchange(creation, own, window->exposures); code != MPI_SUCCESS)
    return call.context.resultOf(code);
  if (hasFailed(window->exposures))
    return creation.fail(call, MPI_ERR_NO_MEM);
  const int32_t code = makeWindow(call, creation, std::move(window));
  if (code == 0)
    baseCell.write(block.address);
  return code;
}

} // namespace

int32_t winAllocate(Call call, int32_t byteSize, int32_t unit, uint32_t info, uint32_t comm,
                    uint32_t baseResult, uint32_t result) {
  const auto wanted = static_cast<uint32_t>(byteSize);
  const auto block = allocate(call, wanted, kBlockAlignment);
  if (!block)
    return kTrapped;
  return keepOrFree(call, *block,
                    createOver(call, *block, wanted, unit, info, comm, baseResult, result));
}

int32_t winCreateDynamic(Call call, uint32_t info, uint32_t comm, uint32_t result) {
  Creation creation;
  if (!creation.decode(call, info, comm, result))
    return creation.fail(call);
  auto window = std::make_unique<Window>();
  window->flavor = MPI_WIN_FLAVOR_DYNAMIC;
  // A number to compute displacements with; where memory lies is no secret among the ranks' hosts.
  const auto origin = reinterpret_cast<uintptr_t>(call.context.memory().base());
  const Exposure own{origin, call.context.services().reservedMemory(call.context.instance()), 1};
  if (const int code = exchange(creation, own, window->exposures); code != MPI_SUCCESS)
    return call.context.resultOf(code);
  return takeIn(call, creation, std::move(window), [&](MPI_Win* made) {
    return MPI_Win_create_dynamic(std::get<0>(creation.info.host()), creation.comm, made);
  });
}

// ---- Shared pages (MPI-3.1 11.2.3)

namespace {

bool isOneNode(const Creation& creation) {
  MPI_Comm node = MPI_COMM_NULL;
  int size = 0;
  if (MPI_Comm_split_type(creation.comm, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &node) !=
      MPI_SUCCESS)
    return false;
  MPI_Comm_size(node, &size);
  MPI_Comm_free(&node);
  return size == creation.rankCount;
}

/// The hint that parts need not follow each other without gaps (11.2.3).
bool wantsGaps(MPI_Info info) {
  char value[8] = {};
  int isSet = 0;
  return info != MPI_INFO_NULL &&
         MPI_Info_get(info, "alloc_shared_noncontig", sizeof value - 1, value, &isSet) ==
             MPI_SUCCESS &&
         isSet && std::string_view(value) == "true";
}

/// Where the parts begin, and their end as the last element.
std::vector<uint64_t> layOut(const std::vector<Exposure>& exposures, uint64_t alignment) {
  std::vector<uint64_t> offsets{0};
  for (const Exposure& exposure : exposures)
    offsets.push_back(alignedUp(offsets.back() + exposure.byteSize, alignment));
  return offsets;
}

/// All that is said before memory is allocated: sizes, and what they add up to.
struct SharedLayout {
  std::vector<Exposure> exposures;
  std::vector<uint64_t> offsets;
  uint64_t mappedByteSize = 0;

  uint64_t first(int rank) const { return offsets[static_cast<size_t>(rank)]; }
};

/// The code to return, 0 if the layout is known.
int32_t agreeOnLayout(Call call, const Creation& creation, uint32_t byteSize, int32_t unit,
                      uint64_t pageByteSize, SharedLayout& layout) {
  // All ranks must lay the parts out alike, so the first one's wish counts.
  const bool hasGaps = wantsGaps(std::get<0>(creation.info.host()));
  const Exposure own{hasGaps ? 1u : 0u, byteSize, static_cast<uint64_t>(unit)};
  if (const int code = exchange(creation, own, layout.exposures); code != MPI_SUCCESS)
    return call.context.resultOf(code);
  const bool gaps = layout.exposures.front().origin != 0;
  if (!isOneNode(creation))
    return creation.fail(call, MPI_ERR_RMA_SHARED);
  layout.offsets = layOut(layout.exposures, gaps ? pageByteSize : 1);
  // The whole begins with a page: offsets are aligned as addresses are.
  for (size_t i = 0; i < layout.exposures.size(); i++)
    layout.exposures[i].origin = nativeShift(layout.offsets[i], layout.exposures[i].byteSize);
  layout.mappedByteSize = alignedUp(layout.offsets.back(), pageByteSize);
  return 0;
}

/// Puts the shared pages in the place of the block's; false, on all ranks, if that fails on one.
bool mapPages(Call call, const Creation& creation, const Block& block, const SharedLayout& layout) {
  MpiContext& context = call.context;
  const PluginServices& services = context.services();
  SharedFile file;
  const auto rank = static_cast<size_t>(creation.rank);
  const bool isOpen = file.open(creation.comm, layout.mappedByteSize, layout.offsets[rank],
                                layout.exposures[rank].byteSize);
  const bool isMapped = isOpen && services
                                      .mapShared(context.instance(), block.address,
                                                 layout.mappedByteSize, file.descriptor())
                                      .has_value();
  if (SharedFile::isSoEverywhere(creation.comm, isMapped))
    return true;
  if (isMapped)
    (void)services.mapPrivate(context.instance(), block.address, layout.mappedByteSize);
  return false;
}

int32_t createShared(Call call, const Block& block, SharedLayout layout, uint32_t info,
                     uint32_t comm, uint32_t baseResult, uint32_t result) {
  Creation creation;
  OutCell<uint32_t> baseCell;
  if (!creation.decode(call, info, comm, result) || !baseCell.decode(call, baseResult))
    return creation.fail(call);
  if (static_cast<size_t>(creation.rankCount) != layout.exposures.size())
    return creation.fail(call, MPI_ERR_COMM); // another one, since malloc has run
  if (!SharedFile::isSoEverywhere(creation.comm, block.allocation != 0) ||
      !mapPages(call, creation, block, layout))
    return creation.fail(call, MPI_ERR_NO_MEM);
  auto window = std::make_unique<Window>();
  const auto rank = static_cast<size_t>(creation.rank);
  window->flavor = MPI_WIN_FLAVOR_SHARED;
  window->base = static_cast<uint32_t>(block.address + layout.offsets[rank]);
  window->byteSize = static_cast<uint32_t>(layout.exposures[rank].byteSize);
  window->allocation = block.allocation;
  window->sharedBase = block.address;
  window->mappedByteSize = layout.mappedByteSize;
  window->offsets = std::move(layout.offsets);
  window->exposures = std::move(layout.exposures);
  const uint32_t base = window->base;
  const int32_t code = makeWindow(call, creation, std::move(window));
  if (code == 0)
    baseCell.write(base);
  else
    (void)call.context.services().mapPrivate(call.context.instance(), block.address,
                                             layout.mappedByteSize);
  return code;
}

} // namespace

int32_t winAllocateShared(Call call, int32_t byteSize, int32_t unit, uint32_t info, uint32_t comm,
                          uint32_t baseResult, uint32_t result) {
  const auto wanted = static_cast<uint32_t>(byteSize);
  const auto pageByteSize = static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
  SharedLayout layout;
  {
    Creation creation;
    if (!creation.decode(call, info, comm, result) || !checkUnit(call, unit) ||
        (wanted >= kLeastNegativeSize && !call.failWithError(MPI_ERR_SIZE)))
      return creation.fail(call);
    if (const int32_t code = agreeOnLayout(call, creation, wanted, unit, pageByteSize, layout);
        code != 0)
      return code;
  }
  const auto block = allocate(call, layout.mappedByteSize, pageByteSize);
  if (!block)
    return kTrapped;
  return keepOrFree(call, *block,
                    createShared(call, *block, std::move(layout), info, comm, baseResult, result));
}

int32_t winSharedQuery(Call call, uint32_t win, int32_t rank, uint32_t byteSize, uint32_t unit,
                       uint32_t base) {
  GivenWindow given;
  OutCell<uint32_t> sizeCell, baseCell;
  OutCell<int32_t> unitCell;
  const auto failed = [&] {
    return call.context.finishFailure(ErrorSite{.win = given.errorWin()});
  };
  if (!given.decode(call, win) || !sizeCell.decode(call, byteSize) ||
      !unitCell.decode(call, unit) || !baseCell.decode(call, base))
    return failed();
  const Window& window = given.window();
  if (window.flavor != MPI_WIN_FLAVOR_SHARED) {
    call.failWithError(MPI_ERR_RMA_FLAVOR);
    return failed();
  }
  int native = call.context.constants().destinationToNative(rank);
  if (native == MPI_PROC_NULL) {
    // The lowest rank with a part of some bytes, or the first.
    const auto part = std::find_if(window.exposures.begin(), window.exposures.end(),
                                   [](const Exposure& each) { return each.byteSize > 0; });
    native = part == window.exposures.end() ? 0 : static_cast<int>(part - window.exposures.begin());
  }
  if (!window.hasRank(native)) {
    call.failWithError(MPI_ERR_RANK);
    return failed();
  }
  const auto index = static_cast<size_t>(native);
  sizeCell.write(static_cast<uint32_t>(window.exposures[index].byteSize));
  unitCell.write(static_cast<int32_t>(window.exposures[index].displacementUnit));
  baseCell.write(static_cast<uint32_t>(window.sharedBase + window.offsets[index]));
  return 0;
}

// ---- The end

namespace {

/// What only the last reference to a window may do with its memory. The guest runs.
int32_t release(Call call, std::unique_ptr<Window> window) {
  MpiContext& context = call.context;
  MPI_Group_free(&window->group);
  if (window->attributeCells != 0)
    context.freeWindowCells().push_back(window->attributeCells);
  if (window->mappedByteSize > 0)
    (void)context.services().mapPrivate(context.instance(), window->sharedBase,
                                        window->mappedByteSize);
  const bool isFreed = window->allocation == 0 || guestFree(context, window->allocation);
  return isFreed ? 0 : kTrapped;
}

} // namespace

int32_t winFree(Call call, uint32_t win) {
  MpiContext& context = call.context;
  Freed<Win> given;
  if (!given.decode(call, win))
    return context.finishFailure(MPI_COMM_NULL);
  auto& windows = context.table<Win>();
  const uint32_t handle = given.handle();
  Window& window = *windows[handle].window;
  MPI_Win* native = std::get<0>(given.host());
  // An open epoch of locks has operations whose requests the library would complete afterwards.
  if (window.isBeingFreed || window.lockCount > 0) {
    call.failWithError(window.isBeingFreed ? MPI_ERR_WIN : MPI_ERR_RMA_SYNC);
    return context.finishFailure(ErrorSite{.win = *native});
  }
  window.isBeingFreed = true;
  const int code = MPI_Win_free(native);
  window.isBeingFreed = false;
  if (code != MPI_SUCCESS)
    return context.resultOf(code);
  std::unique_ptr<Window> last = std::move(windows[handle].window);
  given.commit(call, code);
  return release(call, std::move(last));
}

// ---- Flushing (MPI-3.1 11.5.4)

namespace {

/// With MPI_PROC_NULL, to which nothing was sent, Open MPI would never come back.
template <auto native> int32_t flush(Call call, int32_t rank, uint32_t win) {
  RankAndWindow target;
  if (!target.decode(call, rank, win))
    return call.context.finishFailure(ErrorSite{.win = target.errorWin()});
  const auto [nativeRank, nativeWin] = target.host();
  return nativeRank == MPI_PROC_NULL ? 0 : call.context.resultOf(native(nativeRank, nativeWin));
}

} // namespace

int32_t winFlush(Call call, int32_t rank, uint32_t win) {
  return flush<&MPI_Win_flush>(call, rank, win);
}

int32_t winFlushLocal(Call call, int32_t rank, uint32_t win) {
  return flush<&MPI_Win_flush_local>(call, rank, win);
}

// ---- Attributes (MPI-3.1 11.2.6)

namespace {

/// Cells of one window, in this order: MPI_WIN_SIZE, _DISP_UNIT, _CREATE_FLAVOR, _MODEL.
constexpr uint32_t kCellsByteSize = 4 * sizeof(int32_t);

/// The window's cells, filled. Zero if the call has failed with a trap.
uint32_t attributeCells(Call call, MPI_Win native, Window& window) {
  MpiContext& context = call.context;
  if (window.attributeCells == 0) {
    std::vector<uint32_t>& free = context.freeWindowCells();
    if (free.empty()) {
      const auto page = context.services().growMemory(context.instance(), kPageByteSize);
      if (!page) {
        context.failWithTrap(Trap(page.error()));
        return 0;
      }
      for (uint32_t offset = 0; offset < kPageByteSize; offset += kCellsByteSize)
        free.push_back(*page + offset);
    }
    window.attributeCells = free.back();
    free.pop_back();
  }
  int* model = nullptr;
  int isSet = 0;
  MPI_Win_get_attr(native, MPI_WIN_MODEL, &model, &isSet);
  const Constants& constants = context.constants();
  const Exposure& own = window.exposures[static_cast<size_t>(window.rank)];
  const int32_t values[] = {static_cast<int32_t>(window.byteSize),
                            static_cast<int32_t>(own.displacementUnit),
                            constants.toGuest(Role::WinFlavor, window.flavor),
                            constants.toGuest(Role::WinModel, isSet ? *model : MPI_WIN_SEPARATE)};
  static_assert(sizeof values == kCellsByteSize);
  std::memcpy(context.memory().base() + window.attributeCells, values, sizeof values);
  return window.attributeCells;
}

} // namespace

int32_t winGetAttribute(Call call, uint32_t win, int32_t keyval, uint32_t value, uint32_t flag) {
  MpiContext& context = call.context;
  if (!context.constants().isSpecial(Role::WinKeyval, keyval))
    return getAttribute<Win, &MPI_Win_get_attr>(call, win, keyval, value, flag);
  const WinEntry& entry = context.table<Win>()[win];
  Window* const window = entry.window.get();
  const ErrorSite site{.win = entry.native};
  OutCell<uint32_t> valueCell;
  OutCell<int32_t> flagCell;
  if ((!window && !call.failWithError(MPI_ERR_WIN)) || !valueCell.decode(call, value) ||
      !flagCell.decode(call, flag))
    return context.finishFailure(site);
  const int native = context.constants().toNative(Role::WinKeyval, keyval);
  uint32_t answer = window->base; // MPI_WIN_BASE is the address itself
  if (native != MPI_WIN_BASE) {
    const uint32_t cells = attributeCells(call, site.win, *window);
    if (cells == 0)
      return context.finishFailure(site);
    const uint32_t index = native == MPI_WIN_SIZE            ? 0
                           : native == MPI_WIN_DISP_UNIT     ? 1
                           : native == MPI_WIN_CREATE_FLAVOR ? 2
                                                             : 3;
    answer = cells + index * sizeof(int32_t);
  }
  valueCell.write(answer);
  flagCell.write(1);
  return 0;
}

} // namespace wasmpi::mpi
