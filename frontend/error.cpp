// The text of an Error: its message and, where the fault lies in a module, the offset.
#include "frontend/error.h"

#include <fmt/format.h>

namespace wasmpi {

std::string Error::text() const {
  if (!offset)
    return message;
  return fmt::format("{} (at offset {:#x})", message, *offset);
}

} // namespace wasmpi
