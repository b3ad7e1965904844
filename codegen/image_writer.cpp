#include "codegen/image_writer.h"

#include <cerrno>
#include <cstring>
#include <mutex>
#include <thread>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <fmt/format.h>
#include <lld/Common/Driver.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/raw_ostream.h>

LLD_HAS_DRIVER(elf)

namespace wasmpi {
namespace {

/// Owns a file descriptor.
class Descriptor {
public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() { close(); }
  void close() {
    if (number_ >= 0)
      ::close(number_);
    number_ = -1;
  }
  int number() const { return number_; }
  bool isOpen() const { return number_ >= 0; }
  /// The name under which LLD can open it.
  std::string path() const { return fmt::format("/proc/self/fd/{}", number_); }

private:
  int number_;
};

tl::unexpected<Error> systemFailure(const char* what) {
  return failure(fmt::format("compiler: cannot {}: {}", what, std::strerror(errno)));
}

Expected<Descriptor> memoryFile(const ObjectBytes& bytes) {
  Descriptor file(memfd_create("wasmpi-object", MFD_CLOEXEC));
  if (!file.isOpen())
    return systemFailure("create an anonymous file");
  for (size_t done = 0; done < bytes.size();) {
    const ssize_t written = ::write(file.number(), bytes.data() + done, bytes.size() - done);
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return systemFailure("write an anonymous file");
    done += static_cast<size_t>(written);
  }
  return file;
}

/// What LLD writes to: a pipe, read by a thread. LLD puts a result that goes to anything but a
/// regular file together in memory and writes it in one go.
class OutputPipe {
public:
  static Expected<std::unique_ptr<OutputPipe>> create() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
      return systemFailure("create a pipe");
    return std::unique_ptr<OutputPipe>(new OutputPipe(Descriptor(ends[0]), Descriptor(ends[1])));
  }
  ~OutputPipe() {
    if (reader_.joinable())
      finish();
  }

  std::string path() const { return writeEnd_.path(); }

  /// What was written; to be called once LLD is done.
  ObjectBytes finish() {
    writeEnd_.close();
    reader_.join();
    return std::move(bytes_);
  }

private:
  OutputPipe(Descriptor readEnd, Descriptor writeEnd)
      : readEnd_(std::move(readEnd)), writeEnd_(std::move(writeEnd)), reader_([this] { read(); }) {}

  void read() {
    constexpr size_t kChunk = 1 << 20;
    for (;;) {
      const size_t size = bytes_.size();
      bytes_.resize_for_overwrite(size + kChunk);
      const ssize_t count = ::read(readEnd_.number(), bytes_.data() + size, kChunk);
      bytes_.truncate(size + (count > 0 ? static_cast<size_t>(count) : 0));
      if (count == 0 || (count < 0 && errno != EINTR))
        return;
    }
  }

  Descriptor readEnd_, writeEnd_;
  ObjectBytes bytes_;
  std::thread reader_;
};

std::vector<std::string> linkerArguments(LinkKind kind, unsigned threadCount) {
  std::vector<std::string> arguments{"ld.lld", fmt::format("--threads={}", threadCount),
                                     "--color-diagnostics=never"};
  if (kind == LinkKind::Relocatable) {
    arguments.push_back("-r");
    return arguments;
  }
  const char* const options[] = {"-shared",         "--no-undefined", "--hash-style=gnu",
                                 "-znow",           "-zrelro",        "-zseparate-code",
                                 "-znoexecstack",   "-ztext",         "-Bsymbolic",
                                 "--build-id=sha1", "--eh-frame-hdr"};
  arguments.insert(arguments.end(), std::begin(options), std::end(options));
  return arguments;
}

Expected<void> runLinker(const std::vector<std::string>& arguments) {
  std::vector<const char*> pointers;
  for (const std::string& argument : arguments)
    pointers.push_back(argument.c_str());
  std::string messages;
  llvm::raw_string_ostream stream(messages);

  // LLD has one link's state at a time, in globals of its own.
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  const lld::Result result = lld::lldMain(pointers, stream, stream, {{lld::Gnu, &lld::elf::link}});
  if (result.retCode == 0)
    return {};
  return failure("compiler: LLD could not link the image: " +
                 llvm::StringRef(messages).trim().str());
}

} // namespace

Expected<ObjectBytes> linkObjects(std::span<const ObjectBytes> objects, LinkKind kind,
                                  unsigned threadCount) {
  std::vector<Descriptor> files;
  std::vector<std::string> arguments = linkerArguments(kind, threadCount);
  auto output = OutputPipe::create();
  if (!output)
    return tl::unexpected(output.error());
  arguments.insert(arguments.end(), {"-o", (*output)->path()});
  for (const ObjectBytes& object : objects) {
    auto file = memoryFile(object);
    if (!file)
      return tl::unexpected(file.error());
    arguments.push_back(file->path());
    files.push_back(std::move(*file));
  }
  if (auto done = runLinker(arguments); !done)
    return tl::unexpected(done.error());
  ObjectBytes bytes = (*output)->finish();
  if (bytes.empty())
    return failure("compiler: LLD wrote nothing");
  return bytes;
}

} // namespace wasmpi
