// poll_oneoff: waiting for descriptors and clocks; sleep, poll and select of C are made of it.
//
// Subscriptions are copied before anything is looked at, and all events are written after the wait:
// the two arrays may overlap.
#include <algorithm>
#include <cerrno>
#include <vector>

#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hostcalls/wasi/calls.h"
#include "hostcalls/wasi/timestamps.h"

namespace wasmpi::wasi {
namespace {

/// Bounds what a call makes the host allocate; more descriptors than this cannot be open as a rule.
constexpr uint32_t kMaxSubscriptions = 1u << 16;

uint64_t now(clockid_t clock) {
  timespec time{};
  ::clock_gettime(clock, &time);
  return toNanoseconds(time);
}

/// Bytes that are there to be read; 0 if the host cannot tell.
uint64_t readableByteCount(int host) {
  struct stat status {};
  if (::fstat(host, &status) == 0 && S_ISREG(status.st_mode)) {
    const off_t position = ::lseek(host, 0, SEEK_CUR);
    return static_cast<uint64_t>(std::max<off_t>(status.st_size - std::max<off_t>(position, 0), 0));
  }
  int byteCount = 0;
  return ::ioctl(host, FIONREAD, &byteCount) == 0 ? static_cast<uint64_t>(byteCount) : 0;
}

Subscription toPresent(const Subscription& subscription) { return subscription; }

Subscription toPresent(const unstable::Subscription& old) {
  const bool isClock = old.type == static_cast<uint8_t>(EventType::Clock);
  return {.userData = old.userData,
          .type = old.type,
          .padding = {},
          .id = isClock ? old.clockId : old.fd,
          .padding2 = 0,
          .timeout = old.timeout,
          .precision = old.precision,
          .flags = old.flags,
          .padding3 = {}};
}

/// The state of one call.
class Wait {
public:
  /// Takes in a subscription. One that is wrong becomes an event at once.
  void add(WasiContext& context, const Subscription& subscription) {
    switch (static_cast<EventType>(subscription.type)) {
    case EventType::Clock:
      return addClock(subscription);
    case EventType::FdRead:
      return addDescriptor(context, subscription, POLLIN, Rights::FdRead);
    case EventType::FdWrite:
      return addDescriptor(context, subscription, POLLOUT, Rights::FdWrite);
    }
    addEvent(subscription, Errno::Invalid);
  }

  /// Returns when there is at least one event.
  Checked<void> run() {
    for (;;) {
      const timespec timeout = toTimespec(remaining());
      const bool isEndless = events_.empty() && timers_.empty();
      const int ready =
          ::ppoll(polled_.data(), polled_.size(), isEndless ? nullptr : &timeout, nullptr);
      if (ready < 0 && errno != EINTR)
        return hostFailure();
      if (ready > 0)
        collectDescriptors();
      collectTimers();
      if (!events_.empty())
        return {};
    }
  }

  const std::vector<Event>& events() const { return events_; }

private:
  struct Timer {
    Subscription subscription;
    clockid_t clock;
    uint64_t deadline;
  };

  void addEvent(const Subscription& subscription, Errno error, uint64_t byteCount = 0,
                uint16_t flags = 0) {
    events_.push_back({.userData = subscription.userData,
                       .error = static_cast<uint16_t>(error),
                       .type = subscription.type,
                       .padding = {},
                       .byteCount = byteCount,
                       .flags = flags,
                       .padding2 = {}});
  }

  void addClock(const Subscription& subscription) {
    const auto clock = hostClock(subscription.id);
    // Waiting stops the clocks of CPU time.
    if (!clock || (*clock != CLOCK_REALTIME && *clock != CLOCK_MONOTONIC))
      return addEvent(subscription, Errno::Invalid);
    const bool isAbsolute = subscription.flags & subscription_flags::kAbsoluteTime;
    const uint64_t deadline =
        isAbsolute ? subscription.timeout : addSaturating(now(*clock), subscription.timeout);
    timers_.push_back({subscription, *clock, deadline});
  }

  void addDescriptor(WasiContext& context, const Subscription& subscription, short events,
                     Rights required) {
    auto descriptor =
        context.descriptors().find(subscription.id, required | Rights::PollFdReadwrite);
    if (!descriptor)
      return addEvent(subscription, descriptor.error());
    polled_.push_back({(*descriptor)->host.get(), events, 0});
    descriptors_.push_back(subscription);
  }

  /// Nanoseconds until the first deadline; 0 if there are events already.
  uint64_t remaining() const {
    if (!events_.empty())
      return 0;
    uint64_t least = std::numeric_limits<int64_t>::max();
    for (const auto& timer : timers_) {
      const uint64_t time = now(timer.clock);
      least = std::min(least, timer.deadline > time ? timer.deadline - time : 0);
    }
    return least;
  }

  void collectTimers() {
    for (const auto& timer : timers_)
      if (timer.deadline <= now(timer.clock))
        addEvent(timer.subscription, Errno::Success);
  }

  void collectDescriptors() {
    for (size_t i = 0; i < polled_.size(); ++i) {
      const auto& [host, wanted, found] = polled_[i];
      if (found == 0)
        continue;
      const uint16_t flags = found & POLLHUP ? event_flags::kHangup : uint16_t{0};
      if (found & POLLNVAL)
        addEvent(descriptors_[i], Errno::BadDescriptor);
      else if ((found & POLLERR) && !(found & wanted))
        addEvent(descriptors_[i], wanted == POLLOUT ? Errno::BrokenPipe : Errno::Io, 0, flags);
      else
        addEvent(descriptors_[i], Errno::Success, wanted == POLLIN ? readableByteCount(host) : 0,
                 flags);
    }
  }

  std::vector<Timer> timers_;
  std::vector<pollfd> polled_;
  /// The subscription of each of polled_.
  std::vector<Subscription> descriptors_;
  std::vector<Event> events_;
};

} // namespace

template <class Layout>
Fallible<void> poll::oneoff(WasiContext& context, GuestPtr<Layout> subscriptions,
                            GuestPtr<Event> events, uint32_t count, GuestPtr<uint32_t> result) {
  auto out = Out<uint32_t>::at(context.memory(), result);
  if (!out)
    return passOn(out);
  auto input = context.memory().range(subscriptions.address, uint64_t{count} * sizeof(Layout));
  if (!input)
    return passOn(input);
  auto output = context.memory().range(events.address, uint64_t{count} * sizeof(Event));
  if (!output)
    return passOn(output);
  if (count == 0 || count > kMaxSubscriptions)
    return failWith(Errno::Invalid);

  Wait wait;
  for (uint32_t i = 0; i < count; ++i) {
    Layout subscription;
    std::memcpy(&subscription, *input + i * sizeof(Layout), sizeof(Layout));
    wait.add(context, toPresent(subscription));
  }
  if (auto done = wait.run(); !done)
    return passOn(done);
  std::memcpy(*output, wait.events().data(), wait.events().size() * sizeof(Event));
  out->store(static_cast<uint32_t>(wait.events().size()));
  return {};
}
template Fallible<void> poll::oneoff(WasiContext&, GuestPtr<Subscription>, GuestPtr<Event>,
                                     uint32_t, GuestPtr<uint32_t>);
template Fallible<void> poll::oneoff(WasiContext&, GuestPtr<unstable::Subscription>,
                                     GuestPtr<Event>, uint32_t, GuestPtr<uint32_t>);

} // namespace wasmpi::wasi
