// External units: numbers that name files (Fortran 2018 12.3, 12.5). Sequential formatted files only; 0, 5 and 6 are standard error,
// input and output, and a unit that is used without OPEN is the file fort.N.
#pragma once

#include <cstdint>
#include <cstdio>

namespace wasmpi::fortran {

struct Unit {
  int number;
  FILE *file;
  char *path;        // null for the standard ones
  bool deleteAtEnd;  // STATUS='SCRATCH', or CLOSE with 'DELETE'
  bool midRecord;    // after output without advancing
  bool reading;      // C wants a seek between output and input
  int64_t column;    // characters of the unfinished record, for list-directed lines
  char *pending;     // rest of a record that a read without advancing left, or null
  int64_t pendingLength;
};

struct OpenOptions {
  const char *path;  // NUL-terminated; null: fort.N, or a scratch file
  char status;       // O(ld), N(ew), R(eplace), S(cratch), U(nknown)
  char action;       // R(ead), W(rite), B(oth), 0: whatever works
  bool append;
};

/// The unit, connected if need be; null and errno if that fails.
Unit *useUnit(int number);
/// The unit if it is connected.
Unit *findUnit(int number);
Unit *findUnitOf(const char *path);
int openUnit(int number, const OpenOptions &options);  // an errno
void closeUnit(Unit &unit);
/// A number that no unit has, below -1 (NEWUNIT=).
int newUnitNumber();
/// Writes out, or ends, all; called when the program ends.
void flushUnits();
void closeUnits();
/// To the start of the file, or to its current end.
void rewindUnit(Unit &unit);
void truncateUnit(Unit &unit);
/// Before output and input.
void prepareWriting(Unit &unit);
void prepareReading(Unit &unit);

}  // namespace wasmpi::fortran
