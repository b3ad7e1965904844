// MPI-3.1 8.1.2, 8.7: attributes every communicator like MPI_COMM_WORLD carries, under both names of
// the call that asks for them.
// functions: MPI_Comm_get_attr MPI_Attr_get MPI_Add_error_class
#include "support.h"

/// The attribute's value, or `otherwise` if it is not set. Both calls must agree.
static int attribute(const char *what, MPI_Comm comm, int key, int otherwise) {
  int *value = NULL, *older = NULL, found = -1, foundOlder = -1;
  MUST(MPI_Comm_get_attr(comm, key, &value, &found));
  MUST(MPI_Attr_get(comm, key, &older, &foundOlder));
  CHECK(found == foundOlder && (found == 0 || found == 1));
  say("%s: %s", what, found ? "set" : "not set");
  if (!found) return otherwise;
  CHECK(value != NULL && older != NULL && *value == *older);
  return *value;
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Comm world = MPI_COMM_WORLD;
  int tagLimit = attribute("TAG_UB", world, MPI_TAG_UB, 0);
  CHECK(tagLimit >= 32767);
  int host = attribute("HOST", world, MPI_HOST, MPI_PROC_NULL);
  CHECK(host == MPI_PROC_NULL || (host >= 0 && host < np));
  int io = attribute("IO", world, MPI_IO, MPI_ANY_SOURCE);
  CHECK(io == MPI_ANY_SOURCE || io == MPI_PROC_NULL || (io >= 0 && io < np));
  say("host %s, io %s", host == MPI_PROC_NULL ? "none" : "a rank",
      io == MPI_ANY_SOURCE ? "all" : io == MPI_PROC_NULL ? "none" : "a rank");
  int global = attribute("WTIME_IS_GLOBAL", world, MPI_WTIME_IS_GLOBAL, 0);
  CHECK(global == 0 || global == 1);
  CHECK(attribute("UNIVERSE_SIZE", world, MPI_UNIVERSE_SIZE, 1) >= 1);
  CHECK(attribute("APPNUM", world, MPI_APPNUM, 0) >= 0);

  int lastCode = attribute("LASTUSEDCODE", world, MPI_LASTUSEDCODE, 0), ownClass = 0;
  CHECK(lastCode >= MPI_ERR_LASTCODE);
  MUST(MPI_Add_error_class(&ownClass));
  int grown = attribute("LASTUSEDCODE", world, MPI_LASTUSEDCODE, 0);
  CHECK(grown > lastCode && grown >= ownClass);

  // The largest tag of all is a good tag.
  int in = -1;
  MUST(MPI_Sendrecv(&me, 1, MPI_INT, (me + 1) % np, tagLimit, &in, 1, MPI_INT, (me + np - 1) % np,
                    tagLimit, world, MPI_STATUS_IGNORE));
  CHECK(in == (me + np - 1) % np);
  MPI_Comm copy;
  MUST(MPI_Comm_dup(world, &copy));
  CHECK(attribute("TAG_UB of a duplicate", copy, MPI_TAG_UB, 0) == tagLimit);
  MUST(MPI_Comm_free(&copy));
  return finish("predefined_attributes");
}
