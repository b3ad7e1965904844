// Files, folders and links that the program makes itself, by <filesystem>.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

namespace fs = std::filesystem;

static void list(const char* what, std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  std::cout << what << ":";
  for (const std::string& name : names)
    std::cout << " " << name;
  std::cout << "\n";
}

static void paths() {
  const fs::path path = "data/../data/run.1/./result.tar.gz";
  std::cout << path.filename() << path.stem() << path.extension() << path.parent_path()
            << path.lexically_normal() << path.is_absolute()
            << fs::path("a/b/c").lexically_relative("a/d") << "\n";
  std::cout << (fs::absolute("x") == fs::current_path() / "x")
            << fs::weakly_canonical("none/../x").filename() << "\n";
}

static void folders() {
  std::cout << fs::create_directories("data/one/two") << fs::create_directory("data/one")
            << fs::exists("data/one/two") << fs::is_directory("data")
            << fs::is_empty("data/one/two") << "\n";
  for (const char* name : {"data/a.txt", "data/b.txt", "data/one/c.txt", "data/one/two/d.txt"})
    std::ofstream(name) << name;
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator("data"))
    names.push_back(entry.path().filename().string() +
                    (entry.is_directory() ? "/" : std::to_string(entry.file_size())));
  list("entries", names);
  names.clear();
  fs::recursive_directory_iterator all("data"), end;
  for (; all != end; ++all)
    names.push_back(std::to_string(all.depth()) + all->path().generic_string());
  list("all", names);
  names.clear();
  for (fs::recursive_directory_iterator some("data"); some != end; ++some) {
    if (some->path().filename() == "one")
      some.disable_recursion_pending();
    names.push_back(some->path().string());
  }
  list("not into one", names);
}

static void files() {
  std::cout << fs::file_size("data/a.txt") << fs::is_regular_file("data/a.txt")
            << fs::hard_link_count("data/a.txt") << "\n";
  std::cout << fs::copy_file("data/a.txt", "data/copy.txt") << fs::file_size("data/copy.txt")
            << fs::copy_file("data/b.txt", "data/copy.txt", fs::copy_options::skip_existing)
            << fs::copy_file("data/b.txt", "data/copy.txt", fs::copy_options::overwrite_existing)
            << "\n";
  fs::resize_file("data/copy.txt", 4);
  fs::rename("data/copy.txt", "data/moved.txt");
  std::string text;
  std::ifstream(fs::path("data/moved.txt")) >> text;
  std::cout << text << fs::exists("data/copy.txt")
            << fs::equivalent("data/a.txt", "data/one/../a.txt") << "\n";
  const auto time = fs::file_time_type::clock::now() - std::chrono::hours(5);
  fs::last_write_time("data/a.txt", time);
  std::cout << (std::chrono::abs(fs::last_write_time("data/a.txt") - time) <
                std::chrono::seconds(1))
            << (fs::last_write_time("data/a.txt") < fs::last_write_time("data/b.txt")) << "\n";
  fs::copy("data/one", "data/three", fs::copy_options::recursive);
  std::cout << fs::file_size("data/three/two/d.txt") << "\n";
}

static void links() {
  fs::create_symlink("a.txt", "data/link");
  fs::create_directory_symlink("one", "data/folder");
  fs::create_symlink("nothing", "data/broken");
  fs::create_hard_link("data/a.txt", "data/hard");
  std::cout << fs::read_symlink("data/link") << fs::is_symlink("data/link")
            << fs::file_size("data/link") << fs::exists("data/broken")
            << fs::is_symlink(fs::symlink_status("data/broken"))
            << fs::hard_link_count("data/a.txt") << fs::canonical("data/link").filename() << "\n";
  int followed = 0, notFollowed = 0;
  for (auto& entry :
       fs::recursive_directory_iterator("data", fs::directory_options::follow_directory_symlink))
    followed += !entry.path().empty();
  for (auto& entry : fs::recursive_directory_iterator("data"))
    notFollowed += !entry.path().empty();
  std::cout << followed << " " << notFollowed << "\n";
}

template <class Action> static void fails(Action action) {
  try {
    action();
    std::cout << "worked\n";
  } catch (const fs::filesystem_error& error) {
    std::cout << error.code().message() << ": " << error.path1() << error.path2() << "\n";
  }
}

static void errors() {
  fails([] { (void)fs::file_size("missing"); });
  fails([] { (void)fs::file_size("data"); });
  fails([] { fs::rename("missing", "there"); });
  fails([] { (void)fs::directory_iterator("missing"); });
  fails([] { fs::remove("data/one"); });
  fails([] { fs::copy_file("data/a.txt", "data/b.txt"); });
  fails([] { (void)fs::canonical("missing"); });
  fails([] { fs::create_directory("missing/inner"); });
  std::error_code code;
  std::cout << (fs::file_size("missing", code) == static_cast<uintmax_t>(-1))
            << (code == std::errc::no_such_file_or_directory) << fs::exists("missing", code)
            << fs::remove("missing", code)
            << (fs::directory_iterator("missing", code) == fs::directory_iterator())
            << (code == std::errc::no_such_file_or_directory) << "\n";
}

int main() {
  paths();
  folders();
  files();
  links();
  errors();
  std::cout << fs::remove("data/a.txt") << fs::remove_all("data") << fs::exists("data")
            << fs::remove_all("data") << "\n";
}
