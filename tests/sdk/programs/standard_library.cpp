// The C++ library in a guest: containers, algorithms, streams, strings, virtual calls, static
// constructors and destructors.
#include <algorithm>
#include <cstdio>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <numeric>
#include <sstream>
#include <string>
#include <vector>

struct Shape {
  virtual ~Shape() { std::puts("a shape ends"); }
  virtual double area() const = 0;
};
struct Square : Shape {
  explicit Square(double side) : side_(side) {}
  double area() const override { return side_ * side_; }
  double side_;
};

struct Announcer {
  Announcer() { std::puts("constructed before main"); }
  ~Announcer() { std::puts("destroyed after main"); }
};
static Announcer announcer;

int main() {
  std::vector<int> numbers(1000);
  std::iota(numbers.begin(), numbers.end(), 0);
  std::sort(numbers.begin(), numbers.end(), std::greater<int>());
  std::map<std::string, double> table{{"pi", 3.25}, {"e", 2.75}};
  std::ostringstream stream;
  stream << numbers.front() << ' ' << std::accumulate(numbers.begin(), numbers.end(), 0L);
  std::unique_ptr<Shape> shape = std::make_unique<Square>(1.5);
  std::function<double(double)> twice = [&](double x) { return 2 * x + table["pi"]; };
  std::cout << stream.str() << ' ' << shape->area() << ' ' << twice(1) << std::endl;
  return 0;
}
