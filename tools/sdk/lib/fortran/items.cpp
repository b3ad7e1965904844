// The items of input and output statements: one value through the next descriptor, or by list direction (Fortran 2018 13.10).
#include "statement.h"

namespace wasmpi::fortran {
namespace {

/// Room for a value of a list: a blank before it, or a new line.
void separate(Statement &statement, int64_t length) {
  const int64_t column = statement.at + (statement.unit ? statement.unit->column : 0);
  if (column > 1 && column + 1 + length > statement.lineLimit() && (!statement.internal || statement.internalRecords > 1)) {
    statement.nextRecord();
    statement.put(" ", 1);
  } else {
    statement.put(" ", 1);
  }
  statement.firstItem = false;
  statement.lastWasText = false;
}

bool putListed(Statement &statement, Buffer &text) {
  separate(statement, text.size);
  statement.put(text.data, text.size);
  text.release();
  return statement.iostat == 0;
}

bool putEdited(Statement &statement, Buffer &text) {
  statement.put(text.data, text.size);
  text.release();
  return statement.iostat == 0;
}

bool mismatch(Statement &statement, const Edit &edit, const char *what) {
  return statement.error(kBadFormat, "a FORMAT's '%c' descriptor does not fit %s %s", edit.kind, *what == 'I' ? "an" : "a", what);
}

/// Text in a list is broken at the end of a line, and continued after a blank.
bool putListedText(Statement &statement, const char *text, int64_t length) {
  if (!statement.lastWasText) {
    if (statement.at > 1 && statement.at + 1 + (length < 1 ? length : 1) > statement.lineLimit() && !statement.internal)
      statement.nextRecord();
    statement.put(" ", 1);
  }
  while (length > 0 && statement.iostat == 0) {
    int64_t room = length;
    if (!statement.internal && statement.at + length > statement.lineLimit()) {
      room = statement.lineLimit() - statement.at;
      if (room <= 0) {
        statement.nextRecord();
        statement.put(" ", 1);
        continue;
      }
    }
    statement.put(text, room);
    text += room;
    length -= room;
  }
  statement.lastWasText = true;
  statement.firstItem = false;
  return statement.iostat == 0;
}

/// The characters of a field of the record, fewer where that is too short: blanks follow. Without advancing that ends the statement,
/// once the item has its value (12.11.4): `finishField` has to be called.
bool takeField(Statement &statement, int64_t width, Buffer &field) {
  if (!statement.fetch())
    return false;
  const int64_t available = statement.at < statement.record.size ? statement.record.size - statement.at : 0;
  const int64_t used = width < available ? width : available;
  field.put(0, statement.record.data + statement.at, used);
  statement.at += used;
  statement.transferred += used;
  return true;
}

bool finishField(Statement &statement, int64_t width, const Buffer &field) {
  if (!statement.advance && field.size < width)
    statement.error(kEndOfRecord, "End of record during input without advancing");
  return statement.iostat == 0;
}

bool quoteOf(char c) { return c == '\'' || c == '"'; }

template <typename F> bool readListed(Statement &statement, const char *what, F convert) {
  Buffer text = {};
  bool isNull = false;
  if (!nextListValue(statement, text, isNull)) {
    text.release();
    return false;
  }
  const bool good = isNull || convert(text);
  if (!good)
    statement.error(kBadReal, "Bad %s '%.*s' in list-directed input", what, static_cast<int>(text.size < 60 ? text.size : 60), text.data);
  text.release();
  return good;
}

void storeText(char *text, int64_t length, const char *from, int64_t size) {
  const int64_t used = size < length ? size : length;
  if (used > 0)
    std::memcpy(text, from, static_cast<size_t>(used));
  std::memset(text + used, ' ', static_cast<size_t>(length - used));
}

/// The field of an A or G descriptor, the last characters of one that is wider than the variable (13.7.4).
bool readTextField(Statement &statement, const Edit &edit, char *text, int64_t length) {
  const int64_t width = edit.width > 0 ? edit.width : length;
  Buffer field = {};
  if (!takeField(statement, width, field)) {
    field.release();
    return false;
  }
  const bool goesOn = finishField(statement, width, field);
  field.extend(width);
  const int64_t skipped = width > length ? width - length : 0;
  storeText(text, length, field.data + skipped, width - skipped);
  field.release();
  return goesOn;
}

/// A number's bytes as text, which is how programs from before CHARACTER kept it: what an A descriptor read.
struct TextInNumber {
  int64_t size;
  bool isRead;
  char bytes[8];
};

/// An item through the next descriptor, which has to be one of `kinds`, or an A that the item takes as text.
template <typename F>
bool readEdited(Statement &statement, const char *kinds, const char *what, F convert, TextInNumber *text = nullptr) {
  const Edit *edit = statement.edit();
  if (!edit)
    return false;
  if (edit->kind == 'A' && text) {
    text->isRead = true;
    return readTextField(statement, *edit, text->bytes, text->size);
  }
  if (!std::strchr(kinds, edit->kind))
    return mismatch(statement, *edit, what);
  const int64_t width = edit->width > 0 ? edit->width : 0;
  Buffer field = {};
  if (!takeField(statement, width, field)) {
    field.release();
    return false;
  }
  const bool good = convert(field, *edit);
  if (!good)
    statement.error(kBadReal, "Bad %s '%.*s' in formatted input", what, static_cast<int>(field.size < 60 ? field.size : 60), field.data);
  const bool goesOn = finishField(statement, width, field);
  field.release();
  return goesOn;
}

constexpr Edit kPlain = {'F', '\0', -1, -1, -1};
constexpr Edit kPlainInteger = {'I', '\0', -1, -1, -1};

}  // namespace

bool outputInteger(Statement &statement, int64_t value, int64_t bytes) {
  Buffer text = {};
  if (statement.isList()) {
    writeShortestInteger(text, value, statement.modes);
    return putListed(statement, text);
  }
  const Edit *edit = statement.edit();
  if (!edit)
    return false;
  if (edit->kind == 'G' || edit->kind == 'I' || edit->kind == 'B' || edit->kind == 'O' || edit->kind == 'Z') {
    Edit used = *edit;
    if (edit->kind == 'G')
      used = {'I', '\0', edit->width, -1, -1};
    writeInteger(text, used, value, bytes, statement.modes);
  } else if (edit->kind == 'L') {
    writeLogical(text, *edit, value != 0);
  } else if (edit->kind == 'A') {
    writeText(text, *edit, reinterpret_cast<const char *>(&value), bytes);
  } else {
    return mismatch(statement, *edit, "INTEGER");
  }
  return putEdited(statement, text);
}

bool outputReal(Statement &statement, double value, int kind) {
  Buffer text = {};
  if (statement.isList()) {
    writeShortestReal(text, value, kind, statement.modes);
    return putListed(statement, text);
  }
  const Edit *edit = statement.edit();
  if (!edit)
    return false;
  if (edit->kind == 'A') {
    const auto single = static_cast<float>(value);
    writeText(text, *edit, kind == 4 ? reinterpret_cast<const char *>(&single) : reinterpret_cast<const char *>(&value), kind);
    return putEdited(statement, text);
  }
  if (!std::strchr("FEDGBOZ", edit->kind))
    return mismatch(statement, *edit, "REAL");
  writeReal(text, *edit, value, kind, statement.modes);
  return putEdited(statement, text);
}

bool outputComplex(Statement &statement, double re, double im, int kind) {
  if (!statement.isList())
    return outputReal(statement, re, kind) && outputReal(statement, im, kind);
  Buffer text = {};
  text.put(0, "(", 1);
  writeShortestReal(text, re, kind, statement.modes);
  text.put(text.size, statement.modes.decimalComma ? ";" : ",", 1);
  writeShortestReal(text, im, kind, statement.modes);
  text.put(text.size, ")", 1);
  return putListed(statement, text);
}

bool outputLogical(Statement &statement, bool value) {
  Buffer text = {};
  if (statement.isList()) {
    text.put(0, value ? "T" : "F", 1);
    return putListed(statement, text);
  }
  const Edit *edit = statement.edit();
  if (!edit)
    return false;
  if (edit->kind == 'L' || edit->kind == 'G')
    writeLogical(text, *edit, value);
  else if (edit->kind == 'I' || edit->kind == 'B' || edit->kind == 'O' || edit->kind == 'Z')
    writeInteger(text, *edit, value, 4, statement.modes);
  else
    return mismatch(statement, *edit, "LOGICAL");
  return putEdited(statement, text);
}

bool outputText(Statement &statement, const char *from, int64_t length) {
  if (statement.isList())
    return putListedText(statement, from, length);
  const Edit *edit = statement.edit();
  if (!edit)
    return false;
  if (edit->kind != 'A' && edit->kind != 'G')
    return mismatch(statement, *edit, "CHARACTER");
  Buffer text = {};
  writeText(text, *edit, from, length);
  return putEdited(statement, text);
}

/// Values end at blanks, commas, slashes and lines; r* repeats one, or leaves r variables as they are (13.10.3).
bool nextListValue(Statement &statement, Buffer &value, bool &isNull) {
  isNull = false;
  if (statement.slash)
    return isNull = true;
  if (statement.repeats > 0) {
    --statement.repeats;
    isNull = statement.repeatedNull;
    value.put(0, statement.repeated.data, statement.repeated.size);
    return true;
  }
  const char comma = statement.modes.decimalComma ? ';' : ',';
  const auto current = [&]() { return statement.at < statement.record.size ? statement.record.data[statement.at] : '\n'; };
  const auto skipBlanks = [&]() {
    while (statement.fetch() && (current() == ' ' || current() == '\t' || current() == '\n')) {
      if (current() == '\n')
        statement.dropRecord();
      else
        ++statement.at;
    }
    return statement.iostat == 0;
  };
  if (!skipBlanks())
    return false;
  // The separator after the last value; two in a row have a null value between them.
  if (!statement.firstItem && current() == comma) {
    ++statement.at;
    if (!skipBlanks())
      return false;
  }
  statement.firstItem = false;
  if (current() == '/') {
    statement.slash = true;
    return isNull = true;
  }
  if (current() == comma)
    return isNull = true;
  const auto isEnd = [&](char c) { return c == ' ' || c == '\t' || c == '\n' || c == comma || c == '/'; };
  // A repeat count.
  int64_t look = statement.at;
  int count = 0;
  while (look < statement.record.size && statement.record.data[look] >= '0' && statement.record.data[look] <= '9' && count < 100000000)
    count = 10 * count + (statement.record.data[look++] - '0');
  const bool repeated = look > statement.at && look < statement.record.size && statement.record.data[look] == '*' && count > 0;
  if (repeated) {
    statement.at = look + 1;
    isNull = isEnd(current());
  }
  if (!isNull && quoteOf(current())) {
    const char quote = current();
    for (++statement.at;; ++statement.at) {
      if (current() == '\n') {  // text goes on in the next record
        statement.dropRecord();
        if (!statement.fetch())
          return false;
        --statement.at;
        continue;
      }
      if (current() == quote) {
        ++statement.at;
        if (current() != quote)
          break;
      }
      value.put(value.size, statement.record.data + statement.at, 1);
    }
  } else if (!isNull && current() == '(') {
    while (current() != '\n') {
      const char c = current();
      value.put(value.size, &c, 1);
      ++statement.at;
      if (c == ')')
        break;
    }
  } else if (!isNull) {
    for (; !isEnd(current()); ++statement.at)
      value.put(value.size, statement.record.data + statement.at, 1);
  }
  if (repeated) {
    statement.repeats = count - 1;
    statement.repeatedNull = isNull;
    statement.repeated.clear();
    statement.repeated.put(0, value.data, value.size);
  }
  return true;
}

bool inputInteger(Statement &statement, int64_t &value, int64_t bytes) {
  const auto convert = [&](Buffer &text, const Edit &edit) { return readIntegerField(text.data, text.size, edit, statement.modes, value); };
  if (statement.isList())
    return readListed(statement, "INTEGER", [&](Buffer &text) { return text.size > 0 && convert(text, kPlainInteger); });
  TextInNumber text = {bytes, false, {}};
  const bool goesOn = readEdited(statement, "IBOZG", "INTEGER", convert, &text);
  if (text.isRead)
    value = readInteger(text.bytes, bytes);
  return goesOn;
}

namespace {

double realFrom(const void *bytes, int kind) {
  double value = 0;
  float single = 0;
  std::memcpy(kind == 8 ? static_cast<void *>(&value) : &single, bytes, static_cast<size_t>(kind));
  return kind == 8 ? value : single;
}

/// A REAL as B, O and Z show it (13.7.2.1).
bool readRealBits(const Buffer &text, const Edit &edit, const Modes &modes, int kind, double &value) {
  int64_t bits = 0;
  if (!readIntegerField(text.data, text.size, edit, modes, bits))
    return false;
  value = realFrom(&bits, kind);
  return kind == 8 || static_cast<uint32_t>(bits) == static_cast<uint64_t>(bits);
}

}  // namespace

bool inputReal(Statement &statement, double &value, int kind) {
  if (statement.isList())
    return readListed(statement, "REAL", [&](Buffer &text) {
      Modes plain = statement.modes;
      plain.scale = 0;
      return text.size > 0 && readRealField(text.data, text.size, kPlain, plain, value);
    });
  const auto convert = [&](Buffer &field, const Edit &edit) {
    if (std::strchr("BOZ", edit.kind))
      return readRealBits(field, edit, statement.modes, kind, value);
    return readRealField(field.data, field.size, edit, statement.modes, value);
  };
  TextInNumber text = {kind, false, {}};
  const bool goesOn = readEdited(statement, "FEDGBOZ", "REAL", convert, &text);
  if (text.isRead)
    value = realFrom(text.bytes, kind);
  return goesOn;
}

bool inputComplex(Statement &statement, double &re, double &im, int kind) {
  if (!statement.isList())
    return inputReal(statement, re, kind) && inputReal(statement, im, kind);
  return readListed(statement, "COMPLEX", [&](Buffer &text) {
    const char mark = statement.modes.decimalComma ? ';' : ',';
    const auto *comma = static_cast<const char *>(std::memchr(text.data, mark, static_cast<size_t>(text.size)));
    if (text.size < 3 || text.data[0] != '(' || text.data[text.size - 1] != ')' || !comma)
      return false;
    return readRealField(text.data + 1, comma - text.data - 1, kPlain, statement.modes, re) &&
           readRealField(comma + 1, text.data + text.size - 1 - comma - 1, kPlain, statement.modes, im);
  });
}

bool inputLogical(Statement &statement, bool &value) {
  if (statement.isList())
    return readListed(statement, "LOGICAL", [&](Buffer &text) { return text.size > 0 && readLogicalField(text.data, text.size, value); });
  return readEdited(statement, "LG", "LOGICAL", [&](Buffer &text, const Edit &) { return readLogicalField(text.data, text.size, value); });
}

bool inputText(Statement &statement, char *text, int64_t length) {
  if (statement.isList())
    return readListed(statement, "CHARACTER", [&](Buffer &value) {
      storeText(text, length, value.data, value.size);
      return true;
    });
  const Edit *edit = statement.edit();
  if (!edit)
    return false;
  if (edit->kind != 'A' && edit->kind != 'G')
    return mismatch(statement, *edit, "CHARACTER");
  return readTextField(statement, *edit, text, length);
}

}  // namespace wasmpi::fortran
