// MPI-4.0 11.3: sessions before MPI_Init, beside it and after MPI_Finalize; communicators from groups of theirs.
// ranks: 1 2 4
// functions: MPI_Session_init MPI_Session_finalize MPI_Session_get_info MPI_Session_get_num_psets MPI_Session_get_nth_pset
// functions: MPI_Session_get_pset_info MPI_Group_from_session_pset MPI_Comm_create_from_group
// functions: MPI_Intercomm_create_from_groups MPI_Session_create_errhandler MPI_Session_set_errhandler
// functions: MPI_Session_get_errhandler MPI_Session_call_errhandler MPI_Session_c2f MPI_Session_f2c
#include "version4.h"

#if LACKS_VERSION_4

int main(int argc, char **argv) {
  start(&argc, &argv);
  say("no sessions in this library");
  return finish("sessions");
}

#else

static MPI_Session heard = MPI_SESSION_NULL;
static int heardCount = 0;
static void hear(MPI_Session *session, int *code, ...) {
  (void)code;
  heard = *session;
  heardCount++;
}

static void sayValue(MPI_Info info, const char *key) {
  char value[MPI_MAX_INFO_VAL] = "";
  int isSet = 0;
  MUST(MPI_Info_get(info, key, MPI_MAX_INFO_VAL - 1, value, &isSet));
  say("%s: %s", key, isSet ? value : "not there");
}

/// The group of a set of processes, and how many there are.
static MPI_Group groupOf(MPI_Session session, const char *name, int *size) {
  MPI_Group group = MPI_GROUP_NULL;
  MUST(MPI_Group_from_session_pset(session, name, &group));
  MUST(MPI_Group_size(group, size));
  return group;
}

static void askAboutSets(MPI_Session session) {
  int count = -1;
  MUST(MPI_Session_get_num_psets(session, MPI_INFO_NULL, &count));
  for (int i = 0; i < count; i++) {
    char name[MPI_MAX_PSET_NAME_LEN] = "unchanged", cut[8] = "";
    int needed = 0, length = MPI_MAX_PSET_NAME_LEN, room = 6;
    MPI_Info info = MPI_INFO_NULL;
    MUST(MPI_Session_get_nth_pset(session, MPI_INFO_NULL, i, &needed, name));
    CHECK(strcmp(name, "unchanged") == 0);
    MUST(MPI_Session_get_nth_pset(session, MPI_INFO_NULL, i, &length, name));
    MUST(MPI_Session_get_nth_pset(session, MPI_INFO_NULL, i, &room, cut));
    say("set %d: %s, needs %d, cut: %s", i, name, needed, cut);
    MUST(MPI_Session_get_pset_info(session, name, &info));
    sayValue(info, "mpi_size");
    MUST(MPI_Info_free(&info));
  }
}

static void askAboutHandlers(MPI_Session session) {
  MPI_Errhandler handler = MPI_ERRHANDLER_NULL, found = MPI_ERRHANDLER_NULL;
  MUST(MPI_Session_create_errhandler(hear, &handler));
  MUST(MPI_Session_set_errhandler(session, handler));
  heardCount = 0;
  MPI_Session_call_errhandler(session, MPI_ERR_OTHER);
  CHECK(heardCount == 1 && heard == session);
  MUST(MPI_Session_get_errhandler(session, &found));
  CHECK(found == handler);
  MUST(MPI_Errhandler_free(&found));
  MUST(MPI_Errhandler_free(&handler));
  MUST(MPI_Session_set_errhandler(session, MPI_ERRORS_RETURN));
  MUST(MPI_Session_get_errhandler(session, &found));
  CHECK(found == MPI_ERRORS_RETURN);
  CHECK(MPI_Session_f2c(MPI_Session_c2f(session)) == session);
}

/// Both halves of the job, if there are two, talk to each other.
static void meetOtherHalf(MPI_Group all, int size, int rank) {
  if (size < 2) return;
  int isUpper = rank >= size / 2, remote = -1, got = -1, merged = -1;
  int ranges[2][3] = {{0, size / 2 - 1, 1}, {size / 2, size - 1, 1}};
  MPI_Group halves[2];
  MPI_Comm between = MPI_COMM_NULL, both = MPI_COMM_NULL;
  for (int half = 0; half < 2; half++) MUST(MPI_Group_range_incl(all, 1, &ranges[half], &halves[half]));
  MUST(MPI_Intercomm_create_from_groups(halves[isUpper], 0, halves[!isUpper], 0, "halves", MPI_INFO_NULL, MPI_ERRORS_RETURN,
                                        &between));
  MUST(MPI_Comm_remote_size(between, &remote));
  MUST(MPI_Allreduce(&rank, &got, 1, MPI_INT, MPI_SUM, between));
  MUST(MPI_Intercomm_merge(between, isUpper, &both));
  MUST(MPI_Comm_rank(both, &merged));
  say("half %d: %d there, sum %d, merged rank %d", isUpper, remote, got, merged);
  MUST(MPI_Comm_free(&both));
  MUST(MPI_Comm_free(&between));
  for (int half = 0; half < 2; half++) MUST(MPI_Group_free(&halves[half]));
}

/// Communicators of all, of one, and of every other rank.
static void communicate(MPI_Session session, const char *tag) {
  int size = 0, selfSize = 0, rank = -1, sum = 0, got = -1;
  MPI_Group all = groupOf(session, "mpi://WORLD", &size), self = groupOf(session, "mpi://SELF", &selfSize), even;
  MPI_Comm comm = MPI_COMM_NULL;
  MUST(MPI_Comm_create_from_group(all, tag, MPI_INFO_NULL, MPI_ERRORS_RETURN, &comm));
  MUST(MPI_Comm_rank(comm, &rank));
  if (me < 0) me = rank;
  MUST(MPI_Allreduce(&rank, &sum, 1, MPI_INT, MPI_SUM, comm));
  MUST(MPI_Sendrecv(&rank, 1, MPI_INT, (rank + 1) % size, 3, &got, 1, MPI_INT, (rank + size - 1) % size, 3, comm,
                    MPI_STATUS_IGNORE));
  say("%s: rank %d of %d, self %d, sum %d, got %d", tag, rank, size, selfSize, sum, got);
  say("refused: %s", className(MPI_Send(&rank, 1, MPI_INT, size, 3, comm)));
  MUST(MPI_Comm_free(&comm));
  MUST(MPI_Comm_create_from_group(self, tag, MPI_INFO_NULL, MPI_ERRORS_RETURN, &comm));
  MUST(MPI_Comm_size(comm, &got));
  CHECK(got == 1 && selfSize == 1);
  MUST(MPI_Comm_free(&comm));
  int range[1][3] = {{0, size - 1, 2}};
  MUST(MPI_Group_range_incl(all, 1, range, &even));
  if (rank % 2 == 0) {
    MUST(MPI_Comm_create_from_group(even, "even", MPI_INFO_NULL, MPI_ERRORS_RETURN, &comm));
    MUST(MPI_Allreduce(&rank, &sum, 1, MPI_INT, MPI_SUM, comm));
    say("even: %d", sum);
    MUST(MPI_Comm_free(&comm));
  }
  meetOtherHalf(all, size, rank);
  MUST(MPI_Group_free(&even));
  MUST(MPI_Group_free(&all));
  MUST(MPI_Group_free(&self));
}

static MPI_Comm allOf(MPI_Session session) {
  MPI_Comm comm = MPI_COMM_NULL;
  MPI_Group group = MPI_GROUP_NULL;
  MUST(MPI_Group_from_session_pset(session, "mpi://WORLD", &group));
  MUST(MPI_Comm_create_from_group(group, "kept", MPI_INFO_NULL, MPI_ERRORS_RETURN, &comm));
  MUST(MPI_Group_free(&group));
  return comm;
}

/// What a session has, and what is made of it now, goes on; there are no reports any more.
static int afterFinalize(MPI_Session session, MPI_Comm kept) {
  int sum = 0, isFinalized = 0;
  MPI_Finalized(&isFinalized);
  if (!isFinalized || MPI_Allreduce(&me, &sum, 1, MPI_INT, MPI_SUM, kept) != MPI_SUCCESS) return 2;
  MPI_Comm made = allOf(session);
  if (MPI_Barrier(made) != MPI_SUCCESS || MPI_Comm_free(&made) != MPI_SUCCESS || MPI_Comm_free(&kept) != MPI_SUCCESS) return 3;
  if (me == 0) printf("after MPI_Finalize: %d\n", sum);
  return MPI_Session_finalize(&session) == MPI_SUCCESS && session == MPI_SESSION_NULL ? 0 : 4;
}

static MPI_Session newSession(MPI_Info hints) {
  MPI_Session session = MPI_SESSION_NULL;
  MUST(MPI_Session_init(hints, MPI_ERRORS_RETURN, &session));
  return session;
}

static void prepare(MPI_Session session) {
  MPI_Info info = MPI_INFO_NULL;
  CHECK(session != MPI_SESSION_NULL);
  MUST(MPI_Session_set_errhandler(session, MPI_ERRORS_RETURN));
  MUST(MPI_Session_get_info(session, &info));
  sayValue(info, "thread_level");
  MUST(MPI_Info_free(&info));
}

/// Every other function says so, too.
static int finishWithout(MPI_Session session) {
  MPI_Info info = MPI_INFO_NULL;
  MPI_Group group = MPI_GROUP_NULL;
  MPI_Comm comm = MPI_COMM_NULL;
  MPI_Errhandler handler = MPI_ERRHANDLER_NULL;
  int number = 0;
  MUST(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN));
  const int codes[] = {
      MPI_Session_init(MPI_INFO_NULL, MPI_ERRORS_RETURN, &session),
      MPI_Session_get_info(session, &info),
      MPI_Session_get_num_psets(session, MPI_INFO_NULL, &number),
      MPI_Session_get_nth_pset(session, MPI_INFO_NULL, 0, &number, NULL),
      MPI_Session_get_pset_info(session, "mpi://WORLD", &info),
      MPI_Group_from_session_pset(session, "mpi://WORLD", &group),
      MPI_Comm_create_from_group(MPI_GROUP_EMPTY, "tag", MPI_INFO_NULL, MPI_ERRORS_RETURN, &comm),
      MPI_Intercomm_create_from_groups(MPI_GROUP_EMPTY, 0, MPI_GROUP_EMPTY, 0, "tag", MPI_INFO_NULL, MPI_ERRORS_RETURN, &comm),
      MPI_Session_create_errhandler(hear, &handler),
      MPI_Session_set_errhandler(session, MPI_ERRORS_RETURN),
      MPI_Session_get_errhandler(session, &handler),
      MPI_Session_call_errhandler(session, MPI_ERR_OTHER),
      MPI_Session_finalize(&session),
  };
  for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) CHECK(strcmp(className(codes[i]), "MPI_ERR_UNSUPPORTED_OPERATION") == 0);
  say("no sessions in this library");
  return finish("sessions");
}

int main(int argc, char **argv) {
  MPI_Session session = MPI_SESSION_NULL, longer = MPI_SESSION_NULL;
  int isInitialized = -1;
  // No session may be the only one to end before MPI_Init: MPICH 4.0.2 cannot be started twice.
  if (MPI_Session_init(MPI_INFO_NULL, MPI_ERRORS_RETURN, &session) == MPI_ERR_UNSUPPORTED_OPERATION) {
    start(&argc, &argv);
    return finishWithout(session);
  }
  communicate(session, "before MPI_Init");
  prepare(session);
  MUST(MPI_Initialized(&isInitialized));
  CHECK(!isInitialized);
  askAboutSets(session);
  askAboutHandlers(session);

  start(&argc, &argv);
  MUST(MPI_Initialized(&isInitialized));
  CHECK(isInitialized);
  MUST(MPI_Session_finalize(&session));
  MPI_Info hints;
  MUST(MPI_Info_create(&hints));
  MUST(MPI_Info_set(hints, "thread_level", "MPI_THREAD_FUNNELED"));
  session = newSession(hints);
  longer = newSession(MPI_INFO_NULL);
  prepare(session);
  prepare(longer);
  MUST(MPI_Info_free(&hints));
  communicate(session, "beside MPI_Init");
  MUST(MPI_Session_finalize(&session));
  CHECK(session == MPI_SESSION_NULL);
  MPI_Comm kept = allOf(longer);
  int status = finish("sessions");
  return status ? status : afterFinalize(longer, kept);
}

#endif
