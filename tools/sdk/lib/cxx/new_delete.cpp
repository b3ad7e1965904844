// operator new and delete (C++ 17.6.3) that throw bad_alloc when memory is out. Replaces
// libc++abi's stdlib_new_delete; weak, so that a program may define its own.
#include <cstdlib>
#include <new>

#define REPLACEABLE __attribute__((weak))

namespace {

enum : size_t { kUsualAlignment = __STDCPP_DEFAULT_NEW_ALIGNMENT__ };

void* allocate(size_t size, size_t alignment) {
  if (size == 0)
    size = 1;
  if (alignment <= kUsualAlignment)
    return malloc(size);
  const size_t rounded = (size + alignment - 1) & ~(alignment - 1);
  return rounded < size ? nullptr : aligned_alloc(alignment, rounded);
}

void* allocateOrThrow(size_t size, size_t alignment) {
  for (;;) {
    if (void* block = allocate(size, alignment))
      return block;
    const std::new_handler handler = std::get_new_handler();
    if (!handler)
      throw std::bad_alloc();
    handler();
  }
}

} // namespace

REPLACEABLE void* operator new(size_t size) { return allocateOrThrow(size, kUsualAlignment); }
REPLACEABLE void* operator new(size_t size, std::align_val_t alignment) {
  return allocateOrThrow(size, static_cast<size_t>(alignment));
}
REPLACEABLE void* operator new[](size_t size) { return operator new(size); }
REPLACEABLE void* operator new[](size_t size, std::align_val_t alignment) {
  return operator new(size, alignment);
}

REPLACEABLE void* operator new(size_t size, const std::nothrow_t&) noexcept {
  try {
    return operator new(size);
  } catch (...) {
    return nullptr;
  }
}
REPLACEABLE void* operator new(size_t size, std::align_val_t alignment,
                               const std::nothrow_t&) noexcept {
  try {
    return operator new(size, alignment);
  } catch (...) {
    return nullptr;
  }
}
REPLACEABLE void* operator new[](size_t size, const std::nothrow_t&) noexcept {
  try {
    return operator new[](size);
  } catch (...) {
    return nullptr;
  }
}
REPLACEABLE void* operator new[](size_t size, std::align_val_t alignment,
                                 const std::nothrow_t&) noexcept {
  try {
    return operator new[](size, alignment);
  } catch (...) {
    return nullptr;
  }
}

REPLACEABLE void operator delete(void* block) noexcept { free(block); }
REPLACEABLE void operator delete(void* block, const std::nothrow_t&) noexcept {
  operator delete(block);
}
REPLACEABLE void operator delete(void* block, size_t) noexcept { operator delete(block); }
REPLACEABLE void operator delete(void* block, std::align_val_t) noexcept { free(block); }
REPLACEABLE void operator delete(void* block, std::align_val_t alignment,
                                 const std::nothrow_t&) noexcept {
  operator delete(block, alignment);
}
REPLACEABLE void operator delete(void* block, size_t, std::align_val_t alignment) noexcept {
  operator delete(block, alignment);
}
REPLACEABLE void operator delete[](void* block) noexcept { operator delete(block); }
REPLACEABLE void operator delete[](void* block, const std::nothrow_t&) noexcept {
  operator delete[](block);
}
REPLACEABLE void operator delete[](void* block, size_t) noexcept { operator delete[](block); }
REPLACEABLE void operator delete[](void* block, std::align_val_t alignment) noexcept {
  operator delete(block, alignment);
}
REPLACEABLE void operator delete[](void* block, std::align_val_t alignment,
                                   const std::nothrow_t&) noexcept {
  operator delete[](block, alignment);
}
REPLACEABLE void operator delete[](void* block, size_t, std::align_val_t alignment) noexcept {
  operator delete[](block, alignment);
}
