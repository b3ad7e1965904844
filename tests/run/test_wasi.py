"""What a guest is given: directories, sockets, an environment, standard output; and modules older than preview1."""
import os
import shutil
import socket
import subprocess
import unittest

from support import MPIEXEC, GuestTest, mpi_environment


class Directories(GuestTest):
    def test_a_read_only_directory_answers_as_a_read_only_file_system(self):
        data = self.folder / "data"
        (data / "d").mkdir(parents=True)
        (data / "file").write_text("text")
        tamper = self.build("tamper.c")
        done = self.run_guest(tamper, "/in", options=["--dir", f"{data}::/in:ro"])
        self.assertEqual(done.returncode, 0, done.stderr)
        said = dict(line.split(": ") for line in done.stdout.splitlines())
        self.assertEqual(said.pop("read"), "text")
        self.assertEqual(said.pop("mkdir of what is there"), "EEXIST")
        self.assertEqual(set(said.values()), {"EROFS"}, done.stdout)
        self.assertEqual(sorted(path.name for path in data.rglob("*")), ["d", "file"])
        self.assertEqual((data / "file").read_text(), "text")
        writable = self.run_guest(tamper, "/in", options=["--dir", f"{data}::/in"])
        self.assertIn("write: done", writable.stdout)

    def test_a_directory_that_is_none_is_named(self):
        done = self.run_guest(self.build("hello.c"), options=["--dir", "/nowhere/at/all:ro"])
        self.assertEqual(done.returncode, 126)
        self.assertIn("/nowhere/at/all", done.stderr)


class Sockets(GuestTest):
    def converse(self, options, address, **keywords):
        serve = self.build("serve.c")
        guest = subprocess.Popen(self.command(serve, options=options), stdout=subprocess.PIPE, text=True, **keywords)
        with socket.create_connection(address, timeout=30) as peer:
            peer.sendall(b"hello")
            answer = b""
            while part := peer.recv(64):
                answer += part
        self.assertEqual(answer, b"HELLO")
        self.assertEqual((guest.communicate(timeout=60)[0], guest.returncode), ("answered 5 bytes\n", 0))

    def test_a_guest_serves_at_a_socket_that_its_parent_opened(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            number = listener.fileno()
            self.converse(["--listen", f"fd:{number}"], listener.getsockname(), pass_fds=[number])

    def test_an_address_that_is_taken_or_wrong_is_named(self):
        serve = self.build("serve.c")
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
            done = self.run_guest(serve, options=["--listen", f"127.0.0.1:{port}"])
        self.assertEqual(done.returncode, 126)
        self.assertIn(f"127.0.0.1:{port}", done.stderr)
        wrong = self.run_guest(serve, options=["--listen", "everywhere"])
        self.assertEqual(wrong.returncode, 2)
        self.assertIn("ADDRESS:PORT", wrong.stderr)


class Environment(GuestTest):
    def test_the_variables_of_launchers_are_hidden_and_others_inherited(self):
        given = mpi_environment() | {"MY_VARIABLE": "mine"}
        launchers = [MPIEXEC] + [found for found in [shutil.which("mpiexec.mpich")] if found]
        module = self.build("environment.c")
        hidden = ("OMPI_", "PMIX_", "PMI_", "MPI_", "WASMPI_", "HYD", "SLURM_")
        expected = {name for name in given if not name.startswith(hidden)}
        for launcher in launchers:
            command = [launcher, "-n", "1", *self.command(module, options=["--env-inherit"])]
            done = subprocess.run(command, env=given, capture_output=True, text=True, timeout=60)
            self.assertEqual(done.returncode, 0, done.stderr)
            names = {line.split("=")[0] for line in done.stdout.splitlines() if "=" in line}
            self.assertIn("MY_VARIABLE", names)
            # The launcher says where the program runs.
            self.assertEqual({name for name in names - expected if name not in ("PWD", "OLDPWD")}, set(), launcher)
            alone = subprocess.run([launcher, "-n", "1", *self.command(module)], env=given, capture_output=True, text=True,
                                   timeout=60)
            self.assertEqual((alone.returncode, alone.stdout), (0, ""))


class Output(GuestTest):
    def test_lines_of_several_programs_stay_whole(self):
        module = self.build("lines.c")
        self.run_guest(module, "w")  # fills the cache
        reader, writer = os.pipe()
        programs = [subprocess.Popen(self.command(module, letter), stdout=writer) for letter in "abcd"]
        os.close(writer)
        with open(reader, encoding="ascii") as stream:
            lines = stream.read().splitlines()
        self.assertEqual([program.wait(60) for program in programs], [0] * 4)
        expected = [f"{letter * 200} {i} {letter * 200}" for letter in "abcd" for i in range(500)]
        self.assertEqual(sorted(lines), sorted(expected))


class OldModules(GuestTest):
    def test_a_module_that_imports_wasi_unstable_runs(self):
        module = self.assemble("""(module
          (import "wasi_unstable" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
          (import "wasi_unstable" "fd_filestat_get" (func $stat (param i32 i32) (result i32)))
          (import "wasi_unstable" "proc_exit" (func $exit (param i32)))
          (memory (export "memory") 1)
          (data (i32.const 8) "old\\n")
          (func (export "_start")
            (i32.store (i32.const 0) (i32.const 8)) (i32.store (i32.const 4) (i32.const 4))
            (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 100)))
            (i32.store (i32.const 256) (i32.const 77))
            (drop (call $stat (i32.const 1) (i32.const 200)))
            (call $exit (i32.load (i32.const 256)))))""")
        done = self.run_guest(module)
        # The old layout ends before the byte that the present one would overwrite.
        self.assertEqual((done.stdout, done.returncode, done.stderr), ("old\n", 77, ""))

    def test_a_raised_signal_ends_the_program(self):
        module = self.assemble("""(module
          (import "wasi_snapshot_preview1" "proc_raise" (func $raise (param i32) (result i32)))
          (func (export "_start")
            (if (i32.ne (call $raise (i32.const 0)) (i32.const 0)) (then (unreachable)))
            (drop (call $raise (i32.const 6)))))""")
        done = self.run_guest(module)
        self.assertEqual(done.returncode, 134)
        self.assertIn("the program raised SIGABRT", done.stderr)


if __name__ == "__main__":
    unittest.main()
