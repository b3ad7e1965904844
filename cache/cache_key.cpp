#include "cache/cache_key.h"

#include <cctype>
#include <cstring>
#include <elf.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "cache/elf_notes.h"
#include "cache/host_cpu.h"
#include "cache/unique_fd.h"
#include "codegen/abi.h"

namespace wasmpi {

namespace {

bool isPlainCharacter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || std::string_view("-_.+,@").find(c) != std::string_view::npos;
}

constexpr size_t kMaxFolderName = 200;

bool isPlainName(std::string_view name) {
  return !name.empty() && name.front() != '.' && name.size() <= kMaxFolderName &&
         std::ranges::all_of(name, isPlainCharacter);
}

/// The text itself if it is fit for a path component, else something like it; the digest tells apart what then looks alike.
std::string folderName(std::string_view text) {
  if (isPlainName(text))
    return std::string(text);
  std::string name = "_";
  for (const char c : text.substr(0, 100))
    name += isPlainCharacter(c) ? c : '_';
  return name;
}

/// What machines of an architecture have in common, which the compiler takes where it does not compile for its host's architecture.
std::string_view baselineCpu(std::string_view triple) {
  return triple.starts_with("x86_64-") ? "x86-64" : "generic";
}

/// CPU and features in one text, which keys and folders are made from.
std::string cpuText(const CompileOptions& options, std::string_view triple) {
  const std::string host = hostTriple();
  const bool isHostArchitecture = triple.substr(0, triple.find('-')) == host.substr(0, host.find('-'));
  const bool isNative = options.cpu == nullptr || options.cpu == std::string_view("native");
  std::string text(options.cpu ? options.cpu : baselineCpu(triple));
  if (isNative && isHostArchitecture)
    text = std::string(kNativeCpuPrefix) + hostCpuIdentity();
  if (options.cpuFeatures && *options.cpuFeatures)
    text += std::string("@") + options.cpuFeatures;
  return text;
}

Digest digestFor(const Digest& base, std::string_view cpu) {
  DigestBuilder builder;
  builder.addField(std::span<const uint8_t>(base));
  builder.addField(cpu);
  return builder.finish();
}

} // namespace

Expected<std::string> readCompilerIdentity(const std::filesystem::path& library) {
  const UniqueFd file(open(library.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file)
    return failure(fmt::format("cannot open the compiler library {}: {}", library.string(),
                               std::strerror(errno)));
  const auto id = readElfNote(file.get(), "GNU", NT_GNU_BUILD_ID);
  if (!id || id->empty())
    return failure(fmt::format("{} is no library with a GNU build id, as linking with --build-id gives one",
                               library.string()));
  std::string hex;
  for (const char byte : *id)
    fmt::format_to(std::back_inserter(hex), "{:02x}", static_cast<uint8_t>(byte));
  return hex;
}

bool isTargetFolder(std::string_view text) {
  const size_t slash = text.find('/');
  return slash != std::string_view::npos && isPlainName(text.substr(0, slash)) && isPlainName(text.substr(slash + 1));
}

std::string canonicalTriple(std::string_view triple) {
  const size_t end = std::min(triple.find('-'), triple.size());
  std::string_view architecture = triple.substr(0, end), environment = "gnu";
  if (architecture == "amd64")
    architecture = "x86_64";
  if (architecture == "arm64")
    architecture = "aarch64";
  bool isElse = false;
  for (size_t begin = end; begin < triple.size();) {
    const size_t next = std::min(triple.find('-', begin + 1), triple.size());
    const std::string_view part = triple.substr(begin + 1, next - begin - 1);
    if (part == "linux") {
      // What preceded it is the vendor, which says nothing about code for Linux.
      if (next + 1 < triple.size())
        environment = triple.substr(next + 1);
      isElse = false;
      break;
    }
    if (part == "gnu" || part == "musl")
      environment = part;
    else
      isElse |= part != "unknown" && part != "pc";
    begin = next;
  }
  return isElse ? fmt::format("{}{}", architecture, triple.substr(end)) : fmt::format("{}-linux-{}", architecture, environment);
}

bool isKnownTarget(std::string_view triple) {
  const std::string canonical = canonicalTriple(triple);
  return canonical.starts_with("x86_64-linux-") || canonical.starts_with("aarch64-linux-");
}

std::string_view CacheKey::tripleFolder() const {
  return std::string_view(targetFolder).substr(0, targetFolder.find('/'));
}

std::string_view CacheKey::cpuFolder() const {
  return std::string_view(targetFolder).substr(targetFolder.find('/') + 1);
}

CacheKey CacheKey::forCpuFolder(std::string_view folder) const {
  return {digestFor(base, folder), fmt::format("{}/{}", tripleFolder(), folder), base};
}

CacheKey makeCacheKey(std::span<const uint8_t> moduleBytes, std::string_view compilerIdentity,
                      const CompileOptions& options) {
  const std::string triple = canonicalTriple(options.triple ? options.triple : hostTriple());
  const std::string cpu = cpuText(options, triple);
  DigestBuilder builder;
  builder.addField(kAbiVersion);
  builder.addField(compilerIdentity);
  builder.addField(triple);
  builder.addField(options.optLevel);
  builder.addField(options.boundsChecks);
  builder.addField(options.wrapChecks);
  builder.addField(options.contractsFp);
  builder.addField(options.tablesArePrivate);
  builder.addField(options.wasmFeatures);
  builder.addField(moduleBytes);
  const Digest base = builder.finish();
  return {digestFor(base, cpu), folderName(triple) + "/" + folderName(cpu), base};
}

} // namespace wasmpi
