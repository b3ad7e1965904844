// Links relocatables straight into this process's memory with ORC, instead of into an image.
//
// An ExecutionSession with an ObjectLinkingLayer and nothing else: LLJIT would add a platform that runs initialisers, looks symbols up in
// the process and registers unwind tables, none of which guest code may have.
// Invariants: all objects lie in one reservation, within the reach of 32-bit relative relocations;
// nothing outside the objects is resolved; unwind tables are found but not registered, since the
// runtime's unwinder is not LLVM's business.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "codegen/abi.h"
#include "codegen/pipeline.h"
#include "frontend/error.h"

namespace wasmpi {

/// Code in memory, as long as this lives.
class OrcImage {
public:
  /// The objects must define ImageHeader::kSymbol and have no undefined symbols among them.
  static Expected<std::unique_ptr<OrcImage>> link(std::span<const ObjectBytes> objects);
  ~OrcImage();

  const ImageHeader* header() const;
  /// Each ended by a zero word.
  const std::vector<const uint8_t*>& ehFrames() const;

private:
  struct State;
  explicit OrcImage(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

} // namespace wasmpi
