// Typed calls from hostcalls back into the guest, for callbacks given as function-table indices (MPI user operations, comparators).
//
// A callback runs in an Activation of its own; a trap or exit inside comes back as a value, because native frames (an MPI library's, with
// its locks) may lie between, and nothing may jump over them.
#pragma once

#include <cstdint>
#include <span>

#include "runtime/instance.h"
#include "runtime/trap.h"

namespace wasmpi {

/// A function of the guest's table, checked against a Wasm type; stays valid as long as the Engine.
struct GuestFunction {
  Instance* instance;
  const FunctionReference* reference;
};

/// Looks up table slot `index` of the instance's function table and checks its type. A missing table, an index out of bounds, a null slot
/// or another type is a trap that says which, naming `what` ("MPI_Op_create: user function").
Result<GuestFunction> findCallback(Instance& instance, uint32_t index, const FunctionType& type,
                                   std::string_view what);

/// Calls with raw 8-byte slots (values in, results out, as EntryThunk has them).
Result<void> callGuest(const GuestFunction& function, const FunctionType& type,
                       std::span<uint64_t> values);

} // namespace wasmpi
