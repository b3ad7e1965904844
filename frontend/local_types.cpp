// Local declarations as runs.
#include "frontend/local_types.h"

#include <algorithm>

#include <fmt/format.h>

#include "frontend/immediates.h"
#include "frontend/limits.h"

namespace wasmpi {

void LocalTypes::decode(ByteReader& reader, const FunctionType& type) {
  runs_.clear();
  for (const ValueType& parameter : type.parameters)
    append(1, parameter);
  const uint32_t groupCount = reader.u32("local declaration count");
  for (uint32_t i = 0; i < groupCount; ++i) {
    const size_t start = reader.offset();
    const uint32_t localCount = reader.u32("local count");
    const ValueType localType = decodeValueType(reader);
    const uint64_t total = uint64_t{count()} + localCount;
    if (total > kMaxLocals)
      ByteReader::failAt(start, fmt::format("too many locals: {} (limit {})", total, kMaxLocals));
    append(localCount, localType);
  }
}

ValueType LocalTypes::typeOf(uint32_t localIndex) const {
  return std::partition_point(runs_.begin(), runs_.end(),
                              [&](const Run& run) { return run.end <= localIndex; })
      ->type;
}

void LocalTypes::append(uint32_t localCount, ValueType type) {
  if (localCount == 0)
    return;
  if (!runs_.empty() && runs_.back().type == type)
    runs_.back().end += localCount;
  else
    runs_.push_back({count(), count() + localCount, type});
}

} // namespace wasmpi
