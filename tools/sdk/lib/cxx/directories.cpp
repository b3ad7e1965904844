// The iterators of std::filesystem over folders (C++ 31.12.11, 31.12.12).
#include <cerrno>
#include <dirent.h>
#include <filesystem>
#include <stack>

namespace std {
inline namespace __2 {
namespace filesystem {

/// An open folder and the entry it is at.
class __dir_stream {
public:
  __dir_stream(const path& folder, error_code& error)
      : folder_(folder), stream_(::opendir(folder.c_str())) {
    if (!stream_)
      error = error_code(errno, generic_category());
  }
  __dir_stream(const __dir_stream&) = delete;
  ~__dir_stream() {
    if (stream_)
      ::closedir(stream_);
  }

  bool isOpen() const { return stream_ != nullptr; }
  const directory_entry& entry() const { return entry_; }

  /// False at the end, and after an error.
  bool advance(error_code& error) {
    for (;;) {
      errno = 0;
      const dirent* found = ::readdir(stream_);
      if (!found) {
        if (errno != 0)
          error = error_code(errno, generic_category());
        return false;
      }
      const string_view name = found->d_name;
      if (name == "." || name == "..")
        continue;
      error_code ignored; // An entry that cannot be looked at still has a name.
      entry_.assign(folder_ / name, ignored);
      return true;
    }
  }

private:
  path folder_;
  DIR* stream_;
  directory_entry entry_;
};

namespace {

void report(const char* operation, const path& name, const error_code& error, error_code* result) {
  if (result)
    *result = error;
  else if (error)
    throw filesystem_error(operation, name, error);
}

bool isRefusalToSkip(const error_code& error, directory_options options) {
  return error == errc::permission_denied &&
         (options & directory_options::skip_permission_denied) != directory_options::none;
}

} // namespace

directory_iterator::directory_iterator(const path& folder, error_code* result,
                                       directory_options options) {
  error_code error;
  auto stream = make_shared<__dir_stream>(folder, error);
  if (isRefusalToSkip(error, options))
    error.clear();
  else if (stream->isOpen() && stream->advance(error))
    __imp_ = std::move(stream);
  report("directory_iterator", folder, error, result);
}

directory_iterator& directory_iterator::__increment(error_code* result) {
  error_code error;
  const path name = __imp_->entry().path();
  if (!__imp_->advance(error))
    __imp_.reset();
  report("directory_iterator::operator++", name, error, result);
  return *this;
}

const directory_entry& directory_iterator::__dereference() const { return __imp_->entry(); }

struct recursive_directory_iterator::__shared_imp {
  stack<__dir_stream> streams;
  directory_options options;
};

recursive_directory_iterator::recursive_directory_iterator(const path& folder,
                                                           directory_options options,
                                                           error_code* result)
    : __rec_(true) {
  error_code error;
  auto state = make_shared<__shared_imp>();
  state->options = options;
  state->streams.emplace(folder, error);
  if (isRefusalToSkip(error, options))
    error.clear();
  else if (state->streams.top().isOpen() && state->streams.top().advance(error))
    __imp_ = std::move(state);
  report("recursive_directory_iterator", folder, error, result);
}

directory_options recursive_directory_iterator::options() const { return __imp_->options; }
int recursive_directory_iterator::depth() const { return int(__imp_->streams.size()) - 1; }
const directory_entry& recursive_directory_iterator::__dereference() const {
  return __imp_->streams.top().entry();
}

void recursive_directory_iterator::__pop(error_code* result) {
  report("recursive_directory_iterator::pop", path(), error_code(), result);
  __imp_->streams.pop();
  if (__imp_->streams.empty())
    __imp_.reset();
  else
    __advance(result);
}

recursive_directory_iterator& recursive_directory_iterator::__increment(error_code* result) {
  report("recursive_directory_iterator::operator++", path(), error_code(), result);
  const bool isEntered = __rec_ && __try_recursion(result);
  __rec_ = true;
  if (!isEntered && __imp_ && !(result && *result))
    __advance(result);
  return *this;
}

/// To the next entry of the innermost folder that has one.
void recursive_directory_iterator::__advance(error_code* result) {
  error_code error;
  const path name = __imp_->streams.top().entry().path();
  auto& streams = __imp_->streams;
  while (!streams.empty() && !error) {
    if (streams.top().advance(error))
      return;
    streams.pop();
  }
  __imp_.reset();
  report("recursive_directory_iterator::operator++", name, error, result);
}

/// Into the folder it is at; false if it is none, is not to be entered, or is empty.
bool recursive_directory_iterator::__try_recursion(error_code* result) {
  auto& streams = __imp_->streams;
  const directory_entry& entry = streams.top().entry();
  error_code error;
  const bool followsLinks =
      (__imp_->options & directory_options::follow_directory_symlink) != directory_options::none;
  const file_status status = followsLinks ? entry.status(error) : entry.symlink_status(error);
  if (!filesystem::is_directory(status))
    return false;
  error.clear();
  const path name = entry.path();
  streams.emplace(name, error);
  if (streams.top().isOpen() && streams.top().advance(error))
    return true;
  streams.pop();
  if (!error || isRefusalToSkip(error, __imp_->options))
    return false;
  __imp_.reset();
  report("recursive_directory_iterator::operator++", name, error, result);
  return false;
}

} // namespace filesystem
} // namespace __2
} // namespace std
