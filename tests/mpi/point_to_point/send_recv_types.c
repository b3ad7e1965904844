// Send and Recv of one array of each predefined type round the ring, with the status of each.
// functions: MPI_Send MPI_Recv MPI_Get_count MPI_Isend MPI_Wait MPI_Type_size
#include "support.h"
#include <wchar.h>

enum { kLength = 37 };

/// Fills, sends to the right, receives from the left, and compares with what the left must have made.
#define ROUND(type, handle)                                                                  \
  do {                                                                                       \
    type out[kLength], in[kLength];                                                          \
    memset(in, 0, sizeof in);                                                                \
    for (int i = 0; i < kLength; i++) out[i] = (type)(3 * i + me + tag);                     \
    MPI_Request request;                                                                     \
    MPI_Status status;                                                                       \
    int count = -1, byteSize = -1, good = 0;                                                 \
    MUST(MPI_Isend(out, kLength, handle, right, tag, MPI_COMM_WORLD, &request));             \
    MUST(MPI_Recv(in, kLength, handle, left, tag, MPI_COMM_WORLD, &status));                 \
    MUST(MPI_Wait(&request, MPI_STATUS_IGNORE));                                             \
    MUST(MPI_Get_count(&status, handle, &count));                                            \
    MUST(MPI_Type_size(handle, &byteSize));                                                  \
    CHECK(byteSize == (int)sizeof(type));                                                    \
    CHECK(count == kLength && status.MPI_SOURCE == left && status.MPI_TAG == tag);           \
    for (int i = 0; i < kLength; i++) good += in[i] == (type)(3 * i + left + tag);           \
    CHECK(good == kLength);                                                                  \
    say("%s: %d of %d", #handle, good, count);                                               \
    tag++;                                                                                   \
  } while (0)

static void integers(int left, int right) {
  int tag = 0;
  ROUND(char, MPI_CHAR);
  ROUND(signed char, MPI_SIGNED_CHAR);
  ROUND(unsigned char, MPI_UNSIGNED_CHAR);
  ROUND(unsigned char, MPI_BYTE);
  ROUND(wchar_t, MPI_WCHAR);
  ROUND(short, MPI_SHORT);
  ROUND(unsigned short, MPI_UNSIGNED_SHORT);
  ROUND(int, MPI_INT);
  ROUND(unsigned, MPI_UNSIGNED);
  ROUND(long, MPI_LONG);
  ROUND(unsigned long, MPI_UNSIGNED_LONG);
  ROUND(long long, MPI_LONG_LONG);
  ROUND(long long, MPI_LONG_LONG_INT);
  ROUND(unsigned long long, MPI_UNSIGNED_LONG_LONG);
  ROUND(int8_t, MPI_INT8_T);
  ROUND(int16_t, MPI_INT16_T);
  ROUND(int32_t, MPI_INT32_T);
  ROUND(int64_t, MPI_INT64_T);
  ROUND(uint8_t, MPI_UINT8_T);
  ROUND(uint16_t, MPI_UINT16_T);
  ROUND(uint32_t, MPI_UINT32_T);
  ROUND(uint64_t, MPI_UINT64_T);
  ROUND(_Bool, MPI_C_BOOL);
  ROUND(MPI_Aint, MPI_AINT);
  ROUND(MPI_Offset, MPI_OFFSET);
  ROUND(MPI_Count, MPI_COUNT);
}

static void reals(int left, int right) {
  int tag = 100;
  ROUND(float, MPI_FLOAT);
  ROUND(double, MPI_DOUBLE);
  ROUND(long double, MPI_LONG_DOUBLE);
  ROUND(float _Complex, MPI_C_FLOAT_COMPLEX);
  ROUND(float _Complex, MPI_C_COMPLEX);
  ROUND(double _Complex, MPI_C_DOUBLE_COMPLEX);
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  int right = (me + 1) % np, left = (me + np - 1) % np;
  integers(left, right);
  reals(left, right);
  return finish("send_recv_types");
}
