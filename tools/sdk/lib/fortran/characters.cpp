// CHARACTER of kind 1: comparison, concatenation, and the intrinsics of text (Fortran 2018 16.9).
#include "descriptor.h"

#include <cstdlib>

namespace wasmpi::fortran {
namespace {

/// Shorter text counts as padded with blanks (10.1.5.5.1).
int compare(const char *x, int64_t xLength, const char *y, int64_t yLength) {
  const int64_t common = xLength < yLength ? xLength : yLength;
  if (const int order = std::memcmp(x, y, static_cast<size_t>(common)); order != 0)
    return order < 0 ? -1 : 1;
  for (int64_t i = common; i < xLength; ++i)
    if (x[i] != ' ')
      return static_cast<unsigned char>(x[i]) < ' ' ? -1 : 1;
  for (int64_t i = common; i < yLength; ++i)
    if (y[i] != ' ')
      return static_cast<unsigned char>(y[i]) < ' ' ? 1 : -1;
  return 0;
}

int64_t trimmed(const char *text, int64_t length) {
  while (length > 0 && text[length - 1] == ' ')
    --length;
  return length;
}

int64_t index(const char *text, int64_t length, const char *part, int64_t partLength, bool back) {
  for (int64_t i = 0; i <= length - partLength; ++i) {
    const int64_t at = back ? length - partLength - i : i;
    if (std::memcmp(text + at, part, static_cast<size_t>(partLength)) == 0)
      return at + 1;
  }
  return 0;
}

/// The first (last) character that is (SCAN) or is not (VERIFY) in the set.
int64_t find(const char *text, int64_t length, const char *set, int64_t setLength, bool back, bool inSet) {
  for (int64_t i = 0; i < length; ++i) {
    const int64_t at = back ? length - 1 - i : i;
    if ((std::memchr(set, text[at], static_cast<size_t>(setLength)) != nullptr) == inSet)
      return at + 1;
  }
  return 0;
}

/// A result of the same shape as `like`, each element of `bytes`.
void makeText(Descriptor &result, const Descriptor &like, int64_t bytes, Place place) {
  int64_t extents[kMaxRank];
  for (int i = 0; i < like.rank; ++i)
    extents[i] = like.dim[i].extent;
  makeResult(result, kCharacter1, bytes, like.rank, extents, place);
}

void adjust(Descriptor &result, const Descriptor &text, bool left, Place place) {
  makeText(result, text, text.elementBytes, place);
  const int64_t length = text.elementBytes;
  Cursor from(text), to(result);
  for (int64_t i = result.elements(); i > 0; --i, from.next(), to.next()) {
    const int64_t used = trimmed(from.at(), length);
    int64_t blanks = 0;
    while (blanks < used && from.at()[blanks] == ' ')
      ++blanks;
    std::memset(to.at(), ' ', static_cast<size_t>(length));
    if (left)
      std::memcpy(to.at(), from.at() + blanks, static_cast<size_t>(used - blanks));
    else
      std::memcpy(to.at() + length - used, from.at(), static_cast<size_t>(used));
  }
}

/// MAX and MIN of text: the result replaces the accumulator.
void choose(Descriptor &accumulator, const Descriptor &x, int sign, Place place) {
  const int64_t bytes = accumulator.elementBytes > x.elementBytes ? accumulator.elementBytes : x.elementBytes;
  const Descriptor &like = accumulator.rank >= x.rank ? accumulator : x;
  AnyDescriptor made;
  makeText(made.get(), like, bytes, place);
  Cursor a(accumulator), b(x), to(made.get());
  for (int64_t i = made.get().elements(); i > 0; --i, a.next(), b.next(), to.next()) {
    const bool first = sign * compare(a.at(), accumulator.elementBytes, b.at(), x.elementBytes) >= 0;
    const int64_t length = first ? accumulator.elementBytes : x.elementBytes;
    std::memset(to.at(), ' ', static_cast<size_t>(bytes));
    std::memcpy(to.at(), first ? a.at() : b.at(), static_cast<size_t>(length));
  }
  std::free(accumulator.base);
  std::memcpy(&accumulator, &made.get(), sizeof(Descriptor) + like.rank * sizeof(Dimension));
}

/// An elemental function of text whose result is an array of integers of `kind` bytes.
template <typename F> void mapToIntegers(Descriptor &result, const Descriptor &text, int kind, Place place, F function) {
  static constexpr int8_t kTypes[] = {0, kInteger1, kInteger2, 0, kInteger4, 0, 0, 0, kInteger8};
  int64_t extents[kMaxRank];
  for (int i = 0; i < text.rank; ++i)
    extents[i] = text.dim[i].extent;
  makeResult(result, kTypes[kind], kind, text.rank, extents, place);
  Cursor from(text), to(result);
  for (int64_t i = result.elements(); i > 0; --i, from.next(), to.next())
    writeInteger(to.at(), kind, function(from.at()));
}

}  // namespace
}  // namespace wasmpi::fortran

using namespace wasmpi::fortran;

extern "C" {

int ENTRY(CharacterCompareScalar1)(const char *x, const char *y, int64_t xLength, int64_t yLength) {
  return compare(x, xLength, y, yLength);
}
int ENTRY(CharacterCompareScalar)(const Descriptor &x, const Descriptor &y) {
  return compare(x.base, x.elementBytes, y.base, y.elementBytes);
}

void ENTRY(CharacterConcatenate)(Descriptor &accumulator, const Descriptor &from, const char *file, int line) {
  const int64_t old = accumulator.elementBytes;
  AnyDescriptor made;
  makeText(made.get(), from.rank > accumulator.rank ? from : accumulator, old + from.elementBytes, {file, line});
  Cursor a(accumulator), b(from), to(made.get());
  for (int64_t i = made.get().elements(); i > 0; --i, a.next(), b.next(), to.next()) {
    std::memcpy(to.at(), a.at(), static_cast<size_t>(old));
    std::memcpy(to.at() + old, b.at(), static_cast<size_t>(from.elementBytes));
  }
  std::free(accumulator.base);
  std::memcpy(&accumulator, &made.get(), sizeof(Descriptor) + made.get().rank * sizeof(Dimension));
}

void ENTRY(Adjustl)(Descriptor &result, const Descriptor &text, const char *file, int line) {
  adjust(result, text, true, {file, line});
}
void ENTRY(Adjustr)(Descriptor &result, const Descriptor &text, const char *file, int line) {
  adjust(result, text, false, {file, line});
}

void ENTRY(Trim)(Descriptor &result, const Descriptor &text, const char *file, int line) {
  const int64_t used = trimmed(text.base, text.elementBytes);
  makeText(result, text, used, {file, line});
  std::memcpy(result.base, text.base, static_cast<size_t>(used));
}

void ENTRY(Repeat)(Descriptor &result, const Descriptor &text, int64_t copies, const char *file, int line) {
  if (copies < 0)
    fail({file, line}, "REPEAT with a negative number of copies");
  makeText(result, text, text.elementBytes * copies, {file, line});
  for (int64_t i = 0; i < copies; ++i)
    std::memcpy(result.base + i * text.elementBytes, text.base, static_cast<size_t>(text.elementBytes));
}

int64_t ENTRY(LenTrim1)(const char *text, int64_t length) { return trimmed(text, length); }
void ENTRY(LenTrim)(Descriptor &result, const Descriptor &text, int kind, const char *file, int line) {
  mapToIntegers(result, text, kind, {file, line}, [&](const char *at) { return trimmed(at, text.elementBytes); });
}

int64_t ENTRY(Index1)(const char *text, int64_t length, const char *part, int64_t partLength, bool back) {
  return index(text, length, part, partLength, back);
}
int64_t ENTRY(Scan1)(const char *text, int64_t length, const char *set, int64_t setLength, bool back) {
  return find(text, length, set, setLength, back, true);
}
int64_t ENTRY(Verify1)(const char *text, int64_t length, const char *set, int64_t setLength, bool back) {
  return find(text, length, set, setLength, back, false);
}

void ENTRY(CharacterMax)(Descriptor &accumulator, const Descriptor &x, const char *file, int line) {
  choose(accumulator, x, 1, {file, line});
}
void ENTRY(CharacterMin)(Descriptor &accumulator, const Descriptor &x, const char *file, int line) {
  choose(accumulator, x, -1, {file, line});
}

}  // extern "C"
