// What tests of a cache's housekeeping share: a folder with a cache in it, and images that look like some.
#pragma once

#include <elf.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <cstring>
#include <string>
#include <vector>

#include "cache/cache_key.h"
#include "cache/object_cache.h"
#include "temporary_folder.h"

namespace wasmpi::test {

/// An ELF header of a shared object for a processor, and something behind it.
inline std::vector<uint8_t> fakeImage(size_t byteSize = 500, uint16_t machine = EM_X86_64) {
  Elf64_Ehdr header = {};
  std::memcpy(header.e_ident, ELFMAG, SELFMAG);
  header.e_ident[EI_CLASS] = ELFCLASS64;
  header.e_type = ET_DYN;
  header.e_machine = machine;
  std::vector<uint8_t> image(byteSize, 0x90);
  std::memcpy(image.data(), &header, sizeof header);
  return image;
}

class CacheFixture {
public:
  const std::filesystem::path& path() const { return folder_.path(); }
  std::filesystem::path directory() const { return folder_.path() / "cache"; }
  const ObjectCache& cache() const { return cache_; }

  /// The key of a module that differs from all others by `number`.
  static CacheKey keyOf(uint8_t number, const char* triple = "x86_64-linux-gnu") {
    const uint8_t module[] = {0, 'a', 's', 'm', 1, 0, 0, number};
    return makeCacheKey(module, "compiler", {.triple = triple, .cpu = "x86-64"});
  }
  std::filesystem::path store(uint8_t number, const std::vector<uint8_t>& image = fakeImage()) const {
    return *cache_.store(keyOf(number), image);
  }

private:
  TemporaryFolder folder_;
  ObjectCache cache_{{.directory = directory()}};
};

/// Sets a file's times to so many seconds ago; negative: from now on.
inline void setAge(const std::filesystem::path& path, int64_t seconds) {
  const timespec time = {.tv_sec = ::time(nullptr) - seconds, .tv_nsec = 0};
  const timespec times[2] = {time, time};
  utimensat(AT_FDCWD, path.c_str(), times, 0);
}

} // namespace wasmpi::test
