// Pointers of point-to-point calls outside of linear memory, or with too little of it behind them.
// ranks: 2
// functions: MPI_Buffer_attach MPI_Get_count MPI_Iprobe MPI_Irecv MPI_Isend MPI_Mrecv MPI_Recv
// functions: MPI_Send MPI_Send_init MPI_Sendrecv MPI_Sendrecv_replace MPI_Startall MPI_Testany
// functions: MPI_Wait MPI_Waitall MPI_Waitsome
// wasm-only: trap (out of bounds|outside)
// cases: send_far send_end recv_end isend_far irecv_end isend_request recv_status recv_status_end
// cases: sendrecv_second replace_end send_init wait_request waitall_requests waitall_count
// cases: waitall_statuses waitsome_indices testany_flag startall_requests get_count_status
// cases: get_count_out iprobe_flag mrecv_message buffer_attach
// case send_far: MPI_Send
// case send_end: MPI_Send
// case recv_end: MPI_Recv
// case isend_far: MPI_Isend
// case irecv_end: MPI_Irecv
// case isend_request: MPI_Isend
// case recv_status: MPI_Recv
// case recv_status_end: MPI_Recv
// case sendrecv_second: MPI_Sendrecv
// case replace_end: MPI_Sendrecv_replace
// case send_init: MPI_Send_init
// case wait_request: MPI_Wait
// case waitall_requests: MPI_Waitall
// case waitall_count: MPI_Waitall
// case waitall_statuses: MPI_Waitall
// case waitsome_indices: MPI_Waitsome
// case testany_flag: MPI_Testany
// case startall_requests: MPI_Startall
// case get_count_status: MPI_Get_count
// case get_count_out: MPI_Get_count
// case iprobe_flag: MPI_Iprobe
// case mrecv_message: MPI_Mrecv
// case buffer_attach: MPI_Buffer_attach
#include "hostile.h"

static void trySendFar(void) {
  MPI_Send(FAR_AWAY, 1, MPI_INT, me, 0, MPI_COMM_WORLD);
}

static void trySendEnd(void) {
  MPI_Send(nearEnd(8), 3, MPI_INT, MPI_PROC_NULL, 0, MPI_COMM_WORLD);
}

static void tryRecvEnd(void) {
  MPI_Recv(nearEnd(4), 2, MPI_INT, MPI_PROC_NULL, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}

static void tryIsendFar(void) {
  MPI_Request request;
  MPI_Isend(FAR_AWAY, 1, MPI_INT, me, 0, MPI_COMM_WORLD, &request);
}

static void tryIrecvEnd(void) {
  MPI_Request request;
  MPI_Irecv(nearEnd(100), 101, MPI_BYTE, me, 0, MPI_COMM_WORLD, &request);
}

static void tryIsendRequest(void) {
  int value = 1;
  MPI_Isend(&value, 1, MPI_INT, MPI_PROC_NULL, 0, MPI_COMM_WORLD, FAR_AWAY);
}

static void tryRecvStatus(void) {
  int value = 1;
  MPI_Recv(&value, 1, MPI_INT, MPI_PROC_NULL, 0, MPI_COMM_WORLD, FAR_AWAY);
}

static void tryRecvStatusEnd(void) {
  int value = 1;
  MPI_Recv(&value, 1, MPI_INT, MPI_PROC_NULL, 0, MPI_COMM_WORLD, nearEnd(sizeof(MPI_Status) - 4));
}

static void trySendrecvSecond(void) {
  int value = 1;
  MPI_Sendrecv(&value, 1, MPI_INT, MPI_PROC_NULL, 0, FAR_AWAY, 1, MPI_INT, MPI_PROC_NULL, 0,
               MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}

static void tryReplaceEnd(void) {
  MPI_Sendrecv_replace(nearEnd(6), 1, MPI_DOUBLE, MPI_PROC_NULL, 0, MPI_PROC_NULL, 0,
                       MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}

static void trySendInit(void) {
  MPI_Request request;
  MPI_Send_init(FAR_AWAY, 1, MPI_INT, me, 0, MPI_COMM_WORLD, &request);
  MPI_Start(&request);
}

static void tryWaitRequest(void) {
  MPI_Wait(FAR_AWAY, MPI_STATUS_IGNORE);
}

static void tryWaitallRequests(void) {
  MPI_Waitall(3, nearEnd(8), MPI_STATUSES_IGNORE);
}

static void tryWaitallCount(void) {
  MPI_Request request = MPI_REQUEST_NULL;
  MPI_Waitall(0x7FFFFFFF, &request, MPI_STATUSES_IGNORE);
}

static void tryWaitallStatuses(void) {
  MPI_Request requests[2] = {MPI_REQUEST_NULL, MPI_REQUEST_NULL};
  MPI_Waitall(2, requests, nearEnd(sizeof(MPI_Status)));
}

static void tryWaitsomeIndices(void) {
  MPI_Request request = MPI_REQUEST_NULL;
  int count = 0;
  MPI_Waitsome(1, &request, &count, FAR_AWAY, MPI_STATUSES_IGNORE);
}

static void tryTestanyFlag(void) {
  MPI_Request request = MPI_REQUEST_NULL;
  int index = 0;
  MPI_Testany(1, &request, &index, FAR_AWAY, MPI_STATUS_IGNORE);
}

static void tryStartallRequests(void) {
  MPI_Startall(2, nearEnd(4));
}

static void tryGetCountStatus(void) {
  int count = 0;
  MPI_Get_count(FAR_AWAY, MPI_INT, &count);
}

static void tryGetCountOut(void) {
  MPI_Status status;
  memset(&status, 0, sizeof status);
  MPI_Get_count(&status, MPI_INT, FAR_AWAY);
}

static void tryIprobeFlag(void) {
  MPI_Iprobe(MPI_PROC_NULL, 0, MPI_COMM_WORLD, FAR_AWAY, MPI_STATUS_IGNORE);
}

static void tryMrecvMessage(void) {
  int value;
  MPI_Mrecv(&value, 1, MPI_INT, FAR_AWAY, MPI_STATUS_IGNORE);
}

static void tryBufferAttach(void) {
  MPI_Buffer_attach(nearEnd(1000), 1001);
}

static const Case kCases[] = {
    {"send_far", trySendFar},
    {"send_end", trySendEnd},
    {"recv_end", tryRecvEnd},
    {"isend_far", tryIsendFar},
    {"irecv_end", tryIrecvEnd},
    {"isend_request", tryIsendRequest},
    {"recv_status", tryRecvStatus},
    {"recv_status_end", tryRecvStatusEnd},
    {"sendrecv_second", trySendrecvSecond},
    {"replace_end", tryReplaceEnd},
    {"send_init", trySendInit},
    {"wait_request", tryWaitRequest},
    {"waitall_requests", tryWaitallRequests},
    {"waitall_count", tryWaitallCount},
    {"waitall_statuses", tryWaitallStatuses},
    {"waitsome_indices", tryWaitsomeIndices},
    {"testany_flag", tryTestanyFlag},
    {"startall_requests", tryStartallRequests},
    {"get_count_status", tryGetCountStatus},
    {"get_count_out", tryGetCountOut},
    {"iprobe_flag", tryIprobeFlag},
    {"mrecv_message", tryMrecvMessage},
    {"buffer_attach", tryBufferAttach},
};

int main(int argc, char **argv) { return runCase(argc, argv, kCases, COUNT_OF(kCases)); }
