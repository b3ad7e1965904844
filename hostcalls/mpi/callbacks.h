// Guest functions that the MPI library calls: reduction operations and error handlers.
//
// The library passes no pointer of ours along, so each guest function gets a native function of its
// own, a libffi closure that knows it. Closures live as long as the instance: an operation may be
// freed while reductions with it are under way.
//
// Callbacks whose library function passes a pointer of ours along need no closure: they find their
// guest function with functionAt and run it in a CallbackFrame.
//
// Between the library's frames nothing may be unwound: a trap or exit of a callback ends the
// process (MpiContext::endProcess).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>

#include "hostcalls/mpi/guest_scratch.h"
#include "hostcalls/mpi/kinds.h"
#include "hostcalls/mpi/mpi_header.h"
#include "hostcalls/mpi/plugin_abi.h"

namespace wasmpi::mpi {

struct Call;
class MpiContext;

class Callbacks {
public:
  explicit Callbacks(MpiContext& context);
  ~Callbacks();

  /// A native function for the function that is in the guest's function-table slot `index` now, of
  /// type void(i32, i32, i32, i32). Null if the call has failed.
  MPI_User_function* userFunction(Call call, uint32_t index);
  /// Likewise of type void(i32, i32), or with a third i32 as C's variadic functions have it.
  MPI_Comm_errhandler_function* commErrorHandler(Call call, uint32_t index);
  MPI_Win_errhandler_function* winErrorHandler(Call call, uint32_t index);
  MPI_File_errhandler_function* fileErrorHandler(Call call, uint32_t index);
  SessionErrorFunction* sessionErrorHandler(Call call, uint32_t index);
  /// The function that is in the guest's function-table slot `index` now; nullopt if there is none
  /// of the type, and the call has failed with a trap.
  std::optional<GuestFunction> functionAt(Call call, uint32_t index, const FunctionType& type);

  /// Whether a reduction operation is running: objects it may be working on must not be freed then.
  bool isReducing() const { return reductionDepth_ > 0; }

private:
  friend class CallbackFrame;
  class Closure;
  enum class Purpose { Reduction, CommErrors, WinErrors, FileErrors, SessionErrors };

  Closure* closureFor(Call call, uint32_t index, Purpose purpose);
  void reduce(const Closure& closure, void* in, void* inout, int length, MPI_Datatype type);
  /// `handle`: the guest's, of the object the error is raised on.
  void handleError(const Closure& closure, uint32_t handle, int code);
  /// Runs a callback's function; ends the process if that fails.
  void run(const GuestFunction& function, const FunctionType& type, std::span<uint64_t> values);
  uint32_t scratch(uint64_t byteSize);

  MpiContext& context_;
  GuestScratch memory_;
  size_t depth_ = 0;
  size_t reductionDepth_ = 0;
  std::map<std::pair<Purpose, const FunctionReference*>, std::unique_ptr<Closure>> closures_;
};

/// A callback while it runs.
class CallbackFrame {
public:
  /// With `byteSize` bytes of guest memory of its own.
  CallbackFrame(MpiContext& context, uint64_t byteSize);
  ~CallbackFrame();
  CallbackFrame(const CallbackFrame&) = delete;

  /// Address of that memory.
  uint32_t scratch() const { return scratch_; }
  /// Calls a function that returns an int; ends the process if that fails.
  int32_t call(const GuestFunction& function, const FunctionType& type,
               std::span<uint64_t> arguments) const;

private:
  Callbacks& callbacks_;
  uint32_t scratch_;
};

} // namespace wasmpi::mpi
