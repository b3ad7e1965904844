// Every function of functions.def with arguments that no honest guest would pass: nothing may
// crash, hang, or touch what lies outside.
#include <random>
#include <type_traits>

#include "wasi_fixture.h"

using namespace wasmpi;       // NOLINT: a test
using namespace wasmpi::wasi; // NOLINT: a test
using test::WasiGuest;

namespace {

class Hostile {
public:
  Hostile(WasiGuest& guest, std::mt19937_64& random) : guest_(guest), random_(random) {}

  /// Calls the function with a random argument for each parameter.
  template <class R, class... Parameters> void call(R (*function)(WasiContext&, Parameters...)) {
    // Braces: evaluated in order, so that a failure can be repeated.
    std::tuple<WasiContext&, Parameters...> arguments{guest_.context(), argument<Parameters>()...};
    std::apply(function, arguments);
  }

  void scribble() {
    for (int i = 0; i < 64; ++i)
      guest_.store<uint32_t>(static_cast<uint32_t>(random_() % 0x10000), number());
  }

private:
  template <class T> T argument() {
    if constexpr (std::is_integral_v<T>)
      return static_cast<T>(sizeof(T) == 8 && random_() % 2 ? random_() : number());
    else
      return T{number()};
  }

  uint32_t number() {
    constexpr uint32_t kEnd = WasiGuest::kMemorySize;
    constexpr uint32_t kEdges[] = {0,        1,      2,          3,          4,          5,
                                   kEnd - 8, kEnd,   0x7fffffff, 0x80000000, 0xffffffff, 0xfffffff8,
                                   0x100,    0x1000, 0x2000,     0x4000};
    switch (random_() % 4) {
    case 0:
      return static_cast<uint32_t>(random_());
    case 1:
      return static_cast<uint32_t>(random_() % 64);
    default:
      return kEdges[random_() % std::size(kEdges)];
    }
  }

  WasiGuest& guest_;
  std::mt19937_64& random_;
};

} // namespace

TEST_CASE("WASI: hostile arguments do no harm") {
  const test::TemporaryFolder outside;
  std::ofstream(outside.path() / "file") << "untouched";
  std::mt19937_64 random(20240607);
  // A guest soon has closed all its descriptors; the next one has them again.
  for (int number = 0; number < 60; ++number) {
    WasiGuest guest;
    guest.makeFile("file", "text");
    std::filesystem::create_directory_symlink(outside.path(), guest.folder() / "out");
    Hostile hostile(guest, random);
    for (int round = 0; round < 50; ++round) {
      hostile.scribble();
      guest.put("file", 0x1000);
      guest.put("out/file", 0x2000);
      // All but poll_oneoff, whose time limits would be waited for; it has tests of its own.
#define WASI(name, function)                                                                       \
  if (std::string_view(#name) != "poll_oneoff")                                                    \
    hostile.call(&function);
#define WASI_UNSTABLE(name, function) WASI(name, function)
#include "hostcalls/wasi/functions.def"
#undef WASI
#undef WASI_UNSTABLE
    }
  }
  CHECK(std::filesystem::file_size(outside.path() / "file") == 9);
  CHECK(std::distance(std::filesystem::directory_iterator(outside.path()), {}) == 1);
}
