#!/usr/bin/env python3
"""Builds one MPI test program natively and to Wasm, runs both, and requires equal output.

A program says in comments at its top how it is to be run:
  // ranks: 1 2 4                  rank counts; each is run natively and as Wasm
  // functions: MPI_X MPI_Y        the functions it exercises (read by check_coverage.py)
  // exit: 42                      expected exit status of mpiexec (default 0); 'nonzero' for any but 0
  // args: a b                     arguments of the program
  // cases: a b c                  run once a case, the case's name being the first argument
  // wasm-only: trap <regex>       Wasm only; must end non-zero, the regex must match its output
  // wasm-only: ok                 Wasm only; must end with 'ok <program>'
  // case a: <regex>               one more regex, for that case alone
  // abi: legacy                   the Wasm side is built with clang and legacy/mpi.h
Exit status: 0 equal, 1 different or failed, 2 wrong use, 77 nothing could be run.
"""
import argparse
import dataclasses
import difflib
import os
import pathlib
import re
import shlex
import signal
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
NATIVE_FLAGS = ["-std=gnu11", "-O1", "-g", "-Wall", "-Wextra"]
WASM_FLAGS = ["-std=gnu11", "-O2", "-Wall", "-Wextra"]


class TestFailure(Exception):
    """A reason, in words for the reader of the log."""


@dataclasses.dataclass
class Plan:
    source: pathlib.Path
    ranks: list
    expected_exit: str = "0"
    arguments: list = dataclasses.field(default_factory=list)
    cases: list = dataclasses.field(default_factory=list)
    case_patterns: dict = dataclasses.field(default_factory=dict)
    wasm_only: str = ""  # "", "trap" or "ok"
    trap_pattern: str = ""
    legacy: bool = False
    functions: list = dataclasses.field(default_factory=list)

    @property
    def headers(self):
        return [HERE / "support.h", *self.source.parent.glob("*.h")]

    @property
    def name(self):
        return f"{self.source.parent.name}_{self.source.stem}"


def read_plan(source):
    plan = Plan(source=source, ranks=[])
    for line in source.read_text().splitlines():
        match = re.match(r"// ([a-z-]+)(?: ([a-z0-9_]+))?: ?(.*)$", line)
        if not match:
            if line and not line.startswith("//"):
                break
            continue
        key, detail, value = match.group(1), match.group(2), match.group(3).strip()
        if key == "ranks":
            plan.ranks = [int(count) for count in value.split()]
        elif key == "functions":
            plan.functions += value.split()
        elif key == "exit":
            plan.expected_exit = value
        elif key == "args":
            plan.arguments = shlex.split(value)
        elif key == "cases":
            plan.cases += value.split()
        elif key == "case" and detail:
            plan.case_patterns[detail] = value
        elif key == "wasm-only":
            plan.wasm_only, _, plan.trap_pattern = value.partition(" ")
        elif key == "abi":
            plan.legacy = value == "legacy"
    if not plan.ranks:
        raise TestFailure(f"{source}: no '// ranks:' line at the top")
    if plan.wasm_only not in ("", "trap", "ok"):
        raise TestFailure(f"{source}: '// wasm-only:' wants 'trap <regex>' or 'ok'")
    return plan


def mpi_environment(build_directory):
    environment = dict(os.environ)
    environment.update(
        OMPI_ALLOW_RUN_AS_ROOT="1",
        OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1",
        OMPI_MCA_rmaps_base_oversubscribe="1",
        OMPI_MCA_btl_vader_single_copy_mechanism="none",
    )
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
    """Runs `command`, which makes `product`, unless an earlier identical run still is newer."""
    command_file = product.with_suffix(product.suffix + ".command")
    text = shlex.join(command)
    if is_current(product, inputs, command_file, text):
        return
    product.unlink(missing_ok=True)
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                            timeout=120)
    if result.returncode != 0:
        raise TestFailure(f"build failed ({result.returncode}): {text}\n{result.stdout}")
    command_file.write_text(text)


def build_native(plan, options):
    product = options.build_dir / f"{plan.name}.native"
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


def execute(command, environment, timeout):
    """Returns (exit status, stdout, stderr); on a time-out the whole process group is ended."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True, errors="replace",
                               env=environment, start_new_session=True)
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


class Runner:
    def __init__(self, plan, options):
        self.plan = plan
        self.options = options
        self.environment = mpi_environment(options.build_dir)
        self.mpiexec = shlex.split(options.mpiexec)
        self.native = None
        self.wasm = None

    def prepare(self):
        if not self.plan.wasm_only:
            self.native = build_native(self.plan, self.options)
        if not self.options.native_only:
            self.wasm = build_wasm(self.plan, self.options)

    def launch(self, program, rank_count, arguments):
        command = [*self.mpiexec, "-n", str(rank_count), *program, *arguments]
        return execute(command, self.environment, self.options.timeout)

    def run_once(self, rank_count, case):
        arguments = ([case] if case else []) + self.plan.arguments
        label = f"{self.plan.source.name} -n {rank_count} {' '.join(arguments)}".rstrip()
        native_out = None
        if self.native:
            status, native_out, err = self.launch([str(self.native)], rank_count, arguments)
            check_status(status, self.plan.expected_exit, f"native {label}", native_out, err)
            if self.plan.expected_exit == "0" and not re.search(
                    rf"^ok {re.escape(self.plan.source.stem)}$", native_out, re.MULTILINE):
                raise TestFailure(f"native {label}: no 'ok' line\n{native_out}{err}")
        if not self.wasm:
            return
        runner = shlex.split(self.options.wasmpi_run)
        status, out, err = self.launch([*runner, str(self.wasm)], rank_count, arguments)
        if self.plan.wasm_only:
            check_trap(self.plan, case, status, out, err, f"wasm {label}")
            return
        check_status(status, self.plan.expected_exit, f"wasm {label}", out, err)
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
    parser.add_argument("--native-cc", default="mpicc.openmpi")
    parser.add_argument("--wasmpi-cc", default="wasmpi-cc")
    parser.add_argument("--legacy-cc", default="clang-22")
    parser.add_argument("--wasmpi-run", default="wasmpi-run", help="may carry options")
    parser.add_argument("--mpiexec", default="mpiexec.openmpi", help="may carry options")
    parser.add_argument("--build-dir", type=pathlib.Path, required=True)
    parser.add_argument("--timeout", type=float, default=60, help="seconds for one launch")
    parser.add_argument("--ranks", type=int, nargs="*", help="instead of the program's own")
    parser.add_argument("--native-only", action="store_true")
    return parser.parse_args()


def main():
    options = parse_arguments()
    options.build_dir.mkdir(parents=True, exist_ok=True)
    try:
        plan = read_plan(options.source.resolve())
        if plan.wasm_only and options.native_only:
            print(f"skipped: {options.source} is for Wasm only")
            return 77
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
