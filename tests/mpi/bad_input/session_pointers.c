// Addresses outside of memory in calls on sessions, and sessions ended from within a callback: traps that end the job.
// ranks: 2
// functions: MPI_Session_init MPI_Session_finalize MPI_Session_get_nth_pset MPI_Group_from_session_pset
// functions: MPI_Comm_create_from_group
// not-on: openmpi has no sessions
// cases: init_result finalize_cell name_outside length_outside pset_outside tag_outside tag_endless end_in_callback
// wasm-only: trap MPI_
// case init_result: MPI_Session_init: result \[0xffffff00, .*outside of linear memory
// case finalize_cell: MPI_Session_finalize: result \[0xffffff00, .*outside of linear memory
// case name_outside: MPI_Session_get_nth_pset: name \[.*outside of linear memory
// case length_outside: MPI_Session_get_nth_pset: result \[0xffffff00, .*outside of linear memory
// case pset_outside: MPI_Group_from_session_pset: string \[0xffffff00, .*outside of linear memory
// case tag_outside: MPI_Comm_create_from_group: string \[0xffffff00, .*outside of linear memory
// case tag_endless: MPI_Comm_create_from_group: string \[.*outside of linear memory
// case end_in_callback: MPI_Session_finalize: must not be called by an attribute callback
#include "hostile.h"

static MPI_Session session;
static MPI_Group group;

static void setUp(void) {
  MPI_Session_init(MPI_INFO_NULL, MPI_ERRORS_RETURN, &session);
  MPI_Group_from_session_pset(session, "mpi://SELF", &group);
}

static void initResult(void) { MPI_Session_init(MPI_INFO_NULL, MPI_ERRORS_RETURN, FAR_AWAY); }

static void finalizeCell(void) { MPI_Session_finalize(FAR_AWAY); }

static void nameOutside(void) {
  setUp();
  int length = 100; // the name is longer than the room there is
  MPI_Session_get_nth_pset(session, MPI_INFO_NULL, 0, &length, nearEnd(4));
}

static void lengthOutside(void) {
  char name[100];
  setUp();
  MPI_Session_get_nth_pset(session, MPI_INFO_NULL, 0, FAR_AWAY, name);
}

static void psetOutside(void) {
  setUp();
  MPI_Group_from_session_pset(session, FAR_AWAY, &group);
}

static void tagOutside(void) {
  MPI_Comm comm;
  setUp();
  MPI_Comm_create_from_group(group, FAR_AWAY, MPI_INFO_NULL, MPI_ERRORS_RETURN, &comm);
}

static void tagEndless(void) {
  MPI_Comm comm;
  setUp();
  char *end = nearEnd(4);
  memset(end, 'x', 4);
  MPI_Comm_create_from_group(group, end, MPI_INFO_NULL, MPI_ERRORS_RETURN, &comm);
}

static int endSession(MPI_Comm comm, int keyval, void *value, void *state) {
  (void)comm, (void)keyval, (void)value, (void)state;
  return MPI_Session_finalize(&session);
}
static void endInCallback(void) {
  int keyval;
  MPI_Comm comm;
  setUp();
  MPI_Comm_dup(MPI_COMM_SELF, &comm);
  MPI_Comm_create_keyval(MPI_COMM_NULL_COPY_FN, endSession, &keyval, NULL);
  MPI_Comm_set_attr(comm, keyval, NULL);
  MPI_Comm_free(&comm);
}

int main(int argc, char **argv) {
  static const Case cases[] = {{"init_result", initResult},       {"finalize_cell", finalizeCell},
                               {"name_outside", nameOutside},     {"length_outside", lengthOutside},
                               {"pset_outside", psetOutside},     {"tag_outside", tagOutside},
                               {"tag_endless", tagEndless},       {"end_in_callback", endInCallback}};
  return runCase(argc, argv, cases, COUNT_OF(cases));
}
