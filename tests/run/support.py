"""What the tests of wasmpi-run share: building guests, running programs, folders that go away."""
import ctypes.util
import fcntl
import os
import pathlib
import pty
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import unittest

RUN = os.environ["WASMPI_RUN"]
COMPILE = os.environ["WASMPI_COMPILE"]
COMPILER = os.environ["WASMPI_COMPILER_LIBRARY"]
CC = os.environ["WASMPI_CC"]
MPIEXEC = os.environ["MPIEXEC"]
WAT2WASM = os.environ["WAT2WASM"]
GUESTS = pathlib.Path(__file__).parent / "guests"


LAUNCHERS = {"openmpi": MPIEXEC, "mpich": shutil.which("mpiexec.mpich")}
LIBRARIES = {"openmpi": ctypes.util.find_library("mpi"), "mpich": ctypes.util.find_library("mpich")}
SKIPPED = 77  # what ctest takes for it


def mount_command():
    """A prefix for commands that mount file systems; None, with the reason, if that is not allowed."""
    prefix = ["unshare", "--mount"] if os.getuid() == 0 else ["unshare", "--mount", "--map-root-user"]
    probe = subprocess.run([*prefix, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, text=True)
    return (prefix, "") if probe.returncode == 0 else (None, probe.stderr.strip())


MOUNTING, NO_MOUNTING = mount_command()


def need_both_mpis():
    """For tests that compare the two. Where wasmpi was built for one of them only, ctest is told that they are skipped, and why; where it
    was built for both, what they need to run has to be there as well."""
    for name in LAUNCHERS:
        if name not in os.environ["WASMPI_PLUGINS"].split(","):
            print(f"skipped: libwasmpi-{name}.so was not built, for want of its mpi.h")
            sys.exit(SKIPPED)
        if not LAUNCHERS[name] or not LIBRARIES[name]:
            sys.exit(f"libwasmpi-{name}.so was built, but mpiexec.{name} or its library is not here: run tools/install-deps.sh")


def mpi_environment():
    environment = dict(os.environ, OMPI_MCA_rmaps_base_oversubscribe="1")
    if os.getuid() == 0:
        environment |= {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
    return environment


def on_terminal(command, columns=0, **keywords):
    """Exit status of a command whose standard error is a terminal, and what it shows there. 0 columns: it does not tell how wide it is."""
    main, end = pty.openpty()
    fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("4H", 25, columns, 0, 0))
    with subprocess.Popen(command, stderr=end, **keywords) as process:
        os.close(end)
        shown = b""
        while True:
            try:
                piece = os.read(main, 4096)
            except OSError:  # the other end is closed
                break
            shown += piece
    os.close(main)
    return process.returncode, shown.decode()


class GuestTest(unittest.TestCase):
    """A test with a folder and a cache of its own."""

    def setUp(self):
        holder = tempfile.TemporaryDirectory(prefix="wasmpi-run-")
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name)
        self.cache = self.folder / "cache"

    def build(self, source, *flags):
        """Compiles tests/run/guests/SOURCE (C or text format) and returns the module's path."""
        target = self.folder / (pathlib.Path(source).stem + ".wasm")
        compiler = [WAT2WASM, "--enable-exceptions"] if source.endswith(".wat") else [CC, *flags]
        subprocess.run([*compiler, GUESTS / source, "-o", target], check=True)
        return target

    def assemble(self, text):
        """A module given in the text format."""
        source = self.folder / "module.wat"
        source.write_text(text)
        subprocess.run([WAT2WASM, "--no-check", "--enable-exceptions", source, "-o", self.folder / "module.wasm"], check=True)
        return self.folder / "module.wasm"

    def command(self, module, *arguments, options=()):
        return [RUN, "--cache-dir", str(self.cache), *options, str(module), *arguments]

    def run_guest(self, module, *arguments, options=(), **keywords):
        """Runs a module to its end; keywords go to subprocess.run."""
        return subprocess.run(self.command(module, *arguments, options=options), capture_output=True,
                              text=True, timeout=60, **keywords)

    def entries(self):
        """The files in the cache."""
        return [path for path in self.cache.rglob("*") if path.is_file()] if self.cache.exists() else []
