// What an image says of itself to whoever has only its file: an ELF note (readelf -n shows it),
// free of LLVM.
//
// Its contents are lines "name=value":
//   cpu     LLVM's name of the CPU the code was made for
//   needs   all extensions of the architecture that the code generator could use, by LLVM's names,
//   separated by commas and in order
#pragma once

#include <cstdint>

namespace wasmpi {

struct ImageNote {
  static constexpr char kOwner[] = "wasmpi";
  static constexpr uint32_t kType = 0x100; // below, readelf has names for types of its own
  static constexpr char kSection[] = ".note.wasmpi";
};

} // namespace wasmpi
