#!/usr/bin/env python3
"""Builds one MPI test program natively and to Wasm, runs both on one MPI library, and requires equal output.

A program says in comments at its top how it is to be run:
  // ranks: 2 3                    rank counts (default 1 2 3 4); each is run natively and as Wasm
  // functions: MPI_X MPI_Y        the functions it exercises (read by tools/mpi_coverage.py)
  // exit: 42                      expected exit status of mpiexec (default 0); 'nonzero' for any but 0
  // not-on: mpich <reason>        CMakeLists.txt makes no test of it with that library
  // args: a b                     arguments of the program
  // options: --x                  of wasmpi-run
  // cases: a b c                  run once a case, the case's name being the first argument
  // wasm-only: trap <regex>       Wasm only; must end non-zero, the regex must match its output
  // wasm-only: ok                 Wasm only; must end with 'ok <program>'
  // case a: <regex>               one more regex, for that case alone
  // preload: tools/x.c            a native tool, built for the library, that both runs preload
  // abi: legacy                   the Wasm side is built with clang and legacy/mpi.h
  // dir: scratch [unordered]      each run works in a directory of its own (scratch.py); both must leave the same
                                   files there, 'unordered' with any contents
  // then-native: a b              natively once more with these arguments, in what the Wasm run has left
`exit`, `ranks`, `cases` and `wasm-only` may be said for one library alone: `// exit mpich: 0`.
Exit status: 0 equal, 1 different or failed, 2 wrong use.
"""
import argparse
import dataclasses
import difflib
import fcntl
import os
import pathlib
import re
import shlex
import signal
import subprocess
import sys

from scratch import Scratch

HERE = pathlib.Path(__file__).resolve().parent
NATIVE_FLAGS = ["-std=gnu11", "-O1", "-g", "-Wall", "-Wextra"]
WASM_FLAGS = ["-std=gnu11", "-O2", "-Wall", "-Wextra"]


class TestFailure(Exception):
    """A reason, in words for the reader of the log."""


@dataclasses.dataclass(frozen=True)
class Library:
    """A native MPI: its tools, and what its launcher needs with more ranks than cores."""
    compiler: str
    launcher: str
    environment: dict
    waits_actively: bool = False  # its ranks never yield the processor (yield.c)
    notice: str = r"(?!)"  # what the launcher itself writes between the ranks' output when a job fails


LIBRARIES = {
    "openmpi": Library("mpicc.openmpi", "mpiexec.openmpi", {
        "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
        "OMPI_MCA_rmaps_base_oversubscribe": "1",
        "OMPI_MCA_btl_vader_single_copy_mechanism": "none",
        "OMPI_MCA_mtl": "^ofi,psm,psm2",  # a fifth of a second for finding no such network hardware
        # Debian's configuration leaves out the one component that has windows without single copies.
        "OMPI_MCA_osc": "^ucx"}),
    "mpich": Library("mpicc.mpich", "mpiexec.mpich", {}, waits_actively=True,
                     notice=r"\n?={20,}\n(?:=   .*\n)+={20,}\n(?:YOUR APPLICATION TERMINATED.*\n(?:This typically.*\n|Please see.*\n)*)?"),
}
DEFAULT_RANKS = [1, 2, 3, 4]


@dataclasses.dataclass
class Plan:
    source: pathlib.Path
    ranks: list
    expected_exit: str = "0"
    arguments: list = dataclasses.field(default_factory=list)
    run_options: list = dataclasses.field(default_factory=list)
    cases: list = dataclasses.field(default_factory=list)
    case_patterns: dict = dataclasses.field(default_factory=dict)
    wasm_only: str = ""  # "", "trap" or "ok"
    trap_pattern: str = ""
    legacy: bool = False
    directory: list = dataclasses.field(default_factory=list)
    then_native: list = dataclasses.field(default_factory=list)
    tool: str = ""  # a native one, to be preloaded
    functions: list = dataclasses.field(default_factory=list)

    @property
    def headers(self):
        return [HERE / "support.h", *self.source.parent.glob("*.h")]

    @property
    def name(self):
        return f"{self.source.parent.name}_{self.source.stem}"


def read_plan(source, library):
    plan = Plan(source=source, ranks=DEFAULT_RANKS)
    for line in source.read_text().splitlines():
        match = re.match(r"// ([a-z-]+)(?: ([a-z0-9_]+))?: ?(.*)$", line)
        if not match:
            if line and not line.startswith("//"):
                break
            continue
        key, detail, value = match.group(1), match.group(2), match.group(3).strip()
        if key in ("exit", "ranks", "wasm-only", "cases") and detail not in (None, library):
            continue
        if key == "ranks":
            plan.ranks = [int(count) for count in value.split()]
        elif key == "functions":
            plan.functions += value.split()
        elif key == "exit":
            plan.expected_exit = value
        elif key == "args":
            plan.arguments = shlex.split(value)
        elif key == "options":
            plan.run_options = shlex.split(value)
        elif key == "cases":
            plan.cases += value.split()
        elif key == "case" and detail:
            plan.case_patterns[detail] = value
        elif key == "wasm-only":
            plan.wasm_only, _, plan.trap_pattern = value.partition(" ")
        elif key == "preload":
            plan.tool = value
        elif key == "abi":
            plan.legacy = value == "legacy"
        elif key == "dir":
            plan.directory = value.split()
        elif key == "then-native":
            plan.then_native = shlex.split(value)
    if plan.wasm_only not in ("", "trap", "ok"):
        raise TestFailure(f"{source}: '// wasm-only:' wants 'trap <regex>' or 'ok'")
    return plan


def joined(separator, *parts):
    return separator.join(str(part) for part in parts if part)


def mpi_environment(library, build_directory):
    environment = dict(os.environ) | library.environment
    if library.waits_actively:
        environment["LD_PRELOAD"] = joined(" ", build_yield(build_directory), environment.get("LD_PRELOAD"))
    # The sanitizers want to be the first library, but what is preloaded takes over nothing of theirs.
    environment["ASAN_OPTIONS"] = joined(":", environment.get("ASAN_OPTIONS"), "verify_asan_link_order=0")
    # A cache beside the test's binaries: the user's own cache is neither needed nor touched.
    environment.setdefault("WASMPI_CACHE_DIR", str(build_directory / "cache"))
    return environment


def is_current(product, inputs, command_file, command):
    if not product.exists() or not command_file.exists():
        return False
    if command_file.read_text() != command:
        return False
    built = product.stat().st_mtime
    return all(path.stat().st_mtime <= built for path in inputs if path.exists())


def build(command, product, inputs):
    """Runs `command`, which makes `product`, unless an earlier identical run still is newer. Tests of the same
    program with other MPI libraries share products."""
    command_file = product.with_suffix(product.suffix + ".command")
    text = shlex.join(command)
    with open(product.with_suffix(product.suffix + ".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if is_current(product, inputs, command_file, text):
            return
        product.unlink(missing_ok=True)
        result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                timeout=120)
        if result.returncode != 0:
            raise TestFailure(f"build failed ({result.returncode}): {text}\n{result.stdout}")
        command_file.write_text(text)


def build_yield(build_directory):
    product = build_directory / "libyield.so"
    source = HERE / "yield.c"
    build(["cc", "-O2", "-shared", "-fPIC", str(source), "-o", str(product)], product, [source])
    return product


def build_tool(plan, options):
    source = plan.source.parent / plan.tool
    product = options.build_dir / f"{plan.source.parent.name}_{source.stem}.{options.mpi}.so"
    build([options.native_cc, "-O2", "-Wall", "-Wextra", "-shared", "-fPIC", str(source), "-o", str(product)], product, [source])
    return product


def build_native(plan, options):
    product = options.build_dir / f"{plan.name}.{options.mpi}"
    build([options.native_cc, *NATIVE_FLAGS, "-I", str(HERE), str(plan.source), "-o", str(product),
           "-lm"], product, [plan.source, *plan.headers])
    return product


def build_wasm(plan, options):
    product = options.build_dir / f"{plan.name}.wasm"
    inputs = [plan.source, *plan.headers]
    if plan.legacy:
        command = [options.legacy_cc, "--target=wasm32-wasi", "-Wno-deprecated", "--no-wasm-opt",
                   *WASM_FLAGS, "-I", str(HERE / "legacy"), "-I", str(HERE), str(plan.source),
                   "-nostartfiles", "/usr/lib/wasm32-wasi/crt1.o", "-Wl,--export=malloc",
                   "-Wl,--export=free", "-Wl,--export-table", "-Wl,--allow-undefined",
                   "-o", str(product)]
        inputs.append(HERE / "legacy" / "mpi.h")
    else:
        command = [options.wasmpi_cc, *WASM_FLAGS, "-I", str(HERE), str(plan.source),
                   "-o", str(product), "-lm"]
        inputs.append(pathlib.Path(options.wasmpi_cc))
    build(command, product, inputs)
    return product


def execute(command, environment, timeout, directory=None):
    """Returns (exit status, stdout, stderr); on a time-out the whole process group is ended."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True, errors="replace",
                               env=environment, cwd=directory, start_new_session=True)
    try:
        out, err = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        # TERM first: mpiexec then ends its ranks, which live in process groups of their own.
        process.terminate()
        try:
            out, err = process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            out, err = process.communicate()
        raise TestFailure(f"no end within {timeout} s: {shlex.join(command)}\n{out}{err}")
    return process.returncode, out, err


def check_status(status, expected, what, out, err):
    fits = status != 0 if expected == "nonzero" else status == int(expected)
    if not fits:
        raise TestFailure(f"{what}: exit status {status}, expected {expected}\n"
                          f"--- stdout\n{out}--- stderr\n{err}")


def check_trap(plan, case, status, out, err, what):
    patterns = [plan.trap_pattern, plan.case_patterns.get(case, "")]
    if plan.wasm_only == "ok":
        check_status(status, "0", what, out, err)
        patterns.append(rf"^ok {re.escape(plan.source.stem)}$")
    else:
        check_status(status, "nonzero", what, out, err)
    for pattern in patterns:
        if not re.search(pattern, out + err, re.MULTILINE):
            raise TestFailure(f"{what}: output does not match /{pattern}/\n"
                              f"--- stdout\n{out}--- stderr\n{err}")


def compare(native, wasm, what):
    if native == wasm:
        return
    lines = difflib.unified_diff(native.splitlines(True), wasm.splitlines(True), "native", "wasm")
    raise TestFailure(f"{what}: outputs differ\n{''.join(lines)}")


def check_files(native, wasm, is_unordered, what):
    different = {name for name in native.keys() | wasm.keys()
                 if native.get(name) != wasm.get(name) and not (is_unordered and name in native and name in wasm)}
    if different:
        raise TestFailure(f"{what}: the files left behind differ: {', '.join(sorted(different))}")


class Runner:
    def __init__(self, plan, options):
        self.plan = plan
        self.options = options
        self.library = LIBRARIES[options.mpi]
        self.environment = mpi_environment(self.library, options.build_dir)
        self.mpiexec = shlex.split(options.mpiexec)
        self.native = None
        self.wasm = None
        self.tool = None

    def prepare(self):
        if self.plan.tool:
            self.tool = build_tool(self.plan, self.options)
        if not self.plan.wasm_only:
            self.native = build_native(self.plan, self.options)
        if not self.options.native_only:
            self.wasm = build_wasm(self.plan, self.options)

    def launch(self, program, rank_count, arguments, directory):
        # Not in mpiexec itself.
        preload = ["env", "LD_PRELOAD=" + joined(" ", self.tool, self.environment.get("LD_PRELOAD"))] if self.tool else []
        command = [*self.mpiexec, "-n", str(rank_count), *preload, *program, *arguments]
        status, out, err = execute(command, self.environment, self.options.timeout, directory)
        return status, re.sub(self.library.notice, "", out), err

    def run_native(self, rank_count, arguments, directory, label):
        status, out, err = self.launch([str(self.native)], rank_count, arguments, directory)
        check_status(status, self.plan.expected_exit, f"native {label}", out, err)
        if self.plan.expected_exit == "0" and not re.search(
                rf"^ok {re.escape(self.plan.source.stem)}$", out, re.MULTILINE):
            raise TestFailure(f"native {label}: no 'ok' line\n{out}{err}")
        return out

    def run_wasm(self, rank_count, arguments, scratch, label, case):
        runner = [*shlex.split(self.options.wasmpi_run), "--mpi", self.options.mpi]
        runner += self.plan.run_options + (scratch.options() if scratch else [])
        status, out, err = self.launch([*runner, str(self.wasm)], rank_count, arguments, scratch and scratch.work)
        if self.plan.wasm_only:
            check_trap(self.plan, case, status, out, err, f"wasm {label}")
        else:
            check_status(status, self.plan.expected_exit, f"wasm {label}", out, err)
        return out

    def run_in_scratch(self, rank_count, arguments, label, case):
        files, outputs = [], []
        for run in ("native", "wasm"):
            if not (self.native if run == "native" else self.wasm):
                continue
            with Scratch(self.options.build_dir) as scratch:
                if run == "native":
                    outputs.append(self.run_native(rank_count, arguments, scratch.work, label))
                else:
                    outputs.append(self.run_wasm(rank_count, arguments, scratch, label, case))
                files.append(scratch.files())
                if run == "wasm" and self.plan.then_native:
                    self.run_native(rank_count, self.plan.then_native, scratch.work, f"after wasm {label}")
                if problems := scratch.damage():
                    raise TestFailure(f"{run} {label}: " + "; ".join(problems))
        if len(outputs) == 2:
            compare(*outputs, label)
            check_files(*files, "unordered" in self.plan.directory, label)

    def run_once(self, rank_count, case):
        arguments = ([case] if case else []) + self.plan.arguments
        label = f"{self.plan.source.name} -n {rank_count} {' '.join(arguments)}".rstrip()
        if self.plan.directory:
            self.run_in_scratch(rank_count, arguments, label, case)
            return
        native_out = self.run_native(rank_count, arguments, None, label) if self.native else None
        if not self.wasm:
            return
        out = self.run_wasm(rank_count, arguments, None, label, case)
        if not self.plan.wasm_only:
            compare(native_out, out, label)

    def run(self):
        problems = []
        for rank_count in self.options.ranks or self.plan.ranks:
            for case in self.plan.cases or [""]:
                try:
                    self.run_once(rank_count, case)
                except TestFailure as failure:
                    problems.append(str(failure))
        return problems


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("--mpi", choices=list(LIBRARIES), default="openmpi")
    parser.add_argument("--native-cc", help="default: the library's")
    parser.add_argument("--wasmpi-cc", default="wasmpi-cc")
    parser.add_argument("--legacy-cc", default="clang-22")
    parser.add_argument("--wasmpi-run", default="wasmpi-run", help="may carry options")
    parser.add_argument("--mpiexec", help="default: the library's; may carry options")
    parser.add_argument("--build-dir", type=pathlib.Path, required=True)
    parser.add_argument("--timeout", type=float, default=60, help="seconds for one launch")
    parser.add_argument("--ranks", type=int, nargs="*", help="instead of the program's own")
    parser.add_argument("--native-only", action="store_true")
    options = parser.parse_args()
    options.native_cc = options.native_cc or LIBRARIES[options.mpi].compiler
    options.mpiexec = options.mpiexec or LIBRARIES[options.mpi].launcher
    return options


def main():
    options = parse_arguments()
    options.build_dir = options.build_dir.resolve()
    options.build_dir.mkdir(parents=True, exist_ok=True)
    try:
        plan = read_plan(options.source.resolve(), options.mpi)
        if plan.wasm_only and options.native_only:
            print(f"{options.source} is for Wasm only")
            return 2
        runner = Runner(plan, options)
        runner.prepare()
    except TestFailure as failure:
        print(failure)
        return 1
    problems = runner.run()
    for problem in problems:
        print(problem)
    if not problems:
        print(f"ok {plan.name}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
