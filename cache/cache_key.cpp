#include "cache/cache_key.h"

#include <cstring>
#include <elf.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "cache/host_cpu.h"
#include "cache/unique_fd.h"
#include "codegen/abi.h"

namespace wasmpi {

namespace {

/// Finds the build id among the notes of a PT_NOTE segment; empty if it is not there.
std::string findBuildId(std::span<const uint8_t> notes) {
  while (notes.size() >= sizeof(Elf64_Nhdr)) {
    Elf64_Nhdr header;
    std::memcpy(&header, notes.data(), sizeof header);
    const size_t nameByteSize = (size_t{header.n_namesz} + 3) & ~size_t{3};
    const size_t byteSize = sizeof header + nameByteSize + ((size_t{header.n_descsz} + 3) & ~size_t{3});
    if (byteSize > notes.size())
      return {};
    if (header.n_type == NT_GNU_BUILD_ID && header.n_namesz == 4 &&
        std::memcmp(notes.data() + sizeof header, "GNU", 4) == 0) {
      std::string hex;
      for (const uint8_t byte : notes.subspan(sizeof header + nameByteSize, header.n_descsz))
        fmt::format_to(std::back_inserter(hex), "{:02x}", byte);
      return hex;
    }
    notes = notes.subspan(byteSize);
  }
  return {};
}

bool readAt(int fd, void* target, size_t byteCount, uint64_t offset) {
  return pread(fd, target, byteCount, static_cast<off_t>(offset)) ==
         static_cast<ssize_t>(byteCount);
}

/// A name that is safe as one path component; anything else in it is answered by the digest.
std::string folderName(std::string_view text) {
  std::string name;
  for (const char c : text)
    name += std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.' ? c : '_';
  return name.empty() || name.front() == '.' ? "_" + name : name.substr(0, 100);
}

std::string cpuFolder(const CompileOptions& options) {
  std::string name = options.cpu ? folderName(options.cpu) : hostCpuIdentity();
  if (options.cpuFeatures && *options.cpuFeatures) {
    const auto* bytes = reinterpret_cast<const uint8_t*>(options.cpuFeatures);
    name += "+" + toHex(digestOf({bytes, std::strlen(options.cpuFeatures)})).substr(0, 8);
  }
  return name;
}

} // namespace

Expected<std::string> readCompilerIdentity(const std::filesystem::path& library) {
  const UniqueFd file(open(library.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file)
    return failure(fmt::format("cannot open the compiler library {}: {}", library.string(),
                               std::strerror(errno)));
  Elf64_Ehdr header;
  if (!readAt(file.get(), &header, sizeof header, 0) ||
      std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0)
    return failure(fmt::format("{} is not an ELF file", library.string()));
  for (unsigned i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment;
    if (!readAt(file.get(), &segment, sizeof segment, header.e_phoff + i * sizeof segment))
      break;
    constexpr uint64_t kMaxNotes = 4096;
    if (segment.p_type != PT_NOTE)
      continue;
    std::vector<uint8_t> notes(std::min(segment.p_filesz, kMaxNotes));
    if (!readAt(file.get(), notes.data(), notes.size(), segment.p_offset))
      break;
    if (std::string id = findBuildId(notes); !id.empty())
      return id;
  }
  return failure(fmt::format("{} has no GNU build id; it must be linked with --build-id",
                             library.string()));
}

CacheKey makeCacheKey(std::span<const uint8_t> moduleBytes, std::string_view compilerIdentity,
                      const CompileOptions& options) {
  const std::string triple = options.triple ? options.triple : hostTriple();
  const std::string cpu = options.cpu ? options.cpu : "native:" + hostCpuIdentity();
  DigestBuilder builder;
  builder.addField(kAbiVersion);
  builder.addField(compilerIdentity);
  builder.addField(triple);
  builder.addField(cpu);
  builder.addField(std::string_view(options.cpuFeatures ? options.cpuFeatures : ""));
  builder.addField(options.optLevel);
  builder.addField(options.boundsChecks);
  builder.addField(options.wrapChecks);
  builder.addField(options.wasmFeatures);
  builder.addField(moduleBytes);
  return {builder.finish(), folderName(triple) + "/" + cpuFolder(options)};
}

} // namespace wasmpi
