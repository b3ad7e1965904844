#pragma once
#include <map>
#include <stdexcept>
#include <string>

struct ConfigurationError : std::runtime_error {
  ConfigurationError(const std::string& file, int line, const std::string& what)
      : std::runtime_error(file + ":" + std::to_string(line) + ": " + what) {}
};

/// Lines of `name = value` with comments after '#'.
class Configuration {
public:
  static Configuration read(const std::string& file);
  double number(const std::string& name) const;
  int count(const std::string& name) const;

private:
  std::map<std::string, std::string> values_;
};
