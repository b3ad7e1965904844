#include "statement.h"

#include <cerrno>
#include <cstdarg>
#include <new>

// Only placement is used; nothing is deleted through a base.
namespace wasmpi::fortran {
namespace {

Statement *make(Kind kind, Place place) {
  void *memory = std::calloc(1, sizeof(Statement));
  if (!memory)
    fail(place, "there is no memory for an input or output statement");
  auto *statement = new (memory) Statement();
  statement->kind = kind;
  statement->place = place;
  statement->advance = true;
  statement->firstItem = true;
  return statement;
}

/// A line without its end, from C's stream; false at the end of the file.
bool readLine(Unit &unit, Buffer &record) {
  record.clear();
  if (unit.pending) {
    record.put(0, unit.pending, unit.pendingLength);
    std::free(unit.pending);
    unit.pending = nullptr;
    return true;
  }
  int c = EOF;
  char piece[256];
  int64_t size = 0;
  while ((c = std::getc(unit.file)) != EOF && c != '\n') {
    piece[size++] = static_cast<char>(c);
    if (size == sizeof piece) {
      record.put(record.size, piece, size);
      size = 0;
    }
  }
  record.put(record.size, piece, size);
  if (c == EOF && record.size == 0) {
    unit.afterEnd = true;
    return false;
  }
  if (record.size > 0 && record.data[record.size - 1] == '\r')
    --record.size;
  return true;
}

}  // namespace

bool Statement::error(int code, const char *format, ...) {
  if (iostat != 0)
    return false;
  va_list list;
  va_start(list, format);
  std::vsnprintf(message, sizeof message, format, list);
  va_end(list);
  iostat = code;
  const bool handled = handlesErrors || (code == kEnd && handlesEnd) || (code == kEndOfRecord && handlesEndOfRecord);
  // OPEN's and the like's handlers are known before anything is done; a failed Begin is told by the first call after it.
  if (!handled && kind != Kind::Failed) {
    if (unit && unit->path)
      fail(place, "file %s, unit %d: %s", unit->path, unit->number, message);
    fail(place, "%s", message);
  }
  return false;
}

bool Statement::check(int systemError, const char *doing) {
  return systemError == 0 || error(systemError, "%s unit %d failed: %s", doing, number, std::strerror(systemError));
}

int64_t Statement::lineLimit() const {
  constexpr int64_t kUsual = 79;
  return internal ? internalLength : unit->recordLength ? unit->recordLength : kUsual;
}

void Statement::put(const char *text, int64_t length) {
  if (unit && unit->recordLength && unit->column + at + length > unit->recordLength) {
    error(kRecordOverrun, "a record of more than RECL=%lld characters", static_cast<long long>(unit->recordLength));
    return;
  }
  if (internal && at + length > internalLength) {
    error(kInternalOverrun, "internal write of %lld characters into %lld", static_cast<long long>(at + length),
          static_cast<long long>(internalLength));
    return;
  }
  record.put(at, text, length);
  at += length;
}

void Statement::literal(const char *text, int64_t length) {
  if (isOutput())
    put(text, length);
  else
    at += length;
}

void Statement::move(int64_t by) { at = at + by < left ? left : at + by; }
void Statement::moveTo(int64_t column) { at = left + (column > 0 ? column - 1 : 0); }

void Statement::nextRecord() {
  if (iostat != 0)
    return;
  if (isInput()) {
    fetch();
    dropRecord();
  } else if (internal) {
    if (internalRecord >= internalRecords) {
      error(kEnd, "internal write beyond its last record");
      return;
    }
    char *to = internal + internalRecord * internalStride;
    const int64_t used = record.size < internalLength ? record.size : internalLength;
    if (used > 0)
      std::memcpy(to, record.data, static_cast<size_t>(used));
    std::memset(to + used, ' ', static_cast<size_t>(internalLength - used));
    ++internalRecord;
  } else {
    record.put(record.size, "\n", 1);
    check(writeUnit(*unit, record.data, record.size), "writing to");
    unit->midRecord = false;
    unit->column = 0;
  }
  record.clear();
  at = left = 0;
}

void Statement::dropRecord() {
  haveRecord = false;
  ++internalRecord;
  at = left = 0;
}

bool Statement::fetch() {
  if (haveRecord)
    return true;
  if (iostat != 0)
    return false;
  if (internal) {
    if (internalRecord >= internalRecords)
      return error(kEnd, "End of file during input");
    record.clear();
    record.put(0, internal + internalRecord * internalStride, internalLength);
  } else if (!readLine(*unit, record)) {
    return error(kEnd, "End of file during input");
  }
  haveRecord = true;
  return true;
}

const Edit *Statement::edit() {
  const Edit *found = format.next(*this, modes);
  if (!found)
    error(kBadFormat, "Invalid FORMAT: %s", format.error() ? format.error() : "it has no descriptor for an item");
  return iostat == 0 ? found : nullptr;
}

void Statement::finish() {
  if (iostat == 0 && !isList() && (isOutput() || isInput())) {
    format.finish(*this, modes);
    if (format.error())
      error(kBadFormat, "Invalid FORMAT: %s", format.error());
  }
  if (isOutput() && iostat == 0) {
    if (advance || internal) {
      nextRecord();
    } else {
      record.extend(at);
      check(writeUnit(*unit, record.data, record.size), "writing to");
      unit->column += record.size;
      unit->midRecord = true;
    }
    if (unit && unit->number == 0 && std::fflush(unit->file) != 0)
      check(errno, "writing to");
  } else if (isInput() && iostat == 0) {
    if (advance) {
      fetch();  // a statement without items reads a record too
    } else if (unit && fetch()) {  // at the record's end, too: the next read goes on there
      unit->pendingLength = at < record.size ? record.size - at : 0;
      unit->pending = static_cast<char *>(std::malloc(static_cast<size_t>(unit->pendingLength) + 1));
      if (!unit->pending)
        fail(place, "there is no memory for the rest of a record");
      if (unit->pendingLength > 0)
        std::memcpy(unit->pending, record.data + at, static_cast<size_t>(unit->pendingLength));
    }
  }
}

/// Makes a unit ready for input or output; a failure is told by the next call, which knows who handles it.
static void prepare(Statement &statement) {
  Unit &unit = *statement.unit;
  const bool isInput = statement.isInput(), isOutput = statement.isOutput();
  const int refusal = isInput && unit.action == 'W' ? kReadFromWriteOnly : isOutput && unit.action == 'R' ? kWriteToReadOnly : 0;
  const int error = refusal ? 0 : isInput ? prepareReading(unit) : isOutput ? prepareWriting(unit) : 0;
  if (refusal == 0 && error == 0)
    return;
  statement.kind = Kind::Failed;
  if (refusal)
    statement.error(refusal, "unit %d was opened with ACTION='%s'", statement.number, unit.action == 'W' ? "WRITE" : "READ");
  else
    statement.check(error, "positioning");
}

Statement *beginUnit(Kind kind, int number, Place place) {
  Statement *statement = make(kind, place);
  statement->number = number;
  statement->unit = useUnit(number);
  if (!statement->unit) {
    statement->kind = Kind::Failed;
    statement->error(errno ? errno : EIO, "unit %d is not connected, and fort.%d cannot be opened: %s", number, number,
                     std::strerror(errno));
    return statement;
  }
  statement->modes = statement->unit->modes;
  prepare(*statement);
  return statement;
}

Statement *beginInternal(Kind kind, char *text, int64_t length, Place place) {
  Statement *statement = make(kind, place);
  statement->internal = text;
  statement->internalLength = statement->internalStride = length;
  statement->internalRecords = 1;
  return statement;
}

Statement *beginInternalArray(Kind kind, const Descriptor &array, Place place) {
  Statement *statement = beginInternal(kind, array.base, array.elementBytes, place);
  if (array.rank > 1 && !array.isContiguous())
    fail(place, "an internal file that is a section of an array of several dimensions is not supported");
  statement->internalRecords = array.elements();
  statement->internalStride = array.rank > 0 ? array.dim[0].stride : array.elementBytes;
  return statement;
}

Statement *beginPlain(Kind kind, Place place) { return make(kind, place); }

Statement *setFormat(Statement *statement, const char *format, int64_t length, const Descriptor *array) {
  if (!format && array && array->base) {
    Buffer joined = {};
    Cursor cursor(*array);
    for (int64_t i = array->elements(); i > 0; --i, cursor.next())
      joined.put(joined.size, cursor.at(), array->elementBytes);
    statement->ownFormat = joined.data;
    format = joined.data;
    length = joined.size;
  }
  statement->format.begin(format, length);
  return statement;
}

}  // namespace wasmpi::fortran
