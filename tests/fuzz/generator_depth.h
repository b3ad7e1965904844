// How deep the generator has gone; private to it.
#pragma once

#include "function_generator.h"

namespace wasmpi::fuzz {

class FunctionGenerator::Deeper {
public:
  explicit Deeper(unsigned& depth) : depth_(depth) { ++depth_; }
  ~Deeper() { --depth_; }
  Deeper(const Deeper&) = delete;
  Deeper& operator=(const Deeper&) = delete;

private:
  unsigned& depth_;
};

} // namespace wasmpi::fuzz
