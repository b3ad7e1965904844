// How a Fortran program starts, and all the ways it ends (Fortran 2018 11.4).
#include "descriptor.h"

#include "units.h"

#include <cstdarg>
#include <cstdio>
#include <cstdlib>

extern "C" char **environ;
extern "C" int wasmpi_fortran_main(int argc, char **argv, char **environment);

namespace wasmpi::fortran {
int argumentCount;
char **arguments;

void fail(Place place, const char *format, ...) {
  flushUnits();
  std::fflush(stdout);
  if (place.file)
    std::fprintf(stderr, "\nfatal Fortran runtime error(%s:%d): ", place.file, place.line);
  else
    std::fputs("\nfatal Fortran runtime error: ", stderr);
  va_list list;
  va_start(list, format);
  std::vfprintf(stderr, format, list);
  va_end(list);
  std::fputc('\n', stderr);
  std::abort();
}

namespace {
[[noreturn]] void leave(int code) {
  closeUnits();
  std::exit(code);
}
}  // namespace
}  // namespace wasmpi::fortran

using namespace wasmpi::fortran;

/// The guest's main, unless the program has one in C.
int main(int argc, char **argv) { return wasmpi_fortran_main(argc, argv, environ); }

extern "C" {

void ENTRY(ProgramStart)(int argc, char **argv, char **, const void *) {
  argumentCount = argc;
  arguments = argv;
}

[[noreturn]] void ENTRY(ProgramEndStatement)() { leave(EXIT_SUCCESS); }

[[noreturn]] void ENTRY(StopStatement)(int code, bool isError, bool quiet) {
  flushUnits();
  if (!quiet && (isError || code != EXIT_SUCCESS))
    std::fprintf(stderr, "Fortran %s: code %d\n", isError ? "ERROR STOP" : "STOP", code);
  leave(code);
}

[[noreturn]] void ENTRY(StopStatementText)(const char *text, int64_t length, bool isError, bool quiet) {
  flushUnits();
  if (!quiet)
    std::fprintf(stderr, "Fortran %s: %.*s\n", isError ? "ERROR STOP" : "STOP", static_cast<int>(length), text);
  leave(isError ? EXIT_FAILURE : EXIT_SUCCESS);
}

[[noreturn]] void ENTRY(FailImageStatement)() { leave(EXIT_FAILURE); }
[[noreturn]] void ENTRY(Exit)(int code) { leave(code); }
[[noreturn]] void exit_(const int *code) { leave(*code); }

[[noreturn]] void ENTRY(Abort)() {
  flushUnits();
  std::abort();
}
[[noreturn]] void abort_() { ENTRY(Abort)(); }

[[noreturn]] void ENTRY(ReportFatalUserError)(const char *message, const char *file, int line) { fail({file, line}, "%s", message); }

}  // extern "C"
