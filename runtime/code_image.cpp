// Opening, checking and reading of code images.
#include "runtime/code_image.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include <dlfcn.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cache/unique_fd.h"
#include "runtime/source_map.h"

// The unwinder of GCC's and LLVM's runtime libraries: takes one whole .eh_frame section, ended by a zero word.
extern "C" void __register_frame(const void* section);
extern "C" void __deregister_frame(const void* section);

namespace wasmpi {

namespace {

/// Whether the counts of an image are those of the module; says what is wrong.
const char* findMismatch(const ImageHeader& header, const CodeImageContext& context) {
  if (std::memcmp(header.magic, ImageHeader::kMagic, sizeof header.magic) != 0)
    return "it has no wasmpi image header";
  if (header.abiVersion != kAbiVersion || header.headerByteSize != sizeof(ImageHeader))
    return "it was made for another version of wasmpi";
  static_assert(sizeof header.keyDigest == std::tuple_size_v<Digest>);
  if (std::memcmp(header.keyDigest, context.key.data(), sizeof header.keyDigest) != 0)
    return "it belongs to another module or other options";
  if (header.escapingFunctionCount != context.module.escapingFunctions.size() ||
      header.typeCount != context.module.types.size() || header.libcallCount != Libcalls::kCount)
    return "its tables do not fit the module";
  return nullptr;
}

bool writeAll(int fd, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR)
      return false;
    if (written > 0)
      bytes = bytes.subspan(static_cast<size_t>(written));
  }
  return true;
}

} // namespace

template <class T> T* CodeImage::at(int64_t offset) const {
  // Offsets count from the header, and lie inside of the same image: checked by the cache's digest or made by the compiler
  // in this process.
  const auto address = reinterpret_cast<uintptr_t>(header_) + static_cast<uintptr_t>(offset);
  return reinterpret_cast<T*>(address);
}

Expected<std::unique_ptr<CodeImage>> CodeImage::open(const std::filesystem::path& path,
                                                     const CodeImageContext& context) {
  std::unique_ptr<CodeImage> image(new CodeImage(context.module));
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr)
    return failure(fmt::format("cannot open the code image: {}", dlerror()));
  image->release_ = [library] { dlclose(library); };
  const void* header = dlsym(library, ImageHeader::kSymbol);
  if (header == nullptr)
    return failure(fmt::format("{} is not a code image: it has no symbol {}", path.string(),
                               ImageHeader::kSymbol));
  if (auto used = image->useHeader(static_cast<const ImageHeader*>(header), context); !used)
    return failure(fmt::format("the code image {} cannot be used: {}", path.string(),
                               used.error().message));
  return image;
}

Expected<std::unique_ptr<CodeImage>> CodeImage::openBytes(std::span<const std::byte> bytes,
                                                          const CodeImageContext& context) {
  auto file = std::make_shared<UniqueFd>(memfd_create("wasmpi-image", MFD_CLOEXEC));
  if (!*file || !writeAll(file->get(), bytes))
    return failure(fmt::format("cannot hold a code image in memory: {}", std::strerror(errno)));
  auto image = open(fmt::format("/proc/self/fd/{}", file->get()), context);
  if (image)
    // The loader knows libraries by name: while this one is open no other may get the same descriptor.
    (*image)->release_ = [file, close = std::move((*image)->release_)] { close(); };
  return image;
}

Expected<std::unique_ptr<CodeImage>> CodeImage::adopt(const JitCode& code, const CompilerApi& api,
                                                      const CodeImageContext& context) {
  std::unique_ptr<CodeImage> image(new CodeImage(context.module));
  for (size_t i = 0; i < code.ehFrameCount; ++i)
    __register_frame(code.ehFrames[i]);
  image->release_ = [copy = code, &api]() mutable {
    for (size_t i = 0; i < copy.ehFrameCount; ++i)
      __deregister_frame(copy.ehFrames[i]);
    api.releaseJit(&copy);
  };
  if (auto used = image->useHeader(code.header, context); !used)
    return failure("the compiled code cannot be used: " + used.error().message);
  return image;
}

CodeImage::~CodeImage() {
  if (release_)
    release_();
}

Expected<void> CodeImage::useHeader(const ImageHeader* header, const CodeImageContext& context) {
  if (const char* mismatch = findMismatch(*header, context))
    return failure(mismatch);
  header_ = header;
  void** slots = at<void*>(header->libcallSlots);
  for (size_t i = 0; i < header->libcallCount; ++i) {
    if (slots[i] == nullptr)
      continue;
    auto address = context.libcalls.find(i);
    if (!address)
      return tl::unexpected(address.error());
    slots[i] = *address;
  }
  const auto pageByteSize = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
  GuestRegion all{.begin = UINTPTR_MAX, .end = 0, .image = this};
  for (const CodeRange& range : codeRanges()) {
    const auto begin = reinterpret_cast<uintptr_t>(at<char>(range.codeBegin));
    const auto end = reinterpret_cast<uintptr_t>(at<char>(range.codeEnd));
    all.begin = std::min(all.begin, begin);
    all.end = std::max(all.end, end);
    context.regions.add(GuestRegion::Kind::GuestCode, {.begin = begin, .end = end, .image = this});
    // Executable segments share no page with others, in linked images as in memory.
    context.regions.add(GuestRegion::Kind::CodePages,
                        {.begin = begin & ~(pageByteSize - 1),
                         .end = (end + pageByteSize - 1) & ~(pageByteSize - 1),
                         .image = this});
  }
  context.regions.add(GuestRegion::Kind::ImageCode, all);
  return {};
}

std::span<const CodeRange> CodeImage::codeRanges() const {
  return {at<const CodeRange>(header_->codeRanges), header_->codeRangeCount};
}

const void* CodeImage::function(uint32_t escapeIndex) const {
  const int64_t offset = at<const int64_t>(header_->functions)[escapeIndex];
  return offset == 0 ? nullptr : at<const void>(offset);
}

const void* CodeImage::tailFunction(uint32_t escapeIndex) const {
  const int64_t offset = at<const int64_t>(header_->tailFunctions)[escapeIndex];
  return offset == 0 ? nullptr : at<const void>(offset);
}

EntryThunk CodeImage::entryThunk(uint32_t typeIndex) const {
  const int64_t offset = at<const int64_t>(header_->entryThunks)[typeIndex];
  return offset == 0 ? nullptr : reinterpret_cast<EntryThunk>(at<void>(offset));
}

std::string CodeImage::functionName(uint32_t functionIndex) const {
  if (!names_)
    names_.emplace(module_);
  return names_->nameOf(functionIndex);
}

void CodeImage::appendFrames(uintptr_t pc, std::vector<BacktraceFrame>& frames) const {
  SourcePlace place;
  for (const CodeRange& range : codeRanges()) {
    const auto begin = reinterpret_cast<uintptr_t>(at<char>(range.codeBegin));
    const auto end = reinterpret_cast<uintptr_t>(at<char>(range.codeEnd));
    if (pc >= begin && pc < end)
      place = findPlace({at<const uint8_t>(range.linesBegin), range.linesByteSize}, pc - begin);
  }
  const auto offsets = inlinedOffsets(
      place, {at<const InlineSite>(header_->inlineSites), header_->inlineSiteCount});
  for (size_t i = 0; i < offsets.size(); ++i) {
    const FunctionBody* body = FunctionNames::bodyAt(module_, offsets[i]);
    // Code without a place is what the compiler added: trap helpers, entry thunks, libcall stubs.
    if (body == nullptr)
      continue;
    const auto index = static_cast<uint32_t>(body - module_.bodies.data());
    frames.push_back({.function = functionName(module_.importedFunctionCount + index),
                      .wasmOffset = offsets[i],
                      .isInlined = i + 1 < offsets.size()});
  }
}

} // namespace wasmpi
