// An input or output statement while it runs: what flang's calls between Begin... and EndIoStatement act on.
#pragma once

#include "edit.h"
#include "units.h"

namespace wasmpi::fortran {

enum class Kind : uint8_t { ListOutput, FormattedOutput, ListInput, FormattedInput, Open, Close, Position, Inquire, Failed };

// Values of IOSTAT= (flang's; positive ones below 1000 are errno's).
enum Iostat {
  kEnd = -1, kEndOfRecord = -2, kGeneric = 1001, kRecordOverrun = 1002, kInternalOverrun = 1004, kBadFormat = 1005,
  kEndfileUnwritable = 1008, kWriteToReadOnly = 1012, kReadFromWriteOnly = 1013, kBadReal = 1026
};

struct Statement final : FormatTarget {
  Kind kind;
  Place place;

  // Where records go to or come from: a unit, or internal ones one after the other.
  Unit *unit;
  char *internal;
  int64_t internalLength;
  int64_t internalRecords, internalRecord;
  int64_t internalStride;

  Buffer record;
  int64_t at;  // in the record, from 0
  int64_t left;  // where this statement's part of the record begins
  bool advance;
  bool haveRecord;  // input: the record has been read
  int64_t transferred;  // input: characters that items were read from (SIZE=)

  Format format;
  Modes modes;
  char *ownFormat;  // when it came in pieces

  // List direction.
  bool firstItem, lastWasText, slash;
  int repeats;  // left of an r*c
  Buffer repeated;
  bool repeatedNull;

  // OPEN, CLOSE, INQUIRE.
  int number;
  OpenOptions open;
  char *path;
  bool deleteFile;
  int newNumber;
  bool isComplete;

  // Errors: what the statement handles itself, and what happened.
  bool handlesErrors, handlesEnd, handlesEndOfRecord;
  int iostat;
  char message[160];

  // FormatTarget
  void literal(const char *text, int64_t length) override;
  void nextRecord() override;
  void move(int64_t by) override;
  void moveTo(int64_t column) override;

  /// Reports an error: ends the program unless the statement handles it. False, for returning.
  [[gnu::format(printf, 3, 4)]] bool error(int code, const char *format, ...);
  bool isOutput() const { return kind == Kind::ListOutput || kind == Kind::FormattedOutput; }
  bool isInput() const { return kind == Kind::ListInput || kind == Kind::FormattedInput; }
  bool isList() const { return kind == Kind::ListOutput || kind == Kind::ListInput; }
  /// Reports an errno of the unit's, if it is none of 0.
  bool check(int systemError, const char *doing);

  /// The next descriptor for an item; null after an error.
  const Edit *edit();
  void put(const char *text, int64_t length);
  /// Reads the next record if there is none yet; false at the end of the file or after an error.
  bool fetch();
  /// Input: goes on with the next record.
  void dropRecord();
  /// Output: the characters that a record of the list-directed form may have.
  int64_t lineLimit() const;
  void finish();
};

/// A new statement on a unit; one that failed already if the unit cannot be connected.
Statement *beginUnit(Kind kind, int unit, Place place);
Statement *beginInternal(Kind kind, char *text, int64_t length, Place place);
Statement *beginInternalArray(Kind kind, const Descriptor &array, Place place);
Statement *beginPlain(Kind kind, Place place);
/// The format's text, or the array that holds it.
Statement *setFormat(Statement *statement, const char *format, int64_t length, const Descriptor *array);

// Items, one at a time; false if the statement failed.
bool outputInteger(Statement &statement, int64_t value, int64_t bytes);
bool outputReal(Statement &statement, double value, int kind);
bool outputComplex(Statement &statement, double re, double im, int kind);
bool outputLogical(Statement &statement, bool value);
bool outputText(Statement &statement, const char *text, int64_t length);
bool inputInteger(Statement &statement, int64_t &value, int64_t bytes);
bool inputReal(Statement &statement, double &value, int kind);
bool inputComplex(Statement &statement, double &re, double &im, int kind);
bool inputLogical(Statement &statement, bool &value);
bool inputText(Statement &statement, char *text, int64_t length);

/// List direction's next value as text; true with `isNull` for one that leaves the variable as it is.
bool nextListValue(Statement &statement, Buffer &value, bool &isNull);

}  // namespace wasmpi::fortran
