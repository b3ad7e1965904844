// The clock, the command line and random numbers (Fortran 2018 16.9), and the extensions to these that programs use.
#include "descriptor.h"

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <unistd.h>

namespace wasmpi::fortran {
extern int argumentCount;
extern char **arguments;

namespace {

double now(clockid_t clock) {
  timespec time;
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

/// SYSTEM_CLOCK counts nanoseconds, or milliseconds where the integer is small; it wraps at the largest.
int64_t clockRate(int kind) { return kind >= 8 ? 1000000000 : kind == 1 ? 10 : 1000; }
int64_t clockMax(int kind) { return kind >= 8 ? INT64_MAX : (int64_t{1} << (8 * kind - 1)) - 1; }

void padded(char *to, int64_t length, const char *text) {
  if (!to)
    return;
  const size_t used = strnlen(text, static_cast<size_t>(length));
  std::memcpy(to, text, used);
  std::memset(to + used, ' ', static_cast<size_t>(length) - used);
}

enum TextStatus { kTooShort = -1, kNotThere = 1 };

int32_t giveText(const char *text, const Descriptor *value, const Descriptor *length) {
  const auto size = static_cast<int64_t>(std::strlen(text));
  setText(value, text, size);
  setInteger(length, size);
  return value && value->base && size > value->elementBytes ? kTooShort : 0;
}

/// xoshiro256**: four words of state, started from one.
uint64_t state[4];
bool seeded;

uint64_t rotated(uint64_t x, int by) { return (x << by) | (x >> (64 - by)); }

// What PUT= gives and GET= returns is the state as numbers that need not look random: each word mixed, which can be undone, so that
// similar seeds part and that GET='s, put back, go on with the same numbers.
constexpr uint64_t kGolden = 0x9e3779b97f4a7c15;

uint64_t mixed(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}
uint64_t unmixed(uint64_t x) {  // multiplied by the inverses modulo 2**64
  x = (x ^ (x >> 31) ^ (x >> 62)) * 0x319642b2d24d8ec3;
  x = (x ^ (x >> 27) ^ (x >> 54)) * 0x96de1b173f119089;
  return x ^ (x >> 30) ^ (x >> 60);
}

void seed(uint64_t from) {
  for (uint64_t &word : state) {
    from += kGolden;
    word = mixed(from);
  }
  seeded = true;
}

uint64_t random64() {
  if (!seeded)
    seed(1);
  const uint64_t result = rotated(state[1] * 5, 7) * 9;
  const uint64_t shifted = state[1] << 17;
  state[2] ^= state[0];
  state[3] ^= state[1];
  state[1] ^= state[2];
  state[0] ^= state[3];
  state[2] ^= shifted;
  state[3] = rotated(state[3], 45);
  return result;
}

constexpr int kSeedIntegers = 8;  // of four bytes each

}  // namespace
}  // namespace wasmpi::fortran

using namespace wasmpi::fortran;

extern "C" {

double ENTRY(CpuTime)() { return now(CLOCK_PROCESS_CPUTIME_ID); }
int64_t ENTRY(SystemClockCountRate)(int kind) { return clockRate(kind); }
int64_t ENTRY(SystemClockCountMax)(int kind) { return clockMax(kind); }
int64_t ENTRY(SystemClockCount)(int kind) {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  const int64_t count = time.tv_sec * clockRate(kind) + time.tv_nsec / (1000000000 / clockRate(kind));
  return clockMax(kind) == INT64_MAX ? count : count % (clockMax(kind) + 1);
}

/// A guest's time zone is UTC.
void ENTRY(DateAndTime)(char *date, int64_t dateLength, char *time, int64_t timeLength, char *zone, int64_t zoneLength, const char *file,
                        int line, const Descriptor *values) {
  timespec instant;
  clock_gettime(CLOCK_REALTIME, &instant);
  const time_t seconds = instant.tv_sec;
  tm parts;
  gmtime_r(&seconds, &parts);
  const int milliseconds = static_cast<int>(instant.tv_nsec / 1000000);
  char text[64];
  std::snprintf(text, sizeof text, "%04d%02d%02d", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday);
  padded(date, dateLength, text);
  std::snprintf(text, sizeof text, "%02d%02d%02d.%03d", parts.tm_hour, parts.tm_min, parts.tm_sec, milliseconds);
  padded(time, timeLength, text);
  padded(zone, zoneLength, "+0000");
  if (!values || !values->base)
    return;
  if (values->dim[0].extent < 8)
    fail({file, line}, "DATE_AND_TIME: VALUES= has fewer than eight elements");
  const int64_t all[8] = {parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, 0,
                          parts.tm_hour,        parts.tm_min,     parts.tm_sec,  milliseconds};
  for (int i = 0; i < 8; ++i)
    writeInteger(values->base + i * values->dim[0].stride, values->elementBytes, all[i]);
}

int32_t ENTRY(ArgumentCount)() { return argumentCount > 0 ? argumentCount - 1 : 0; }
int32_t ENTRY(GetCommandArgument)(int32_t n, const Descriptor *value, const Descriptor *length, const Descriptor *message, const char *,
                                  int) {
  if (n >= 0 && n < argumentCount)
    return giveText(arguments[n], value, length);
  giveText("", value, length);
  setText(message, "there is no such argument", 25);
  return 107;  // flang's code for it
}
int32_t ENTRY(GetCommand)(const Descriptor *value, const Descriptor *length, const Descriptor *, const char *, int) {
  char text[4096] = "";
  for (int i = 0; i < argumentCount; ++i) {
    std::strncat(text, i ? " " : "", sizeof text - std::strlen(text) - 1);
    std::strncat(text, arguments[i], sizeof text - std::strlen(text) - 1);
  }
  return giveText(text, value, length);
}
int32_t ENTRY(GetEnvVariable)(const Descriptor &name, const Descriptor *value, const Descriptor *length, bool trim,
                              const Descriptor *message, const char *, int) {
  char key[256];
  int64_t size = name.elementBytes;
  while (trim && size > 0 && name.base[size - 1] == ' ')
    --size;
  if (size >= static_cast<int64_t>(sizeof key))
    size = sizeof key - 1;
  std::memcpy(key, name.base, static_cast<size_t>(size));
  key[size] = '\0';
  if (const char *found = std::getenv(key))
    return giveText(found, value, length);
  giveText("", value, length);
  setText(message, "there is no such environment variable", 37);
  return kNotThere;
}
int32_t iargc_() { return ENTRY(ArgumentCount)(); }
void getarg_(const int32_t *n, char *value, int64_t length) { padded(value, length, *n >= 0 && *n < argumentCount ? arguments[*n] : ""); }
int32_t ENTRY(GetPID)() { return getpid(); }
void ENTRY(Sleep)(int64_t seconds) { sleep(static_cast<unsigned>(seconds > 0 ? seconds : 0)); }

void ENTRY(RandomInit)(bool repeatable, bool) {
  timespec time;
  clock_gettime(CLOCK_REALTIME, &time);
  const uint64_t process = static_cast<uint64_t>(getpid()) << 40;
  const uint64_t fresh = static_cast<uint64_t>(time.tv_nsec) ^ static_cast<uint64_t>(time.tv_sec) << 20 ^ process;
  seed(repeatable ? 1 : fresh);
}
void ENTRY(RandomNumber)(const Descriptor &harvest, const char *file, int line) {
  Cursor cursor(harvest);
  for (int64_t i = harvest.elements(); i > 0; --i, cursor.next()) {
    if (harvest.type == kReal4)
      *reinterpret_cast<float *>(cursor.at()) = static_cast<float>(random64() >> 40) * 0x1p-24f;
    else if (harvest.type == kReal8)
      *reinterpret_cast<double *>(cursor.at()) = static_cast<double>(random64() >> 11) * 0x1p-53;
    else
      fail({file, line}, "RANDOM_NUMBER of kinds other than 4 and 8 is not supported");
  }
}
void ENTRY(RandomSeedSize)(const Descriptor *size, const char *, int) { setInteger(size, kSeedIntegers); }
void ENTRY(RandomSeedDefaultPut)() { ENTRY(RandomInit)(false, false); }
void ENTRY(RandomSeedPut)(const Descriptor *put, const char *file, int line) {
  if (put->dim[0].extent < kSeedIntegers)
    fail({file, line}, "RANDOM_SEED: PUT= has fewer than %d elements", kSeedIntegers);
  for (int i = 0; i < kSeedIntegers; ++i) {
    const auto half = static_cast<uint32_t>(readInteger(put->base + i * put->dim[0].stride, put->elementBytes));
    state[i / 2] = i % 2 ? state[i / 2] | static_cast<uint64_t>(half) << 32 : half;
  }
  for (uint64_t i = 0; i < 4; ++i)
    state[i] = mixed(state[i] + (i + 1) * kGolden);
  seeded = true;
  if (!(state[0] | state[1] | state[2] | state[3]))  // the one state that stands still
    seed(0);
}
void ENTRY(RandomSeedGet)(const Descriptor *get, const char *file, int line) {
  if (get->dim[0].extent < kSeedIntegers)
    fail({file, line}, "RANDOM_SEED: GET= has fewer than %d elements", kSeedIntegers);
  if (!seeded)
    seed(1);
  for (int i = 0; i < kSeedIntegers; ++i) {
    const uint64_t word = unmixed(state[i / 2]) - (static_cast<uint64_t>(i / 2) + 1) * kGolden;
    writeInteger(get->base + i * get->dim[0].stride, get->elementBytes, static_cast<int32_t>(word >> (i % 2 ? 32 : 0)));
  }
}
void ENTRY(RandomSeed)(const Descriptor *size, const Descriptor *put, const Descriptor *get, const char *file, int line) {
  if (size && size->base)
    ENTRY(RandomSeedSize)(size, file, line);
  else if (put && put->base)
    ENTRY(RandomSeedPut)(put, file, line);
  else if (get && get->base)
    ENTRY(RandomSeedGet)(get, file, line);
  else
    ENTRY(RandomSeedDefaultPut)();
}

}  // extern "C"
