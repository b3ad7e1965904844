// Streams to files and strings: what is written is read back, formatted, sought in, and errors are
// states or exceptions.
#include <cstdio>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <iterator>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

static void textFiles() {
  std::ofstream out("table.txt");
  out << std::setw(8) << std::setfill('.') << 42 << '|' << std::fixed << std::setprecision(3)
      << 3.14159 << '|' << std::hex << 255 << '\n'
      << std::scientific << 1234.5 << '|' << std::boolalpha << true << '|' << std::left
      << std::setw(6) << "ab"
      << "|\n";
  out.close();
  std::ofstream("table.txt", std::ios::app) << "appended\n";
  std::ifstream in("table.txt");
  for (std::string line; std::getline(in, line);)
    std::cout << line << "\n";
  std::cout << in.eof() << in.fail() << in.bad() << "\n";
}

static void numbers() {
  {
    std::ofstream out("numbers.txt");
    out.precision(std::numeric_limits<double>::max_digits10);
    for (int i = 0; i < 1000; i++)
      out << i / 7.0 << (i % 10 == 9 ? '\n' : ' ');
  }
  std::ifstream in("numbers.txt");
  const std::vector<double> read{std::istream_iterator<double>(in),
                                 std::istream_iterator<double>()};
  size_t equal = 0;
  for (size_t i = 0; i < read.size(); i++)
    equal += read[i] == static_cast<double>(i) / 7.0;
  std::cout << read.size() << " " << equal << "\n";
}

static void binaryFiles() {
  std::vector<int> values(50000);
  for (size_t i = 0; i < values.size(); i++)
    values[i] = static_cast<int>(i * 2654435761u);
  std::fstream file("data.bin", std::ios::in | std::ios::out | std::ios::trunc | std::ios::binary);
  file.write(reinterpret_cast<const char*>(values.data()),
             static_cast<std::streamsize>(values.size() * sizeof(int)));
  file.seekg(4 * 777);
  int value = 0;
  file.read(reinterpret_cast<char*>(&value), sizeof value);
  std::cout << (value == values[777]) << " at " << file.tellg() << "\n";
  file.seekp(-4, std::ios::end);
  value = -1;
  file.write(reinterpret_cast<const char*>(&value), sizeof value);
  file.seekg(0, std::ios::end);
  std::cout << "size " << file.tellg() << "\n";
  file.seekg(-8, std::ios::end);
  int last[2] = {};
  file.read(reinterpret_cast<char*>(last), sizeof last);
  std::cout << (last[0] == values[49998]) << last[1] << " " << file.gcount() << "\n";
  file.read(reinterpret_cast<char*>(last), sizeof last);
  std::cout << file.gcount() << file.eof() << "\n";
}

static void errors() {
  std::ifstream missing("missing.txt");
  std::cout << missing.is_open() << missing.good() << "\n";
  missing.clear();
  missing.exceptions(std::ios::failbit | std::ios::badbit);
  try {
    missing.open("missing.txt");
    std::cout << "opened\n";
  } catch (const std::ios_base::failure&) {
    std::cout << "not opened\n";
  }
  std::istringstream words("12 x 13");
  int first = 0, second = 0;
  words >> first >> second;
  std::cout << first << second << words.fail() << "\n";
  words.clear();
  words.ignore(100, 'x');
  words >> second;
  std::cout << second << "\n";
}

struct Point {
  double x, y;
};
static std::ostream& operator<<(std::ostream& stream, const Point& point) {
  return stream << '(' << point.x << ", " << point.y << ')';
}
static std::istream& operator>>(std::istream& stream, Point& point) {
  char mark;
  return stream >> mark >> point.x >> mark >> point.y >> mark;
}

int main() {
  std::ios::sync_with_stdio(false);
  textFiles();
  numbers();
  binaryFiles();
  errors();
  std::stringstream stream;
  stream << Point{1.5, -2};
  Point point{};
  stream >> point;
  std::cout << point << " "
            << std::put_time(std::gmtime(std::vector<std::time_t>{86400}.data()), "%Y-%m-%d")
            << std::endl;
  std::clog << "to standard error\n";
  std::wcout << L"wide" << std::endl;
  std::remove("table.txt");
}
