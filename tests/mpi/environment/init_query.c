// MPI-3.1 8.7, 8.1: what may be asked before, between and after Init and Finalize.
// functions: MPI_Init MPI_Finalize MPI_Initialized MPI_Finalized MPI_Get_version
// functions: MPI_Get_library_version MPI_Get_processor_name MPI_Wtime MPI_Wtick
// functions: MPI_Comm_rank MPI_Comm_size
#include "support.h"

static int version = 0, subversion = -1;

static void askBeforeInit(void) {
  int flag = -1, length = -1;
  static char text[MPI_MAX_LIBRARY_VERSION_STRING];
  MUST(MPI_Initialized(&flag));
  CHECK(flag == 0);
  MUST(MPI_Finalized(&flag));
  CHECK(flag == 0);
  MUST(MPI_Get_version(&version, &subversion));
  // A guest's header promises what every library has; the version is the library's.
  CHECK(version * 10 + subversion >= MPI_VERSION * 10 + MPI_SUBVERSION);
  CHECK(version * 10 + subversion >= 31);
  MUST(MPI_Get_library_version(text, &length));
  // Open MPI counts the terminating NUL, the standard does not: both are accepted.
  CHECK(length > 0 && length < MPI_MAX_LIBRARY_VERSION_STRING);
  CHECK((int)strlen(text) == length || (int)strlen(text) == length - 1);
}

static void askProcessorName(void) {
  char name[MPI_MAX_PROCESSOR_NAME + 4];
  memset(name, '#', sizeof name);
  int length = -1;
  MUST(MPI_Get_processor_name(name, &length));
  CHECK(length > 0 && length < MPI_MAX_PROCESSOR_NAME);
  CHECK(name[length] == '\0' && (int)strlen(name) == length);
  CHECK(name[MPI_MAX_PROCESSOR_NAME] == '#');
}

static void askClock(void) {
  double tick = MPI_Wtick();
  CHECK(tick > 0 && tick <= 0.01);
  double first = MPI_Wtime(), last = first;
  int steps = 0;
  while (last - first < 1e-3) {
    double now = MPI_Wtime();
    CHECK(now >= last);
    last = now;
    if (++steps > 100000000) break;
  }
  CHECK(last > first);
}

int main(int argc, char **argv) {
  askBeforeInit();
  start(&argc, &argv);
  CHECK(argc == 1);
  int flag = 0;
  MUST(MPI_Initialized(&flag));
  CHECK(flag == 1);
  MUST(MPI_Finalized(&flag));
  CHECK(flag == 0);
  CHECK(me >= 0 && me < np);
  askProcessorName();
  askClock();
  say("rank %d of %d, MPI-%d.%d", me, np, version, subversion);
  int result = finish("init_query");
  MPI_Finalized(&flag);
  if (!flag) result = 1;
  MPI_Initialized(&flag);
  if (!flag) result = 1;
  return result;
}
