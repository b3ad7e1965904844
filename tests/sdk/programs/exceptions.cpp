// Throwing, catching, keeping and throwing again, as C++ has it.
#include <exception>
#include <functional>
#include <iostream>
#include <memory>
#include <new>
#include <sstream>
#include <stdexcept>
#include <string>
#include <typeinfo>
#include <variant>
#include <vector>

struct Trace {
  const char* name;
  explicit Trace(const char* its) : name(its) {}
  ~Trace() {
    std::cout << "  ~" << name << (std::uncaught_exceptions() ? " while unwinding" : "") << "\n";
  }
};

struct Left {
  virtual ~Left() = default;
  int left = 1;
};
struct Right {
  virtual ~Right() = default;
  int right = 2;
};
struct Both : Left, Right {
  int own = 3;
};
struct Hidden : private Right {};
struct Diamond1 : virtual Left {};
struct Diamond2 : virtual Left {};
struct Diamond : Diamond1, Diamond2 {};

template <class Type> void raise(Type value) {
  Trace trace("raise");
  throw value;
}

static void catchByType() {
  try {
    raise(42);
  } catch (long) {
    std::cout << "long\n";
  } catch (int number) {
    std::cout << "int " << number << "\n";
  }
  try {
    raise(std::string("a string that is not short at all"));
  } catch (const std::string& text) {
    std::cout << text << "\n";
  }
  try {
    raise(Both());
  } catch (Right& right) {
    std::cout << "second base " << right.right << "\n";
  }
  Both both;
  try {
    throw &both;
  } catch (const Right* right) {
    std::cout << "pointer to second base " << right->right << " " << (right == &both) << "\n";
  }
  try {
    raise(Diamond());
  } catch (Left& left) {
    std::cout << "virtual base " << left.left << "\n";
  }
  try {
    throw nullptr;
  } catch (int* pointer) {
    std::cout << "null " << (pointer == nullptr) << "\n";
  }
  try {
    try {
      throw Hidden();
    } catch (Right&) {
      std::cout << "a private base\n";
    }
  } catch (Hidden&) {
    std::cout << "not its private base\n";
  }
  try {
    throw "text";
  } catch (const char* text) {
    std::cout << text << "\n";
  }
}

static void passOn() {
  try {
    Trace outer("outer");
    try {
      Trace inner("inner");
      throw std::runtime_error("first");
    } catch (const std::logic_error&) {
      std::cout << "wrong handler\n";
    } catch (std::exception& exception) {
      std::cout << "caught " << exception.what() << "\n";
      throw;
    }
  } catch (std::runtime_error& exception) {
    std::cout << "again " << exception.what() << "\n";
    try {
      throw std::logic_error("second");
    } catch (...) {
      try {
        throw;
      } catch (std::logic_error& other) {
        std::cout << "inner " << other.what() << "\n";
      }
    }
    try {
      throw;
    } catch (std::runtime_error& same) {
      std::cout << "the same object " << (&same == &exception) << "\n";
    }
  }
}

static void keep() {
  std::exception_ptr kept;
  try {
    throw std::out_of_range("kept");
  } catch (...) {
    kept = std::current_exception();
  }
  for (int i = 0; i < 2; i++) {
    try {
      std::rethrow_exception(kept);
    } catch (std::out_of_range& exception) {
      std::cout << "kept " << exception.what() << " " << (std::current_exception() == kept) << "\n";
    }
  }
  try {
    std::rethrow_exception(std::make_exception_ptr(7));
  } catch (int number) {
    std::cout << "made " << number << "\n";
  }
  std::cout << "none now " << (std::current_exception() == nullptr) << " "
            << std::uncaught_exceptions() << "\n";
  try {
    try {
      throw std::runtime_error("cause");
    } catch (...) {
      std::throw_with_nested(std::logic_error("effect"));
    }
  } catch (std::logic_error& effect) {
    try {
      std::rethrow_if_nested(effect);
    } catch (std::runtime_error& cause) {
      std::cout << effect.what() << " of " << cause.what() << "\n";
    }
  }
}

struct Unfinished {
  Trace member{"member"};
  Unfinished() { throw 1; }
  ~Unfinished() { std::cout << "never\n"; }
};

struct Element {
  static int alive;
  Element() {
    if (alive == 3)
      throw std::runtime_error("fourth");
    alive++;
  }
  ~Element() { alive--; }
};
int Element::alive;

static void construct() {
  try {
    Unfinished object;
  } catch (int) {
    std::cout << "not constructed\n";
  }
  try {
    auto elements = std::make_unique<Element[]>(10);
  } catch (std::runtime_error& exception) {
    std::cout << exception.what() << ", alive " << Element::alive << "\n";
  }
  static int attempts = 0;
  for (int i = 0; i < 2; i++) {
    try {
      static int value = attempts++ == 0 ? throw 5 : 6;
      std::cout << "static " << value << "\n";
    } catch (int) {
      std::cout << "static not made\n";
    }
  }
}

static int functionTry(int number) try {
  if (number > 1)
    throw std::string("thrown");
  return number;
} catch (std::string& text) {
  return static_cast<int>(text.size());
}

template <class Exception, class Action> void expect(const char* name, Action action) {
  try {
    action();
    std::cout << name << ": nothing thrown\n";
  } catch (Exception&) {
    std::cout << name << ": thrown\n";
  }
}

static void* volatile kept;

static void throwInTheLibrary() {
  std::vector<int> numbers(3);
  std::string text = "abc";
  Left left;
  Left* none = nullptr;
  std::variant<int, std::string> either = 1;
  expect<std::out_of_range>("vector::at", [&] { numbers.at(5) = 1; });
  expect<std::length_error>("vector::reserve", [&] { numbers.reserve(SIZE_MAX); });
  expect<std::out_of_range>("string::at", [&] { text.at(9) = 'x'; });
  expect<std::out_of_range>("string::substr", [&] { text = text.substr(9); });
  expect<std::invalid_argument>("stoi", [] { (void)std::stoi("words"); });
  expect<std::out_of_range>("stoi", [] { (void)std::stoi("99999999999999"); });
  expect<std::invalid_argument>("stod", [] { (void)std::stod(""); });
  expect<std::bad_cast>("dynamic_cast", [&] { (void)dynamic_cast<Both&>(left); });
  expect<std::bad_typeid>("typeid", [&] { (void)typeid(*none).name(); });
  expect<std::bad_function_call>("function", [] { std::function<void()>()(); });
  expect<std::bad_variant_access>("variant", [&] { (void)std::get<std::string>(either); });
  expect<std::bad_weak_ptr>("weak_ptr", [] { std::shared_ptr<int> pointer{std::weak_ptr<int>()}; });
  volatile size_t tooMuch = SIZE_MAX - 4096;
  volatile long tooMany = -1;
  expect<std::bad_alloc>("new", [&] { kept = ::operator new(tooMuch); });
  expect<std::bad_alloc>("new[]", [&] { kept = new int[static_cast<size_t>(tooMany)]; });
  std::cout << "nothrow " << (::operator new(tooMuch, std::nothrow) == nullptr) << "\n";
  expect<std::ios_base::failure>("stream", [] {
    std::istringstream stream("words");
    stream.exceptions(std::ios::failbit);
    int number;
    stream >> number;
  });
}

struct Unprintable {};
static std::ostream& operator<<(std::ostream& stream, Unprintable) {
  throw 1;
  return stream;
}

int main() {
  catchByType();
  passOn();
  keep();
  construct();
  std::cout << functionTry(1) << functionTry(2) << "\n";
  throwInTheLibrary();
  expect<int>("operator<<", [] { std::cout << Unprintable(); });
  // Nothing is lost by throwing often.
  unsigned caught = 0;
  for (int i = 0; i < 10000; i++) {
    try {
      throw std::vector<char>(100000);
    } catch (std::vector<char>&) {
      caught++;
    }
  }
  std::cout << caught << "\n";
}
