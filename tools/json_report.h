// Reports for programs to read.
#pragma once

#include <cstdio>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace wasmpi {

/// Keeps the order of its members.
using Json = nlohmann::ordered_json;

/// Prints a report to standard output; what is no UTF-8 in names of files is replaced.
inline void printJson(const Json& report) {
  fmt::print("{}\n", report.dump(2, ' ', false, Json::error_handler_t::replace));
}

} // namespace wasmpi
