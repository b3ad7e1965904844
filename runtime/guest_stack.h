// Threads for guest code, whose stack tells guest overflow from host use: from the top, what the guest may use, a yellow zone, a
// reserve for host code, and the red zone (the thread's guard pages).
//
// Guest code that reaches the yellow zone traps. Host code called by a guest near the end of its stack opens the zone and goes on into the
// reserve; it is closed again when the activation ends. In the red zone a guest traps and host code ends the process.
#pragma once

#include <cstdint>
#include <functional>

#include "frontend/error.h"
#include "runtime/activation.h"

namespace wasmpi {

/// What native programs have by default.
inline constexpr uint64_t kDefaultStackByteSize = 8ull << 20;

/// Runs `body` on a new thread with `stackByteSize` bytes of stack for guest code, and waits for it. `body` must not throw. Fails if
/// the size is out of bounds (64 KiB to 64 GiB) or the host has no room.
Expected<void> runOnGuestThread(uint64_t stackByteSize, const std::function<void()>& body);

/// Makes the yellow zone accessible, and returns whether that worked. Async-signal-safe.
bool openStackReserve(StackReserve& reserve) noexcept;
/// The opposite. Does nothing where the zone is in use: an outer activation will close it.
void closeStackReserve(StackReserve& reserve) noexcept;

} // namespace wasmpi
