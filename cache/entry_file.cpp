#include "cache/entry_file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "cache/checksum.h"
#include "cache/file_io.h"
#include "cache/unique_fd.h"

namespace wasmpi {

namespace {

struct Trailer {
  static constexpr char kMagic[8] = {'w', 'a', 's', 'm', 'p', 'i', 'T', '2'};
  char magic[8];
  uint64_t imageByteSize;
  Checksum checksum;

  /// Whether it ends a file with an image of this size.
  bool fits(uint64_t byteSize) const {
    return std::memcmp(magic, kMagic, sizeof magic) == 0 && imageByteSize == byteSize;
  }
};
static_assert(sizeof(Trailer) == 32);

EntryCheck refused(std::string reason) { return {EntryCheck::State::Refused, std::move(reason)}; }

/// Opens an entry to look at it, which is no use of it: when it was last read tells prune when it was last run. Without waiting: nobody may
/// ever write to a pipe of this name.
UniqueFd openToLook(const std::filesystem::path& path) {
  constexpr int kFlags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
  const int file = open(path.c_str(), kFlags | O_NOATIME);
  // Only its owner may ask for that.
  return UniqueFd(file < 0 && errno == EPERM ? open(path.c_str(), kFlags) : file);
}

/// Of the first `byteCount` bytes of a file; nullopt if they cannot be read. In small pieces: a warm start touches few pages.
std::optional<Checksum> checksumOfFile(int fd, uint64_t byteCount) {
  std::array<uint8_t, 16384> piece;
  ChecksumBuilder builder;
  for (uint64_t offset = 0; offset < byteCount;) {
    const auto bytes = std::span(piece).first(std::min<uint64_t>(piece.size(), byteCount - offset));
    if (!readFully(fd, bytes, offset))
      return std::nullopt;
    builder.addBytes(bytes);
    offset += bytes.size();
  }
  return builder.finish();
}

} // namespace

const char* trustFault(const struct stat& status) {
  if (status.st_uid != geteuid() && status.st_uid != 0)
    return "it belongs to another user";
  // A sticky folder (/tmp) lets nobody replace what others own.
  const bool isStickyFolder = S_ISDIR(status.st_mode) && (status.st_mode & S_ISVTX) != 0;
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0 && !isStickyFolder)
    return "others than its owner may write to it";
  return nullptr;
}

std::string folderFault(std::filesystem::path folder, const std::filesystem::path& root) {
  while (true) {
    struct stat status;
    if (stat(folder.c_str(), &status) != 0)
      return fmt::format("{}: {}", folder.string(), std::strerror(errno));
    if (const char* fault = trustFault(status))
      return fmt::format("folder {}: {}", folder.string(), fault);
    if (folder == root || !folder.has_relative_path())
      return {};
    folder = folder.parent_path();
  }
}

EntryCheck checkEntry(const std::filesystem::path& path, const std::filesystem::path& root) {
  const UniqueFd file = openToLook(path);
  if (!file)
    return errno == ENOENT || errno == ENOTDIR ? EntryCheck{EntryCheck::State::Missing}
                                               : refused(std::strerror(errno));
  struct stat status;
  if (fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode))
    return refused("it is not a regular file");
  if (const char* fault = trustFault(status))
    return refused(fault);
  if (std::string fault = folderFault(path.parent_path(), root); !fault.empty())
    return refused(std::move(fault));
  if (static_cast<uint64_t>(status.st_size) < sizeof(Trailer))
    return refused("it is cut short");

  const uint64_t imageByteSize = static_cast<uint64_t>(status.st_size) - sizeof(Trailer);
  if (imageByteSize > kMaxImageByteSize)
    return refused("it is larger than native code can be");
  Trailer trailer;
  if (!readFully(file.get(), bytesOf(trailer), imageByteSize))
    return refused("it cannot be read to its end");
  if (!trailer.fits(imageByteSize))
    return refused("it is cut short or was not written by wasmpi");
  const auto checksum = checksumOfFile(file.get(), imageByteSize);
  if (!checksum)
    return refused("it cannot be read to its end");
  if (*checksum != trailer.checksum)
    return refused("its checksum is wrong");
  return {EntryCheck::State::Good};
}

Expected<std::vector<uint8_t>> readEntry(const std::filesystem::path& path) {
  const UniqueFd file = openToLook(path);
  struct stat status;
  if (!file || fstat(file.get(), &status) != 0)
    return failure(fmt::format("cannot read {}: {}", path.string(), std::strerror(errno)));
  const uint64_t byteSize =
      std::max<uint64_t>(static_cast<uint64_t>(status.st_size), sizeof(Trailer));
  if (byteSize - sizeof(Trailer) > kMaxImageByteSize)
    return failure(fmt::format("the cache entry {} is larger than native code can be", path.string()));
  std::vector<uint8_t> bytes(byteSize);
  Trailer trailer;
  if (!readFully(file.get(), bytes, 0))
    return failure(fmt::format("cannot read {} to its end", path.string()));
  const uint64_t imageByteSize = byteSize - sizeof trailer;
  std::memcpy(&trailer, bytes.data() + imageByteSize, sizeof trailer);
  bytes.resize(imageByteSize);
  if (!trailer.fits(imageByteSize) || checksumOf(bytes) != trailer.checksum)
    return failure(fmt::format("the cache entry {} is damaged", path.string()));
  return bytes;
}

Expected<void> writeEntry(const std::filesystem::path& path, std::span<const uint8_t> image) {
  const UniqueFd file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file)
    return failure(fmt::format("cannot create {}: {}", path.string(), std::strerror(errno)));
  // For as long as it is written: what a killed writer leaves can be told from what is being written. Where there are no locks, age tells.
  (void)flock(file.get(), LOCK_EX | LOCK_NB);
  Trailer trailer;
  std::memcpy(trailer.magic, Trailer::kMagic, sizeof trailer.magic);
  trailer.imageByteSize = image.size();
  trailer.checksum = checksumOf(image);
  if (auto written = writeFully(file.get(), image, path); !written)
    return written;
  if (auto written = writeFully(file.get(), bytesOf(std::as_const(trailer)), path); !written)
    return written;
  if (fsync(file.get()) != 0)
    return failure(fmt::format("cannot write {}: {}", path.string(), std::strerror(errno)));
  return {};
}

} // namespace wasmpi
