// Exceptions thrown inside the C++ library: Debian's is built without exceptions and reports each,
// by its name, to __libcpp_verbose_abort ("out_of_range was thrown in -fno-exceptions mode with
// message \"%s\""); here it is thrown after all. Frames of the library in between are passed without
// cleaning up, so a string it had built may be lost. Replaces libc++'s verbose_abort and libc++abi's
// cxa_aux_runtime.
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <cxxabi.h>
#include <ios>
#include <new>
#include <stdexcept>
#include <system_error>
#include <typeinfo>

namespace __cxxabiv1 {
extern "C" {
void __cxa_bad_cast() { throw std::bad_cast(); }
void __cxa_bad_typeid() { throw std::bad_typeid(); }
void __cxa_throw_bad_array_new_length() { throw std::bad_array_new_length(); }
}
} // namespace __cxxabiv1

namespace {

template <class Exception> [[noreturn]] void throwPlain(va_list) { throw Exception(); }

template <class Exception> [[noreturn]] void throwWithMessage(va_list arguments) {
  throw Exception(va_arg(arguments, const char*));
}

[[noreturn]] void throwSystemError(va_list arguments) {
  const int number = va_arg(arguments, int);
  throw std::system_error(number, std::generic_category(), va_arg(arguments, const char*));
}

struct LibraryException {
  const char* name;
  void (*raise)(va_list arguments);
};

// All that libc++.a names.
const LibraryException kExceptions[] = {
    {"bad_alloc", throwPlain<std::bad_alloc>},
    {"bad_array_new_length", throwPlain<std::bad_array_new_length>},
    {"bad_cast", throwPlain<std::bad_cast>},
    {"invalid_argument", throwWithMessage<std::invalid_argument>},
    {"ios_base::failure", throwWithMessage<std::ios_base::failure>},
    {"length_error", throwWithMessage<std::length_error>},
    {"out_of_range", throwWithMessage<std::out_of_range>},
    {"overflow_error", throwWithMessage<std::overflow_error>},
    {"runtime_error", throwWithMessage<std::runtime_error>},
    {"system_error", throwSystemError},
};

} // namespace

// Under another name, because the library declares it noexcept.
extern "C" [[noreturn]] void verboseAbort(const char* format,
                                          ...) __asm__("_ZNSt3__222__libcpp_verbose_abortEPKcz");

void verboseAbort(const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  if (const char* nameEnd = strstr(format, " was thrown in -fno-exceptions mode")) {
    for (const LibraryException& known : kExceptions)
      if (strlen(known.name) == size_t(nameEnd - format) &&
          strncmp(format, known.name, strlen(known.name)) == 0)
        known.raise(arguments);
  }
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  abort();
}
