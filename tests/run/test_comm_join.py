"""MPI_Comm_join: two guests that are given the ends of one connection meet over it."""
import os
import socket
import subprocess
import sys
import time
import unittest

from support import LAUNCHERS, GuestTest, mpi_environment, need_both_mpis

RANK_VARIABLES = ("OMPI_COMM_WORLD_RANK", "PMI_RANK")


def connection(rank, port):
    """The end of a rank of two: rank 0 waits at the port for rank 1."""
    if rank == 0:
        with socket.create_server(("127.0.0.1", port)) as listener:
            return listener.accept()[0]
    for _ in range(600):
        try:
            return socket.create_connection(("127.0.0.1", port))
        except ConnectionRefusedError:
            time.sleep(0.05)
    sys.exit("nobody listens")


def become_guest(port, command):
    """Replaces this process, a rank, by the command, whose standard input is the rank's end of the connection."""
    end = connection(int(next(os.environ[name] for name in RANK_VARIABLES if name in os.environ)), port)
    os.dup2(end.fileno(), 0)
    os.execv(command[0], command)


class CommJoin(GuestTest):
    def meet(self, library):
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        guest = self.command(self.build("mpi_join.c"), options=["--allow-spawn"])
        done = subprocess.run([LAUNCHERS[library], "-n", "2", sys.executable, __file__, str(port), *guest],
                              timeout=60, env=mpi_environment(), capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return sorted(done.stdout.splitlines())

    def test_two_guests_meet(self):
        self.assertEqual(self.meet("openmpi"), ["rank 0: inter 1, 1 there, 10 and 11, b", "rank 1: inter 1, 1 there, 11 and 10, a"])

    def test_what_the_library_cannot_do_is_an_error(self):
        # Debian's MPICH opens no ports, which its MPI_Comm_join needs.
        self.assertEqual("\n".join(self.meet("mpich")).count("not supported with ucx netmod"), 2)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        become_guest(int(sys.argv[1]), sys.argv[2:])
    need_both_mpis()
    unittest.main()
