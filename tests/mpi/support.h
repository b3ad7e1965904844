// What every MPI test program shares: text whose order does not depend on scheduling, and checks.
// A rank's lines are kept in memory; finish() sends them to rank 0, which prints them in rank order,
// so the whole output of a program is one deterministic text that native and Wasm runs must share.
// Uses only Init, Comm_rank, Comm_size, Send, Recv and Finalize, so that it also builds against the
// legacy header (legacy/mpi.h). Lines must not contain anything that depends on the width of long
// or of a pointer, on the library's wording, or on its numbering.
#pragma once

#include <mpi.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { kReportTag = 30001 };

static int me = -1;       // rank in MPI_COMM_WORLD
static int np = 0;        // size of MPI_COMM_WORLD
static int failures = 0;  // failed checks of this rank
static char *reportText = NULL;
static int reportLength = 0;
static int reportCapacity = 0;

/// Appends one line, prefixed with the rank, to this rank's report.
__attribute__((format(printf, 1, 2), unused)) static void say(const char *format, ...) {
  char line[1024];
  int used = snprintf(line, sizeof line, "[%d] ", me);
  va_list arguments;
  va_start(arguments, format);
  used += vsnprintf(line + used, sizeof line - (size_t)used - 2, format, arguments);
  va_end(arguments);
  if (used > (int)sizeof line - 2) used = (int)sizeof line - 2;
  line[used++] = '\n';
  if (reportLength + used > reportCapacity) {
    reportCapacity = 2 * (reportLength + used) + 1024;
    reportText = realloc(reportText, (size_t)reportCapacity);
    if (!reportText) exit(90);
  }
  memcpy(reportText + reportLength, line, (size_t)used);
  reportLength += used;
}

__attribute__((unused)) static void checkAt(int holds, const char *condition, int line) {
  if (holds) return;
  failures++;
  if (failures <= 10) say("line %d: failed: %s", line, condition);
  if (failures <= 10) fprintf(stderr, "rank %d line %d: failed: %s\n", me, line, condition);
}

/// Records a failure, with the line and text of `condition`, unless it holds.
#define CHECK(condition) checkAt(!!(condition), #condition, __LINE__)
/// Requires an MPI call to succeed.
#define MUST(call) checkAt((call) == MPI_SUCCESS, #call, __LINE__)

/// Initialises MPI and learns rank and size.
__attribute__((unused)) static void start(int *argc, char ***argv) {
  MPI_Init(argc, argv);
  MPI_Comm_rank(MPI_COMM_WORLD, &me);
  MPI_Comm_size(MPI_COMM_WORLD, &np);
}

/// Prints all reports in rank order from rank 0, then `ok <program>`; returns rank 0's total of failures.
static int printReports(const char *program) {
  int header[2] = {reportLength, failures};
  if (me != 0) {
    MPI_Send(header, 2, MPI_INT, 0, kReportTag, MPI_COMM_WORLD);
    MPI_Send(reportText, reportLength, MPI_CHAR, 0, kReportTag, MPI_COMM_WORLD);
    return failures;
  }
  int total = failures;
  fwrite(reportText, 1, (size_t)reportLength, stdout);
  for (int source = 1; source < np; source++) {
    MPI_Recv(header, 2, MPI_INT, source, kReportTag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    char *text = malloc((size_t)header[0] + 1);
    MPI_Recv(text, header[0], MPI_CHAR, source, kReportTag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    fwrite(text, 1, (size_t)header[0], stdout);
    free(text);
    total += header[1];
  }
  if (total == 0) printf("ok %s\n", program);
  else printf("FAILED %s: %d checks\n", program, total);
  fflush(stdout);
  return total;
}

/// Reports, finalises MPI, and gives the exit code of the program.
__attribute__((unused)) static int finish(const char *program) {
  int total = printReports(program);
  free(reportText);
  MPI_Finalize();
  return total == 0 ? 0 : 1;
}

/// FNV-1a over bytes: a short name for the contents of a buffer.
__attribute__((unused)) static unsigned hashBytes(const void *bytes, size_t byteCount) {
  const unsigned char *byte = bytes;
  uint32_t hash = 2166136261u;
  for (size_t i = 0; i < byteCount; i++) hash = (hash ^ byte[i]) * 16777619u;
  return (unsigned)hash;
}

/// A value that depends on who made it, for whom and where it stands.
__attribute__((unused)) static int pattern(int source, int destination, int index) {
  return 1000003 * (source + 1) + 7919 * (destination + 1) + index;
}

#ifdef MPI_ERR_TRUNCATE
/// The name of the error class of `code`, since numbers differ between MPI libraries.
__attribute__((unused)) static const char *className(int code) {
#define NAMED(name) {name, #name}
  static const struct {
    int value;
    const char *name;
  } classes[] = {
      NAMED(MPI_SUCCESS),      NAMED(MPI_ERR_BUFFER),   NAMED(MPI_ERR_COUNT),
      NAMED(MPI_ERR_TYPE),     NAMED(MPI_ERR_TAG),      NAMED(MPI_ERR_COMM),
      NAMED(MPI_ERR_RANK),     NAMED(MPI_ERR_REQUEST),  NAMED(MPI_ERR_ROOT),
      NAMED(MPI_ERR_GROUP),    NAMED(MPI_ERR_OP),       NAMED(MPI_ERR_TOPOLOGY),
      NAMED(MPI_ERR_DIMS),     NAMED(MPI_ERR_ARG),      NAMED(MPI_ERR_UNKNOWN),
      NAMED(MPI_ERR_TRUNCATE), NAMED(MPI_ERR_OTHER),    NAMED(MPI_ERR_INTERN),
      NAMED(MPI_ERR_PENDING),  NAMED(MPI_ERR_IN_STATUS), NAMED(MPI_ERR_KEYVAL),
      NAMED(MPI_ERR_INFO),     NAMED(MPI_ERR_NO_MEM),   NAMED(MPI_ERR_UNSUPPORTED_OPERATION),
      NAMED(MPI_ERR_FILE),     NAMED(MPI_ERR_ACCESS),   NAMED(MPI_ERR_AMODE),
      NAMED(MPI_ERR_BAD_FILE), NAMED(MPI_ERR_IO),       NAMED(MPI_ERR_NO_SUCH_FILE),
      NAMED(MPI_ERR_READ_ONLY), NAMED(MPI_ERR_FILE_EXISTS), NAMED(MPI_ERR_NOT_SAME),
      NAMED(MPI_ERR_CONVERSION), NAMED(MPI_ERR_DUP_DATAREP), NAMED(MPI_ERR_UNSUPPORTED_DATAREP),
  };
#undef NAMED
  int errorClass = -1;
  MPI_Error_class(code, &errorClass);
  for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
    if (classes[i].value == errorClass) return classes[i].name;
  return "another class";
}
#endif
