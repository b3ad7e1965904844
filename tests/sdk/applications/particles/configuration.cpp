#include "configuration.h"

#include <fstream>
#include <sstream>

Configuration Configuration::read(const std::string& file) {
  std::ifstream in(file);
  if (!in)
    throw ConfigurationError(file, 0, "cannot be opened");
  Configuration result;
  std::string line;
  for (int number = 1; std::getline(in, line); number++) {
    std::istringstream words(line.substr(0, line.find('#')));
    std::string name, equals, value;
    if (!(words >> name))
      continue;
    if (!(words >> equals >> value) || equals != "=")
      throw ConfigurationError(file, number, "expected 'name = value'");
    if (!result.values_.emplace(name, value).second)
      throw ConfigurationError(file, number, "'" + name + "' is given twice");
  }
  return result;
}

double Configuration::number(const std::string& name) const { return std::stod(values_.at(name)); }
int Configuration::count(const std::string& name) const { return std::stoi(values_.at(name)); }
