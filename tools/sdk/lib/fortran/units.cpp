#include "units.h"

#include "buffer.h"

#include <cerrno>
#include <unistd.h>

namespace wasmpi::fortran {
namespace {

constexpr int kMaxUnits = 256;
Unit *units[kMaxUnits];
int lastNewUnit = -1;

Unit *add(int number, FILE *file, const char *path) {
  for (Unit *&slot : units) {
    if (slot)
      continue;
    slot = static_cast<Unit *>(std::calloc(1, sizeof(Unit)));
    if (!slot)
      break;
    slot->number = number;
    slot->file = file;
    slot->path = path ? strdup(path) : nullptr;
    return slot;
  }
  errno = EMFILE;
  return nullptr;
}

Unit *standard(int number) {
  switch (number) {
  case 0: return add(0, stderr, nullptr);
  case 5: return add(5, stdin, nullptr);
  case 6: return add(6, stdout, nullptr);
  default: return nullptr;
  }
}

/// Modes to try, in order, until the file opens.
FILE *openFile(const char *path, const OpenOptions &options) {
  const bool exists = access(path, F_OK) == 0;
  if (options.status == 'N' && exists) {
    errno = EEXIST;
    return nullptr;
  }
  if (options.status == 'O' && !exists) {
    errno = ENOENT;
    return nullptr;
  }
  if (options.action == 'R')
    return std::fopen(path, "r");
  if (options.status == 'R' || options.status == 'N' || options.status == 'S' || !exists)
    return std::fopen(path, "w+");  // BACKSPACE reads, even where the program may not
  FILE *file = std::fopen(path, "r+");
  if (!file && options.action == 0)
    file = std::fopen(path, "r");
  return file;
}

void changeModes(Unit &unit, const OpenOptions &options) {
  if (options.plus >= 0)
    unit.modes.plus = options.plus != 0;
  if (options.blankIsZero >= 0)
    unit.modes.blankIsZero = options.blankIsZero != 0;
  if (options.decimalComma >= 0)
    unit.modes.decimalComma = options.decimalComma != 0;
}

void forget(Unit &unit) {
  std::free(unit.pending);
  unit.pending = nullptr;
}

/// Ends a record that output without advancing began.
int endRecord(Unit &unit) {
  if (!unit.midRecord)
    return 0;
  unit.midRecord = false;
  unit.column = 0;
  return writeUnit(unit, "\n", 1);
}

/// What follows the position is cut off; a pipe has no positions, and nothing that follows.
int cut(Unit &unit) {
  if (std::fflush(unit.file) != 0)
    return errno;
  const long at = std::ftell(unit.file);
  if (at < 0)
    return errno == ESPIPE ? 0 : errno;
  return ftruncate(fileno(unit.file), at) != 0 ? errno : 0;
}

}  // namespace

Unit *findUnit(int number) {
  for (Unit *unit : units)
    if (unit && unit->number == number)
      return unit;
  return standard(number);
}

Unit *findUnitOf(const char *path) {
  for (Unit *unit : units)
    if (unit && unit->path && std::strcmp(unit->path, path) == 0)
      return unit;
  return nullptr;
}

Unit *useUnit(int number) {
  if (Unit *unit = findUnit(number))
    return unit;
  if (const int error = openUnit(number, {nullptr, 'U', 0, false, 0, -1, -1, -1}); error != 0) {
    errno = error;
    return nullptr;
  }
  return findUnit(number);
}

int openUnit(int number, const OpenOptions &options) {
  if (Unit *old = findUnit(number)) {
    // The file that it is connected to already: only its modes may change (12.5.6.1).
    const bool sameFile = !options.path || (old->path && std::strcmp(old->path, options.path) == 0);
    if (sameFile && (options.status == 'O' || options.status == 'U')) {
      changeModes(*old, options);
      return 0;
    }
    if (const int error = closeUnit(*old); error != 0)
      return error;
  }
  char name[64];
  const char *path = options.path;
  if (!path) {
    const char *folder = std::getenv("TMPDIR");
    if (options.status == 'S')
      std::snprintf(name, sizeof name, "%.30s/wasmpi-fort-%d-%d", folder ? folder : ".", static_cast<int>(getpid()), number);
    else
      std::snprintf(name, sizeof name, "fort.%d", number);
    path = name;
  }
  FILE *file = openFile(path, options);
  if (!file)
    return errno ? errno : EIO;
  Unit *unit = add(number, file, path);
  if (!unit) {
    std::fclose(file);
    return errno;
  }
  unit->deleteAtEnd = options.status == 'S';
  unit->action = options.action;
  unit->recordLength = options.recordLength;
  unit->mayCut = !options.append;
  changeModes(*unit, options);
  return options.append && std::fseek(file, 0, SEEK_END) != 0 ? errno : 0;
}

int closeUnit(Unit &unit) {
  int error = endRecord(unit);
  if ((unit.path ? std::fclose(unit.file) : unit.reading ? 0 : std::fflush(unit.file)) != 0 && error == 0)
    error = errno;
  if (unit.path && unit.deleteAtEnd)
    unlink(unit.path);
  for (Unit *&slot : units)
    if (slot == &unit)
      slot = nullptr;
  std::free(unit.path);
  forget(unit);
  std::free(&unit);
  return error;
}

int newUnitNumber() { return --lastNewUnit; }

void flushUnits() {
  for (Unit *unit : units)
    if (unit && !unit->reading)
      std::fflush(unit->file);
}

void closeUnits() {
  for (Unit *unit : units) {
    if (!unit)
      continue;
    const int number = unit->number;
    if (const int error = closeUnit(*unit); error != 0)
      fail({}, "unit %d cannot be closed: %s", number, std::strerror(error));
  }
}

int writeUnit(Unit &unit, const char *text, int64_t length) {
  return length <= 0 || std::fwrite(text, 1, static_cast<size_t>(length), unit.file) == static_cast<size_t>(length) ? 0 : errno;
}

int rewindUnit(Unit &unit) {
  const int error = endRecord(unit);
  forget(unit);
  unit.afterEnd = false;
  unit.mayCut = true;
  return std::fseek(unit.file, 0, SEEK_SET) != 0 ? errno : error;
}

/// To the character after the line end before the last.
int backspaceUnit(Unit &unit) {
  if (const int error = endRecord(unit); error != 0)
    return error;
  forget(unit);
  unit.mayCut = true;
  if (unit.afterEnd) {
    unit.afterEnd = false;
    return 0;
  }
  long at = std::ftell(unit.file);
  if (at > 0)
    --at;
  while (at > 0) {
    if (std::fseek(unit.file, at - 1, SEEK_SET) != 0)
      return errno;
    if (std::getc(unit.file) == '\n')
      break;
    --at;
  }
  return std::fseek(unit.file, at, SEEK_SET) != 0 ? errno : 0;
}

int endUnit(Unit &unit) {
  if (const int error = endRecord(unit); error != 0)
    return error;
  forget(unit);
  unit.afterEnd = unit.mayCut = true;
  return cut(unit);
}

/// Output makes its record the last (12.3.3.2).
int prepareWriting(Unit &unit) {
  if (!unit.path || !unit.mayCut)
    return 0;
  forget(unit);
  if (unit.reading && std::fseek(unit.file, 0, SEEK_CUR) != 0)
    return errno;
  unit.reading = unit.mayCut = unit.afterEnd = false;
  return cut(unit);
}

int prepareReading(Unit &unit) {
  if (!unit.path || unit.reading) {
    unit.reading = true;
    return 0;
  }
  if (const int error = endRecord(unit); error != 0)
    return error;
  const bool hasWritten = !unit.mayCut;
  unit.reading = unit.mayCut = true;
  return hasWritten && std::fseek(unit.file, 0, SEEK_CUR) != 0 ? errno : 0;
}

}  // namespace wasmpi::fortran
