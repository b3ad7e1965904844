// The tool information interface refuses what it has not given out, with its own error codes.
// ranks: 1
// functions: MPI_T_cvar_handle_alloc MPI_T_pvar_handle_alloc MPI_T_pvar_session_free MPI_T_enum_get_info
// wasm-only: ok
#include "support.h"

int main(int argc, char **argv) {
  int number = 0, length = 8, provided = -1;
  char name[8];
  MPI_T_enum none = MPI_T_ENUM_NULL;
  MPI_T_cvar_handle control = (MPI_T_cvar_handle)5;
  MPI_T_pvar_handle performance = (MPI_T_pvar_handle)6;
  MPI_T_pvar_session session = (MPI_T_pvar_session)77, forged = session;
  CHECK(MPI_T_pvar_session_create(&session) == MPI_T_ERR_NOT_INITIALIZED);
  CHECK(MPI_T_cvar_read(control, &number) == MPI_T_ERR_NOT_INITIALIZED);
  CHECK(MPI_T_init_thread(12345, &provided) == MPI_T_ERR_INVALID);
  CHECK(MPI_T_init_thread(MPI_THREAD_MULTIPLE, &provided) == MPI_SUCCESS && provided == MPI_THREAD_MULTIPLE);
  CHECK(MPI_T_cvar_get_num(NULL) == MPI_T_ERR_INVALID);
  CHECK(MPI_T_enum_get_info(none, &number, name, &length) == MPI_T_ERR_INVALID_HANDLE);
  CHECK(MPI_T_enum_get_item(none, 0, &number, name, &length) == MPI_T_ERR_INVALID_HANDLE);
  CHECK(MPI_T_cvar_handle_alloc(0, NULL, &control, &number) == MPI_T_ERR_INVALID_INDEX);
  CHECK(MPI_T_cvar_handle_free(&control) == MPI_T_ERR_INVALID_HANDLE);
  CHECK(MPI_T_cvar_read(control, &number) == MPI_T_ERR_INVALID_HANDLE);
  CHECK(MPI_T_cvar_write(control, &number) == MPI_T_ERR_INVALID_HANDLE);
  CHECK(MPI_T_pvar_handle_alloc(forged, 0, NULL, &performance, &number) == MPI_T_ERR_INVALID_SESSION);
  CHECK(MPI_T_pvar_session_create(&session) == MPI_SUCCESS);
  CHECK(MPI_T_pvar_handle_alloc(session, 0, NULL, &performance, &number) == MPI_T_ERR_INVALID_INDEX);
  CHECK(MPI_T_pvar_start(session, performance) == MPI_T_ERR_INVALID_HANDLE);
  CHECK(MPI_T_pvar_start(forged, MPI_T_PVAR_ALL_HANDLES) == MPI_T_ERR_INVALID_SESSION);
  CHECK(MPI_T_pvar_stop(session, performance) == MPI_T_ERR_INVALID_HANDLE);
  CHECK(MPI_T_pvar_read(session, MPI_T_PVAR_ALL_HANDLES, &number) == MPI_T_ERR_INVALID_HANDLE);
  CHECK(MPI_T_pvar_write(session, performance, &number) == MPI_T_ERR_INVALID_HANDLE);
  CHECK(MPI_T_pvar_readreset(session, performance, &number) == MPI_T_ERR_INVALID_HANDLE);
  CHECK(MPI_T_pvar_handle_free(session, &performance) == MPI_T_ERR_INVALID_HANDLE);
  MPI_T_pvar_session copy = session;
  CHECK(MPI_T_pvar_session_free(&session) == MPI_SUCCESS && session == MPI_T_PVAR_SESSION_NULL);
  CHECK(MPI_T_pvar_session_free(&copy) == MPI_T_ERR_INVALID_SESSION);
  CHECK(MPI_T_category_get_cvars(0, 0, NULL) == MPI_T_ERR_INVALID_INDEX);
  CHECK(MPI_T_finalize() == MPI_SUCCESS && MPI_T_finalize() == MPI_T_ERR_NOT_INITIALIZED);
  start(&argc, &argv);
  return finish("tool_interface");
}
