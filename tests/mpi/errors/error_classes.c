// MPI-3.1 8.4, 8.5: classes are codes of themselves; own classes, codes and strings can be added.
// functions: MPI_Error_class MPI_Error_string MPI_Add_error_class MPI_Add_error_code
// functions: MPI_Add_error_string
#include "support.h"

static const int predefined[] = {
    MPI_SUCCESS,      MPI_ERR_BUFFER,   MPI_ERR_COUNT,     MPI_ERR_TYPE,      MPI_ERR_TAG,
    MPI_ERR_COMM,     MPI_ERR_RANK,     MPI_ERR_REQUEST,   MPI_ERR_ROOT,      MPI_ERR_GROUP,
    MPI_ERR_OP,       MPI_ERR_TOPOLOGY, MPI_ERR_DIMS,      MPI_ERR_ARG,       MPI_ERR_UNKNOWN,
    MPI_ERR_TRUNCATE, MPI_ERR_OTHER,    MPI_ERR_INTERN,    MPI_ERR_IN_STATUS, MPI_ERR_PENDING,
    MPI_ERR_ACCESS,   MPI_ERR_AMODE,    MPI_ERR_ASSERT,    MPI_ERR_BAD_FILE,  MPI_ERR_BASE,
    MPI_ERR_DISP,     MPI_ERR_FILE,     MPI_ERR_INFO,      MPI_ERR_IO,        MPI_ERR_KEYVAL,
    MPI_ERR_LOCKTYPE, MPI_ERR_NAME,     MPI_ERR_NO_MEM,    MPI_ERR_NOT_SAME,  MPI_ERR_NO_SPACE,
    MPI_ERR_PORT,     MPI_ERR_QUOTA,    MPI_ERR_READ_ONLY, MPI_ERR_RMA_SYNC,  MPI_ERR_SERVICE,
    MPI_ERR_SIZE,     MPI_ERR_SPAWN,    MPI_ERR_WIN,
};

static void askPredefined(void) {
  char text[MPI_MAX_ERROR_STRING];
  int count = (int)(sizeof predefined / sizeof *predefined);
  for (int i = 0; i < count; i++) {
    int errorClass = -1, length = -1;
    MUST(MPI_Error_class(predefined[i], &errorClass));
    CHECK(errorClass == predefined[i]);
    CHECK(predefined[i] <= MPI_ERR_LASTCODE);
    for (int j = 0; j < i; j++) CHECK(predefined[i] != predefined[j]);
    MUST(MPI_Error_string(predefined[i], text, &length));
    CHECK(length > 0 && length < MPI_MAX_ERROR_STRING && (int)strlen(text) == length);
  }
  say("%d classes", count);
}

static void addOwn(void) {
  char text[MPI_MAX_ERROR_STRING];
  int ownClass = 0, ownCode = 0, errorClass = 0, length = -1;
  MUST(MPI_Add_error_class(&ownClass));
  CHECK(ownClass > MPI_ERR_LASTCODE);
  MUST(MPI_Add_error_code(ownClass, &ownCode));
  CHECK(ownCode != ownClass);
  MUST(MPI_Error_class(ownCode, &errorClass));
  CHECK(errorClass == ownClass);
  MUST(MPI_Add_error_string(ownClass, "the class of this test"));
  MUST(MPI_Add_error_string(ownCode, "the code of this test"));
  MUST(MPI_Error_string(ownClass, text, &length));
  say("class: '%s' %d", text, length);
  MUST(MPI_Error_string(ownCode, text, &length));
  say("code: '%s' %d", text, length);
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  askPredefined();
  addOwn();
  return finish("error_classes");
}
