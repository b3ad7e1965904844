// Stacks for guest code, which tell guest overflow from host use: from the top, what the guest may use, a yellow zone, a reserve for host
// code, and the red zone.
//
// Guest code that reaches the yellow zone traps. Host code that a guest called near the end of its stack opens the zone and goes on into the
// reserve. Meanwhile guest code may not be executed, so that the guest traps as soon as the host code returns to it (or calls it
// back), and cannot use up the reserve. The zone is closed when the activation ends. Host code that needs even more than the reserve
// reaches the red zone, and ends the process.
#pragma once

#include <cstdint>
#include <functional>

#include "frontend/error.h"
#include "runtime/activation.h"

namespace wasmpi {

/// What native programs have by default.
inline constexpr uint64_t kDefaultStackByteSize = 8ull << 20;

/// Runs `body` on the calling thread, but on a new stack with `stackByteSize` bytes for guest code. A process of one thread stays one: the
/// kernel then finds a file descriptor without counting references, and a start does not wait for a second thread. `body` must not throw.
/// Fails if the size is out of bounds (64 KiB to 64 GiB) or the host has no room.
Expected<void> runOnGuestStack(uint64_t stackByteSize, const std::function<void()>& body);

/// Makes the yellow zone accessible, and the code of `guests`, unless null, not executable; returns whether that worked.
/// Async-signal-safe.
bool openStackReserve(StackReserve& reserve, const GuestRegions* guests) noexcept;
/// The opposite. Does nothing while the zone is in use: an outer activation will close it.
void closeStackReserve(StackReserve& reserve) noexcept;

} // namespace wasmpi
