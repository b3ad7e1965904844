// What the processor is, told without LLVM: enough to keep code made for one machine's instruction set from being used on another.
//
// The compiler asks LLVM for the host's name and features; both follow from the registers read here, so equal identities mean
// equal target options (for one compiler).
#pragma once

#include <cstdint>
#include <string>

namespace wasmpi {

/// "x86_64-linux-gnu", "aarch64-linux-gnu": the triple this program was built for.
std::string hostTriple();

/// A name fit for a folder, e.g. "AuthenticAMD-25-1-1-3f2a9c04d1e6b870": vendor, family, model, stepping, and a digest of all
/// feature bits the processor and the operating system offer.
std::string hostCpuIdentity();

#if defined(__x86_64__)
/// XCR0: the register state the operating system saves, without which AVX and AVX-512 must not be used; 0 if it saves none that way.
uint64_t enabledRegisterState();
#endif

} // namespace wasmpi
