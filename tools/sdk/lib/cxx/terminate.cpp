// How a program ends that cannot go on, and the handlers for it (C++ 17.9). Replaces libc++abi's
// cxa_handlers and cxa_default_handlers, which know nothing of exceptions.
#include "exception.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <cxxabi.h>
#include <exception>
#include <new>
#include <utility>

extern "C" void* __cxa_current_primary_exception() noexcept;

namespace {

// Types that people throw and whose names are no names.
const char* const kPlainTypes[][2] = {
    {"i", "int"},  {"j", "unsigned int"}, {"l", "long"},   {"m", "unsigned long"}, {"c", "char"},
    {"b", "bool"}, {"f", "float"},        {"d", "double"}, {"PKc", "char const*"}, {"Pc", "char*"}};

// Writes `N3abc4nameE` and `St4name` as people do. Other names stay mangled: libc++abi's demangler
// would make every program larger.
void printType(const char* name) {
  for (const auto& [mangled, plain] : kPlainTypes)
    if (strcmp(name, mangled) == 0)
      name = plain;
  const bool isNested = *name == 'N';
  const char* at = name + isNested;
  char text[256] = "";
  size_t size = 0;
  if (strncmp(at, "St", 2) == 0) {
    size = strlen(strcpy(text, "std"));
    at += 2;
  }
  while (*at >= '1' && *at <= '9') {
    const size_t length = strtoul(at, const_cast<char**>(&at), 10);
    if (length > strlen(at) || size + length + 3 > sizeof text)
      break;
    size += size_t(
        snprintf(text + size, sizeof text - size, "%s%.*s", size > 0 ? "::" : "", int(length), at));
    at += length;
  }
  const bool isWhole = size > 0 && strcmp(at, isNested ? "E" : "") == 0;
  fputs(isWhole ? text : name, stderr);
}

[[noreturn]] void sayWhyAndAbort() {
  const std::type_info* type = abi::__cxa_current_exception_type();
  if (!type) {
    fputs("terminate called without an active exception\n", stderr);
    abort();
  }
  fputs("terminate called after throwing an instance of '", stderr);
  printType(type->name());
  fputs("'\n", stderr);
  try {
    std::rethrow_exception(std::current_exception());
  } catch (const std::exception& exception) {
    fprintf(stderr, "  what():  %s\n", exception.what());
  } catch (...) {
  }
  abort();
}

} // namespace

extern "C" {
std::terminate_handler __cxa_terminate_handler = sayWhyAndAbort;
void (*__cxa_unexpected_handler)() = std::terminate;
std::new_handler __cxa_new_handler = nullptr;
}

namespace std {

terminate_handler get_terminate() noexcept { return __cxa_terminate_handler; }
terminate_handler set_terminate(terminate_handler handler) noexcept {
  return exchange(__cxa_terminate_handler, handler ? handler : sayWhyAndAbort);
}

void terminate() noexcept {
  wasmpi::catchFlying();
  try {
    __cxa_terminate_handler();
    fputs("the terminate handler returned\n", stderr);
  } catch (...) {
    fputs("the terminate handler threw an exception\n", stderr);
  }
  abort();
}

new_handler get_new_handler() noexcept { return __cxa_new_handler; }
new_handler set_new_handler(new_handler handler) noexcept {
  return exchange(__cxa_new_handler, handler);
}

// Removed in C++17; dynamic exception specifications have no effect on Wasm, so nothing calls the
// handler but std::unexpected itself.
using unexpected_handler = void (*)();
unexpected_handler get_unexpected() noexcept { return __cxa_unexpected_handler; }
unexpected_handler set_unexpected(unexpected_handler handler) noexcept {
  return exchange(__cxa_unexpected_handler, handler ? handler : terminate);
}
[[noreturn]] void unexpected() {
  __cxa_unexpected_handler();
  terminate();
}

} // namespace std
