// Decoding of line tables.
#include "runtime/source_map.h"

namespace wasmpi {

namespace {

/// LEB128 over a byte run. Reading past its end yields zeros and is remembered.
class LineReader {
public:
  explicit LineReader(std::span<const uint8_t> bytes) : bytes_(bytes) {}
  bool isDone() const { return next_ >= bytes_.size(); }
  bool hasOverrun() const { return hasOverrun_; }

  uint64_t readUnsigned() {
    uint64_t value = 0;
    unsigned shift = 0;
    uint8_t byte = 0;
    do {
      byte = nextByte();
      if (shift < 64)
        value |= uint64_t{byte & 0x7fu} << shift;
      shift += 7;
    } while ((byte & 0x80) != 0);
    lastShift_ = shift;
    lastByte_ = byte;
    return value;
  }
  int64_t readSigned() {
    uint64_t value = readUnsigned();
    if (lastShift_ < 64 && (lastByte_ & 0x40) != 0)
      value |= ~uint64_t{0} << lastShift_;
    return static_cast<int64_t>(value);
  }

private:
  uint8_t nextByte() {
    if (!isDone())
      return bytes_[next_++];
    hasOverrun_ = true;
    return 0;
  }

  std::span<const uint8_t> bytes_;
  size_t next_ = 0;
  unsigned lastShift_ = 0;
  uint8_t lastByte_ = 0;
  bool hasOverrun_ = false;
};

} // namespace

SourcePlace findPlace(std::span<const uint8_t> lines, uint64_t codeOffset) {
  SourcePlace place;
  SourcePlace row;
  uint64_t rowOffset = 0;
  for (LineReader reader(lines); !reader.isDone(); place = row) {
    rowOffset += reader.readUnsigned();
    row.wasmOffset += static_cast<uint64_t>(reader.readSigned());
    const uint64_t site = reader.readUnsigned();
    row.inlineSite = site == 0 ? InlineSite::kNone : static_cast<uint32_t>(site - 1);
    if (reader.hasOverrun() || rowOffset > codeOffset)
      break;
  }
  return place;
}

std::vector<uint64_t> inlinedOffsets(const SourcePlace& place,
                                     std::span<const InlineSite> inlineSites) {
  std::vector<uint64_t> offsets = {place.wasmOffset};
  uint32_t site = place.inlineSite;
  // Parents come before their children, so this ends.
  while (site < inlineSites.size()) {
    offsets.push_back(inlineSites[site].wasmOffset);
    const uint32_t parent = inlineSites[site].parent;
    if (parent >= site)
      break;
    site = parent;
  }
  return offsets;
}

} // namespace wasmpi
