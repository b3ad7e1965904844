// External units: numbers that name files (Fortran 2018 12.3, 12.5). Sequential formatted files only; 0, 5 and 6 are standard error,
// input and output, and a unit that is used without OPEN is the file fort.N.
#pragma once

#include "format.h"

#include <cstdint>
#include <cstdio>

namespace wasmpi::fortran {

struct Unit {
  int number;
  FILE *file;
  char *path;        // null for the standard ones
  bool deleteAtEnd;  // STATUS='SCRATCH', or CLOSE with 'DELETE'
  char action;       // as OPEN's
  Modes modes;       // what statements begin with
  int64_t recordLength;  // RECL=, 0 if not given
  bool midRecord;    // after output without advancing
  bool reading;      // C wants a seek between output and input
  bool mayCut;       // there may be records after the position: the next one written is the last
  bool afterEnd;     // behind the endfile record, which BACKSPACE goes back over
  int64_t column;    // characters of the unfinished record, for list-directed lines
  char *pending;     // rest of a record that a read without advancing left, maybe none of it; or null
  int64_t pendingLength;
};

struct OpenOptions {
  const char *path;  // NUL-terminated; null: fort.N, or a scratch file
  char status;       // O(ld), N(ew), R(eplace), S(cratch), U(nknown)
  char action;       // R(ead), W(rite), B(oth), 0: whatever works
  bool append;
  int64_t recordLength;  // 0: not given
  int8_t plus, blankIsZero, decimalComma;  // of Modes, -1: not given
};

/// The unit, connected if need be; null and errno if that fails.
Unit *useUnit(int number);
/// The unit if it is connected.
Unit *findUnit(int number);
Unit *findUnitOf(const char *path);
int openUnit(int number, const OpenOptions &options);  // an errno
int closeUnit(Unit &unit);                             // an errno: not all could be written
/// A number that no unit has, below -1 (NEWUNIT=).
int newUnitNumber();
/// Writes out, or ends, all; called when the program ends. Closing ends the program as an error if not all could be written.
void flushUnits();
void closeUnits();
// Positions, each an errno: to the start of the file, back over one record, and the current position made the file's end.
int rewindUnit(Unit &unit);
int backspaceUnit(Unit &unit);
int endUnit(Unit &unit);
/// Before output and input; an errno.
int prepareWriting(Unit &unit);
int prepareReading(Unit &unit);
/// Characters to the unit's file; an errno.
int writeUnit(Unit &unit, const char *text, int64_t length);

}  // namespace wasmpi::fortran
