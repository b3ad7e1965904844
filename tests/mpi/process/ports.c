// MPI-3.1 10.4: a program opens a port and publishes it; children look the name up, connect, and are accepted.
// ranks: 1 2
// functions: MPI_Open_port MPI_Close_port MPI_Publish_name MPI_Unpublish_name MPI_Lookup_name MPI_Comm_accept
// functions: MPI_Comm_connect MPI_Comm_disconnect
// not-on: mpich as Debian packages it, MPICH 4.0.2 cannot spawn or connect
// options: --allow-spawn
#include "support.h"

static const char kService[] = "wasmpi-test-ports";

static int child(MPI_Comm parent) {
  char port[MPI_MAX_PORT_NAME] = "";
  MPI_Comm server;
  int go = 0, value = -1, peers = 0;
  MUST(MPI_Recv(&go, 1, MPI_INT, 0, 1, parent, MPI_STATUS_IGNORE));
  MUST(MPI_Lookup_name(kService, MPI_INFO_NULL, port));
  MUST(MPI_Comm_connect(port, MPI_INFO_NULL, 0, MPI_COMM_WORLD, &server));
  MUST(MPI_Comm_remote_size(server, &peers));
  MUST(MPI_Sendrecv(&peers, 1, MPI_INT, 0, 2, &value, 1, MPI_INT, 0, 2, server, MPI_STATUS_IGNORE));
  CHECK(value == 321);
  MUST(MPI_Comm_disconnect(&server));
  MUST(MPI_Send(&failures, 1, MPI_INT, 0, 3, parent));
  MUST(MPI_Comm_disconnect(&parent));
  MPI_Finalize();
  return failures != 0;
}

static void serve(const char *program) {
  char port[MPI_MAX_PORT_NAME] = "", found[MPI_MAX_PORT_NAME] = "";
  MPI_Comm children, client;
  int value = 321, peers = -1, childFailures = -1, go = 1;
  MUST(MPI_Comm_spawn(program, MPI_ARGV_NULL, 1, MPI_INFO_NULL, 0, MPI_COMM_WORLD, &children, MPI_ERRCODES_IGNORE));
  if (me == 0) {
    MUST(MPI_Open_port(MPI_INFO_NULL, port));
    CHECK(port[0] != 0 && strlen(port) < MPI_MAX_PORT_NAME);
    MUST(MPI_Publish_name(kService, MPI_INFO_NULL, port));
    MUST(MPI_Lookup_name(kService, MPI_INFO_NULL, found));
    CHECK(strcmp(port, found) == 0);
    MUST(MPI_Send(&go, 1, MPI_INT, 0, 1, children));
  }
  MUST(MPI_Comm_accept(port, MPI_INFO_NULL, 0, MPI_COMM_WORLD, &client));
  if (me == 0) {
    MUST(MPI_Sendrecv(&value, 1, MPI_INT, 0, 2, &peers, 1, MPI_INT, 0, 2, client, MPI_STATUS_IGNORE));
    say("the client sees %d servers", peers);
  }
  MUST(MPI_Comm_disconnect(&client));
  if (me == 0) {
    MUST(MPI_Unpublish_name(kService, MPI_INFO_NULL, port));
    MUST(MPI_Close_port(port));
    MUST(MPI_Recv(&childFailures, 1, MPI_INT, 0, 3, children, MPI_STATUS_IGNORE));
    CHECK(childFailures == 0);
  }
  MUST(MPI_Comm_disconnect(&children));
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Comm parent = MPI_COMM_NULL;
  MUST(MPI_Comm_get_parent(&parent));
  if (parent != MPI_COMM_NULL) return child(parent);
  serve(argv[0]);
  return finish("ports");
}
