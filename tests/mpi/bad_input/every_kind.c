// A handle of every kind in the place of every other, live and predefined ones, and each after it was freed: the error
// class of the place, never a crash, and no object harmed.
// functions: MPI_Comm_size MPI_Type_size MPI_Group_size MPI_Reduce_local MPI_Start MPI_Info_get_nkeys MPI_Win_fence
// functions: MPI_Comm_set_errhandler MPI_Mrecv MPI_Comm_free MPI_Type_free MPI_Group_free MPI_Op_free MPI_Request_free
// functions: MPI_Info_free MPI_Win_free MPI_Errhandler_free
// ranks: 1 2
// wasm-only: ok
#include "support.h"

enum { Comm, Type, Group, Op, Request, Info, Win, Errhandler, Message, Kinds };

static int number, buffer[4], checked;

static int useComm(unsigned raw) { return MPI_Comm_size((MPI_Comm)raw, &number); }
static int useType(unsigned raw) { return MPI_Type_size((MPI_Datatype)raw, &number); }
static int useGroup(unsigned raw) { return MPI_Group_size((MPI_Group)raw, &number); }
static int useOp(unsigned raw) { return MPI_Reduce_local(buffer, buffer + 1, 1, MPI_INT, (MPI_Op)raw); }
static int useRequest(unsigned raw) {
  MPI_Request request = (MPI_Request)raw;
  return MPI_Start(&request);
}
static int useInfo(unsigned raw) { return MPI_Info_get_nkeys((MPI_Info)raw, &number); }
static int useWin(unsigned raw) { return MPI_Win_fence(0, (MPI_Win)raw); }
static int useErrhandler(unsigned raw) { return MPI_Comm_set_errhandler(MPI_COMM_SELF, (MPI_Errhandler)raw); }
static int useMessage(unsigned raw) {
  MPI_Message message = (MPI_Message)raw;
  return MPI_Mrecv(buffer, 1, MPI_INT, &message, MPI_STATUS_IGNORE);
}

static int freeComm(unsigned raw) { return MPI_Comm_free(&(MPI_Comm){(MPI_Comm)raw}); }
static int freeType(unsigned raw) { return MPI_Type_free(&(MPI_Datatype){(MPI_Datatype)raw}); }
static int freeGroup(unsigned raw) { return MPI_Group_free(&(MPI_Group){(MPI_Group)raw}); }
static int freeOp(unsigned raw) { return MPI_Op_free(&(MPI_Op){(MPI_Op)raw}); }
static int freeRequest(unsigned raw) { return MPI_Request_free(&(MPI_Request){(MPI_Request)raw}); }
static int freeInfo(unsigned raw) { return MPI_Info_free(&(MPI_Info){(MPI_Info)raw}); }
static int freeWin(unsigned raw) { return MPI_Win_free(&(MPI_Win){(MPI_Win)raw}); }
static int freeErrhandler(unsigned raw) { return MPI_Errhandler_free(&(MPI_Errhandler){(MPI_Errhandler)raw}); }

static const struct {
  const char *name;
  int (*use)(unsigned raw);
  int (*giveBack)(unsigned raw);
  int errorClass;
} kinds[Kinds] = {
    [Comm] = {"comm", useComm, freeComm, MPI_ERR_COMM},
    [Type] = {"type", useType, freeType, MPI_ERR_TYPE},
    [Group] = {"group", useGroup, freeGroup, MPI_ERR_GROUP},
    [Op] = {"op", useOp, freeOp, MPI_ERR_OP},
    [Request] = {"request", useRequest, freeRequest, MPI_ERR_REQUEST},
    [Info] = {"info", useInfo, freeInfo, MPI_ERR_INFO},
    [Win] = {"win", useWin, freeWin, MPI_ERR_WIN},
    [Errhandler] = {"errhandler", useErrhandler, freeErrhandler, MPI_ERR_ARG},
    [Message] = {"message", useMessage, NULL, MPI_ERR_REQUEST},
};

static void refused(int kind, int (*call)(unsigned), unsigned raw, const char *what) {
  int got = -1;
  MPI_Error_class(call(raw), &got);
  checked++;
  if (got != kinds[kind].errorClass) say("%s as %s: class %d", what, kinds[kind].name, got);
  CHECK(got == kinds[kind].errorClass);
}

static void add(void *in, void *inout, int *length, MPI_Datatype *type) {
  (void)type;
  for (int i = 0; i < *length; i++) ((int *)inout)[i] += ((int *)in)[i];
}
static void ignore(MPI_Comm *comm, int *code, ...) { (void)comm, (void)code; }

/// One live object of each kind; a message cannot be kept without a sender.
static void make(unsigned *made) {
  MPI_Comm comm;
  MPI_Datatype type;
  MPI_Group group;
  MPI_Op op;
  MPI_Request request;
  MPI_Info info;
  MPI_Win win;
  MPI_Errhandler errhandler;
  MUST(MPI_Comm_dup(MPI_COMM_SELF, &comm));
  MUST(MPI_Type_contiguous(2, MPI_INT, &type));
  MUST(MPI_Comm_group(MPI_COMM_WORLD, &group));
  MUST(MPI_Op_create(add, 1, &op));
  MUST(MPI_Recv_init(buffer, 1, MPI_INT, 0, 0, MPI_COMM_SELF, &request));
  MUST(MPI_Info_create(&info));
  MUST(MPI_Win_create(buffer, sizeof buffer, 1, MPI_INFO_NULL, MPI_COMM_SELF, &win));
  MUST(MPI_Comm_create_errhandler(ignore, &errhandler));
  const unsigned all[Kinds] = {
      [Comm] = (unsigned)comm, [Type] = (unsigned)type, [Group] = (unsigned)group,
      [Op] = (unsigned)op,     [Request] = (unsigned)request, [Info] = (unsigned)info,
      [Win] = (unsigned)win,   [Errhandler] = (unsigned)errhandler, [Message] = (unsigned)MPI_MESSAGE_NULL};
  memcpy(made, all, sizeof all);
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
  MPI_Comm_set_errhandler(MPI_COMM_SELF, MPI_ERRORS_RETURN);
  const unsigned predefined[Kinds] = {
      [Comm] = (unsigned)MPI_COMM_WORLD, [Type] = (unsigned)MPI_INT, [Group] = (unsigned)MPI_GROUP_EMPTY,
      [Op] = (unsigned)MPI_SUM, [Request] = (unsigned)MPI_REQUEST_NULL, [Info] = (unsigned)MPI_INFO_ENV,
      [Win] = (unsigned)MPI_WIN_NULL, [Errhandler] = (unsigned)MPI_ERRORS_RETURN,
      [Message] = (unsigned)MPI_MESSAGE_NO_PROC};
  unsigned made[Kinds];
  make(made);
  for (int place = 0; place < Kinds; place++)
    for (int other = 0; other < Kinds; other++) {
      if (place == other) continue;
      refused(place, kinds[place].use, predefined[other], kinds[other].name);
      refused(place, kinds[place].use, made[other], kinds[other].name);
      if (kinds[place].giveBack) refused(place, kinds[place].giveBack, made[other], kinds[other].name);
    }
  // Nothing of it has harmed the objects; then each is freed, once.
  for (int kind = 0; kind < Kinds; kind++) {
    if (!kinds[kind].giveBack) continue;
    CHECK(kind == Request || kinds[kind].use(made[kind]) == MPI_SUCCESS);
    if (kind == Errhandler) MPI_Comm_set_errhandler(MPI_COMM_SELF, MPI_ERRORS_RETURN);
    CHECK(kinds[kind].giveBack(made[kind]) == MPI_SUCCESS);
    refused(kind, kinds[kind].use, made[kind], "a freed one");
    refused(kind, kinds[kind].giveBack, made[kind], "a freed one");
  }
  say("%d refused", checked);
  return finish("every_kind");
}
