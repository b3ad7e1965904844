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
    return std::fopen(path, options.action == 'W' ? "w" : "w+");
  FILE *file = std::fopen(path, "r+");
  if (!file && options.action == 0)
    file = std::fopen(path, "r");
  return file;
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
  if (const int error = openUnit(number, {nullptr, 'U', 0, false}); error != 0) {
    errno = error;
    return nullptr;
  }
  return findUnit(number);
}

int openUnit(int number, const OpenOptions &options) {
  if (Unit *old = findUnit(number)) {
    if (options.path && old->path && std::strcmp(old->path, options.path) == 0 && options.status != 'R')
      return 0;
    closeUnit(*old);
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
  if (options.append)
    std::fseek(file, 0, SEEK_END);
  return 0;
}

void closeUnit(Unit &unit) {
  if (unit.midRecord)
    std::fputc('\n', unit.file);
  if (unit.path) {
    std::fclose(unit.file);
    if (unit.deleteAtEnd)
      unlink(unit.path);
  } else {
    std::fflush(unit.file);
  }
  for (Unit *&slot : units)
    if (slot == &unit)
      slot = nullptr;
  std::free(unit.path);
  std::free(unit.pending);
  std::free(&unit);
}

int newUnitNumber() { return --lastNewUnit; }

void flushUnits() {
  for (Unit *unit : units)
    if (unit && !unit->reading)
      std::fflush(unit->file);
}

void closeUnits() {
  for (Unit *unit : units)
    if (unit)
      closeUnit(*unit);
}

void rewindUnit(Unit &unit) {
  if (unit.midRecord)
    std::fputc('\n', unit.file);
  unit.midRecord = false;
  std::free(unit.pending);
  unit.pending = nullptr;
  std::rewind(unit.file);
}

void truncateUnit(Unit &unit) {
  std::fflush(unit.file);
  if (ftruncate(fileno(unit.file), std::ftell(unit.file)) != 0 && unit.path)
    fail({}, "the file '%s' cannot be cut: %s", unit.path, std::strerror(errno));
}

/// Output after input or after REWIND makes its record the last (12.3.3.2): what follows is cut off.
void prepareWriting(Unit &unit) {
  if (!unit.path || (!unit.reading && std::ftell(unit.file) != 0))
    return;
  if (unit.reading)
    std::fseek(unit.file, 0, SEEK_CUR);
  unit.reading = false;
  truncateUnit(unit);
}

void prepareReading(Unit &unit) {
  if (!unit.reading && unit.path)
    std::fseek(unit.file, 0, SEEK_CUR);
  unit.reading = true;
}

}  // namespace wasmpi::fortran
