// Entries of a cache in one file, for machines that cannot compile, for want of LLVM, time or a network. They need the file of the compiler
// library whose build id is in the entries' names, but need not be able to load it.
//
//   "wasmpiX1", u32 count, then for each entry u16 length and text of its target folder, 32 bytes key digest, u64 byte size of the image,
//   32 bytes digest of the image, the image; in the end 32 bytes digest of all before. Numbers are little-endian.
//
// What an archive says is believed only as far as it has been checked: its digest, each name (one plain folder in another, 64 hexadecimal
// digits), each image's size and digest, and that the image is a shared object for its target's processor. None of that proves where it
// comes from. Its code is going to be executed with the user's rights, so it has to come from someone trusted with them: an archive that
// others may write to is refused, and its digest can be compared with the one that the export printed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "cache/cache_contents.h"
#include "cache/digest.h"
#include "cache/unique_fd.h"
#include "frontend/error.h"

namespace wasmpi {

struct ArchiveReport {
  /// Of the whole archive.
  Digest digest = {};
  /// Where the entries lie in the cache.
  std::vector<std::filesystem::path> entries = {};
  /// Import: how many of them were there, and good.
  size_t presentCount = 0;
};

/// Writes entries of one or more caches to a new file, which appears whole or not at all. Fails on an entry that is not good.
Expected<ArchiveReport> exportEntries(const std::vector<CacheEntry>& entries, const std::filesystem::path& archive);

/// Where an archive has an entry.
struct ArchivedEntry {
  std::string targetFolder;
  Digest key = {}, imageDigest = {};
  uint64_t imageOffset = 0, imageByteSize = 0;
};

/// An archive that has been read to its end and found good. What it said is remembered: if its file is changed afterwards, nothing of the
/// change is imported.
class CheckedArchive {
public:
  /// Fails on a file that others may write to, and on one that is no archive or not whole.
  static Expected<CheckedArchive> open(const std::filesystem::path& path);

  const Digest& digest() const { return digest_; }

  /// Puts the entries into a cache directory. A failure tells how many of them are there by then.
  Expected<ArchiveReport> importInto(const std::filesystem::path& directory) const;

private:
  CheckedArchive() = default;
  /// Whether the entry was put to `path`; false if a good one was there.
  Expected<bool> importEntry(const ArchivedEntry& entry, const std::filesystem::path& directory,
                             const std::filesystem::path& path) const;

  std::filesystem::path path_;
  UniqueFd file_;
  Digest digest_ = {};
  std::vector<ArchivedEntry> entries_;
};

/// Puts an archive's entries into a cache directory, if it is good. `expected`: its digest in hexadecimal, or empty for any.
Expected<ArchiveReport> importEntries(const std::filesystem::path& archive, const std::filesystem::path& directory,
                                      const std::string& expected);

} // namespace wasmpi
