"""Finds the tools and builds one C or C++ source several times: natively, and to Wasm.

Native means the best this machine's compiler does: clang-22 -O3 -march=native, with the MPI's own wrapper where a
program uses MPI; portable is the same for any CPU of the architecture. What is built lies in the work folder and nowhere else.
"""
from __future__ import annotations

import dataclasses
import os
import pathlib
import re
import shlex
import shutil
import subprocess

from .errors import BenchmarkError

# As seen from the launcher, not resolved: in a build tree this folder is a link into the sources.
PACKAGE = pathlib.Path(os.path.abspath(__file__)).parent
BENCH = PACKAGE.parent
PREFIX = BENCH.parent.parent.parent

NATIVE_FLAGS = ["-O3", "-march=native"]
PORTABLE_FLAGS = ["-O3"]
WASM_FLAGS = ["-O3"]
BUILD_SECONDS = 120


def is_cxx(source):
    return source.endswith(".cpp")


def run_tool(full, environment):
    try:
        result = subprocess.run(full, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                errors="replace", env={**os.environ, **environment}, timeout=BUILD_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BenchmarkError(f"cannot compile: {error}") from error
    if result.returncode != 0:
        raise BenchmarkError(f"compiling failed ({result.returncode}): {shlex.join(full)}\n{result.stdout}")


def find_program(given, names, folders, hint):
    """A program's path: the one given, else the first of `names` in `folders`, else on PATH."""
    if given:
        found = shutil.which(given)
        if not found:
            raise BenchmarkError(f"'{given}' is not a program that can be run")
        return os.path.abspath(found)
    for folder in folders:
        for name in names:
            candidate = folder / name
            if candidate.is_file() and os.access(candidate, os.X_OK):
                return str(candidate)
    for name in names:
        found = shutil.which(name)
        if found:
            return found
    raise BenchmarkError(f"'{names[0]}' was not found. {hint}")


def find_compiler(given=""):
    return find_program(given, ["wasmpi-compile"], [PREFIX / "bin"], "Build wasmpi, or name it with --wasmpi-compile.")


@dataclasses.dataclass
class Toolchain:
    """Where the tools are; each is looked for when it is first needed, so that a missing one hurts only its users."""

    mpi: str  # "openmpi" or "mpich"
    wasmpi_run_given: str = ""
    wasmpi_cc_given: str = ""
    mpiexec_given: str = ""
    _built: dict = dataclasses.field(default_factory=dict)  # output -> command

    def compile(self, command, output, environment=None):
        """The path of what `command` builds; several benchmarks share a source, which is built once."""
        output = str(output)
        if self._built.get(output) != command:
            run_tool([*command, "-o", output], environment or {})
            self._built[output] = command
        return output

    def wasmpi_run(self):
        return find_program(self.wasmpi_run_given, ["wasmpi-run"], [PREFIX / "bin"],
                            "Build wasmpi, or name it with --wasmpi-run.")

    def wasmpi_cc(self):
        return find_program(self.wasmpi_cc_given, ["wasmpi-cc"], [PREFIX / "bin", PREFIX / "sdk" / "bin"],
                            "Build the target 'sdk', or name it with --wasmpi-cc.")

    def mpiexec(self):
        return find_program(self.mpiexec_given, [f"mpiexec.{self.mpi}", "mpiexec"], [],
                            f"Install {self.mpi}, or name it with --mpiexec.")

    def native_mpi_compiler(self):
        return find_program("", [f"mpicc.{self.mpi}", "mpicc"], [], f"Install {self.mpi} with its development files.")

    def clang(self):
        return find_program("", ["clang-22"], [], "On Debian 12: apt-get install clang-22.")

    def clangxx(self):
        return find_program("", ["clang++-22"], [], "On Debian 12: apt-get install clang-22.")

    def native_command(self, source, uses_mpi):
        """The native compiler's command and the environment it needs."""
        if not uses_mpi:
            return [self.clangxx() if is_cxx(source) else self.clang()], {}
        # The wrappers of Open MPI and MPICH each take their compiler from a variable.
        return [self.native_mpi_compiler()], {"OMPI_CC": self.clang(), "MPICH_CC": self.clang()}


def source_path(name):
    path = BENCH / "benchmarks" / name
    if not path.is_file():
        raise BenchmarkError(f"the source '{path}' is missing: the installation is not complete")
    return str(path)


def source_of(group):
    """The source of a group that has one of its own."""
    return next((group + suffix for suffix in (".c", ".cpp") if (BENCH / "benchmarks" / (group + suffix)).is_file()), group + ".c")


def build_native(toolchain, source, uses_mpi, flags, name, work):
    """`name` tells the outputs of different flags apart."""
    command, environment = toolchain.native_command(source, uses_mpi)
    output = pathlib.Path(work) / f"{pathlib.Path(source).stem}.{name}"
    return toolchain.compile([*command, *flags, source_path(source), "-lm"], output, environment)


def build_wasm(toolchain, source, flags, work):
    output = pathlib.Path(work) / (pathlib.Path(source).stem + ".wasm")
    libraries = ["-lstdc++", "-lm"] if is_cxx(source) else ["-lm"]
    return toolchain.compile([toolchain.wasmpi_cc(), *WASM_FLAGS, *flags, source_path(source), *libraries], output)


def build_guest(toolchain, guest, source, flags, work):
    """The module another compiler's command makes; of a C++ source clang++ where the command says clang."""
    compiler, *given = guest.words
    if is_cxx(source):
        compiler = re.sub(r"clang(?!\+)", "clang++", compiler)
    output = pathlib.Path(work) / f"{pathlib.Path(source).stem}.{guest.name}.wasm"
    return toolchain.compile([compiler, *given, *flags, source_path(source), "-lm"], output)


def build_null_mpi(toolchain, work):
    """An MPI library whose calls do nothing, to be preloaded."""
    source = BENCH / "null_mpi" / "null_mpi.c"
    output = pathlib.Path(work) / "libnull_mpi.so"
    return toolchain.compile([toolchain.native_mpi_compiler(), "-O2", "-shared", "-fPIC", str(source)], output)


def build_spawn_timer(toolchain, work):
    """The small native program that times processes; part of the harness, so the same for all variants."""
    source = BENCH / "launcher" / "spawn_timer.c"
    return toolchain.compile([toolchain.clang(), "-O2", str(source)], pathlib.Path(work) / "spawn_timer")


def commit():
    """Of the sources this harness lies in: a build tree's, or none."""
    result = subprocess.run(["git", "-C", str(BENCH.resolve()), "describe", "--always", "--dirty", "--exclude=*"],
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False) \
        if shutil.which("git") else None
    return result.stdout.strip() if result and result.returncode == 0 else ""


def version_of(program):
    """The first line of what `program --version` says, for the report."""
    try:
        result = subprocess.run([program, "--version"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True, errors="replace", timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"unknown ({error})"
    return result.stdout.strip().partition("\n")[0]
