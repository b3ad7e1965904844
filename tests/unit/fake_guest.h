// C++ functions that stand in for native guest code: they lie in a section of their own, whose range is made known to the
// signal handler as an image's code would be.
#pragma once

#include <csignal>
#include <functional>
#include <memory>
#include <string>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "runtime/activation.h"
#include "runtime/guest_regions.h"
#include "runtime/linear_memory.h"
#include "runtime/signals.h"

// Not instrumented, as guest code is not: the sanitizers would report the very faults that the tests want.
#define FAKE_GUEST                                                                                 \
  __attribute__((section("fake_guest"), noinline, no_sanitize("address", "undefined")))

extern "C" const char __start_fake_guest[];
extern "C" const char __stop_fake_guest[];

namespace wasmpi::test {

using FakeFunction = void (*)(void* context, uint64_t* values);

FAKE_GUEST static void fakeThunk(const void* code, void* context, uint64_t* values) {
  reinterpret_cast<FakeFunction>(code)(context, values);
}

/// What an Engine would give a guest: known code, a memory of one page, installed handlers.
struct FakeGuest {
  GuestRegions regions;
  std::unique_ptr<LinearMemory> memory;

  FakeGuest() {
    installSignalHandlers();
    const auto begin = reinterpret_cast<uintptr_t>(__start_fake_guest);
    regions.add(GuestRegion::Kind::GuestCode,
                {.begin = begin, .end = reinterpret_cast<uintptr_t>(__stop_fake_guest)});
    auto created = LinearMemory::create({.limits = {.minimum = 1, .maximum = std::nullopt}}, {});
    REQUIRE(created);
    memory = std::move(*created);
    regions.add(GuestRegion::Kind::MemoryReservation, {.begin = memory->reservationBegin(),
                                                       .end = memory->reservationEnd(),
                                                       .memory = memory->definition()});
  }
  uint8_t* base() { return memory->definition()->base; }

  Result<void> run(FakeFunction function, void* context = nullptr, uint64_t* values = nullptr) {
    return enterGuest(regions, fakeThunk, reinterpret_cast<const void*>(function), context, values);
  }
};

struct ChildEnd {
  int waitStatus = 0;
  std::string standardError;
  bool exitedWith(int status) const {
    return WIFEXITED(waitStatus) && WEXITSTATUS(waitStatus) == status;
  }
  bool wasKilledBy(int signal) const {
    return WIFSIGNALED(waitStatus) && WTERMSIG(waitStatus) == signal;
  }
};

/// Runs `body` in a child process that is expected to end badly.
inline ChildEnd runInChild(const std::function<int()>& body) {
  int pipeEnds[2];
  REQUIRE(pipe(pipeEnds) == 0);
  const pid_t child = fork();
  if (child == 0) {
    dup2(pipeEnds[1], STDERR_FILENO);
    close(pipeEnds[0]);
    close(pipeEnds[1]);
    std::signal(SIGABRT, SIG_DFL); // Catch reports it as the test's failure
    _exit(body());
  }
  close(pipeEnds[1]);
  ChildEnd end;
  char buffer[4096];
  for (ssize_t count; (count = read(pipeEnds[0], buffer, sizeof buffer)) > 0;)
    end.standardError.append(buffer, static_cast<size_t>(count));
  close(pipeEnds[0]);
  waitpid(child, &end.waitStatus, 0);
  return end;
}

} // namespace wasmpi::test
