// MPI-3.1 14.3: the tool information interface, without naming a variable of a library: initialisation is counted,
// whatever is listed can be asked about, and what is not gets an error.
// ranks: 1 2
// functions: MPI_T_init_thread MPI_T_finalize MPI_T_cvar_get_num MPI_T_cvar_get_info MPI_T_cvar_get_index
// functions: MPI_T_cvar_handle_alloc MPI_T_pvar_get_num MPI_T_pvar_get_info MPI_T_pvar_get_index
// functions: MPI_T_pvar_session_create MPI_T_pvar_session_free MPI_T_pvar_handle_alloc MPI_T_pvar_start
// functions: MPI_T_pvar_stop MPI_T_pvar_reset MPI_T_category_get_num MPI_T_category_get_info
// functions: MPI_T_category_get_index MPI_T_category_get_cvars MPI_T_category_get_pvars
// functions: MPI_T_category_get_categories MPI_T_category_changed MPI_T_cvar_handle_free MPI_T_cvar_read
// functions: MPI_T_cvar_write MPI_T_pvar_handle_free MPI_T_pvar_read MPI_T_pvar_write MPI_T_pvar_readreset
// functions: MPI_T_enum_get_info MPI_T_enum_get_item
#include "support.h"

/// Room for a variable's values.
static long long values[512];

static void enumeration(MPI_T_enum which) {
  int count = -1, length = 256, value = 0;
  char name[256];
  MUST(MPI_T_enum_get_info(which, &count, name, &length));
  for (int i = 0; i < count; i++) {
    length = sizeof name;
    MUST(MPI_T_enum_get_item(which, i, &value, name, &length));
  }
}

/// Reads an integer variable, and sets it to what it is if that is allowed.
static void controlVariable(int index, int mayBeSet) {
  int count = 0;
  MPI_T_cvar_handle handle;
  MUST(MPI_T_cvar_handle_alloc(index, NULL, &handle, &count));
  CHECK(count > 0 && count <= 512);
  MUST(MPI_T_cvar_read(handle, values));
  if (mayBeSet) MUST(MPI_T_cvar_write(handle, values));
  MUST(MPI_T_cvar_handle_free(&handle));
}

static void controlVariables(void) {
  int count = -1, length, described, verbosity, binding, scope, index = -1;
  MPI_Datatype type;
  MPI_T_enum choices;
  char name[256], description[16];
  MUST(MPI_T_cvar_get_num(&count));
  CHECK(count >= 0);
  for (int i = 0; i < count && i < 20; i++) {
    length = sizeof name, described = sizeof description;
    MUST(MPI_T_cvar_get_info(i, name, &length, &verbosity, &type, &choices, description, &described, &binding,
                             &scope));
    MUST(MPI_T_cvar_get_index(name, &index));
    CHECK(index == i);
    if (choices != MPI_T_ENUM_NULL) enumeration(choices);
    if (type == MPI_INT && binding == MPI_T_BIND_NO_OBJECT) controlVariable(i, scope == MPI_T_SCOPE_LOCAL);
  }
  length = sizeof name, described = sizeof description;
  CHECK(MPI_T_cvar_get_info(count + 1000000, name, &length, &verbosity, &type, &choices, description, &described,
                            &binding, &scope) != MPI_SUCCESS);
  CHECK(MPI_T_cvar_get_info(-1, name, &length, &verbosity, &type, &choices, description, &described, &binding,
                            &scope) != MPI_SUCCESS);
  CHECK(MPI_T_cvar_get_index("no variable has this name", &index) != MPI_SUCCESS);
}

static void performanceVariable(MPI_T_pvar_session session, int index, int isContinuous, int isReadonly) {
  int count = 0;
  MPI_T_pvar_handle handle;
  MUST(MPI_T_pvar_handle_alloc(session, index, NULL, &handle, &count));
  CHECK(count > 0 && count <= 512);
  if (!isContinuous) MUST(MPI_T_pvar_start(session, handle));
  MUST(MPI_T_pvar_read(session, handle, values));
  if (!isReadonly) {
    MUST(MPI_T_pvar_write(session, handle, values));
    MUST(MPI_T_pvar_readreset(session, handle, values));
  }
  if (!isContinuous) MUST(MPI_T_pvar_stop(session, handle));
  MUST(MPI_T_pvar_handle_free(session, &handle));
}

static void performanceVariables(void) {
  int count = -1, length, described, verbosity, class, binding, isReadonly, isContinuous, isAtomic, index = -1;
  MPI_Datatype type;
  MPI_T_enum choices;
  MPI_T_pvar_session session;
  char name[256], description[16];
  MUST(MPI_T_pvar_get_num(&count));
  CHECK(count >= 0);
  length = sizeof name, described = sizeof description;
  CHECK(MPI_T_pvar_get_info(count + 1000000, name, &length, &verbosity, &class, &type, &choices, description,
                            &described, &binding, &isReadonly, &isContinuous, &isAtomic) != MPI_SUCCESS);
  CHECK(MPI_T_pvar_get_index("no variable has this name", MPI_T_PVAR_CLASS_COUNTER, &index) != MPI_SUCCESS);
  MUST(MPI_T_pvar_session_create(&session));
  CHECK(session != MPI_T_PVAR_SESSION_NULL);
  for (int i = 0; i < count && i < 10; i++) {
    length = sizeof name, described = sizeof description;
    // Libraries count variables that they then do not have.
    if (MPI_T_pvar_get_info(i, name, &length, &verbosity, &class, &type, &choices, description, &described, &binding,
                            &isReadonly, &isContinuous, &isAtomic) != MPI_SUCCESS)
      continue;
    if (binding == MPI_T_BIND_NO_OBJECT) performanceVariable(session, i, isContinuous, isReadonly);
  }
  // All handles of a session without any.
  MUST(MPI_T_pvar_start(session, MPI_T_PVAR_ALL_HANDLES));
  MUST(MPI_T_pvar_stop(session, MPI_T_PVAR_ALL_HANDLES));
  MUST(MPI_T_pvar_reset(session, MPI_T_PVAR_ALL_HANDLES));
  MUST(MPI_T_pvar_session_free(&session));
  CHECK(session == MPI_T_PVAR_SESSION_NULL);
}

static void categories(void) {
  int count = -1, length, described, variables, performance, parts, index = -1, stamp = -1, again = -1, indices[4];
  char name[256], description[16];
  MUST(MPI_T_category_get_num(&count));
  CHECK(count >= 0);
  for (int i = 0; i < count && i < 20; i++) {
    length = sizeof name, described = sizeof description;
    MUST(MPI_T_category_get_info(i, name, &length, description, &described, &variables, &performance, &parts));
    MUST(MPI_T_category_get_cvars(i, 0, indices));
    MUST(MPI_T_category_get_pvars(i, 0, indices));
    MUST(MPI_T_category_get_categories(i, 0, indices));
  }
  length = sizeof name, described = sizeof description;
  CHECK(MPI_T_category_get_info(count + 1000000, name, &length, description, &described, &variables, &performance,
                                &parts) != MPI_SUCCESS);
  CHECK(MPI_T_category_get_index("no category has this name", &index) != MPI_SUCCESS);
  MUST(MPI_T_category_changed(&stamp));
  MUST(MPI_T_category_changed(&again));
  CHECK(stamp == again);
}

int main(int argc, char **argv) {
  int provided = -1, count = -1;
  int early = MPI_T_cvar_get_num(&count);
  // Before MPI_Init, and counted.
  int first = MPI_T_init_thread(MPI_THREAD_SINGLE, &provided);
  int second = MPI_T_init_thread(MPI_THREAD_SERIALIZED, &provided);
  start(&argc, &argv);
  CHECK(early == MPI_T_ERR_NOT_INITIALIZED && first == MPI_SUCCESS && second == MPI_SUCCESS);
  MUST(MPI_T_finalize());
  controlVariables();
  performanceVariables();
  categories();
  MUST(MPI_T_finalize());
  CHECK(MPI_T_cvar_get_num(&count) == MPI_T_ERR_NOT_INITIALIZED);
  CHECK(MPI_T_finalize() == MPI_T_ERR_NOT_INITIALIZED);
  say("initialised twice, finalised twice");
  return finish("interface");
}
