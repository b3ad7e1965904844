// Links relocatables into one file with LLD, in this process: an image (ELF shared object without
// undefined symbols or needed libraries), or one bigger relocatable.
//
// Invariants: nothing is read from or written to a file system, so a full disk cannot hurt; the
// same objects give the same bytes. LLD keeps global state: links run one at a time.
#pragma once

#include <span>

#include "codegen/pipeline.h"
#include "frontend/error.h"

namespace wasmpi {

enum class LinkKind { SharedImage, Relocatable };

/// Fails with LLD's own messages.
Expected<ObjectBytes> linkObjects(std::span<const ObjectBytes> objects, LinkKind kind,
                                  unsigned threadCount);

} // namespace wasmpi
