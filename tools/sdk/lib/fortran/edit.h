// Numbers as text and back (Fortran 2018 13.7, 13.10): what a data edit descriptor, or list direction, makes of a value.
#pragma once

#include "buffer.h"
#include "format.h"

namespace wasmpi::fortran {

/// Appends a field to `out` (at its end).
void writeInteger(Buffer &out, const Edit &edit, int64_t value, int64_t bytes, const Modes &modes);
void writeReal(Buffer &out, const Edit &edit, double value, int kind, const Modes &modes);
void writeLogical(Buffer &out, const Edit &edit, bool value);
void writeText(Buffer &out, const Edit &edit, const char *text, int64_t length);

/// As list-directed output writes them: the shortest text that reads back as the value.
void writeShortestReal(Buffer &out, double value, int kind, const Modes &modes);
void writeShortestInteger(Buffer &out, int64_t value, const Modes &modes);

/// Reads a whole field; false if it is no such number. Blanks count as nothing or, with BZ, as zeros; an empty field is zero.
bool readIntegerField(const char *field, int64_t length, const Edit &edit, const Modes &modes, int64_t &value);
bool readRealField(const char *field, int64_t length, const Edit &edit, const Modes &modes, double &value);
bool readLogicalField(const char *field, int64_t length, bool &value);

}  // namespace wasmpi::fortran
