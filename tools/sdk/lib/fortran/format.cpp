#include "format.h"

#include "descriptor.h"

namespace wasmpi::fortran {
namespace {

constexpr int kMaxDepth = 16;
constexpr int kMaxNumber = 1 << 20;
constexpr int kMaxScale = 1000;

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

void Format::begin(const char *text, int64_t length) {
  text_ = text;
  length_ = length;
  at_ = revertTo_ = 0;
  revertCount_ = 1;
  depth_ = 0;
  repeats_ = 0;
  sawItem_ = false;
  error_ = nullptr;
  if (peek() != '(') {
    error_ = "it does not begin with a parenthesis";
    return;
  }
  ++at_;
  levels_[0] = {at_, 1};
  depth_ = 1;
  revertTo_ = at_;
}

/// The next character that is no blank, 0 at the end.
char Format::peek() {
  while (at_ < length_ && text_[at_] == ' ')
    ++at_;
  return at_ < length_ ? upper(text_[at_]) : '\0';
}

/// -1 if there is none.
int Format::number() {
  if (!isDigit(peek()))
    return -1;
  int value = 0;
  while (isDigit(peek())) {
    value = value * 10 + (text_[at_++] - '0');
    if (value > kMaxNumber)
      return kMaxNumber;
  }
  return value;
}

bool Format::refuse(const char *why) {
  error_ = why;
  return false;
}

bool Format::quoted(FormatTarget &target) {
  const char quote = text_[at_++];
  for (int64_t start = at_; at_ < length_; ++at_) {
    if (text_[at_] != quote)
      continue;
    const bool doubled = at_ + 1 < length_ && text_[at_ + 1] == quote;
    target.literal(text_ + start, at_ - start + (doubled ? 1 : 0));
    if (!doubled) {
      ++at_;
      return true;
    }
    start = ++at_ + 1;
  }
  return refuse("a quotation mark is not closed");
}

/// A closing parenthesis: once more, one level up, or for the outermost back to where a format repeats (13.4). False: it ends here.
bool Format::close(bool wantItem, FormatTarget &target) {
  Level &level = levels_[depth_ - 1];
  if (level.count == -1 && !wantItem)
    return false;
  if (level.count == -1 || --level.count > 0) {
    if (level.count == -1 && !sawItem_)
      return refuse("an unlimited group has no descriptor for an item");
    at_ = level.start;
    return true;
  }
  if (depth_ > 1) {
    --depth_;
    ++at_;
    return true;
  }
  if (!wantItem)
    return false;
  if (!sawItem_)
    return refuse("it has no descriptor for an item");
  target.nextRecord();
  sawItem_ = false;
  at_ = revertTo_;
  levels_[0].count = 1;
  if (revertTo_ != levels_[0].start) {
    levels_[1] = {revertTo_, revertCount_};
    depth_ = 2;
  }
  return true;
}

/// Data edit descriptors (13.7.2): kind, width, digits, exponent.
bool Format::dataEdit(char letter, int count) {
  edit_ = {letter, '\0', -1, -1, -1};
  if (letter == 'E' && (peek() == 'N' || peek() == 'S'))
    edit_.variant = text_[at_] == 'N' || text_[at_] == 'n' ? 'N' : 'S', ++at_;
  edit_.width = number();
  if (peek() == '.') {
    ++at_;
    edit_.digits = number();
    if (peek() == 'E' && letter != 'F' && letter != 'I') {
      const int64_t before = at_++;
      edit_.exponent = number();
      if (edit_.exponent < 0)
        at_ = before;
    }
  }
  repeats_ = count;
  sawItem_ = true;
  return true;
}

/// Control edit descriptors (13.8). False if it is none.
bool Format::control(char letter, int count, FormatTarget &target, Modes &modes) {
  const char second = peek();
  switch (letter) {
  case 'X': target.move(count); return true;
  case 'P':
    if (count < -kMaxScale || count > kMaxScale)
      return refuse("a scale factor of more than 1000");
    modes.scale = count;
    return true;
  case 'H':
    if (at_ + count > length_)
      return refuse("text of an H descriptor ends beyond it");
    target.literal(text_ + at_, count);
    at_ += count;
    return true;
  case 'T': {
    if (second == 'L' || second == 'R')
      ++at_;
    const int columns = number();
    if (columns < 0)
      return refuse("T without a number");
    if (second == 'L' || second == 'R')
      target.move(second == 'L' ? -columns : columns);
    else
      target.moveTo(columns);
    return true;
  }
  case 'S':
    modes.plus = second == 'P';
    at_ += second == 'P' || second == 'S' || second == 'U';
    return true;
  case 'B':
    if (second != 'N' && second != 'Z')
      return false;
    modes.blankIsZero = second == 'Z';
    ++at_;
    return true;
  case 'D':
    if (second != 'C' && second != 'P')
      return false;
    modes.decimalComma = second == 'C';
    ++at_;
    return true;
  case 'R':
    at_ += second != '\0';
    if (second == 'N' || second == 'P')
      return true;
    return refuse(second == 'U' || second == 'D' || second == 'Z' || second == 'C' ? "RU, RD, RZ and RC are not supported"
                                                                                   : "R without a kind of rounding");
  default: return false;
  }
}

const Edit *Format::walk(FormatTarget &target, Modes &modes, bool wantItem) {
  while (!error_) {
    char c = peek();
    if (c == '\0') {
      refuse("a parenthesis is not closed");
      break;
    }
    if (c == ',') {
      ++at_;
      continue;
    }
    if (c == ':') {
      if (!wantItem)
        return nullptr;
      ++at_;
      continue;
    }
    if (c == '\'' || c == '"') {
      quoted(target);
      continue;
    }
    if (c == ')') {
      if (!close(wantItem, target))
        return nullptr;
      continue;
    }
    const int64_t before = at_;
    const bool unlimited = c == '*';
    const bool minus = c == '-', sign = minus || c == '+';
    if (unlimited || sign)
      ++at_;
    const int given = unlimited ? -1 : number();
    const int count = given < 0 ? 1 : given;
    c = peek();
    if (c == '(') {
      if (depth_ == kMaxDepth) {
        refuse("it has too many parentheses inside each other");
        break;
      }
      ++at_;
      levels_[depth_++] = {at_, unlimited ? -1 : count};
      if (depth_ == 2)
        revertTo_ = at_, revertCount_ = unlimited ? -1 : count;
      continue;
    }
    ++at_;
    if (c == '/') {
      for (int i = 0; i < count; ++i)
        target.nextRecord();
      continue;
    }
    if (control(c, minus ? -count : count, target, modes))
      continue;
    if (error_)
      break;
    if (!std::strchr("IBOZFEDGLA", c)) {
      refuse("it has a descriptor that is not known, or not supported (DT)");
      break;
    }
    if (!wantItem) {
      at_ = before;
      return nullptr;
    }
    dataEdit(c, count);
    return &edit_;
  }
  return nullptr;
}

const Edit *Format::next(FormatTarget &target, Modes &modes) {
  if (repeats_ == 0 && !error_ && !walk(target, modes, true))
    return nullptr;
  if (error_)
    return nullptr;
  --repeats_;
  return &edit_;
}

void Format::finish(FormatTarget &target, Modes &modes) {
  if (repeats_ == 0 && !error_)
    walk(target, modes, false);
}

}  // namespace wasmpi::fortran
