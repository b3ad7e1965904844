// Sessions that are none, were finalised or are of another kind; groups that no communicator can be made of; MPI finalised
// twice while a session keeps the library up; a library that has ended for good.
// ranks: 1 2
// functions: MPI_Session_init MPI_Session_finalize MPI_Session_get_info MPI_Session_get_num_psets MPI_Session_get_nth_pset
// functions: MPI_Session_get_pset_info MPI_Group_from_session_pset MPI_Comm_create_from_group
// functions: MPI_Intercomm_create_from_groups MPI_Session_set_errhandler MPI_Session_get_errhandler MPI_Session_call_errhandler
// wasm-only: ok
#include "support.h"

static int number;
static char text[MPI_MAX_PSET_NAME_LEN];

static void expectAt(int line, int code, int errorClass) {
  int class = -1;
  MPI_Error_class(code, &class);
  if (class != errorClass) say("line %d: class %d, not %d", line, class, errorClass);
  checkAt(class == errorClass, "error class", line);
}
#define EXPECT(call, errorClass) expectAt(__LINE__, call, errorClass)

static int heard = 0, heardNull = 0;
static void hear(MPI_Session *session, int *code, ...) {
  (void)code;
  heard++;
  heardNull += *session == MPI_SESSION_NULL;
}
static void hearOfComm(MPI_Comm *comm, int *code, ...) {
  (void)code;
  heard++;
  heardNull += *comm == MPI_COMM_NULL;
}

static void useNone(MPI_Session session) {
  MPI_Info info;
  MPI_Group group;
  MPI_Errhandler handler;
  int length = 10;
  EXPECT(MPI_Session_get_info(session, &info), MPI_ERR_SESSION);
  EXPECT(MPI_Session_get_num_psets(session, MPI_INFO_NULL, &number), MPI_ERR_SESSION);
  EXPECT(MPI_Session_get_nth_pset(session, MPI_INFO_NULL, 0, &length, text), MPI_ERR_SESSION);
  EXPECT(MPI_Session_get_pset_info(session, "mpi://WORLD", &info), MPI_ERR_SESSION);
  EXPECT(MPI_Group_from_session_pset(session, "mpi://WORLD", &group), MPI_ERR_SESSION);
  EXPECT(MPI_Session_set_errhandler(session, MPI_ERRORS_RETURN), MPI_ERR_SESSION);
  EXPECT(MPI_Session_get_errhandler(session, &handler), MPI_ERR_SESSION);
  EXPECT(MPI_Session_call_errhandler(session, MPI_ERR_OTHER), MPI_ERR_SESSION);
  EXPECT(MPI_Session_finalize(&session), MPI_ERR_SESSION);
}

static void initWrongly(void) {
  MPI_Session session = MPI_SESSION_NULL;
  MPI_Errhandler handler;
  EXPECT(MPI_Session_init(MPI_INFO_NULL, (MPI_Errhandler)0x12345678u, &session), MPI_ERR_ARG);
  EXPECT(MPI_Session_init((MPI_Info)0x12345678u, MPI_ERRORS_RETURN, &session), MPI_ERR_INFO);
  EXPECT(MPI_Session_init(MPI_INFO_NULL, MPI_ERRORS_RETURN, NULL), MPI_ERR_ARG);
  MUST(MPI_Session_create_errhandler(hear, &handler));
  EXPECT(MPI_Session_init((MPI_Info)0x12345678u, handler, &session), MPI_ERR_INFO);
  CHECK(heard == 1 && heardNull == 1);
  CHECK(session == MPI_SESSION_NULL);
  MUST(MPI_Errhandler_free(&handler));
}

static void askWrongly(MPI_Session session) {
  MPI_Info info;
  MPI_Group group;
  int length = 10, negative = -1, count = -1;
  MUST(MPI_Session_get_num_psets(session, MPI_INFO_NULL, &count));
  EXPECT(MPI_Session_get_num_psets(session, (MPI_Info)0x12345678u, &number), MPI_ERR_INFO);
  EXPECT(MPI_Session_get_num_psets(session, MPI_INFO_NULL, NULL), MPI_ERR_ARG);
  EXPECT(MPI_Session_get_nth_pset(session, MPI_INFO_NULL, -1, &length, text), MPI_ERR_ARG);
  EXPECT(MPI_Session_get_nth_pset(session, MPI_INFO_NULL, count, &length, text), MPI_ERR_ARG);
  EXPECT(MPI_Session_get_nth_pset(session, MPI_INFO_NULL, 0, &negative, text), MPI_ERR_ARG);
  EXPECT(MPI_Session_get_nth_pset(session, MPI_INFO_NULL, 0, &length, NULL), MPI_ERR_ARG);
  EXPECT(MPI_Session_get_pset_info(session, "nobody", &info), MPI_ERR_ARG);
  EXPECT(MPI_Session_get_pset_info(session, NULL, &info), MPI_ERR_ARG);
  EXPECT(MPI_Group_from_session_pset(session, "nobody", &group), MPI_ERR_ARG);
  EXPECT(MPI_Session_set_errhandler(session, MPI_ERRHANDLER_NULL), MPI_ERR_ARG);
}

static void foundWrongly(MPI_Group world) {
  MPI_Comm comm = MPI_COMM_WORLD;
  MPI_Group others;
  MPI_Errhandler handler;
  MUST(MPI_Comm_create_from_group(MPI_GROUP_EMPTY, "empty", MPI_INFO_NULL, MPI_ERRORS_RETURN, &comm));
  CHECK(comm == MPI_COMM_NULL);
  EXPECT(MPI_Comm_create_from_group(MPI_GROUP_NULL, "none", MPI_INFO_NULL, MPI_ERRORS_RETURN, &comm), MPI_ERR_GROUP);
  EXPECT(MPI_Comm_create_from_group(world, NULL, MPI_INFO_NULL, MPI_ERRORS_RETURN, &comm), MPI_ERR_ARG);
  EXPECT(MPI_Comm_create_from_group(world, "no result", MPI_INFO_NULL, MPI_ERRORS_RETURN, NULL), MPI_ERR_ARG);
  EXPECT(MPI_Comm_create_from_group(world, "no handler", MPI_INFO_NULL, MPI_ERRHANDLER_NULL, &comm), MPI_ERR_ARG);
  MUST(MPI_Comm_create_errhandler(hearOfComm, &handler));
  heard = heardNull = 0;
  EXPECT(MPI_Comm_create_from_group(world, "hints", (MPI_Info)0x12345678u, handler, &comm), MPI_ERR_INFO);
  CHECK(heard == 1 && heardNull == 1);
  MUST(MPI_Errhandler_free(&handler));
  MUST(MPI_Group_excl(world, 1, &me, &others));
  if (np > 1)
    EXPECT(MPI_Comm_create_from_group(others, "without me", MPI_INFO_NULL, MPI_ERRORS_RETURN, &comm), MPI_ERR_GROUP);
  EXPECT(MPI_Intercomm_create_from_groups(world, 0, world, 0, "overlap", MPI_INFO_NULL, MPI_ERRORS_RETURN, &comm),
         MPI_ERR_GROUP);
  MPI_Group mine;
  MUST(MPI_Group_incl(world, 1, &me, &mine));
  if (np > 1) {
    EXPECT(MPI_Intercomm_create_from_groups(mine, 1, others, 0, "leader", MPI_INFO_NULL, MPI_ERRORS_RETURN, &comm),
           MPI_ERR_RANK);
    EXPECT(MPI_Intercomm_create_from_groups(mine, 0, others, -1, "leader", MPI_INFO_NULL, MPI_ERRORS_RETURN, &comm),
           MPI_ERR_RANK);
    EXPECT(MPI_Intercomm_create_from_groups(others, 0, mine, 0, "side", MPI_INFO_NULL, MPI_ERRORS_RETURN, &comm),
           MPI_ERR_GROUP);
  }
  MUST(MPI_Intercomm_create_from_groups(mine, 0, MPI_GROUP_EMPTY, 0, "empty", MPI_INFO_NULL, MPI_ERRORS_RETURN, &comm));
  CHECK(comm == MPI_COMM_NULL);
  MUST(MPI_Group_free(&mine));
  if (others != MPI_GROUP_EMPTY) MUST(MPI_Group_free(&others));
}

/// MPI is finalised, and the library goes on for the session alone; then it ends, which is for good.
static int afterFinalize(MPI_Session session, MPI_Comm comm, MPI_Info info) {
  if (MPI_Finalize() == MPI_SUCCESS) return 1;
  int sum = 0, class = -1;
  MPI_Session other;
  if (MPI_Allreduce(&number, &sum, 1, MPI_INT, MPI_SUM, comm) != MPI_SUCCESS) return 2;
  if (MPI_Session_init(MPI_INFO_NULL, MPI_ERRORS_RETURN, &other) != MPI_SUCCESS) return 3;
  if (MPI_Comm_create_from_group((MPI_Group)comm, "kind", MPI_INFO_NULL, MPI_ERRORS_RETURN, &comm) != MPI_ERR_GROUP) return 4;
  if (MPI_Session_finalize(&session) != MPI_SUCCESS || session != MPI_SESSION_NULL) return 5;
  if (MPI_Session_finalize(&other) != MPI_SUCCESS) return 6;
  MPI_Error_class(MPI_Session_init(MPI_INFO_NULL, MPI_ERRORS_RETURN, &session), &class);
  if (class != MPI_ERR_OTHER) return 7;
  if (MPI_Session_init(info, MPI_ERRORS_RETURN, &session) != MPI_ERR_INFO) return 8;
  return 0;
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  MUST(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN));
  MPI_Session session, copy;
  MPI_Group world;
  MPI_Comm comm;
  MPI_Info info;
  int class = -1;
  MPI_Error_class(MPI_Session_init(MPI_INFO_NULL, MPI_ERRORS_RETURN, &session), &class);
  if (class == MPI_ERR_UNSUPPORTED_OPERATION) return finish("sessions");
  MUST(MPI_Session_set_errhandler(session, MPI_ERRORS_RETURN));
  initWrongly();
  const unsigned forged[] = {0u, 0x120u, 0x101u, 0x12345678u, 0xFFFFFFFFu};
  for (int i = 0; i < 5; i++) useNone((MPI_Session)forged[i]);
  askWrongly(session);
  MUST(MPI_Group_from_session_pset(session, "mpi://WORLD", &world));
  foundWrongly(world);
  MPI_Session other;
  MUST(MPI_Session_init(MPI_INFO_NULL, MPI_ERRORS_RETURN, &other));
  copy = other;
  MUST(MPI_Session_finalize(&other));
  useNone(copy);
  MUST(MPI_Comm_create_from_group(world, "kept", MPI_INFO_NULL, MPI_ERRORS_RETURN, &comm));
  MUST(MPI_Group_free(&world));
  MUST(MPI_Info_create(&info));
  int status = finish("sessions");
  int later = afterFinalize(session, comm, info);
  if (later) printf("after MPI_Finalize: step %d failed\n", later);
  return status ? status : later;
}
