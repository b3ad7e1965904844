// MPI-3.1 12.2, 12.3: operations of the program's own: started, waited for with others, cancelled, freed before and
// after their end, and the statuses they report.
// ranks: 1 2
// functions: MPI_Grequest_start MPI_Grequest_complete MPI_Status_set_elements MPI_Status_set_elements_x
// functions: MPI_Status_set_cancelled MPI_Request_get_status MPI_Request_free MPI_Cancel MPI_Waitall MPI_Testany
#include "support.h"

struct Operation {
  int number;  // shown by the status
  int queries, frees, cancels, wasComplete;
  int queryResult;
};

static int query(void *state, MPI_Status *status) {
  struct Operation *operation = state;
  operation->queries++;
  MUST(MPI_Status_set_elements(status, MPI_INT, operation->number));
  MUST(MPI_Status_set_cancelled(status, operation->cancels > 0));
  status->MPI_SOURCE = MPI_UNDEFINED;
  status->MPI_TAG = operation->number;
  return operation->queryResult;
}

static int freeIt(void *state) {
  ((struct Operation *)state)->frees++;
  return MPI_SUCCESS;
}

static int cancelIt(void *state, int isComplete) {
  struct Operation *operation = state;
  operation->cancels++;
  operation->wasComplete = isComplete;
  return MPI_SUCCESS;
}

static MPI_Request startIt(struct Operation *operation, int number) {
  memset(operation, 0, sizeof *operation);
  operation->number = number;
  MPI_Request request = MPI_REQUEST_NULL;
  MUST(MPI_Grequest_start(query, freeIt, cancelIt, operation, &request));
  CHECK(request != MPI_REQUEST_NULL);
  return request;
}

static void describe(const char *what, const MPI_Status *status, const struct Operation *operation) {
  int count = -1, isCancelled = -1;
  MUST(MPI_Get_count(status, MPI_INT, &count));
  MUST(MPI_Test_cancelled(status, &isCancelled));
  say("%s: count %d tag %d cancelled %d; %s, freed %d, cancelled %d times", what, count, status->MPI_TAG, isCancelled,
      operation->queries > 0 ? "queried" : "not queried", operation->frees, operation->cancels);
}

static void waitedFor(void) {
  struct Operation operation;
  MPI_Status status;
  MPI_Request request = startIt(&operation, 5);
  int flag = -1;
  MUST(MPI_Test(&request, &flag, &status));
  CHECK(!flag && operation.queries == 0 && operation.frees == 0);
  MUST(MPI_Grequest_complete(request));
  MUST(MPI_Request_get_status(request, &flag, &status));
  CHECK(flag && request != MPI_REQUEST_NULL && operation.frees == 0);
  describe("asked", &status, &operation);
  MUST(MPI_Wait(&request, &status));
  CHECK(request == MPI_REQUEST_NULL);
  describe("waited", &status, &operation);
  request = startIt(&operation, 6);
  MUST(MPI_Grequest_complete(request));
  MUST(MPI_Wait(&request, MPI_STATUS_IGNORE));
  CHECK(operation.frees == 1);
}

static void amongOthers(void) {
  struct Operation operations[2];
  MPI_Request requests[4] = {startIt(&operations[0], 7), MPI_REQUEST_NULL, startIt(&operations[1], 8), MPI_REQUEST_NULL};
  MPI_Status statuses[4];
  int value = -1, sent = 40 + me, flag = -1, index = -1;
  MUST(MPI_Irecv(&value, 1, MPI_INT, (me + np - 1) % np, 3, MPI_COMM_WORLD, &requests[1]));
  MUST(MPI_Send(&sent, 1, MPI_INT, (me + 1) % np, 3, MPI_COMM_WORLD));
  MUST(MPI_Grequest_complete(requests[2]));
  MUST(MPI_Testany(1, &requests[2], &index, &flag, &statuses[2]));
  CHECK(flag && index == 0 && requests[2] == MPI_REQUEST_NULL);
  describe("any", &statuses[2], &operations[1]);
  MUST(MPI_Grequest_complete(requests[0]));
  MUST(MPI_Waitall(4, requests, statuses));
  CHECK(value == 40 + (me + np - 1) % np);
  for (int i = 0; i < 4; i++) CHECK(requests[i] == MPI_REQUEST_NULL);
  describe("all", &statuses[0], &operations[0]);
}

static void cancelled(void) {
  struct Operation operation;
  MPI_Status status;
  MPI_Request request = startIt(&operation, 9);
  MUST(MPI_Cancel(&request));
  CHECK(operation.cancels == 1 && !operation.wasComplete);
  MUST(MPI_Grequest_complete(request));
  MUST(MPI_Cancel(&request));
  CHECK(operation.cancels == 2 && operation.wasComplete);
  MUST(MPI_Wait(&request, &status));
  describe("cancelled", &status, &operation);
}

static void largeCount(void) {
  MPI_Status status;
  MPI_Count count = 0;
  MUST(MPI_Status_set_elements_x(&status, MPI_BYTE, 3000000000LL));
  MUST(MPI_Get_elements_x(&status, MPI_BYTE, &count));
  CHECK(count == 3000000000LL);
  MUST(MPI_Status_set_elements_x(&status, MPI_DOUBLE, 3));
  MUST(MPI_Get_elements_x(&status, MPI_DOUBLE, &count));
  CHECK(count == 3);
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  waitedFor();
  amongOthers();
  cancelled();
  largeCount();
  // Freed when it is complete.
  struct Operation operation;
  MPI_Request request = startIt(&operation, 10);
  MUST(MPI_Grequest_complete(request));
  MUST(MPI_Request_free(&request));
  CHECK(request == MPI_REQUEST_NULL && operation.frees == 1);
  // Freed while it is not: the handle the program kept is for the completion only.
  MPI_Request kept = request = startIt(&operation, 11);
  MUST(MPI_Request_free(&request));
  struct Operation another;
  MPI_Request other = startIt(&another, 12);
  CHECK(other != kept);
  MUST(MPI_Grequest_complete(kept));
  MUST(MPI_Grequest_complete(other));
  MUST(MPI_Wait(&other, MPI_STATUS_IGNORE));
  CHECK(operation.frees == 1 && operation.queries == 0 && another.frees == 1);
  return finish("generalized_requests");
}
