// Walks the native stack and translates what belongs to guests.
#include "runtime/backtrace.h"

#include <array>

#include <fmt/format.h>
#include <unwind.h>

#include "runtime/code_image.h"

namespace wasmpi {

namespace {

struct Walk {
  const GuestRegions& regions;
  std::array<uintptr_t, kMaxBacktraceFrames> pcs = {};
  std::array<const CodeImage*, kMaxBacktraceFrames> images = {};
  uint32_t kept = 0;
  uint32_t counted = 0;
  uint32_t walked = 0;
};

_Unwind_Reason_Code visitFrame(_Unwind_Context* context, void* user) {
  Walk& walk = *static_cast<Walk*>(user);
  if (++walk.walked > kMaxWalkedFrames)
    return _URC_END_OF_STACK;
  int isExact = 0;
  uintptr_t pc = _Unwind_GetIPInfo(context, &isExact);
  if (isExact == 0)
    --pc; // a return address; the call is before it
  const GuestRegion* region = walk.regions.find(GuestRegion::Kind::GuestCode, pc);
  if (region == nullptr || region->image == nullptr)
    return _URC_NO_REASON;
  if (walk.kept < kMaxBacktraceFrames) {
    walk.pcs[walk.kept] = pc;
    walk.images[walk.kept++] = region->image;
  }
  ++walk.counted;
  return _URC_NO_REASON;
}

struct CallerSearch {
  uintptr_t interrupted;
  bool isNext = false;
  uintptr_t caller = 0;
};

_Unwind_Reason_Code searchCaller(_Unwind_Context* context, void* user) {
  CallerSearch& search = *static_cast<CallerSearch*>(user);
  int isExact = 0;
  const uintptr_t pc = _Unwind_GetIPInfo(context, &isExact);
  if (search.isNext) {
    search.caller = pc - 1;
    return _URC_END_OF_STACK;
  }
  search.isNext = isExact != 0 && pc == search.interrupted;
  return _URC_NO_REASON;
}

} // namespace

void captureBacktrace(const GuestRegions& regions, Trap& trap) {
  Walk walk{.regions = regions};
  _Unwind_Backtrace(visitFrame, &walk);
  for (uint32_t i = 0; i < walk.kept; ++i)
    walk.images[i]->appendFrames(walk.pcs[i], trap.backtrace);
  trap.omittedFrameCount = walk.counted - walk.kept;
}

void appendBacktrace(const GuestRegions& regions, std::span<const uintptr_t> pcs, Trap& trap) {
  for (const uintptr_t pc : pcs)
    if (const GuestRegion* region = regions.find(GuestRegion::Kind::GuestCode, pc))
      region->image->appendFrames(pc, trap.backtrace);
}

uintptr_t callerOfInterrupted(uintptr_t pc) {
  CallerSearch search{.interrupted = pc};
  _Unwind_Backtrace(searchCaller, &search);
  return search.caller;
}

std::string formatBacktrace(const Trap& trap) {
  std::string lines;
  for (size_t i = 0; i < trap.backtrace.size(); ++i) {
    const BacktraceFrame& frame = trap.backtrace[i];
    lines += fmt::format("  #{} {}", i, frame.function);
    if (frame.wasmOffset != 0)
      lines += fmt::format(" (offset {:#x})", frame.wasmOffset);
    lines += frame.isInlined ? " [inlined]\n" : "\n";
  }
  if (trap.omittedFrameCount != 0)
    lines += fmt::format("  ... and at least {} more frames\n", trap.omittedFrameCount);
  return lines;
}

} // namespace wasmpi
