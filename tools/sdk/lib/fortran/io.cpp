// The entries of flang's runtime for READ, WRITE, PRINT, OPEN, CLOSE, INQUIRE, REWIND, BACKSPACE, ENDFILE and FLUSH. Sequential
// formatted files: for all others there is no entry, so that the link of a program that needs one says so.
#include "statement.h"

#include <cerrno>
#include <unistd.h>

namespace wasmpi::fortran {
namespace {

char *copyTrimmed(const char *text, int64_t length) {
  while (length > 0 && text[length - 1] == ' ')
    --length;
  auto *copy = static_cast<char *>(std::malloc(static_cast<size_t>(length) + 1));
  if (!copy)
    fail({}, "there is no memory for a file's name");
  std::memcpy(copy, text, static_cast<size_t>(length));
  copy[length] = '\0';
  return copy;
}

/// Keywords are compared without case, blanks at the end not counting.
bool isKeyword(const char *text, int64_t length, const char *keyword) {
  while (length > 0 && text[length - 1] == ' ')
    --length;
  if (length != static_cast<int64_t>(std::strlen(keyword)))
    return false;
  for (int64_t i = 0; i < length; ++i)
    if ((text[i] >= 'a' && text[i] <= 'z' ? text[i] - 'a' + 'A' : text[i]) != keyword[i])
      return false;
  return true;
}

/// One of the keywords that may stand there, or an error.
template <int count>
int choose(Statement &statement, const char *what, const char *text, int64_t length, const char *const (&keywords)[count]) {
  for (int i = 0; i < count; ++i)
    if (isKeyword(text, length, keywords[i]))
      return i;
  statement.error(kGeneric, "Invalid or unsupported %s='%.*s'", what, static_cast<int>(length < 40 ? length : 40), text);
  return 0;
}

/// Each element of an item that is an array; `one` is called with its address.
template <typename F> bool forItems(Statement &statement, const Descriptor &item, F one) {
  Cursor cursor(item);
  for (int64_t i = item.elements(); i > 0; --i, cursor.next())
    if (!one(cursor.at()))
      return false;
  return statement.iostat == 0;
}

bool outputElement(Statement &statement, const Descriptor &item, const char *at) {
  switch (item.type) {
  case kInteger1: case kInteger2: case kInteger4: case kInteger8:
    return outputInteger(statement, readInteger(at, item.elementBytes), item.elementBytes);
  case kReal4: return outputReal(statement, *reinterpret_cast<const float *>(at), 4);
  case kReal8: return outputReal(statement, *reinterpret_cast<const double *>(at), 8);
  case kComplex4: {
    const auto *parts = reinterpret_cast<const float *>(at);
    return outputComplex(statement, parts[0], parts[1], 4);
  }
  case kComplex8: {
    const auto *parts = reinterpret_cast<const double *>(at);
    return outputComplex(statement, parts[0], parts[1], 8);
  }
  case kLogical1: case kLogical2: case kLogical4: case kLogical8:
    return outputLogical(statement, readLogical(at, item.elementBytes));
  case kCharacter1: return outputText(statement, at, item.elementBytes);
  default: return statement.error(kGeneric, "output of an object of type code %d is not supported: name its components", item.type);
  }
}

/// A null value of a list keeps what was there: each begins with the variable's.
bool inputElement(Statement &statement, const Descriptor &item, char *at) {
  switch (item.type) {
  case kInteger1: case kInteger2: case kInteger4: case kInteger8: {
    int64_t value = readInteger(at, item.elementBytes);
    const bool good = inputInteger(statement, value, item.elementBytes);
    const int64_t limit = item.elementBytes < 8 ? (int64_t{1} << (8 * item.elementBytes - 1)) - 1 : INT64_MAX;
    if (value > limit || value < -limit - 1)
      return statement.error(kBadReal, "Integer overflow during input: %lld", static_cast<long long>(value));
    writeInteger(at, item.elementBytes, value);
    return good;
  }
  case kReal4: {
    double value = *reinterpret_cast<float *>(at);
    const bool good = inputReal(statement, value, 4);
    *reinterpret_cast<float *>(at) = static_cast<float>(value);
    return good;
  }
  case kReal8: return inputReal(statement, *reinterpret_cast<double *>(at), 8);
  case kComplex4: {
    auto *parts = reinterpret_cast<float *>(at);
    double re = parts[0], im = parts[1];
    const bool good = inputComplex(statement, re, im, 4);
    parts[0] = static_cast<float>(re);
    parts[1] = static_cast<float>(im);
    return good;
  }
  case kComplex8: {
    auto *parts = reinterpret_cast<double *>(at);
    return inputComplex(statement, parts[0], parts[1], 8);
  }
  case kLogical1: case kLogical2: case kLogical4: case kLogical8: {
    bool value = readLogical(at, item.elementBytes);
    const bool good = inputLogical(statement, value);
    writeInteger(at, item.elementBytes, value);
    return good;
  }
  case kCharacter1: return inputText(statement, at, item.elementBytes);
  default: return statement.error(kGeneric, "input of an object of type code %d is not supported: name its components", item.type);
  }
}

/// OPEN and CLOSE are done when all their specifiers are known, and none is wrong.
void perform(Statement &statement) {
  if (statement.iostat != 0)
    return;
  if (statement.kind == Kind::Open) {
    statement.open.path = statement.path;
    if (const int error = openUnit(statement.number, statement.open); error != 0)
      statement.error(error, "Cannot OPEN '%s': %s", statement.path ? statement.path : "a file without a name", std::strerror(error));
  } else if (statement.kind == Kind::Close && statement.unit) {
    statement.unit->deleteAtEnd = statement.unit->deleteAtEnd || statement.deleteFile;
    Unit &unit = *statement.unit;
    statement.unit = nullptr;
    statement.check(closeUnit(unit), "closing");
  }
}

/// All that is left of a statement but its end, once: what it answers (IOMSG=, NEWUNIT=) is asked for before that.
void complete(Statement &statement) {
  if (statement.isComplete)
    return;
  statement.isComplete = true;
  perform(statement);
  statement.finish();
}

/// flang names an inquiry by its keyword as a number in base 26, with a one before it.
constexpr uint64_t inquiry(const char *keyword) {
  uint64_t hash = 1;
  for (; *keyword; ++keyword)
    hash = 26 * hash + static_cast<uint64_t>(*keyword - 'A');
  return hash;
}

bool positionError(Statement &statement, const char *what) {
  return statement.error(kGeneric, "unit %d cannot %s", statement.number, what);
}

/// REWIND, BACKSPACE and ENDFILE; `act` returns an errno. A failure is told by the next call, as one of beginUnit.
template <typename F> Statement *position(int number, Place place, const char *doing, F act) {
  Statement *statement = beginUnit(Kind::Position, number, place);
  if (!statement->unit || !statement->unit->path)
    return statement;
  if (const int error = act(*statement->unit); error != 0) {
    statement->kind = Kind::Failed;
    statement->check(error, doing);
  }
  return statement;
}

}  // namespace
}  // namespace wasmpi::fortran

using namespace wasmpi::fortran;
using Cookie = Statement *;

#define IO(name) _FortranAio##name

extern "C" {

#define WHERE const char *file, int line
#define HERE Place{file, line}

Cookie IO(BeginExternalListOutput)(int unit, WHERE) { return beginUnit(Kind::ListOutput, unit, HERE); }
Cookie IO(BeginExternalListInput)(int unit, WHERE) { return beginUnit(Kind::ListInput, unit, HERE); }
Cookie IO(BeginExternalFormattedOutput)(const char *format, int64_t length, const Descriptor *array, int unit, WHERE) {
  return setFormat(beginUnit(Kind::FormattedOutput, unit, HERE), format, length, array);
}
Cookie IO(BeginExternalFormattedInput)(const char *format, int64_t length, const Descriptor *array, int unit, WHERE) {
  return setFormat(beginUnit(Kind::FormattedInput, unit, HERE), format, length, array);
}

#define SCRATCH void **, int64_t
Cookie IO(BeginInternalListOutput)(char *text, int64_t length, SCRATCH, WHERE) {
  return beginInternal(Kind::ListOutput, text, length, HERE);
}
Cookie IO(BeginInternalListInput)(char *text, int64_t length, SCRATCH, WHERE) { return beginInternal(Kind::ListInput, text, length, HERE); }
Cookie IO(BeginInternalFormattedOutput)(char *text, int64_t length, const char *format, int64_t formatLength, const Descriptor *array,
                                        SCRATCH, WHERE) {
  return setFormat(beginInternal(Kind::FormattedOutput, text, length, HERE), format, formatLength, array);
}
Cookie IO(BeginInternalFormattedInput)(char *text, int64_t length, const char *format, int64_t formatLength, const Descriptor *array,
                                       SCRATCH, WHERE) {
  return setFormat(beginInternal(Kind::FormattedInput, text, length, HERE), format, formatLength, array);
}
Cookie IO(BeginInternalArrayListOutput)(const Descriptor &array, SCRATCH, WHERE) {
  return beginInternalArray(Kind::ListOutput, array, HERE);
}
Cookie IO(BeginInternalArrayListInput)(const Descriptor &array, SCRATCH, WHERE) { return beginInternalArray(Kind::ListInput, array, HERE); }
Cookie IO(BeginInternalArrayFormattedOutput)(const Descriptor &internal, const char *format, int64_t length, const Descriptor *array,
                                             SCRATCH, WHERE) {
  return setFormat(beginInternalArray(Kind::FormattedOutput, internal, HERE), format, length, array);
}
Cookie IO(BeginInternalArrayFormattedInput)(const Descriptor &internal, const char *format, int64_t length, const Descriptor *array,
                                            SCRATCH, WHERE) {
  return setFormat(beginInternalArray(Kind::FormattedInput, internal, HERE), format, length, array);
}

Cookie IO(BeginOpenUnit)(int unit, WHERE) {
  Cookie statement = beginPlain(Kind::Open, HERE);
  statement->number = unit;
  statement->open = {nullptr, 'U', 0, false, 0, -1, -1, -1};
  return statement;
}
Cookie IO(BeginOpenNewUnit)(WHERE) {
  Cookie statement = IO(BeginOpenUnit)(newUnitNumber(), file, line);
  statement->newNumber = statement->number;
  return statement;
}
Cookie IO(BeginClose)(int unit, WHERE) {
  Cookie statement = beginPlain(Kind::Close, HERE);
  statement->number = unit;
  statement->unit = findUnit(unit);
  return statement;
}

Cookie IO(BeginRewind)(int unit, WHERE) { return position(unit, HERE, "REWIND of", rewindUnit); }
Cookie IO(BeginBackspace)(int unit, WHERE) {
  Cookie statement = position(unit, HERE, "BACKSPACE of", backspaceUnit);
  if (statement->unit && !statement->unit->path) {
    statement->kind = Kind::Failed;
    positionError(*statement, "BACKSPACE");
  }
  return statement;
}
Cookie IO(BeginEndfile)(int unit, WHERE) {
  Cookie statement = beginUnit(Kind::Position, unit, HERE);
  if (!statement->unit || !statement->unit->path)
    return statement;
  const bool readOnly = statement->unit->action == 'R';
  if (const int error = readOnly ? kEndfileUnwritable : endUnit(*statement->unit); error != 0) {
    statement->kind = Kind::Failed;
    if (readOnly)
      statement->error(error, "ENDFILE of unit %d, which was opened with ACTION='READ'", unit);
    else
      statement->check(error, "ENDFILE of");
  }
  return statement;
}
Cookie IO(BeginFlush)(int unit, WHERE) {
  Cookie statement = beginPlain(Kind::Position, HERE);
  statement->number = unit;
  if (Unit *found = findUnit(unit); found && !found->reading && std::fflush(found->file) != 0) {
    statement->kind = Kind::Failed;
    statement->check(errno, "FLUSH of");
  }
  return statement;
}

Cookie IO(BeginInquireUnit)(int unit, WHERE) {
  Cookie statement = beginPlain(Kind::Inquire, HERE);
  statement->number = unit;
  statement->unit = findUnit(unit);
  return statement;
}
Cookie IO(BeginInquireFile)(const char *path, int64_t length, WHERE) {
  Cookie statement = beginPlain(Kind::Inquire, HERE);
  statement->path = copyTrimmed(path, length);
  statement->unit = findUnitOf(statement->path);
  statement->number = statement->unit ? statement->unit->number : -1;
  return statement;
}

int IO(CheckUnitNumberInRange64)(int64_t unit, bool handlesError, char *message, int64_t length, WHERE) {
  if (unit >= INT32_MIN && unit <= INT32_MAX)
    return 0;
  if (!handlesError)
    fail(HERE, "unit number %lld is out of range", static_cast<long long>(unit));
  if (message)
    std::memset(message, ' ', static_cast<size_t>(length));
  return kGeneric;
}

void IO(EnableHandlers)(Cookie statement, bool hasIoStat, bool hasErr, bool hasEnd, bool hasEor, bool) {
  statement->handlesErrors = hasIoStat || hasErr;
  statement->handlesEnd = hasIoStat || hasEnd;
  statement->handlesEndOfRecord = hasIoStat || hasEor;
  if (statement->kind == Kind::Failed && !statement->handlesErrors)
    fail(statement->place, "%s", statement->message);
}

bool IO(SetAdvance)(Cookie statement, const char *text, int64_t length) {
  statement->advance = choose(*statement, "ADVANCE", text, length, {"NO", "YES"}) == 1;
  return statement->iostat == 0;
}
bool IO(SetBlank)(Cookie statement, const char *text, int64_t length) {
  statement->open.blankIsZero = statement->modes.blankIsZero = choose(*statement, "BLANK", text, length, {"NULL", "ZERO"}) == 1;
  return statement->iostat == 0;
}
bool IO(SetDecimal)(Cookie statement, const char *text, int64_t length) {
  statement->open.decimalComma = statement->modes.decimalComma = choose(*statement, "DECIMAL", text, length, {"POINT", "COMMA"}) == 1;
  return statement->iostat == 0;
}
bool IO(SetSign)(Cookie statement, const char *text, int64_t length) {
  statement->open.plus = statement->modes.plus = choose(*statement, "SIGN", text, length, {"SUPPRESS", "PLUS", "PROCESSOR_DEFINED"}) == 1;
  return statement->iostat == 0;
}
bool IO(SetPad)(Cookie statement, const char *text, int64_t length) {
  choose(*statement, "PAD", text, length, {"YES"});
  return statement->iostat == 0;
}
bool IO(SetDelim)(Cookie statement, const char *text, int64_t length) {
  choose(*statement, "DELIM", text, length, {"NONE"});
  return statement->iostat == 0;
}
bool IO(SetRecl)(Cookie statement, int64_t length) {
  if (length <= 0)
    return statement->error(kGeneric, "RECL=%lld must be positive", static_cast<long long>(length));
  statement->open.recordLength = length;
  return true;
}
bool IO(SetForm)(Cookie statement, const char *text, int64_t length) {
  choose(*statement, "FORM", text, length, {"FORMATTED"});
  return statement->iostat == 0;
}
bool IO(SetAccess)(Cookie statement, const char *text, int64_t length) {
  statement->open.append |= choose(*statement, "ACCESS", text, length, {"SEQUENTIAL", "APPEND"}) == 1;
  return statement->iostat == 0;
}
bool IO(SetAction)(Cookie statement, const char *text, int64_t length) {
  statement->open.action = "RWB"[choose(*statement, "ACTION", text, length, {"READ", "WRITE", "READWRITE"})];
  return statement->iostat == 0;
}
bool IO(SetPosition)(Cookie statement, const char *text, int64_t length) {
  statement->open.append |= choose(*statement, "POSITION", text, length, {"ASIS", "REWIND", "APPEND"}) == 2;
  return statement->iostat == 0;
}
bool IO(SetEncoding)(Cookie statement, const char *text, int64_t length) {
  choose(*statement, "ENCODING", text, length, {"DEFAULT", "UTF-8"});
  return statement->iostat == 0;
}
bool IO(SetStatus)(Cookie statement, const char *text, int64_t length) {
  if (statement->kind == Kind::Close)
    statement->deleteFile = choose(*statement, "STATUS", text, length, {"KEEP", "DELETE"}) == 1;
  else
    statement->open.status = "ONRSU"[choose(*statement, "STATUS", text, length, {"OLD", "NEW", "REPLACE", "SCRATCH", "UNKNOWN"})];
  return statement->iostat == 0;
}
bool IO(SetFile)(Cookie statement, const char *text, int64_t length) {
  std::free(statement->path);
  statement->path = copyTrimmed(text, length);
  return true;
}
bool IO(GetNewUnit)(Cookie statement, int &number, int kind) {
  complete(*statement);
  if (statement->iostat == 0)
    writeInteger(reinterpret_cast<char *>(&number), kind, statement->newNumber);
  return statement->iostat == 0;
}

bool IO(OutputDescriptor)(Cookie statement, const Descriptor &item) {
  return forItems(*statement, item, [&](char *at) { return outputElement(*statement, item, at); });
}
bool IO(InputDescriptor)(Cookie statement, const Descriptor &item) {
  return forItems(*statement, item, [&](char *at) { return inputElement(*statement, item, at); });
}
bool IO(OutputInteger8)(Cookie statement, int8_t value) { return outputInteger(*statement, value, 1); }
bool IO(OutputInteger16)(Cookie statement, int16_t value) { return outputInteger(*statement, value, 2); }
bool IO(OutputInteger32)(Cookie statement, int32_t value) { return outputInteger(*statement, value, 4); }
bool IO(OutputInteger64)(Cookie statement, int64_t value) { return outputInteger(*statement, value, 8); }
bool IO(OutputReal32)(Cookie statement, float value) { return outputReal(*statement, value, 4); }
bool IO(OutputReal64)(Cookie statement, double value) { return outputReal(*statement, value, 8); }
bool IO(OutputComplex32)(Cookie statement, float re, float im) { return outputComplex(*statement, re, im, 4); }
bool IO(OutputComplex64)(Cookie statement, double re, double im) { return outputComplex(*statement, re, im, 8); }
bool IO(OutputLogical)(Cookie statement, bool value) { return outputLogical(*statement, value); }
bool IO(OutputAscii)(Cookie statement, const char *text, int64_t length) { return outputText(*statement, text, length); }
bool IO(OutputCharacter)(Cookie statement, const char *text, int64_t length, int kind) {
  return kind == 1 ? outputText(*statement, text, length) : statement->error(kGeneric, "CHARACTER of kind %d is not supported", kind);
}

/// A descriptor of one variable, for what elements go through.
static bool inputVariable(Cookie statement, void *at, int8_t type, int64_t bytes) {
  AnyDescriptor item;
  establish(item.get(), type, bytes, 0, nullptr, kOther);
  return inputElement(*statement, item.get(), static_cast<char *>(at));
}
bool IO(InputInteger)(Cookie statement, int64_t &value, int kind) {
  return inputVariable(statement, &value, kind == 1 ? kInteger1 : kind == 2 ? kInteger2 : kind == 4 ? kInteger4 : kInteger8, kind);
}
bool IO(InputReal32)(Cookie statement, float &value) { return inputVariable(statement, &value, kReal4, 4); }
bool IO(InputReal64)(Cookie statement, double &value) { return inputVariable(statement, &value, kReal8, 8); }
bool IO(InputComplex32)(Cookie statement, float *value) { return inputVariable(statement, value, kComplex4, 8); }
bool IO(InputComplex64)(Cookie statement, double *value) { return inputVariable(statement, value, kComplex8, 16); }
bool IO(InputLogical)(Cookie statement, bool &value) { return inputLogical(*statement, value); }
bool IO(InputAscii)(Cookie statement, char *text, int64_t length) { return inputText(*statement, text, length); }
bool IO(InputCharacter)(Cookie statement, char *text, int64_t length, int kind) {
  return kind == 1 ? inputText(*statement, text, length) : statement->error(kGeneric, "CHARACTER of kind %d is not supported", kind);
}

bool IO(InquireLogical)(Cookie statement, uint64_t what, bool &answer) {
  if (what == inquiry("EXIST"))
    answer = statement->path ? access(statement->path, F_OK) == 0 : statement->number >= 0 || statement->unit;
  else if (what == inquiry("OPENED"))
    answer = statement->unit != nullptr;
  else if (what == inquiry("NAMED"))
    answer = statement->unit && statement->unit->path;
  else
    return statement->error(kGeneric, "this INQUIRE is not supported in a guest: EXIST, OPENED, NAMED, NAME, NUMBER and SIZE are");
  return true;
}
bool IO(InquireInteger64)(Cookie statement, uint64_t what, int64_t &answer, int kind) {
  int64_t found = -1;
  if (what == inquiry("NUMBER")) {
    found = statement->unit ? statement->unit->number : -1;
  } else if (what == inquiry("SIZE")) {
    const char *path = statement->path ? statement->path : statement->unit ? statement->unit->path : nullptr;
    if (statement->unit)
      std::fflush(statement->unit->file);
    if (FILE *file = path ? std::fopen(path, "r") : nullptr) {
      std::fseek(file, 0, SEEK_END);
      found = std::ftell(file);
      std::fclose(file);
    }
  } else {
    return statement->error(kGeneric, "this INQUIRE is not supported in a guest: EXIST, OPENED, NAMED, NAME, NUMBER and SIZE are");
  }
  writeInteger(reinterpret_cast<char *>(&answer), kind, found);
  return true;
}
bool IO(InquireCharacter)(Cookie statement, uint64_t what, char *answer, int64_t length) {
  if (what != inquiry("NAME"))
    return statement->error(kGeneric, "this INQUIRE is not supported in a guest: EXIST, OPENED, NAMED, NAME, NUMBER and SIZE are");
  const char *path = statement->path ? statement->path : statement->unit && statement->unit->path ? statement->unit->path : "";
  std::memset(answer, ' ', static_cast<size_t>(length));
  std::memcpy(answer, path, strnlen(path, static_cast<size_t>(length)));
  return true;
}

void IO(GetIoMsg)(Cookie statement, char *text, int64_t length) {
  complete(*statement);
  if (statement->iostat == 0)
    return;
  std::memset(text, ' ', static_cast<size_t>(length));
  std::memcpy(text, statement->message, strnlen(statement->message, static_cast<size_t>(length)));
}
int64_t IO(GetSize)(Cookie statement) { return statement->transferred; }

int IO(EndIoStatement)(Cookie statement) {
  complete(*statement);
  const int iostat = statement->iostat;
  if (statement->kind == Kind::Failed && !statement->handlesErrors)
    fail(statement->place, "%s", statement->message);
  statement->record.release();
  statement->repeated.release();
  std::free(statement->ownFormat);
  std::free(statement->path);
  std::free(statement);
  return iostat;
}

}  // extern "C"
