// std::filesystem's operations (C++ 31.12.13), over what POSIX a guest has: no permissions and no
// sizes of file systems, which fail with ENOSYS. Paths as such are in libc++.a; directories.cpp has
// the iterators.
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

namespace std {
inline namespace __2 {
namespace filesystem {

namespace {

/// Ends an operation that failed: through `*result` where the caller gave one, else by throwing.
template <class Value>
Value fail(const char* operation, error_code* result, int error, const Value& value,
           const path& first, const path& second = path()) {
  const error_code code(error, generic_category());
  if (!result)
    throw filesystem_error(operation, first, second, code);
  *result = code;
  return value;
}

/// Begins one. What a call returns tells whether it failed.
void begin(error_code* result) {
  if (result)
    result->clear();
}

file_type typeOf(mode_t mode) {
  if (S_ISREG(mode))
    return file_type::regular;
  if (S_ISDIR(mode))
    return file_type::directory;
  if (S_ISLNK(mode))
    return file_type::symlink;
  if (S_ISCHR(mode))
    return file_type::character;
  if (S_ISBLK(mode))
    return file_type::block;
  if (S_ISFIFO(mode))
    return file_type::fifo;
  return S_ISSOCK(mode) ? file_type::socket : file_type::unknown;
}

file_status statusOf(int answer, const struct stat& found, const char* operation, const path& name,
                     error_code* result) {
  begin(result);
  if (answer == 0) {
    // WASI tells no permissions.
    const auto bits = static_cast<perms>(found.st_mode & 07777);
    return file_status(typeOf(found.st_mode), bits == perms::none ? perms::unknown : bits);
  }
  if (errno == ENOENT || errno == ENOTDIR) {
    if (result)
      *result = error_code(errno, generic_category());
    return file_status(file_type::not_found, perms::none);
  }
  return fail(operation, result, errno, file_status(file_type::none), name);
}

void doOrFail(int answer, const char* operation, error_code* result, const path& first,
              const path& second = path()) {
  begin(result);
  if (answer != 0)
    fail(operation, result, errno, 0, first, second);
}

constexpr bool has(copy_options options, copy_options wanted) {
  return (options & wanted) != copy_options::none;
}

} // namespace

file_status __status(const path& name, error_code* result) {
  struct stat found;
  return statusOf(::stat(name.c_str(), &found), found, "status", name, result);
}

file_status __symlink_status(const path& name, error_code* result) {
  struct stat found;
  return statusOf(::lstat(name.c_str(), &found), found, "symlink_status", name, result);
}

path __current_path(error_code* result) {
  char name[PATH_MAX];
  begin(result);
  return ::getcwd(name, sizeof name) ? path(name)
                                     : fail("current_path", result, errno, path(), path());
}
void __current_path(const path& name, error_code* result) {
  doOrFail(::chdir(name.c_str()), "current_path", result, name);
}

path __absolute(const path& name, error_code* result) {
  begin(result);
  return name.is_absolute() ? name : __current_path(result) / name;
}

path __canonical(const path& name, error_code* result) {
  char resolved[PATH_MAX];
  begin(result);
  return ::realpath(name.c_str(), resolved) ? path(resolved)
                                            : fail("canonical", result, errno, path(), name);
}

path __weakly_canonical(const path& name, error_code* result) {
  begin(result);
  path there, rest;
  for (path part : name) {
    if (rest.empty() && filesystem::exists(there / part))
      there /= part;
    else
      rest /= part;
  }
  if (!there.empty())
    there = __canonical(there, result);
  return (there / rest).lexically_normal();
}

path __read_symlink(const path& name, error_code* result) {
  char target[PATH_MAX];
  begin(result);
  const ssize_t size = ::readlink(name.c_str(), target, sizeof target);
  return size >= 0 ? path(string(target, size_t(size)))
                   : fail("read_symlink", result, errno, path(), name);
}

path __temp_directory_path(error_code* result) {
  begin(result);
  for (const char* variable : {"TMPDIR", "TMP", "TEMP", "TEMPDIR"})
    if (const char* folder = getenv(variable))
      return filesystem::is_directory(folder)
                 ? path(folder)
                 : fail("temp_directory_path", result, ENOTDIR, path(), folder);
  return filesystem::is_directory("/tmp")
             ? path("/tmp")
             : fail("temp_directory_path", result, ENOENT, path(), "/tmp");
}

bool __create_directory(const path& name, error_code* result) {
  begin(result);
  if (::mkdir(name.c_str(), 0777) == 0)
    return true;
  const int error = errno;
  if (error == EEXIST && filesystem::is_directory(name))
    return false;
  return fail("create_directory", result, error, false, name);
}
bool __create_directory(const path& name, const path& like, error_code* result) {
  begin(result);
  if (!filesystem::is_directory(like))
    return fail("create_directory", result, ENOTDIR, false, like);
  return __create_directory(name, result);
}

bool __create_directories(const path& name, error_code* result) {
  begin(result);
  bool isNew = false;
  path part;
  for (const path& component : name) {
    part /= component;
    if (component.empty() || filesystem::is_directory(part))
      continue;
    isNew = __create_directory(part, result);
    if (result && *result)
      return false;
  }
  return isNew;
}

void __create_symlink(const path& target, const path& name, error_code* result) {
  doOrFail(::symlink(target.c_str(), name.c_str()), "create_symlink", result, target, name);
}
void __create_directory_symlink(const path& target, const path& name, error_code* result) {
  doOrFail(::symlink(target.c_str(), name.c_str()), "create_directory_symlink", result, target,
           name);
}
void __create_hard_link(const path& target, const path& name, error_code* result) {
  doOrFail(::link(target.c_str(), name.c_str()), "create_hard_link", result, target, name);
}
void __rename(const path& from, const path& to, error_code* result) {
  doOrFail(::rename(from.c_str(), to.c_str()), "rename", result, from, to);
}
void __resize_file(const path& name, uintmax_t size, error_code* result) {
  doOrFail(::truncate(name.c_str(), off_t(size)), "resize_file", result, name);
}
void __permissions(const path& name, perms, perm_options, error_code* result) {
  begin(result);
  fail("permissions", result, ENOSYS, 0, name);
}
space_info __space(const path& name, error_code* result) {
  begin(result);
  return fail("space", result, ENOSYS, space_info{uintmax_t(-1), uintmax_t(-1), uintmax_t(-1)},
              name);
}

bool __remove(const path& name, error_code* result) {
  begin(result);
  if (::remove(name.c_str()) == 0)
    return true;
  return errno == ENOENT ? false : fail("remove", result, errno, false, name);
}

uintmax_t __remove_all(const path& name, error_code* result) {
  constexpr auto kFailed = static_cast<uintmax_t>(-1);
  begin(result);
  uintmax_t count = 0;
  error_code local;
  if (__symlink_status(name, &local).type() == file_type::directory) {
    // The names first: what is removed while a folder is read may hide what follows.
    vector<path> names;
    directory_iterator entries(name, local);
    for (; !local && entries != directory_iterator(); entries.increment(local))
      names.push_back(entries->path());
    if (local)
      return fail("remove_all", result, local.value(), kFailed, name);
    for (const path& inner : names) {
      const uintmax_t removed = __remove_all(inner, result);
      if (removed == kFailed)
        return kFailed;
      count += removed;
    }
  }
  count += __remove(name, result);
  return result && *result ? kFailed : count;
}

uintmax_t __file_size(const path& name, error_code* result) {
  constexpr auto kFailed = static_cast<uintmax_t>(-1);
  struct stat found;
  begin(result);
  if (::stat(name.c_str(), &found) != 0)
    return fail("file_size", result, errno, kFailed, name);
  if (!S_ISREG(found.st_mode))
    return fail("file_size", result, S_ISDIR(found.st_mode) ? EISDIR : ENOTSUP, kFailed, name);
  return uintmax_t(found.st_size);
}

uintmax_t __hard_link_count(const path& name, error_code* result) {
  struct stat found;
  begin(result);
  return ::stat(name.c_str(), &found) == 0
             ? found.st_nlink
             : fail("hard_link_count", result, errno, uintmax_t(-1), name);
}

bool __equivalent(const path& left, const path& right, error_code* result) {
  struct stat first, second;
  begin(result);
  if (::stat(left.c_str(), &first) != 0 || ::stat(right.c_str(), &second) != 0)
    return fail("equivalent", result, errno, false, left, right);
  return first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

bool __fs_is_empty(const path& name, error_code* result) {
  const file_status status = __status(name, result);
  if (result && *result)
    return false;
  if (status.type() == file_type::directory)
    return (result ? directory_iterator(name, *result) : directory_iterator(name)) ==
           directory_iterator();
  return __file_size(name, result) == 0;
}

file_time_type __last_write_time(const path& name, error_code* result) {
  struct stat found;
  begin(result);
  if (::stat(name.c_str(), &found) != 0)
    return fail("last_write_time", result, errno, file_time_type::min(), name);
  return file_time_type(file_time_type::duration(__int128_t(found.st_mtim.tv_sec) * 1000000000 +
                                                 found.st_mtim.tv_nsec));
}
void __last_write_time(const path& name, file_time_type time, error_code* result) {
  const auto count = time.time_since_epoch().count();
  const timespec times[2] = {{0, UTIME_OMIT},
                             {time_t(count / 1000000000), long(count % 1000000000)}};
  doOrFail(::utimensat(AT_FDCWD, name.c_str(), times, 0), "last_write_time", result, name);
}

bool __copy_file(const path& from, const path& to, copy_options options, error_code* result) {
  begin(result);
  if (!filesystem::is_regular_file(from))
    return fail("copy_file", result, filesystem::exists(from) ? ENOTSUP : ENOENT, false, from, to);
  if (filesystem::exists(to)) {
    if (__equivalent(from, to, result) || !filesystem::is_regular_file(to))
      return fail("copy_file", result, EEXIST, false, from, to);
    if (has(options, copy_options::skip_existing))
      return false;
    if (has(options, copy_options::update_existing)) {
      if (__last_write_time(from, result) <= __last_write_time(to, result))
        return false;
    } else if (!has(options, copy_options::overwrite_existing)) {
      return fail("copy_file", result, EEXIST, false, from, to);
    }
  }
  ifstream in(from, ios::binary);
  ofstream out(to, ios::binary | ios::trunc);
  if (!in || !out)
    return fail("copy_file", result, errno, false, from, to);
  if (in.peek() != EOF)
    out << in.rdbuf();
  out.close();
  return in.bad() || !out ? fail("copy_file", result, EIO, false, from, to) : true;
}

void __copy_symlink(const path& from, const path& to, error_code* result) {
  const path target = __read_symlink(from, result);
  if (!result || !*result)
    __create_symlink(target, to, result);
}

void __copy(const path& from, const path& to, copy_options options, error_code* result) {
  begin(result);
  const bool keepsLinks = has(options, copy_options::copy_symlinks | copy_options::skip_symlinks |
                                           copy_options::create_symlinks);
  const file_status source =
      keepsLinks ? filesystem::symlink_status(from) : filesystem::status(from);
  if (!filesystem::exists(source))
    return void(fail("copy", result, ENOENT, 0, from, to));
  if (filesystem::is_symlink(source)) {
    if (has(options, copy_options::copy_symlinks))
      __copy_symlink(from, to, result);
    else if (!has(options, copy_options::skip_symlinks))
      fail("copy", result, EINVAL, 0, from, to);
    return;
  }
  if (!filesystem::is_directory(source)) {
    if (has(options, copy_options::directories_only))
      return;
    if (has(options, copy_options::create_symlinks))
      return __create_symlink(from, to, result);
    if (has(options, copy_options::create_hard_links))
      return __create_hard_link(from, to, result);
    __copy_file(from, filesystem::is_directory(to) ? to / from.filename() : to, options, result);
    return;
  }
  if (has(options, copy_options::create_symlinks))
    return void(fail("copy", result, EISDIR, 0, from, to));
  if (!has(options, copy_options::recursive) && options != copy_options::none)
    return;
  __create_directory(to, result);
  for (directory_iterator entry(from), end; entry != end && !(result && *result); ++entry)
    if (has(options, copy_options::recursive) || !entry->is_directory())
      __copy(entry->path(), to / entry->path().filename(),
             options | copy_options::__in_recursive_copy, result);
}

error_code directory_entry::__do_refresh() noexcept {
  struct stat link, found;
  __data_.__reset();
  if (::lstat(__p_.c_str(), &link) != 0)
    return error_code(errno, generic_category());
  const bool isLink = S_ISLNK(link.st_mode);
  if (isLink && ::stat(__p_.c_str(), &found) != 0) {
    __data_.__cache_type_ = directory_entry::_RefreshSymlinkUnresolved;
    return {};
  }
  const struct stat& target = isLink ? found : link;
  __data_.__cache_type_ =
      isLink ? directory_entry::_RefreshSymlink : directory_entry::_RefreshNonSymlink;
  __data_.__sym_perms_ = isLink ? perms::unknown : perms::none;
  __data_.__type_ = typeOf(target.st_mode);
  __data_.__non_sym_perms_ = perms::unknown;
  __data_.__size_ = uintmax_t(target.st_size);
  __data_.__nlink_ = target.st_nlink;
  __data_.__write_time_ = file_time_type(file_time_type::duration(
      __int128_t(target.st_mtim.tv_sec) * 1000000000 + target.st_mtim.tv_nsec));
  return {};
}

} // namespace filesystem
} // namespace __2
} // namespace std
