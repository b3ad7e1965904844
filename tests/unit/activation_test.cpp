#include "runtime/activation.h"

#include <catch2/catch.hpp>

#include "fake_guest.h"
#include "runtime/host_module.h"

using namespace wasmpi; // NOLINT: a test reads better without the prefix
using namespace wasmpi::test;

namespace {

struct Context {
  FakeGuest* guest = nullptr;
  int destroyed = 0;
  int calls = 0;
};

/// Counts its destruction: nothing of a hostcall may be left behind by a trap.
struct Witness {
  Context& context;
  ~Witness() { ++context.destroyed; }
};

Result<uint32_t> refuse(Context& context, uint32_t value) {
  const Witness witness{context};
  if (value == 0)
    return trapHostCall(std::string(100, 'x'));
  return value + 1;
}

Result<void> leave(Context&, uint32_t status) { return trapExit(static_cast<int>(status)); }

double halve(Context&, double value) { return value / 2; }

template <auto function> const void* codeOf() { return bind<function>().code; }

FAKE_GUEST void callRefuse(void* context, uint64_t* values) {
  auto* code = reinterpret_cast<uint32_t (*)(void*, uint32_t)>(values[1]);
  values[0] = code(context, static_cast<uint32_t>(values[0]));
}

FAKE_GUEST void callLeave(void* context, uint64_t* values) {
  reinterpret_cast<void (*)(void*, uint32_t)>(values[1])(context, static_cast<uint32_t>(values[0]));
}

FAKE_GUEST void raiseUnreachable(void*, uint64_t*) { raiseTrap(Trap{.code = TrapCode::Unreachable}); }

/// A hostcall that calls the guest back, and goes on after its trap.
Result<uint32_t> callBack(Context& context, uint32_t isForwarded) {
  const Witness witness{context};
  auto inner = context.guest->run(raiseUnreachable);
  ++context.calls;
  if (inner)
    return 0;
  if (isForwarded != 0)
    return tl::unexpected(inner.error());
  return static_cast<uint32_t>(inner.error().code) + 100;
}

} // namespace

TEST_CASE("activation: guest code that returns leaves its results") {
  FakeGuest guest;
  Context context;
  uint64_t values[] = {41, reinterpret_cast<uint64_t>(codeOf<&refuse>())};
  REQUIRE(guest.run(callRefuse, &context, values));
  CHECK(values[0] == 42);
  CHECK(threadState().innermost == nullptr);
}

TEST_CASE("activation: a hostcall's trap arrives as a value, and its locals are destroyed") {
  FakeGuest guest;
  Context context;
  for (int i = 1; i <= 3; ++i) {
    uint64_t values[] = {0, reinterpret_cast<uint64_t>(codeOf<&refuse>())};
    const auto result = guest.run(callRefuse, &context, values);
    REQUIRE_FALSE(result);
    CHECK(result.error().code == TrapCode::HostCall);
    CHECK(result.error().detail == std::string(100, 'x'));
    CHECK(context.destroyed == i);
    CHECK(threadState().innermost == nullptr);
  }
}

TEST_CASE("activation: an exit carries its status") {
  FakeGuest guest;
  Context context;
  uint64_t values[] = {7, reinterpret_cast<uint64_t>(codeOf<&leave>())};
  const auto result = guest.run(callLeave, &context, values);
  REQUIRE_FALSE(result);
  CHECK(result.error().isExit());
  CHECK(result.error().exitStatus == 7);
}

TEST_CASE("activation: a trap in a callback comes back to the hostcall that made it") {
  FakeGuest guest;
  Context context{.guest = &guest};
  uint64_t values[] = {0, reinterpret_cast<uint64_t>(codeOf<&callBack>())};
  REQUIRE(guest.run(callRefuse, &context, values));
  CHECK(values[0] == static_cast<uint64_t>(TrapCode::Unreachable) + 100);
  CHECK(context.calls == 1);
}

TEST_CASE("activation: a hostcall can pass a callback's trap on to the outer guest") {
  FakeGuest guest;
  Context context{.guest = &guest};
  uint64_t values[] = {1, reinterpret_cast<uint64_t>(codeOf<&callBack>())};
  const auto result = guest.run(callRefuse, &context, values);
  REQUIRE_FALSE(result);
  CHECK(result.error().code == TrapCode::Unreachable);
  CHECK(context.destroyed == 1);
  CHECK(threadState().innermost == nullptr);
}

TEST_CASE("activation: a trap raised outside of guest code ends the process and says so") {
  const ChildEnd end = runInChild([] {
    raiseTrap(Trap{.code = TrapCode::IntegerOverflow});
    return 0;
  });
  CHECK(end.wasKilledBy(SIGABRT));
  CHECK(end.standardError == "wasmpi: fatal: a trap was raised outside of guest code: integer overflow\n");
}

TEST_CASE("host functions: their Wasm types follow from their C++ types") {
  CHECK(bind<&refuse>().type == FunctionType{{kI32}, {kI32}});
  CHECK(bind<&leave>().type == FunctionType{{kI32}, {}});
  CHECK(bind<&halve>().type == FunctionType{{kF64}, {kF64}});
}
