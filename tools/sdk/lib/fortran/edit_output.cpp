#include "edit.h"

#include <cmath>
#include <cstdio>

namespace wasmpi::fortran {
namespace {

// Decimals of F that may be other than zero, and significant digits of the other forms: more than any value has is asked for in vain.
constexpr int kMaxDecimals = 1100;
constexpr int kMaxDigits = 340;
// The longest text: 309 digits times 10**1000, and the decimals.
constexpr int kMaxText = 2500;

void append(Buffer &out, const char *text, int64_t length) { out.put(out.size, text, length); }
void append(Buffer &out, char c) { out.put(out.size, &c, 1); }
void appendRepeated(Buffer &out, char c, int64_t count) {
  for (int64_t i = 0; i < count; ++i)
    append(out, c);
}

/// Right-justified; asterisks if it does not fit; a width of 0 or none: as wide as it is.
void field(Buffer &out, int width, const char *text, int64_t length) {
  if (width > 0 && length > width) {
    appendRepeated(out, '*', width);
    return;
  }
  appendRepeated(out, ' ', width > length ? width - length : 0);
  append(out, text, length);
}

/// Significant digits and the exponent of 0.DDD * 10**exponent.
struct Decimal {
  char digits[kMaxDigits + 8];
  int count;
  int exponent;
};

/// `count` significant digits of a positive finite number, correctly rounded.
void toDigits(Decimal &decimal, double value, int count) {
  char text[kMaxText];
  decimal.count = count;
  std::snprintf(text, sizeof text, "%.*e", count - 1, value);
  decimal.digits[0] = text[0];
  std::memcpy(decimal.digits + 1, text + 2, static_cast<size_t>(count - 1));
  const char *mark = std::strchr(text, 'e');
  decimal.exponent = value == 0 ? 0 : std::atoi(mark + 1) + 1;
}

/// As few digits as tell the value from its neighbours.
void toShortest(Decimal &decimal, double value, int kind) {
  const int most = kind == 4 ? 9 : 17;
  for (int count = 1; count <= most; ++count) {
    char text[64];
    std::snprintf(text, sizeof text, "%.*e", count - 1, value);
    if (kind == 4 ? std::strtof(text, nullptr) == static_cast<float>(value) : std::strtod(text, nullptr) == value) {
      toDigits(decimal, value, count);
      return;
    }
  }
  toDigits(decimal, value, most);
}

struct Text {
  char data[kMaxText];
  int size = 0;
  void put(char c) { if (size < kMaxText) data[size++] = c; }
  void put(const char *from, int length) { for (int i = 0; i < length; ++i) put(from[i]); }
  void zeros(int count) { for (int i = 0; i < count; ++i) put('0'); }
};

char point(const Modes &modes) { return modes.decimalComma ? ',' : '.'; }

void sign(Text &text, bool negative, const Modes &modes) {
  if (negative)
    text.put('-');
  else if (modes.plus)
    text.put('+');
}

/// Infinities and NaN (13.7.2.1): right-justified, without a scale.
bool special(Buffer &out, int width, double value, const Modes &modes) {
  if (std::isfinite(value))
    return false;
  Text text;
  if (std::isnan(value)) {
    text.put("NaN", 3);
  } else {
    sign(text, value < 0, modes);
    text.put("Inf", 3);
  }
  field(out, width, text.data, text.size);
  return true;
}

/// The number with a zero behind its first `leading` characters, which are its sign.
void fieldWithZero(Buffer &out, int width, const Text &text, int leading) {
  Text with;
  with.put(text.data, leading);
  with.put('0');
  with.put(text.data + leading, text.size - leading);
  field(out, width, with.data, with.size);
}

void fixed(Buffer &out, const Edit &edit, double value, const Modes &modes) {
  const bool negative = std::signbit(value);
  const int decimals = edit.digits > kMaxDecimals ? kMaxDecimals : edit.digits < 0 ? 0 : edit.digits;
  // The value times 10**scale, exactly: more decimals are asked for, and the point is moved.
  const int wanted = decimals + modes.scale;
  const int asked = wanted < 0 ? 0 : wanted > kMaxDecimals ? kMaxDecimals : wanted;
  char raw[kMaxText];
  int length = std::snprintf(raw, sizeof raw, "%.*f", asked, std::fabs(value));
  Text digits;  // without the point
  int whole = 0;
  for (int i = 0; i < length; ++i) {
    if (raw[i] == '.')
      whole = digits.size;
    else
      digits.put(raw[i]);
  }
  if (asked == 0)
    whole = digits.size;
  whole += modes.scale;
  Text text;
  sign(text, negative, modes);
  int from = 0;
  while (from < whole && from < digits.size && digits.data[from] == '0')
    ++from;
  const int leading = text.size;
  for (int i = from; i < whole; ++i)
    text.put(i < digits.size ? digits.data[i] : '0');
  const bool noWhole = text.size == leading;
  text.put(point(modes));
  for (int i = 0; i < decimals; ++i) {
    const int at = whole + i;
    text.put(at < 0 ? '0' : at < digits.size ? digits.data[at] : '0');
  }
  // A zero before the point where there is room, or where nothing else would stand.
  if (noWhole && (decimals == 0 || edit.width > text.size))
    return fieldWithZero(out, edit.width, text, leading);
  field(out, edit.width, text.data, text.size);
}

/// The exponent's part: E+dd, +ddd, or as wide as the descriptor says. False if it does not fit.
bool exponentPart(Text &text, const Edit &edit, int exponent) {
  const char letter = edit.kind == 'D' ? 'D' : 'E';
  const int magnitude = std::abs(exponent);
  char digits[16];
  int length = std::snprintf(digits, sizeof digits, "%d", magnitude);
  int width = edit.exponent > 0 ? edit.exponent : magnitude > 99 ? 3 : 2;
  if (edit.exponent == 0)
    width = length;
  if (length > width)
    return false;
  if (edit.exponent >= 0 || magnitude <= 99)
    text.put(letter);
  text.put(exponent < 0 ? '-' : '+');
  text.zeros(width - length);
  text.put(digits, length);
  return true;
}

void scientific(Buffer &out, const Edit &edit, double value, const Modes &modes) {
  const bool negative = std::signbit(value);
  const double magnitude = std::fabs(value);
  int decimals = edit.digits < 0 ? 0 : edit.digits > kMaxDigits - 8 ? kMaxDigits - 8 : edit.digits;
  int scale = edit.variant == 'S' ? 1 : modes.scale;  // digits before the point
  Decimal decimal;
  if (edit.variant == 'N') {
    toDigits(decimal, magnitude, decimals + 1);
    for (int turn = 0; turn < 2; ++turn) {
      scale = magnitude == 0 ? 1 : ((decimal.exponent - 1) % 3 + 3) % 3 + 1;
      toDigits(decimal, magnitude, decimals + scale);
    }
  } else {
    const int significant = scale > 0 ? decimals + 1 : decimals + scale;
    if (scale <= -decimals || scale > decimals + 1) {
      appendRepeated(out, '*', edit.width > 0 ? edit.width : 1);
      return;
    }
    toDigits(decimal, magnitude, significant > 0 ? significant : 1);
  }
  Text text;
  sign(text, negative, modes);
  const int leading = text.size;
  int used = 0;
  for (; used < scale; ++used)
    text.put(used < decimal.count ? decimal.digits[used] : '0');
  const bool noWhole = scale <= 0;
  text.put(point(modes));
  if (scale < 0)
    text.zeros(-scale);
  text.put(decimal.digits + used, decimal.count - used);
  const int exponent = magnitude == 0 ? 0 : decimal.exponent - scale;
  if (!exponentPart(text, edit, exponent)) {
    appendRepeated(out, '*', edit.width > 0 ? edit.width : 1);
    return;
  }
  if (noWhole && edit.width > text.size)
    return fieldWithZero(out, edit.width, text, leading);
  field(out, edit.width, text.data, text.size);
}

/// Gw.0 shows the magnitude only: a point and the exponent, as flang writes it, of the value as it is, not rounded.
void generalWithoutDigits(Buffer &out, const Edit &edit, double value, const Modes &modes) {
  Decimal decimal;
  toDigits(decimal, std::fabs(value), kMaxDigits);
  Text text;
  sign(text, std::signbit(value), modes);
  const int leading = text.size;
  text.put(point(modes));
  if (value == 0)
    text.put('0');
  if (!exponentPart(text, edit, value == 0 ? 0 : decimal.exponent))
    appendRepeated(out, '*', edit.width);
  else if (edit.width > text.size)
    fieldWithZero(out, edit.width, text, leading);
  else
    field(out, edit.width, text.data, text.size);
}

/// F where that shows all digits asked for, else E (13.7.5.2.2). Without a width: no blanks, and exponents as short as they are.
void general(Buffer &out, const Edit &edit, double value, const Modes &modes) {
  const int decimals = edit.digits < 0 ? 0 : edit.digits;
  Decimal decimal;
  toDigits(decimal, std::fabs(value), decimals > 0 && decimals < kMaxDigits ? decimals : 1);
  const int exponent = value == 0 ? 1 : decimal.exponent;
  if (decimals == 0 && edit.width > 0 && modes.scale <= 0)
    return generalWithoutDigits(out, edit, value, modes);
  if (exponent < 0 || exponent > decimals) {
    Edit asE = edit;
    asE.kind = 'E';
    if (edit.width <= 0) {
      asE.exponent = 0;
      asE.digits = decimals > 0 ? decimals : 1;
    }
    scientific(out, asE, value, modes);
    return;
  }
  const int blanks = edit.exponent > 0 ? edit.exponent + 2 : 4;
  Modes unscaled = modes;
  unscaled.scale = 0;
  if (edit.width <= 0)
    return fixed(out, {'F', '\0', 0, decimals - exponent, -1}, value, unscaled);
  Buffer shown = {};
  if (edit.width > blanks)
    fixed(shown, {'F', '\0', edit.width - blanks, decimals - exponent, -1}, value, unscaled);
  if (shown.size == 0 || shown.data[0] == '*') {  // too narrow
    appendRepeated(out, '*', edit.width);
  } else {
    append(out, shown.data, shown.size);
    appendRepeated(out, ' ', blanks);
  }
  shown.release();
}

/// G0: as many digits as the value needs. Which form is decided, as flang does, by the value rounded to what all of its kind can hold.
void generalShortest(Buffer &out, double value, int kind, const Modes &modes) {
  const int most = kind == 4 ? 6 : 15;
  Decimal decimal;
  toDigits(decimal, std::fabs(value), most);
  const int rounded = value == 0 ? 1 : decimal.exponent;
  toShortest(decimal, std::fabs(value), kind);
  const int exponent = value == 0 ? 1 : decimal.exponent;
  if (rounded < 0 || rounded > most) {
    const int decimals = modes.scale > 0 ? decimal.count - 1 : decimal.count - modes.scale;
    return scientific(out, {'E', '\0', 0, decimals, 0}, value, modes);
  }
  Modes unscaled = modes;
  unscaled.scale = 0;
  fixed(out, {'F', '\0', 0, decimal.count > exponent ? decimal.count - exponent : 0, -1}, value, unscaled);
}

void digitsOf(Buffer &out, const Edit &edit, uint64_t value, int64_t bytes, int bitsEach) {
  if (bytes < 8)
    value &= (uint64_t{1} << (8 * bytes)) - 1;
  char text[80];
  int size = 0;
  do {
    text[sizeof text - ++size] = "0123456789ABCDEF"[value & ((1u << bitsEach) - 1)];
    value >>= bitsEach;
  } while (value);
  while (size < edit.digits && size < 70)
    text[sizeof text - ++size] = '0';
  field(out, edit.width, text + sizeof text - size, size);
}

}  // namespace

void writeShortestInteger(Buffer &out, int64_t value, const Modes &modes) {
  char text[32];
  const int length = std::snprintf(text, sizeof text, modes.plus ? "%+lld" : "%lld", static_cast<long long>(value));
  append(out, text, length);
}

void writeShortestReal(Buffer &out, double value, int kind, const Modes &modes) {
  if (special(out, 0, value, modes))
    return;
  Text text;
  sign(text, std::signbit(value), modes);
  const double magnitude = std::fabs(value);
  Decimal decimal;
  toShortest(decimal, magnitude, kind);
  const int exponent = decimal.exponent;
  // As flang decides between the two forms: by the magnitude of the value rounded to one digit.
  Decimal rounded;
  toDigits(rounded, magnitude, 1);
  if (magnitude == 0) {
    text.put('0');
    text.put(point(modes));
  } else if (rounded.exponent < 0 || rounded.exponent > (kind == 4 ? 6 : 15)) {
    text.put(decimal.digits[0]);
    text.put(point(modes));
    text.put(decimal.digits + 1, decimal.count - 1);
    char rest[16];
    text.put(rest, std::snprintf(rest, sizeof rest, "E%c%02d", exponent - 1 < 0 ? '-' : '+', std::abs(exponent - 1)));
  } else {
    for (int i = 0; i < exponent; ++i)
      text.put(i < decimal.count ? decimal.digits[i] : '0');
    text.put(point(modes));
    if (exponent < 0)
      text.zeros(-exponent);
    for (int i = exponent > 0 ? exponent : 0; i < decimal.count; ++i)
      text.put(decimal.digits[i]);
  }
  append(out, text.data, text.size);
}

void writeInteger(Buffer &out, const Edit &edit, int64_t value, int64_t bytes, const Modes &modes) {
  switch (edit.kind) {
  case 'B': return digitsOf(out, edit, static_cast<uint64_t>(value), bytes, 1);
  case 'O': return digitsOf(out, edit, static_cast<uint64_t>(value), bytes, 3);
  case 'Z': return digitsOf(out, edit, static_cast<uint64_t>(value), bytes, 4);
  default: break;
  }
  char text[kMaxText];
  const int atLeast = edit.kind == 'I' && edit.digits > 0 ? (edit.digits < 600 ? edit.digits : 600) : 1;
  int length = 0;
  // Iw.0 of zero is blank (13.7.2.2).
  if (!(edit.kind == 'I' && edit.digits == 0 && value == 0)) {
    const unsigned long long magnitude = value < 0 ? -static_cast<unsigned long long>(value) : static_cast<unsigned long long>(value);
    length = std::snprintf(text, sizeof text, "%s%0*llu", value < 0 ? "-" : modes.plus ? "+" : "", atLeast, magnitude);
  }
  field(out, edit.width, text, length);
}

void writeReal(Buffer &out, const Edit &edit, double value, int kind, const Modes &modes) {
  if (edit.kind == 'B' || edit.kind == 'O' || edit.kind == 'Z') {
    const auto single = static_cast<float>(value);
    uint64_t bits = 0;
    std::memcpy(&bits, kind == 4 ? static_cast<const void *>(&single) : &value, static_cast<size_t>(kind));
    return writeInteger(out, edit, static_cast<int64_t>(bits), kind, modes);
  }
  if (special(out, edit.width, value, modes))
    return;
  switch (edit.kind) {
  case 'F': return fixed(out, edit, value, modes);
  case 'G': return edit.width <= 0 && edit.digits < 0 ? generalShortest(out, value, kind, modes) : general(out, edit, value, modes);
  default: return scientific(out, edit, value, modes);
  }
}

void writeLogical(Buffer &out, const Edit &edit, bool value) { field(out, edit.width, value ? "T" : "F", 1); }

void writeText(Buffer &out, const Edit &edit, const char *text, int64_t length) {
  const int64_t width = edit.kind == 'G' && edit.width <= 0 ? length : edit.width < 0 ? length : edit.width;
  appendRepeated(out, ' ', width - length);
  append(out, text, width < length ? width : length);
}

}  // namespace wasmpi::fortran
