#include "tools/module_file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "cache/unique_fd.h"
#include "frontend/limits.h"

namespace wasmpi {

Expected<std::vector<uint8_t>> readModuleFile(const std::filesystem::path& path) {
  const UniqueFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status;
  if (!file || fstat(file.get(), &status) != 0)
    return failure(fmt::format("{}: cannot open: {}", path.string(), std::strerror(errno)));
  if (!S_ISREG(status.st_mode))
    return failure(fmt::format("{}: is not a regular file", path.string()));
  if (static_cast<uint64_t>(status.st_size) > kMaxModuleByteSize)
    return failure(fmt::format("{}: {} bytes; a module may have at most {}", path.string(),
                               status.st_size, kMaxModuleByteSize));
  std::vector<uint8_t> bytes(static_cast<size_t>(status.st_size));
  for (size_t done = 0; done < bytes.size();) {
    const ssize_t count = read(file.get(), bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      return failure(fmt::format("{}: cannot read: {}", path.string(), std::strerror(errno)));
    if (count == 0) {
      bytes.resize(done); // it shrank meanwhile; the parser will say what is missing
      break;
    }
    done += static_cast<size_t>(count);
  }
  return bytes;
}

} // namespace wasmpi
