#include "hostcalls/mpi/callbacks.h"

#include <algorithm>
#include <cstring>
#include <span>
#include <utility>

#include <ffi.h>

#include "hostcalls/mpi/extents.h"
#include "hostcalls/mpi/mpi_context.h"

namespace wasmpi::mpi {

namespace {

/// Scratch of a reduction: the length, the datatype handle, then the operands that need a copy.
constexpr uint32_t kLengthOffset = 0;
constexpr uint32_t kDatatypeOffset = 4;
constexpr uint64_t kOperandsOffset = GuestScratch::kAlignment;
/// Operands are handed over in parts of about this many bytes, unless one element is larger.
constexpr int64_t kPartByteSize = 64 << 10;

FunctionType voidOfInts(size_t parameterCount) {
  return {std::vector<ValueType>(parameterCount, kI32), {}};
}

uint64_t alignedUp(uint64_t byteSize) {
  return (byteSize + GuestScratch::kAlignment - 1) & ~(GuestScratch::kAlignment - 1);
}

/// Counts a callback for as long as it runs.
class DepthGuard {
public:
  explicit DepthGuard(size_t& depth) : depth_(depth) { depth_++; }
  ~DepthGuard() { depth_--; }
  DepthGuard(const DepthGuard&) = delete;

private:
  size_t& depth_;
};

} // namespace

/// A guest function and the native function that stands for it.
class Callbacks::Closure {
public:
  Closure(Callbacks& owner, GuestFunction function, FunctionType type)
      : owner(owner), function(function), type(std::move(type)) {}
  ~Closure() {
    if (closure_)
      ffi_closure_free(closure_);
  }
  Closure(const Closure&) = delete;

  using Handler = void(ffi_cif*, void* result, void** arguments, void* closure);

  /// False if the host cannot make executable memory.
  bool prepare(unsigned argumentCount, Handler* handler) {
    std::fill(std::begin(types_), std::end(types_), &ffi_type_pointer);
    closure_ = static_cast<ffi_closure*>(ffi_closure_alloc(sizeof(ffi_closure), &code_));
    return closure_ &&
           ffi_prep_cif(&cif_, FFI_DEFAULT_ABI, argumentCount, &ffi_type_void, types_) == FFI_OK &&
           ffi_prep_closure_loc(closure_, &cif_, handler, this, code_) == FFI_OK;
  }
  void* code() const { return code_; }

  static void reduceEntry(ffi_cif*, void*, void** arguments, void* self) {
    const auto& closure = *static_cast<Closure*>(self);
    closure.owner.reduce(closure, argument<void>(arguments, 0), argument<void>(arguments, 1),
                         *argument<int>(arguments, 2), *argument<MPI_Datatype>(arguments, 3));
  }
  /// Kind: of the object the error is raised on.
  template <class Kind> static void errorEntry(ffi_cif*, void*, void** arguments, void* self) {
    const auto& closure = *static_cast<Closure*>(self);
    MpiContext& context = closure.owner.context_;
    const auto native = *argument<typename Kind::Native>(arguments, 0);
    const auto handle = context.table<Kind>().findNative(native);
    closure.owner.handleError(closure, handle.value_or(context.nullHandle<Kind>()),
                              *argument<int>(arguments, 1));
  }

  static Handler* handlerFor(Purpose purpose) {
    switch (purpose) {
    case Purpose::Reduction:
      return &reduceEntry;
    case Purpose::CommErrors:
      return &errorEntry<Comm>;
    case Purpose::WinErrors:
      return &errorEntry<Win>;
    case Purpose::FileErrors:
      return &errorEntry<File>;
    case Purpose::SessionErrors:
      return &errorEntry<Session>;
    }
    return nullptr;
  }

  Callbacks& owner;
  GuestFunction function;
  FunctionType type;

private:
  /// libffi gives the address of each argument; all of ours are pointers.
  template <class T> static T* argument(void** arguments, size_t index) {
    return *static_cast<T**>(arguments[index]);
  }

  ffi_cif cif_ = {};
  ffi_type* types_[4] = {};
  ffi_closure* closure_ = nullptr;
  void* code_ = nullptr;
};

Callbacks::Callbacks(MpiContext& context) : context_(context), memory_(context.services()) {}
Callbacks::~Callbacks() = default;

Callbacks::Closure* Callbacks::closureFor(Call call, uint32_t index, Purpose purpose) {
  const bool isReduction = purpose == Purpose::Reduction;
  const auto& find = context_.services().findCallback;
  const std::string what = std::string(call.name) + ": function";
  FunctionType type = voidOfInts(isReduction ? 4 : 3);
  auto function = find(context_.instance(), index, type, what);
  if (!function && !isReduction) {
    type = voidOfInts(2);
    if (auto plain = find(context_.instance(), index, type, what))
      function = std::move(plain);
  }
  if (!function) {
    context_.failWithTrap(std::move(function.error()));
    return nullptr;
  }
  // By the function, not by the index: a guest may put another one there.
  std::unique_ptr<Closure>& known = closures_[{purpose, function->reference}];
  if (known)
    return known.get();
  auto closure = std::make_unique<Closure>(*this, *function, std::move(type));
  if (!closure->prepare(isReduction ? 4 : 2, Closure::handlerFor(purpose))) {
    call.failWithTrap("the host refuses executable memory");
    return nullptr;
  }
  return (known = std::move(closure)).get();
}

MPI_User_function* Callbacks::userFunction(Call call, uint32_t index) {
  const Closure* closure = closureFor(call, index, Purpose::Reduction);
  return closure ? reinterpret_cast<MPI_User_function*>(closure->code()) : nullptr;
}

MPI_Comm_errhandler_function* Callbacks::commErrorHandler(Call call, uint32_t index) {
  const Closure* closure = closureFor(call, index, Purpose::CommErrors);
  return closure ? reinterpret_cast<MPI_Comm_errhandler_function*>(closure->code()) : nullptr;
}

MPI_Win_errhandler_function* Callbacks::winErrorHandler(Call call, uint32_t index) {
  const Closure* closure = closureFor(call, index, Purpose::WinErrors);
  return closure ? reinterpret_cast<MPI_Win_errhandler_function*>(closure->code()) : nullptr;
}

MPI_File_errhandler_function* Callbacks::fileErrorHandler(Call call, uint32_t index) {
  const Closure* closure = closureFor(call, index, Purpose::FileErrors);
  return closure ? reinterpret_cast<MPI_File_errhandler_function*>(closure->code()) : nullptr;
}

SessionErrorFunction* Callbacks::sessionErrorHandler(Call call, uint32_t index) {
  const Closure* closure = closureFor(call, index, Purpose::SessionErrors);
  return closure ? reinterpret_cast<SessionErrorFunction*>(closure->code()) : nullptr;
}

uint32_t Callbacks::scratch(uint64_t byteSize) {
  auto address = memory_.atLevel(context_.instance(), depth_, byteSize);
  if (!address)
    context_.endProcess(std::move(address.error()));
  return *address;
}

void Callbacks::run(const GuestFunction& function, const FunctionType& type,
                    std::span<uint64_t> values) {
  auto result = context_.services().callGuest(function, type, values);
  if (!result)
    context_.endProcess(std::move(result.error()));
}

std::optional<GuestFunction> Callbacks::functionAt(Call call, uint32_t index,
                                                   const FunctionType& type) {
  auto function = context_.services().findCallback(context_.instance(), index, type,
                                                   std::string(call.name) + ": function");
  if (function)
    return *function;
  context_.failWithTrap(std::move(function.error()));
  return std::nullopt;
}

CallbackFrame::CallbackFrame(MpiContext& context, uint64_t byteSize)
    : callbacks_(context.callbacks()) {
  callbacks_.depth_++;
  scratch_ = byteSize > 0 ? callbacks_.scratch(byteSize) : 0;
}

CallbackFrame::~CallbackFrame() { callbacks_.depth_--; }

int32_t CallbackFrame::call(const GuestFunction& function, const FunctionType& type,
                            std::span<uint64_t> arguments) const {
  callbacks_.run(function, type, arguments);
  return static_cast<int32_t>(arguments[0]);
}

namespace {

/// One operand of a reduction: native memory, seen by the guest in place or through a copy.
class Operand {
public:
  Operand(const GuestMemory& memory, void* native)
      : memory_(memory), native_(static_cast<uint8_t*>(native)) {}

  /// Whether the bytes of `range`, relative to the operand's address, lie in linear memory.
  bool isInside(ByteRange range) const {
    const WideInt offset =
        WideInt{reinterpret_cast<intptr_t>(native_)} - reinterpret_cast<intptr_t>(memory_.base());
    return offset + range.first >= 0 && offset + range.last <= WideInt{memory_.byteSize()};
  }
  /// The operand's address for the guest where it lies.
  uint32_t addressInside() const { return static_cast<uint32_t>(native_ - memory_.base()); }

  void copyTo(uint32_t scratch, ByteRange range) const {
    std::memcpy(memory_.base() + scratch, native_ + range.first, range.last - range.first);
  }
  void copyFrom(uint32_t scratch, ByteRange range) const {
    std::memcpy(native_ + range.first, memory_.base() + scratch, range.last - range.first);
  }
  /// Goes on by `byteCount` bytes.
  void advance(int64_t byteCount) { native_ += byteCount; }

private:
  const GuestMemory& memory_;
  uint8_t* native_;
};

/// Elements of one part, at most `count`.
int partLength(const DatatypeEntry& type, int count) {
  const int64_t stride = type.extent < 0 ? -type.extent : type.extent;
  if (stride == 0)
    return count;
  return static_cast<int>(std::clamp<int64_t>(kPartByteSize / stride, 1, count));
}

} // namespace

void Callbacks::reduce(const Closure& closure, void* in, void* inout, int length,
                       MPI_Datatype type) {
  const uint32_t handle = context_.guestHandle<Datatype>(type);
  if (handle == context_.nullHandle<Datatype>())
    context_.endProcess(Trap{.code = TrapCode::HostCall,
                             .detail = "MPI calls a reduction operation with a datatype that the "
                                       "program does not know"});
  const DatatypeEntry entry = context_.table<Datatype>()[handle];
  const DepthGuard depth(depth_), reductionDepth(reductionDepth_);
  const GuestMemory& memory = context_.memory();
  Operand left(memory, in), right(memory, inout);
  while (length > 0) {
    const int part = partLength(entry, length);
    const ByteRange range = touchedBytes(entry, part, 0);
    const uint64_t byteSize = range.last > range.first ? alignedUp(range.last - range.first) : 0;
    const uint32_t cells = scratch(kOperandsOffset + 2 * byteSize);
    const uint32_t operands[] = {static_cast<uint32_t>(cells + kOperandsOffset),
                                 static_cast<uint32_t>(cells + kOperandsOffset + byteSize)};
    const bool isLeftInside = left.isInside(range), isRightInside = right.isInside(range);
    if (!isLeftInside && byteSize > 0)
      left.copyTo(operands[0], range);
    if (!isRightInside && byteSize > 0)
      right.copyTo(operands[1], range);
    std::memcpy(memory.base() + cells + kLengthOffset, &part, sizeof part);
    std::memcpy(memory.base() + cells + kDatatypeOffset, &handle, sizeof handle);
    // An operand's address is where its typemap's 0 lies, which may be before or behind its bytes.
    const auto shift = static_cast<uint32_t>(static_cast<int64_t>(range.first));
    uint64_t arguments[] = {isLeftInside ? left.addressInside() : operands[0] - shift,
                            isRightInside ? right.addressInside() : operands[1] - shift,
                            cells + kLengthOffset, cells + kDatatypeOffset};
    run(closure.function, closure.type, arguments);
    if (!isRightInside && byteSize > 0)
      right.copyFrom(operands[1], range);
    left.advance(part * entry.extent);
    right.advance(part * entry.extent);
    length -= part;
  }
}

void Callbacks::handleError(const Closure& closure, uint32_t handle, int code) {
  const DepthGuard depth(depth_);
  const uint32_t cells = scratch(GuestScratch::kAlignment);
  const int32_t guestCode = context_.errorCodes().toGuest(code);
  std::memcpy(context_.memory().base() + cells, &handle, sizeof handle);
  std::memcpy(context_.memory().base() + cells + sizeof handle, &guestCode, sizeof guestCode);
  // The third is the address of C's variable arguments, of which there are none.
  uint64_t arguments[] = {cells, cells + sizeof handle, 0};
  run(closure.function, closure.type, std::span(arguments, closure.type.parameters.size()));
}

} // namespace wasmpi::mpi
