// flags: -fno-exceptions
// The library and -fno-exceptions.
#include <cstdio>
#include <map>
#include <string>
#include <vector>
#if defined(__cpp_exceptions)
#error "exceptions are on"
#endif

int main() {
  std::map<std::string, std::vector<int>> table;
  for (int i = 0; i < 100; i++)
    table["a key that is longer than ten " + std::to_string(i % 7)].push_back(i);
  for (const auto& [key, values] : table)
    std::printf("%s %zu\n", key.c_str(), values.size());
}
