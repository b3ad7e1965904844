#include "tools/byte_size.h"

#include <charconv>
#include <string_view>

namespace wasmpi {

Expected<uint64_t> parseByteSize(const std::string& text) {
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view suffix(end, text.data() + text.size() - end);
  unsigned shift = 0;
  if (suffix == "K" || suffix == "k")
    shift = 10;
  else if (suffix == "M" || suffix == "m")
    shift = 20;
  else if (suffix == "G" || suffix == "g")
    shift = 30;
  else if (!suffix.empty())
    return failure("'" + text + "' is not a size such as 4096, 64M or 2G");
  if (error != std::errc() || number > UINT64_MAX >> shift)
    return failure("'" + text + "' is not a size such as 4096, 64M or 2G");
  return number << shift;
}

} // namespace wasmpi
