// The guest ABI of MPIWasm: what modules built with its toolchain import from `env` and believe about
// constants. Written from the published values, for the tests of that ABI; programs are built against
// it with plain clang. Not for new programs: those use wasmpi-cc and its mpi.h.
#pragma once

#include <stdint.h>

typedef int MPI_Comm;
typedef int MPI_Group;
typedef int MPI_Request;
typedef int MPI_Datatype;
typedef int MPI_Op;
typedef int MPI_Info;
typedef int MPI_Win;
typedef long MPI_Aint;
typedef long MPI_Offset;  // 4 bytes here

typedef struct {
  int MPI_SOURCE;
  int MPI_TAG;
  int MPI_ERROR;
  int _cancelled;
  int64_t _ucount;
} MPI_Status;

_Static_assert(sizeof(MPI_Status) == 24, "the status of this ABI has 24 bytes");

typedef void MPI_User_function(void *in, void *inout, int *length, MPI_Datatype *type);

#define MPI_SUCCESS 0
#define MPI_ERR_OTHER 1

#define MPI_COMM_WORLD 0
#define MPI_COMM_SELF 1
#define MPI_COMM_NULL 2
#define MPI_INFO_NULL 0

#define MPI_INT8_T 0
#define MPI_INT16_T 1
#define MPI_INT32_T 2
#define MPI_INT 3
#define MPI_INT64_T 4
#define MPI_UINT8_T 5
#define MPI_UINT16_T 6
#define MPI_UINT32_T 7
#define MPI_UNSIGNED 8
#define MPI_UINT64_T 9
#define MPI_LONG 10
#define MPI_LONG_LONG 11
#define MPI_LONG_LONG_INT 12
#define MPI_FLOAT 13
#define MPI_DOUBLE 14
#define MPI_DOUBLE_INT 15
#define MPI_CHAR 16
#define MPI_C_BOOL 17
#define MPI_BYTE 18
#define MPI_DATATYPE_NULL (-1)

#define MPI_MAX 0
#define MPI_MIN 1
#define MPI_SUM 2
#define MPI_PROD 3
#define MPI_LAND 4
#define MPI_LOR 5
#define MPI_BAND 6
#define MPI_BOR 7
#define MPI_MAXLOC 8
#define MPI_MINLOC 9
#define MPI_OP_NULL 10

#define MPI_BOTTOM ((void *)0)
#define MPI_IN_PLACE ((void *)1)
#define MPI_STATUS_IGNORE ((MPI_Status *)0)
#define MPI_STATUSES_IGNORE ((MPI_Status *)0)
#define MPI_ANY_SOURCE (-1)
#define MPI_ANY_TAG (-1)
#define MPI_UNDEFINED (-32766)
#define MPI_MAX_PROCESSOR_NAME 256
#define MPI_MAX_OBJECT_NAME 128
#define MPI_THREAD_SINGLE 0
#define MPI_THREAD_FUNNELED 1
#define MPI_THREAD_SERIALIZED 2
#define MPI_THREAD_MULTIPLE 3
#define MPI_IDENT 0
#define MPI_CONGRUENT 1
#define MPI_SIMILAR 2
#define MPI_UNEQUAL 3
#define MPI_COMM_TYPE_SHARED 0
#define MPI_WIN_BASE 1
#define MPI_WIN_SIZE 2
#define MPI_WIN_DISP_UNIT 3
#define MPI_WIN_CREATE_FLAVOR 4
#define MPI_WIN_MODEL 5

#define IMPORTED(name) __attribute__((import_module("env"), import_name(#name)))

IMPORTED(MPI_Init) int MPI_Init(int *argc, char ***argv);
IMPORTED(MPI_Init_thread) int MPI_Init_thread(int *argc, char ***argv, int required, int *provided);
IMPORTED(MPI_Query_thread) int MPI_Query_thread(int *provided);
IMPORTED(MPI_Initialized) int MPI_Initialized(int *flag);
IMPORTED(MPI_Finalize) int MPI_Finalize(void);
IMPORTED(MPI_Finalized) int MPI_Finalized(int *flag);
IMPORTED(MPI_Abort) int MPI_Abort(MPI_Comm comm, int code);
IMPORTED(MPI_Wtime) double MPI_Wtime(void);
IMPORTED(MPI_Get_processor_name) int MPI_Get_processor_name(char *name, int *length);
IMPORTED(MPI_Get_version) int MPI_Get_version(int *version, int *subversion);
IMPORTED(MPI_Comm_rank) int MPI_Comm_rank(MPI_Comm comm, int *rank);
IMPORTED(MPI_Comm_size) int MPI_Comm_size(MPI_Comm comm, int *size);
IMPORTED(MPI_Comm_dup) int MPI_Comm_dup(MPI_Comm comm, MPI_Comm *copy);
IMPORTED(MPI_Comm_free) int MPI_Comm_free(MPI_Comm *comm);
IMPORTED(MPI_Comm_split) int MPI_Comm_split(MPI_Comm comm, int color, int key, MPI_Comm *part);
IMPORTED(MPI_Comm_split_type)
int MPI_Comm_split_type(MPI_Comm comm, int type, int key, MPI_Info info, MPI_Comm *part);
IMPORTED(MPI_Comm_create) int MPI_Comm_create(MPI_Comm comm, MPI_Group group, MPI_Comm *part);
IMPORTED(MPI_Comm_create_group)
int MPI_Comm_create_group(MPI_Comm comm, MPI_Group group, int tag, MPI_Comm *part);
IMPORTED(MPI_Comm_compare) int MPI_Comm_compare(MPI_Comm first, MPI_Comm second, int *result);
IMPORTED(MPI_Comm_group) int MPI_Comm_group(MPI_Comm comm, MPI_Group *group);
IMPORTED(MPI_Group_free) int MPI_Group_free(MPI_Group *group);
IMPORTED(MPI_Group_range_incl)
int MPI_Group_range_incl(MPI_Group group, int count, int ranges[][3], MPI_Group *part);
IMPORTED(MPI_Group_translate_ranks)
int MPI_Group_translate_ranks(MPI_Group from, int count, const int *ranks, MPI_Group to, int *result);
IMPORTED(MPI_Cart_create)
int MPI_Cart_create(MPI_Comm comm, int count, const int *dims, const int *periods, int reorder,
                    MPI_Comm *grid);
IMPORTED(MPI_Cart_get)
int MPI_Cart_get(MPI_Comm grid, int count, int *dims, int *periods, int *coords);
IMPORTED(MPI_Cart_rank) int MPI_Cart_rank(MPI_Comm grid, const int *coords, int *rank);
IMPORTED(MPI_Cart_shift)
int MPI_Cart_shift(MPI_Comm grid, int dimension, int distance, int *source, int *destination);
IMPORTED(MPI_Send)
int MPI_Send(const void *buffer, int count, MPI_Datatype type, int rank, int tag, MPI_Comm comm);
IMPORTED(MPI_Rsend)
int MPI_Rsend(const void *buffer, int count, MPI_Datatype type, int rank, int tag, MPI_Comm comm);
IMPORTED(MPI_Recv)
int MPI_Recv(void *buffer, int count, MPI_Datatype type, int rank, int tag, MPI_Comm comm,
             MPI_Status *status);
IMPORTED(MPI_Isend)
int MPI_Isend(const void *buffer, int count, MPI_Datatype type, int rank, int tag, MPI_Comm comm,
              MPI_Request *request);
IMPORTED(MPI_Irecv)
int MPI_Irecv(void *buffer, int count, MPI_Datatype type, int rank, int tag, MPI_Comm comm,
              MPI_Request *request);
IMPORTED(MPI_Sendrecv)
int MPI_Sendrecv(const void *out, int outCount, MPI_Datatype outType, int destination, int outTag,
                 void *in, int inCount, MPI_Datatype inType, int source, int inTag, MPI_Comm comm,
                 MPI_Status *status);
IMPORTED(MPI_Probe) int MPI_Probe(int source, int tag, MPI_Comm comm, MPI_Status *status);
IMPORTED(MPI_Get_count) int MPI_Get_count(const MPI_Status *status, MPI_Datatype type, int *count);
IMPORTED(MPI_Wait) int MPI_Wait(MPI_Request *request, MPI_Status *status);
IMPORTED(MPI_Waitall) int MPI_Waitall(int count, MPI_Request *requests, MPI_Status *statuses);
IMPORTED(MPI_Waitany)
int MPI_Waitany(int count, MPI_Request *requests, int *index, MPI_Status *status);
IMPORTED(MPI_Barrier) int MPI_Barrier(MPI_Comm comm);
IMPORTED(MPI_Bcast) int MPI_Bcast(void *buffer, int count, MPI_Datatype type, int root, MPI_Comm comm);
IMPORTED(MPI_Reduce)
int MPI_Reduce(const void *in, void *out, int count, MPI_Datatype type, MPI_Op op, int root,
               MPI_Comm comm);
IMPORTED(MPI_Allreduce)
int MPI_Allreduce(const void *in, void *out, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm);
IMPORTED(MPI_Scan)
int MPI_Scan(const void *in, void *out, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm);
IMPORTED(MPI_Reduce_scatter)
int MPI_Reduce_scatter(const void *in, void *out, const int *counts, MPI_Datatype type, MPI_Op op,
                       MPI_Comm comm);
IMPORTED(MPI_Gather)
int MPI_Gather(const void *out, int outCount, MPI_Datatype outType, void *in, int inCount,
               MPI_Datatype inType, int root, MPI_Comm comm);
IMPORTED(MPI_Gatherv)
int MPI_Gatherv(const void *out, int outCount, MPI_Datatype outType, void *in, const int *counts,
                const int *displacements, MPI_Datatype inType, int root, MPI_Comm comm);
IMPORTED(MPI_Scatter)
int MPI_Scatter(const void *out, int outCount, MPI_Datatype outType, void *in, int inCount,
                MPI_Datatype inType, int root, MPI_Comm comm);
IMPORTED(MPI_Allgather)
int MPI_Allgather(const void *out, int outCount, MPI_Datatype outType, void *in, int inCount,
                  MPI_Datatype inType, MPI_Comm comm);
IMPORTED(MPI_Allgatherv)
int MPI_Allgatherv(const void *out, int outCount, MPI_Datatype outType, void *in, const int *counts,
                   const int *displacements, MPI_Datatype inType, MPI_Comm comm);
IMPORTED(MPI_Alltoall)
int MPI_Alltoall(const void *out, int outCount, MPI_Datatype outType, void *in, int inCount,
                 MPI_Datatype inType, MPI_Comm comm);
IMPORTED(MPI_Alltoallv)
int MPI_Alltoallv(const void *out, const int *outCounts, const int *outDisplacements,
                  MPI_Datatype outType, void *in, const int *inCounts, const int *inDisplacements,
                  MPI_Datatype inType, MPI_Comm comm);
IMPORTED(MPI_Op_create) int MPI_Op_create(MPI_User_function *function, int commutes, MPI_Op *op);
IMPORTED(MPI_Op_free) int MPI_Op_free(MPI_Op *op);
IMPORTED(MPI_Type_size) int MPI_Type_size(MPI_Datatype type, int *byteSize);
IMPORTED(MPI_Type_contiguous)
int MPI_Type_contiguous(int count, MPI_Datatype type, MPI_Datatype *result);
IMPORTED(MPI_Type_commit) int MPI_Type_commit(MPI_Datatype *type);
IMPORTED(MPI_Type_free) int MPI_Type_free(MPI_Datatype *type);
IMPORTED(MPI_Alloc_mem) int MPI_Alloc_mem(MPI_Aint byteSize, MPI_Info info, void *result);
IMPORTED(MPI_Free_mem) int MPI_Free_mem(void *block);
IMPORTED(MPI_Win_create)
int MPI_Win_create(void *base, MPI_Aint byteSize, int unit, MPI_Info info, MPI_Comm comm,
                   MPI_Win *win);
IMPORTED(MPI_Win_allocate_shared)
int MPI_Win_allocate_shared(MPI_Aint byteSize, int unit, MPI_Info info, MPI_Comm comm, void *base,
                            MPI_Win *win);
IMPORTED(MPI_Win_shared_query)
int MPI_Win_shared_query(MPI_Win win, int rank, MPI_Aint *byteSize, int *unit, void *base);
IMPORTED(MPI_Win_get_attr)
int MPI_Win_get_attr(MPI_Win win, int keyval, void *value, int *isSet);
IMPORTED(MPI_Win_fence) int MPI_Win_fence(int flags, MPI_Win win);
IMPORTED(MPI_Win_free) int MPI_Win_free(MPI_Win *win);
IMPORTED(MPI_Put)
int MPI_Put(const void *origin, int count, MPI_Datatype type, int rank, MPI_Aint displacement,
            int targetCount, MPI_Datatype targetType, MPI_Win win);
IMPORTED(MPI_Get)
int MPI_Get(void *origin, int count, MPI_Datatype type, int rank, MPI_Aint displacement,
            int targetCount, MPI_Datatype targetType, MPI_Win win);

#undef IMPORTED
