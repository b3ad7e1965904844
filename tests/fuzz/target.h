// What every fuzz target is made of; replay_main.cpp drives it without libFuzzer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "byte_source.h"

/// libFuzzer's entry: returns 0; a finding ends the process.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace wasmpi::fuzz {

/// The target's input number `seed`, the same everywhere.
Bytes seedInput(uint64_t seed);
/// What the inputs so far were like, in a line or more.
std::string statisticsText();

/// Says what is wrong, keeps the module in a file, and aborts, which libFuzzer records.
[[noreturn]] void reportFinding(const std::string& what, std::span<const uint8_t> module);

/// A module with a few bytes changed, moved, added or taken away.
Bytes mutate(Bytes module, Random& random);

} // namespace wasmpi::fuzz
