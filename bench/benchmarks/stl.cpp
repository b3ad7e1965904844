// The C++ standard library at work: words counted in a hash table, sorted by their count, summed up in an ordered map.
#include "bench.h"

#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

static std::vector<std::string> words;

/// Words of two to nine letters; few are frequent, many are rare.
static void prepare(int size) {
  if (!words.empty()) return;
  unsigned long long state = 5;
  for (int i = 0; i < size; i++) {
    const unsigned kRank = nextRandom(&state) % (1 + nextRandom(&state) % 5000);
    std::string word;
    for (unsigned rest = kRank * 2654435761u, letters = 2 + kRank % 8; letters > 0; letters--, rest = rest / 26 + 7)
      word += static_cast<char>('a' + rest % 26);
    words.push_back(word);
  }
}

static double run(int) {
  // Nothing here may depend on the order of a hash table, which differs between libraries.
  std::unordered_map<std::string, unsigned> counts;
  for (const std::string &word : words) counts[word]++;
  std::vector<std::pair<std::string, unsigned>> sorted(counts.begin(), counts.end());
  std::sort(sorted.begin(), sorted.end(), [](const auto &left, const auto &right) {
    return left.second != right.second ? left.second > right.second : left.first < right.first;
  });
  std::map<std::string, double> byStart;
  for (std::size_t i = 0; i < sorted.size(); i++) byStart[sorted[i].first.substr(0, 3)] += sorted[i].second * (1.0 + i % 9);
  double sum = 0, weight = 1;
  for (const auto &[start, value] : byStart) {
    sum += value * weight + static_cast<double>(start.size());
    weight = weight < 8 ? weight + 0.5 : 1;
  }
  return sum;
}

int main(int argc, char **argv) {
  const Kernel kernel = {"stl", 400000, 7, 12, prepare, run};
  return runKernel(argc, argv, &kernel);
}
