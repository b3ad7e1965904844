// Look-up of C library functions by name, and of the code segments they lie in.
#include "runtime/libcalls.h"

#include <array>
#include <cstddef>
#include <string_view>

#include <dlfcn.h>
#include <fmt/format.h>
#include <link.h>

#include "runtime/unwinding.h"

namespace wasmpi {

namespace {

constexpr std::array kNames = {
#define LIBCALL(name, type) #name,
#include "codegen/libcalls.def"
#undef LIBCALL
};

/// Those that are wasmpi's own, not the C library's.
void* ownFunction(std::string_view name) {
  return name == "wasmpi_personality" ? reinterpret_cast<void*>(&wasmpi_personality) : nullptr;
}

/// In the order in which they are looked through.
constexpr std::array kLibraries = {"libc.so.6", "libm.so.6"};

struct SegmentSearch {
  uintptr_t address;
  uintptr_t begin = 0, end = 0;
};

int searchSegments(dl_phdr_info* info, size_t, void* user) {
  SegmentSearch& search = *static_cast<SegmentSearch*>(user);
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr)& segment = info->dlpi_phdr[i];
    const uintptr_t begin = info->dlpi_addr + segment.p_vaddr;
    if (segment.p_type != PT_LOAD || search.address < begin ||
        search.address >= begin + segment.p_memsz)
      continue;
    search.begin = begin;
    search.end = begin + segment.p_memsz;
    return 1;
  }
  return 0;
}

/// Makes the segment of code around `function` known, once.
void addSegmentOf(void* function, GuestRegions& regions) {
  SegmentSearch search{.address = reinterpret_cast<uintptr_t>(function)};
  if (regions.find(GuestRegion::Kind::LibraryCode, search.address) != nullptr)
    return;
  if (dl_iterate_phdr(searchSegments, &search) != 0)
    regions.add(GuestRegion::Kind::LibraryCode, {.begin = search.begin, .end = search.end});
}

} // namespace

Expected<void*> Libcalls::find(size_t index) {
  void*& address = addresses_[index];
  if (address == nullptr)
    address = ownFunction(kNames[index]);
  if (address != nullptr)
    return address;
  for (size_t i = 0; i < kLibraries.size() && address == nullptr; ++i) {
    // Never closed: images refer to what is in it.
    void* const handle = dlopen(kLibraries[i], RTLD_LAZY | RTLD_LOCAL);
    if (handle == nullptr)
      return failure(fmt::format("cannot open the C library: {}", dlerror()));
    address = dlsym(handle, kNames[index]);
  }
  if (address == nullptr)
    return failure(fmt::format(
        "the C library of this system has no function {}; wasmpi needs glibc 2.25 or newer",
        kNames[index]));
  addSegmentOf(address, regions_);
  return address;
}

} // namespace wasmpi
