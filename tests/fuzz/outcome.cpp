#include "outcome.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "runtime/linear_memory.h"

namespace wasmpi::fuzz {

namespace {

constexpr std::string_view kMemoryTrap = "trap memory";

/// As oracle.mjs names what V8 throws.
std::string_view kindOf(const Trap& trap) {
  switch (trap.code) {
  case TrapCode::Unreachable:
    return "unreachable";
  case TrapCode::MemoryOutOfBounds:
    return "memory";
  case TrapCode::TableOutOfBounds:
  case TrapCode::UndefinedElement:
    return "table";
  case TrapCode::UninitializedElement:
  case TrapCode::IndirectCallMismatch:
    return "signature";
  case TrapCode::IntegerDivideByZero:
    return "divide";
  case TrapCode::IntegerOverflow:
  case TrapCode::InvalidConversion:
    return "unrepresentable";
  case TrapCode::StackOverflow:
    return "stack";
  case TrapCode::NullFunctionReference:
  case TrapCode::NullReference:
    return "null";
  default:
    return textOf(trap.code);
  }
}

uint32_t digest(const LinearMemory& memory, uint32_t value) {
  const uint8_t* base = memory.definition()->base;
  const uint64_t byteSize = memory.definition()->currentByteSize();
  for (uint64_t offset = 0; offset < byteSize; offset += 4) {
    uint32_t word = 0;
    std::memcpy(&word, base + offset, std::min<uint64_t>(4, byteSize - offset));
    value = (value ^ word) * 0x01000193;
    value ^= value >> 15;
  }
  return value;
}

Result<std::vector<Value>> call(Instance& instance, std::string_view name) {
  return instance.call(std::get<FunctionInstance>(*instance.findExport(name)), {});
}

std::string describe(Instance& instance, const std::string& result) {
  uint32_t value = 0;
  std::string pages;
  for (uint32_t i = 0; i < instance.module().memories.size(); ++i) {
    const LinearMemory& memory = instance.memory(i);
    value = digest(memory, value);
    pages += fmt::format("/{}", memory.pageCount());
  }
  const auto state = call(instance, "state");
  return fmt::format("{} memory:{:08x}{} state:{:016x}", result, value, pages,
                     state ? state->front().bits : 0);
}

} // namespace

bool isMemoryTrap(const std::string& line) { return line.starts_with(kMemoryTrap); }

Expected<Outcome> runModule(const GeneratedModule& module, EngineOptions options) {
  auto engine = Engine::create(std::move(options));
  if (!engine)
    return tl::unexpected(engine.error());
  const auto loaded = (*engine)->load(module.bytes);
  if (!loaded)
    return tl::unexpected(loaded.error());
  const auto instance = (*engine)->instantiate(**loaded, {});
  if (!instance) {
    if (const auto* error = std::get_if<Error>(&instance.error()))
      return tl::unexpected(*error);
    return Outcome{fmt::format("trap {}", kindOf(std::get<Trap>(instance.error())))};
  }
  Outcome outcome;
  for (uint32_t i = 0; i < module.runCount; ++i) {
    const auto result = call(**instance, fmt::format("run{}", i));
    outcome.push_back(
        describe(**instance, result ? "ok" : fmt::format("trap {}", kindOf(result.error()))));
  }
  return outcome;
}

} // namespace wasmpi::fuzz
