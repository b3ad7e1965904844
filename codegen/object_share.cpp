#include "codegen/object_share.h"

#include <cstdint>
#include <cstring>

#include <fmt/format.h>

namespace wasmpi {
namespace {

struct Frame {
  uint64_t partition;
  uint64_t byteSize;
};

} // namespace

void appendToShare(ObjectBytes& share, size_t partition, const ObjectBytes& object) {
  const Frame frame{partition, object.size()};
  const auto* bytes = reinterpret_cast<const char*>(&frame);
  share.append(bytes, bytes + sizeof frame);
  share.append(object);
}

Expected<std::vector<ObjectBytes>> joinShares(std::span<const std::span<const char>> shares,
                                              size_t partitionCount) {
  std::vector<ObjectBytes> objects(partitionCount);
  for (std::span<const char> share : shares) {
    while (!share.empty()) {
      Frame frame;
      if (share.size() < sizeof frame)
        return failure("compiler: a share of the code is cut short");
      std::memcpy(&frame, share.data(), sizeof frame);
      share = share.subspan(sizeof frame);
      if (frame.byteSize > share.size() || frame.partition >= partitionCount ||
          !objects[frame.partition].empty())
        return failure("compiler: a share of the code is damaged");
      objects[frame.partition].append(share.begin(), share.begin() + frame.byteSize);
      share = share.subspan(frame.byteSize);
    }
  }
  for (size_t partition = 0; partition < partitionCount; ++partition)
    if (objects[partition].empty())
      return failure(fmt::format("compiler: no share has partition {} of {}", partition + 1,
                                 partitionCount));
  return objects;
}

} // namespace wasmpi
