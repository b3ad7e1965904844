// FORMAT, read as it is used (Fortran 2018 13): the next data edit descriptor, with all that comes before it acted upon.
#pragma once

#include <cstdint>

namespace wasmpi::fortran {

/// A data edit descriptor. A width or count that is not given is -1.
struct Edit {
  char kind;      // I B O Z F E D G L A, or 0 for none
  char variant;   // of E: N, S or 0
  int width, digits, exponent;
};

/// The changeable modes (12.5.2) that descriptors set.
struct Modes {
  int scale;
  bool plus;          // SP
  bool blankIsZero;   // BZ
  bool decimalComma;  // DC
};

/// What acts on control edit descriptors: the statement's record.
class FormatTarget {
public:
  virtual void literal(const char *text, int64_t length) = 0;
  virtual void nextRecord() = 0;
  virtual void move(int64_t by) = 0;  // X, TL, TR
  virtual void moveTo(int64_t column) = 0;  // T, from 1

protected:
  ~FormatTarget() = default;
};

class Format {
public:
  /// The text, with its outer parentheses, has to outlive this.
  void begin(const char *text, int64_t length);
  /// The descriptor for the next item; null and `error` set if the format is wrong or has none.
  const Edit *next(FormatTarget &target, Modes &modes);
  /// After the last item: what stands before the next descriptor or colon.
  void finish(FormatTarget &target, Modes &modes);
  const char *error() const { return error_; }

private:
  struct Level {
    int64_t start;  // after the parenthesis
    int count;      // repetitions left, -1: unlimited
  };
  const Edit *walk(FormatTarget &target, Modes &modes, bool wantItem);
  bool control(char letter, int count, FormatTarget &target, Modes &modes);
  bool dataEdit(char letter, int count);
  bool quoted(FormatTarget &target);
  bool close(bool wantItem, FormatTarget &target);
  char peek();
  int number();
  bool refuse(const char *why);

  const char *text_;
  int64_t length_, at_, revertTo_;
  int revertCount_;
  Level levels_[16];
  int depth_;
  Edit edit_;
  int repeats_;        // of edit_, still to be used
  bool sawItem_;       // a data edit descriptor since the last reversion
  const char *error_;
};

}  // namespace wasmpi::fortran
