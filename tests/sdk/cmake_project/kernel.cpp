#include <vector>

extern "C" double sumOfSquares(int count) {
  std::vector<double> values(count);
  double sum = 0;
  for (int i = 0; i < count; i++) {
    values[i] = i;
    sum += values[i] * values[i];
  }
  return sum;
}
