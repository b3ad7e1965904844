#include "cache/archive.h"

#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <elf.h>
#include <fcntl.h>
#include <functional>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include "cache/cache_key.h"
#include "cache/entry_file.h"
#include "cache/file_io.h"
#include "cache/publication.h"
#include "cache/unique_fd.h"

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

/// One entry as an archive describes it, names and digests checked.
struct ArchivedEntry {
  std::string targetFolder;
  Digest key;
  std::vector<uint8_t> image;
};

/// Reads an archive from its beginning to its end. A fault is kept and ends all reading.
class ArchiveReader {
public:
  ArchiveReader(int fd, uint64_t byteSize) : fd_(fd), end_(byteSize) {}

  /// Hands each entry to `visit`; returns the digest of the archive.
  Expected<Digest> read(const std::function<Expected<void>(ArchivedEntry)>& visit);

private:
  bool take(std::span<uint8_t> bytes) {
    if (bytes.size() > end_ - offset_ || !readFully(fd_, bytes, offset_))
      return false;
    offset_ += bytes.size();
    digest_.addBytes(bytes);
    return true;
  }
  Expected<ArchivedEntry> takeEntry();

  int fd_;
  uint64_t offset_ = 0, end_;
  DigestBuilder digest_;
};

tl::unexpected<Error> cutShort() { return failure("it is cut short or damaged"); }

/// Whether an image is what an entry of this target can hold.
bool isImageFor(std::span<const uint8_t> image, std::string_view targetFolder) {
  Elf64_Ehdr header;
  if (image.size() < sizeof header)
    return false;
  std::memcpy(&header, image.data(), sizeof header);
  const bool isX86 = targetFolder.starts_with("x86_64-"), isArm = targetFolder.starts_with("aarch64-");
  return std::memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 && header.e_ident[EI_CLASS] == ELFCLASS64 &&
         header.e_type == ET_DYN && ((isX86 && header.e_machine == EM_X86_64) || (isArm && header.e_machine == EM_AARCH64));
}

Expected<ArchivedEntry> ArchiveReader::takeEntry() {
  ArchivedEntry entry;
  uint16_t nameByteSize = 0;
  uint64_t imageByteSize = 0;
  Digest imageDigest;
  if (!take(bytesOf(nameByteSize)))
    return cutShort();
  entry.targetFolder.resize(nameByteSize);
  if (!take({reinterpret_cast<uint8_t*>(entry.targetFolder.data()), nameByteSize}) || !take(entry.key) ||
      !take(bytesOf(imageByteSize)) || !take(imageDigest))
    return cutShort();
  if (!isTargetFolder(entry.targetFolder))
    return failure(fmt::format("it names a folder that no cache has: {}", printable(entry.targetFolder)));
  if (imageByteSize > end_ - offset_) // before so much memory is asked for
    return cutShort();
  entry.image.resize(imageByteSize);
  if (!take(entry.image) || digestOf(entry.image) != imageDigest)
    return cutShort();
  if (!isImageFor(entry.image, entry.targetFolder))
    return failure(fmt::format("its entry {} is no code for {}", toHex(entry.key), entry.targetFolder));
  return entry;
}

Expected<Digest> ArchiveReader::read(const std::function<Expected<void>(ArchivedEntry)>& visit) {
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
    if (auto visited = visit(std::move(*entry)); !visited)
      return tl::unexpected(visited.error());
  }
  const Digest digest = digest_.finish();
  Digest stated;
  if (end_ - offset_ != stated.size() || !readFully(fd_, stated, offset_) || stated != digest)
    return cutShort();
  return digest;
}

} // namespace

Expected<ArchiveReport> exportEntries(const fs::path& directory, const std::vector<CacheEntry>& entries,
                                      const fs::path& archive) {
  ArchiveWriter writer(archive);
  ArchiveReport report;
  writer.writeText(kMagic);
  writer.writeNumber(static_cast<uint32_t>(entries.size()));
  for (const CacheEntry& entry : entries) {
    if (const EntryCheck check = checkEntry(entry.path, directory); check.state != EntryCheck::State::Good)
      return failure(fmt::format("the entry {} cannot be exported: {}", entry.path.string(),
                                 check.reason.empty() ? "it is gone" : check.reason));
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

Expected<ArchiveReport> importEntries(const fs::path& archive, const fs::path& directory, const std::string& expected) {
  const auto refuse = [&](std::string_view reason) {
    return failure(fmt::format("the archive {} is not imported: {}", archive.string(), reason));
  };
  const UniqueFd file(open(archive.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status;
  if (!file || fstat(file.get(), &status) != 0)
    return refuse(std::strerror(errno));
  if (!S_ISREG(status.st_mode))
    return refuse("it is not a regular file");
  if (const char* fault = trustFault(status))
    return refuse(fmt::format("{}; what it holds is going to be executed, so look where it comes from, then `cp` it or "
                              "`chmod go-w` it",
                              fault));

  const auto byteSize = static_cast<uint64_t>(status.st_size);
  const auto digest = ArchiveReader(file.get(), byteSize).read([](const ArchivedEntry&) { return Expected<void>(); });
  if (!digest)
    return refuse(digest.error().message);
  if (!expected.empty() && expected != toHex(*digest))
    return refuse(fmt::format("its digest is {}, not {}", toHex(*digest), printable(expected)));

  ArchiveReport report{.digest = *digest};
  const auto imported = ArchiveReader(file.get(), byteSize).read([&](const ArchivedEntry& entry) -> Expected<void> {
    const fs::path folder = directory / entry.targetFolder;
    if (!makePrivateFolder(folder))
      return failure(fmt::format("cannot make the cache folder {}: {}", folder.string(), std::strerror(errno)));
    if (std::string fault = folderFault(folder, directory); !fault.empty())
      return failure(std::move(fault));
    report.entries.push_back(folder / (toHex(entry.key) + ".so"));
    if (checkEntry(report.entries.back(), directory).state == EntryCheck::State::Good) {
      ++report.presentCount;
      return {};
    }
    return publishEntry(report.entries.back(), entry.image);
  });
  if (!imported)
    return refuse(imported.error().message);
  return report;
}

} // namespace wasmpi
