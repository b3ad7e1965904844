#include "edit.h"

#include <cmath>
#include <cstdio>

namespace wasmpi::fortran {
namespace {

constexpr int64_t kMaxField = 400;

/// Copies a field without the blanks that count as nothing; the result ends in NUL. Its length, or -1 if it is too long.
int64_t squeeze(const char *field, int64_t length, const Modes &modes, char *out) {
  int64_t size = 0;
  for (int64_t i = 0; i < length; ++i) {
    char c = field[i];
    if (c == ' ' || c == '\t') {
      if (!modes.blankIsZero || size == 0)
        continue;
      c = '0';
    }
    if (size == kMaxField - 1)
      return -1;
    out[size++] = c;
  }
  out[size] = '\0';
  return size;
}

int digit(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : 99;
}

bool isWord(const char *text, const char *word) {
  for (; *word; ++text, ++word)
    if ((*text | 0x20) != *word)
      return false;
  return true;
}

}  // namespace

bool readIntegerField(const char *field, int64_t length, const Edit &edit, const Modes &modes, int64_t &value) {
  char text[kMaxField];
  if (squeeze(field, length, modes, text) < 0)
    return false;
  const int base = edit.kind == 'B' ? 2 : edit.kind == 'O' ? 8 : edit.kind == 'Z' ? 16 : 10;
  const char *at = text;
  const bool negative = *at == '-';
  at += *at == '-' || *at == '+';
  uint64_t total = 0;
  for (; *at; ++at) {
    const int d = digit(*at);
    if (d >= base || __builtin_mul_overflow(total, static_cast<uint64_t>(base), &total) ||
        __builtin_add_overflow(total, static_cast<uint64_t>(d), &total))
      return false;
  }
  if (base == 10 && total > static_cast<uint64_t>(INT64_MAX) + negative)
    return false;
  value = static_cast<int64_t>(negative ? -total : total);
  return true;
}

/// [sign] digits [. digits] [exponent], the exponent also as D, Q or a bare sign; a point that is not there stands before the last d.
bool readRealField(const char *field, int64_t length, const Edit &edit, const Modes &modes, double &value) {
  char text[kMaxField], number[kMaxField + 32];
  const int64_t size = squeeze(field, length, modes, text);
  if (size < 0)
    return false;
  const char *at = text;
  int64_t out = 0;
  if (*at == '-' || *at == '+')
    number[out++] = *at++;
  if (isWord(at, "inf") || isWord(at, "nan")) {
    const double magnitude = (*at | 0x20) == 'i' ? INFINITY : NAN;
    value = out && number[0] == '-' ? -magnitude : magnitude;
    return true;
  }
  bool point = false, digits = false;
  for (; *at; ++at) {
    if ((*at == '.' || (modes.decimalComma && *at == ',')) && !point)
      point = true, number[out++] = '.';
    else if (*at >= '0' && *at <= '9')
      digits = true, number[out++] = *at;
    else
      break;
  }
  int exponent = 0;
  const bool hasExponent = *at != '\0';
  if (hasExponent) {
    const char letter = *at | 0x20;
    at += letter == 'e' || letter == 'd' || letter == 'q';
    const char *start = at;
    char *end;
    exponent = static_cast<int>(std::strtol(at, &end, 10));
    if (end == start || *end != '\0' || !digits)
      return false;
    exponent = exponent > 9999 ? 9999 : exponent < -9999 ? -9999 : exponent;
  }
  if (!digits) {
    value = 0;
    return size == 0 || (size == 1 && point);
  }
  if (!point && edit.digits > 0)
    exponent -= edit.digits;
  if (!hasExponent)
    exponent -= modes.scale;
  std::snprintf(number + out, sizeof number - static_cast<size_t>(out), "e%d", exponent);
  value = std::strtod(number, nullptr);
  return true;
}

bool readLogicalField(const char *field, int64_t length, bool &value) {
  while (length > 0 && (*field == ' ' || *field == '.'))
    ++field, --length;
  const char c = length > 0 ? *field | 0x20 : '\0';
  value = c == 't';
  return c == 't' || c == 'f' || length == 0;
}

}  // namespace wasmpi::fortran
