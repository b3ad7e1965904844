// What a program says that ends because of an exception.
// wasm-only: trap terminate called
// cases: standard fundamental own template_of noexcept_function rethrow_nothing destructor static_initialiser quiet
// case standard: terminate called after throwing an instance of 'std::runtime_error'\n  what\(\):  the reason\n.*unreachable
// case fundamental: terminate called after throwing an instance of 'int'\n
// case own: terminate called after throwing an instance of 'application::Failure'\n
// case template_of: terminate called after throwing an instance of 'N11application5OtherIiEE'\n
// case noexcept_function: terminate called after throwing an instance of 'char const\*'\n
// case rethrow_nothing: terminate called without an active exception\n
// case destructor: terminate called after throwing an instance of 'application::Failure'\n
// case static_initialiser: terminate called after throwing an instance of 'std::out_of_range'\n  what\(\):  early
// case quiet: ^my handler: std::logic_error\n
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <stdexcept>

namespace application {
struct Failure {};
template <class Type> struct Other {};
struct Bad {
  ~Bad() { throw Failure(); }
};
} // namespace application

static void raise(const char* what) noexcept { throw what; }

static void ownHandler() {
  try {
    std::rethrow_exception(std::current_exception());
  } catch (std::logic_error&) {
    fputs("my handler: std::logic_error\n", stderr);
  }
  abort();
}

static bool early(const char* name) {
  const char* chosen = getenv("CASE");
  if (chosen && strcmp(chosen, name) == 0)
    throw std::out_of_range("early");
  return true;
}

int main(int, char** arguments) {
  const char* name = arguments[1];
  if (strcmp(name, "standard") == 0)
    throw std::runtime_error("the reason");
  if (strcmp(name, "fundamental") == 0)
    throw 1;
  if (strcmp(name, "own") == 0)
    throw application::Failure();
  if (strcmp(name, "template_of") == 0)
    throw application::Other<int>();
  if (strcmp(name, "noexcept_function") == 0)
    raise("text");
  if (strcmp(name, "rethrow_nothing") == 0)
    throw;
  if (strcmp(name, "destructor") == 0)
    application::Bad();
  if (strcmp(name, "quiet") == 0) {
    std::set_terminate(ownHandler);
    throw std::logic_error("quiet");
  }
  // A static variable of a namespace would be made before the name of the case is known.
  if (strcmp(name, "static_initialiser") == 0) {
    setenv("CASE", name, 1);
    static const bool isEarly = early(name);
    return isEarly;
  }
}
