// Streams read and print long doubles.
#include <cmath>
#include <iomanip>
#include <iostream>
#include <sstream>

int main() {
  long double value = 1;
  for (int i = 1; i < 20; ++i) value *= 1.5L;
  std::cout << std::setprecision(15) << value << ' ' << std::sqrt(value) << '\n';
  std::istringstream in("3.25 x");
  long double read = 0;
  in >> read;
  std::cout << std::fixed << std::setprecision(3) << read * 2 << '\n';
}
