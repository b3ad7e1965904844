#include "cache/archive.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <elf.h>
#include <fcntl.h>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include "cache/cache_key.h"
#include "cache/entry_file.h"
#include "cache/file_io.h"
#include "cache/publication.h"

namespace wasmpi {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kMagic = "wasmpiX1";

// Archives are little-endian, as are all machines wasmpi runs on.
static_assert(std::endian::native == std::endian::little);

/// Writes an archive under a temporary name, which the destructor removes unless it was published.
class ArchiveWriter {
public:
  explicit ArchiveWriter(const fs::path& path)
      : path_(path), temporary_(fmt::format("{}.part-{}", path.string(), getpid())),
        file_(open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600)) {
    if (!file_)
      fail(failure(fmt::format("cannot create {}: {}", temporary_.string(), std::strerror(errno))));
  }
  ArchiveWriter(const ArchiveWriter&) = delete;
  ArchiveWriter& operator=(const ArchiveWriter&) = delete;
  ~ArchiveWriter() {
    if (file_)
      unlink(temporary_.c_str());
  }

  /// Does nothing after a failure, which publish returns.
  void write(std::span<const uint8_t> bytes) {
    if (!written_)
      return;
    digest_.addBytes(bytes);
    fail(writeFully(file_.get(), bytes, path_));
  }
  template <class T> void writeNumber(T number) { write(bytesOf(std::as_const(number))); }
  void writeText(std::string_view text) { write({reinterpret_cast<const uint8_t*>(text.data()), text.size()}); }

  Expected<Digest> publish() {
    const Digest digest = digest_.finish();
    if (written_)
      fail(writeFully(file_.get(), digest, path_));
    if (!written_)
      return tl::unexpected(written_.error());
    if (fsync(file_.get()) != 0 || rename(temporary_.c_str(), path_.c_str()) != 0)
      return failure(fmt::format("cannot write {}: {}", path_.string(), std::strerror(errno)));
    file_ = UniqueFd();
    return digest;
  }

private:
  void fail(Expected<void> result) {
    if (!result)
      written_ = std::move(result);
  }

  fs::path path_, temporary_;
  UniqueFd file_;
  DigestBuilder digest_;
  Expected<void> written_;
};

/// Reads an archive from its beginning to its end, images in pieces. A fault ends all reading.
class ArchiveReader {
public:
  ArchiveReader(int fd, uint64_t byteSize) : fd_(fd), end_(byteSize) {}

  /// Puts what the archive holds into `entries`; returns its digest.
  Expected<Digest> read(std::vector<ArchivedEntry>& entries);

private:
  bool take(std::span<uint8_t> bytes) {
    if (bytes.size() > end_ - offset_ || !readFully(fd_, bytes, offset_))
      return false;
    offset_ += bytes.size();
    digest_.addBytes(bytes);
    return true;
  }
  Expected<ArchivedEntry> takeEntry();
  /// Checks the digest of the image that comes next; returns its header, zeros where it is shorter.
  std::optional<Elf64_Ehdr> takeImage(const ArchivedEntry& entry);

  int fd_;
  uint64_t offset_ = 0, end_;
  DigestBuilder digest_;
};

tl::unexpected<Error> cutShort() { return failure("it is cut short or damaged"); }

/// Whether an image with this header is what an entry of this target can hold.
bool isImageFor(const Elf64_Ehdr& header, std::string_view targetFolder) {
  const bool isX86 = targetFolder.starts_with("x86_64-"), isArm = targetFolder.starts_with("aarch64-");
  return std::memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 && header.e_ident[EI_CLASS] == ELFCLASS64 &&
         header.e_type == ET_DYN && ((isX86 && header.e_machine == EM_X86_64) || (isArm && header.e_machine == EM_AARCH64));
}

std::optional<Elf64_Ehdr> ArchiveReader::takeImage(const ArchivedEntry& entry) {
  std::array<uint8_t, 65536> piece;
  Elf64_Ehdr header = {};
  DigestBuilder builder;
  for (uint64_t offset = 0; offset < entry.imageByteSize;) {
    const auto bytes = std::span(piece).first(std::min<uint64_t>(piece.size(), entry.imageByteSize - offset));
    if (!take(bytes))
      return std::nullopt;
    if (offset == 0)
      std::memcpy(&header, bytes.data(), std::min(bytes.size(), sizeof header));
    builder.addBytes(bytes);
    offset += bytes.size();
  }
  if (builder.finish() != entry.imageDigest)
    return std::nullopt;
  return header;
}

Expected<ArchivedEntry> ArchiveReader::takeEntry() {
  ArchivedEntry entry;
  uint16_t nameByteSize = 0;
  if (!take(bytesOf(nameByteSize)))
    return cutShort();
  entry.targetFolder.resize(nameByteSize);
  if (!take({reinterpret_cast<uint8_t*>(entry.targetFolder.data()), nameByteSize}) || !take(entry.key) ||
      !take(bytesOf(entry.imageByteSize)) || !take(entry.imageDigest))
    return cutShort();
  if (!isTargetFolder(entry.targetFolder))
    return failure(fmt::format("it names a folder that no cache has: {}", printable(entry.targetFolder)));
  if (entry.imageByteSize > kMaxImageByteSize) // also of what a file without contents seems to hold
    return failure(fmt::format("its entry {} is said to have {} bytes, more than native code can have", toHex(entry.key),
                               entry.imageByteSize));
  entry.imageOffset = offset_;
  const auto header = takeImage(entry);
  if (!header)
    return cutShort();
  if (!isImageFor(*header, entry.targetFolder))
    return failure(fmt::format("its entry {} is no code for {}", toHex(entry.key), entry.targetFolder));
  return entry;
}

Expected<Digest> ArchiveReader::read(std::vector<ArchivedEntry>& entries) {
  std::array<uint8_t, kMagic.size()> magic;
  uint32_t count = 0;
  if (!take(magic) || std::memcmp(magic.data(), kMagic.data(), magic.size()) != 0)
    return failure("it is no archive of wasmpi-compile --export");
  if (!take(bytesOf(count)))
    return cutShort();
  for (uint32_t i = 0; i < count; ++i) {
    auto entry = takeEntry();
    if (!entry)
      return tl::unexpected(entry.error());
    entries.push_back(std::move(*entry));
  }
  const Digest digest = digest_.finish();
  Digest stated;
  if (end_ - offset_ != stated.size() || !readFully(fd_, stated, offset_) || stated != digest)
    return cutShort();
  return digest;
}

/// Whether a file may be replaced by an archive: there is none, or it is one, or it is empty.
bool isReplaceable(const fs::path& path) {
  struct stat status;
  if (lstat(path.c_str(), &status) != 0)
    return errno == ENOENT;
  if (!S_ISREG(status.st_mode))
    return false;
  if (status.st_size == 0)
    return true;
  const UniqueFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  std::array<uint8_t, kMagic.size()> magic;
  return file && readFully(file.get(), magic, 0) &&
         std::memcmp(magic.data(), kMagic.data(), magic.size()) == 0;
}

tl::unexpected<Error> notImported(const fs::path& archive, std::string_view reason) {
  return failure(fmt::format("the archive {} is not imported: {}", archive.string(), reason));
}

} // namespace

Expected<ArchiveReport> exportEntries(const std::vector<CacheEntry>& entries, const fs::path& archive) {
  if (!isReplaceable(archive))
    return failure(fmt::format(
        "{} is there and is no archive, so it is not written over; the archive's name comes first: "
        "--export FILE [MODULE...]",
        archive.string()));
  ArchiveWriter writer(archive);
  ArchiveReport report;
  writer.writeText(kMagic);
  writer.writeNumber(static_cast<uint32_t>(entries.size()));
  for (const CacheEntry& entry : entries) {
    if (const EntryCheck check = checkEntry(entry.path, entry.directory); check.state != EntryCheck::State::Good)
      return failure(fmt::format("the entry {} cannot be exported: {}; remove it, or compile its module again",
                                 entry.path.string(), check.reason.empty() ? "it is gone" : check.reason));
    const auto image = readEntry(entry.path);
    if (!image)
      return tl::unexpected(image.error());
    writer.writeNumber(static_cast<uint16_t>(entry.targetFolder.size()));
    writer.writeText(entry.targetFolder);
    writer.write(*digestFromHex(entry.digest));
    writer.writeNumber(static_cast<uint64_t>(image->size()));
    writer.write(digestOf(*image));
    writer.write(*image);
    report.entries.push_back(entry.path);
  }
  const auto digest = writer.publish();
  if (!digest)
    return tl::unexpected(digest.error());
  report.digest = *digest;
  return report;
}

Expected<CheckedArchive> CheckedArchive::open(const fs::path& path) {
  CheckedArchive archive;
  archive.path_ = path;
  archive.file_ = UniqueFd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status;
  if (!archive.file_ || fstat(archive.file_.get(), &status) != 0)
    return notImported(path, std::strerror(errno));
  if (!S_ISREG(status.st_mode))
    return notImported(path, "it is not a regular file");
  if (const char* fault = trustFault(status))
    return notImported(path, fmt::format("{}; what it holds is going to be executed, so look where it comes from, then "
                                         "`install -m 600 {} COPY` and import that",
                                         fault, path.string()));
  const auto digest = ArchiveReader(archive.file_.get(), static_cast<uint64_t>(status.st_size)).read(archive.entries_);
  if (!digest)
    return notImported(path, digest.error().message);
  archive.digest_ = *digest;
  return archive;
}

Expected<bool> CheckedArchive::importEntry(const ArchivedEntry& entry, const fs::path& directory, const fs::path& path) const {
  const fs::path folder = path.parent_path();
  if (!makePrivateFolder(folder))
    return failure(fmt::format("cannot make the cache folder {}: {}", folder.string(), std::strerror(errno)));
  if (std::string fault = folderFault(folder, directory); !fault.empty())
    return failure(std::move(fault));
  if (checkEntry(path, directory).state == EntryCheck::State::Good)
    return false;
  std::vector<uint8_t> image(entry.imageByteSize);
  if (!readFully(file_.get(), image, entry.imageOffset) || digestOf(image) != entry.imageDigest)
    return failure("it was changed while it was read");
  if (auto published = publishEntry(path, image); !published)
    return tl::unexpected(published.error());
  return true;
}

Expected<ArchiveReport> CheckedArchive::importInto(const fs::path& directory) const {
  ArchiveReport report{.digest = digest_};
  for (const ArchivedEntry& entry : entries_) {
    fs::path path = directory / entry.targetFolder / (toHex(entry.key) + ".so");
    const auto isNew = importEntry(entry, directory, path);
    if (!isNew && report.entries.empty())
      return notImported(path_, isNew.error().message);
    if (!isNew)
      return failure(fmt::format("the archive {} is imported in part, {} of {} entries: {}", path_.string(),
                                 report.entries.size(), entries_.size(), isNew.error().message));
    report.presentCount += !*isNew;
    report.entries.push_back(std::move(path));
  }
  return report;
}

Expected<ArchiveReport> importEntries(const fs::path& archive, const fs::path& directory, const std::string& expected) {
  const auto checked = CheckedArchive::open(archive);
  if (!checked)
    return tl::unexpected(checked.error());
  if (!expected.empty() && expected != toHex(checked->digest()))
    return notImported(archive, fmt::format("its digest is {}, not {}", toHex(checked->digest()), printable(expected)));
  return checked->importInto(directory);
}

} // namespace wasmpi
