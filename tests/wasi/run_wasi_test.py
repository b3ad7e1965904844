#!/usr/bin/env python3
"""Builds one WASI test program natively and to Wasm, runs both, and requires equal output and exit status.

With --node, the module of a program that says so runs under Node's WASI as well, which must say the same. Most do not: there Node
differs from POSIX, or lets its guests out.

Each run has an empty folder of its own as working directory, preopened as "." for the guest; beside it lies a folder `outside`.
A program says in comments at its top how it is to be run:
  // args: a "b c"              its arguments
  // env: NAME=VALUE            a variable of its environment, which is empty but for these; may be repeated
  // stdin: text                what it reads, with \\n and the like
  // stdin-size: N              or N bytes of a fixed pattern
  // exit: 42                   the expected exit status (default 0)
  // flags: -fopenmp            further flags for both compilers
  // tree: escapes              symbolic links that lead out of the working directory are laid there first
  // wasm-only: ok              Wasm only; its output must end with the line "ok"
  // wasm-only: trap <regex>    Wasm only; must end non-zero, the regex must match standard error
  // node: yes                  also under Node
  // cases: a b                 run once a case, the case's name being the first argument
  // case a: <regex>            the regex for one case instead of the one of wasm-only
Exit status: 0 equal, 1 different or failed.
"""
import argparse
import dataclasses
import difflib
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
STANDARD = {".c": "-std=gnu11", ".cpp": "-std=gnu++20"}
NATIVE_FLAGS = ["-O1", "-Wall", "-Wextra"]
WASM_FLAGS = ["-O2", "-Wall", "-Wextra"]
TIMEOUT = 60


class TestFailure(Exception):
    """A reason, in words for the reader of the log."""


@dataclasses.dataclass
class Plan:
    arguments: list = dataclasses.field(default_factory=list)
    environment: list = dataclasses.field(default_factory=list)
    standard_input: bytes = b""
    exit_status: int = 0
    tree: str = ""
    flags: list = dataclasses.field(default_factory=list)
    wasm_only: str = ""
    pattern: str = ""
    cases: list = dataclasses.field(default_factory=lambda: [None])
    case_patterns: dict = dataclasses.field(default_factory=dict)
    with_node: bool = False


def read_plan(source):
    plan = Plan()
    for line in source.read_text().splitlines():
        match = re.match(r"// ([a-z-]+)(?: ([a-z0-9_]+))?: ?(.*)$", line)
        if not match:
            if line and not line.startswith("//"):
                break
            continue
        key, detail, value = match.groups()
        if key == "args":
            plan.arguments = shlex.split(value)
        elif key == "env":
            plan.environment.append(value)
        elif key == "stdin":
            plan.standard_input = value.encode().decode("unicode_escape").encode()
        elif key == "stdin-size":
            plan.standard_input = bytes(i * 7 % 253 for i in range(int(value)))
        elif key == "exit":
            plan.exit_status = int(value)
        elif key == "flags":
            plan.flags = shlex.split(value)
        elif key == "tree":
            plan.tree = value
        elif key == "wasm-only":
            plan.wasm_only, _, plan.pattern = value.partition(" ")
        elif key == "node" and value == "yes":
            plan.with_node = True
        elif key == "cases":
            plan.cases = value.split()
        elif key == "case" and detail:
            plan.case_patterns[detail] = value
        else:
            raise TestFailure(f"{source}: unknown directive '{key}'")
    return plan


def build(command, product):
    product.parent.mkdir(parents=True, exist_ok=True)
    result = subprocess.run([*command, "-o", str(product)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                            timeout=120)
    if result.returncode != 0:
        raise TestFailure(f"build failed: {shlex.join(command)}\n{result.stdout}")


def prepare_folder(base, plan):
    """An empty working directory, and what lies around it."""
    shutil.rmtree(base, ignore_errors=True)
    work, outside = base / "work", base / "outside"
    work.mkdir(parents=True)
    outside.mkdir()
    (outside / "secret").write_text("secret\n")
    if plan.tree == "escapes":
        (work / "inside").mkdir()
        (work / "inside" / "file").write_text("inside\n")
        (work / "absolute").symlink_to(outside / "secret")
        (work / "upwards").symlink_to("../outside/secret")
        (work / "directory").symlink_to("../outside")
        (work / "slash").symlink_to("/")
        (work / "proc").symlink_to("/proc/self")
        (work / "dangling").symlink_to("../outside/created")
        (work / "inside" / "around").symlink_to("../inside/../../outside/secret")
    return work


def require_untouched(base):
    outside = base / "outside"
    if sorted(path.name for path in outside.iterdir()) != ["secret"] or (outside / "secret").read_text() != "secret\n":
        raise TestFailure("the guest changed what lies outside of its directory")
    if sorted(path.name for path in base.iterdir()) != ["outside", "work"]:
        raise TestFailure("the guest made something outside of its directory")


def execute(command, plan, base, environment):
    work = prepare_folder(base, plan)
    result = subprocess.run(command, input=plan.standard_input, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=work,
                            env=environment, timeout=TIMEOUT)
    # AddressSanitizer says so of whoever calls swapcontext; runtime/sanitizers.h tells it of the stacks.
    result.stderr = re.sub(rb"^==\d+==WARNING: ASan doesn't fully support makecontext/swapcontext.*\n", b"", result.stderr, flags=re.MULTILINE)
    require_untouched(base)
    return result


def wasm_command(options, plan, module, arguments):
    command = [*shlex.split(options.wasmpi_run), "--dir", "."]
    for variable in plan.environment:
        command += ["--env", variable]
    return [*command, str(module), *arguments]


def node_command(options, plan, module, arguments):
    return [options.node, "--no-warnings", str(HERE / "node_wasi.mjs"), *plan.environment, "--", str(module), *arguments]


def describe(result):
    return (f"exit status {result.returncode}\n--- stdout\n{result.stdout.decode(errors='replace')}"
            f"\n--- stderr\n{result.stderr.decode(errors='replace')}")


def check_alone(plan, case, result):
    if plan.wasm_only == "trap":
        pattern = plan.case_patterns.get(case, plan.pattern)
        if result.returncode == 0 or not re.search(pattern, result.stderr.decode(errors="replace")):
            raise TestFailure(f"no trap that matches '{pattern}'\n{describe(result)}")
    elif result.returncode != plan.exit_status or result.stdout.splitlines()[-1:] != [b"ok"]:
        raise TestFailure(f"the program did not end with 'ok'\n{describe(result)}")


def check_equal(plan, native, wasm, name="native"):
    if native.returncode != plan.exit_status:
        raise TestFailure(f"the program ended unexpectedly ({name})\n{describe(native)}")
    if wasm.returncode != plan.exit_status:
        raise TestFailure(f"the guest ended unexpectedly\n{describe(wasm)}")
    for stream in ("stdout", "stderr"):
        expected, found = getattr(native, stream), getattr(wasm, stream)
        if expected != found:
            lines = difflib.unified_diff(expected.decode(errors="replace").splitlines(),
                                         found.decode(errors="replace").splitlines(), name, "wasmpi", lineterm="")
            raise TestFailure(f"{stream} differs\n" + "\n".join(list(lines)[:60]))


def run_case(plan, case, options, native, module):
    arguments = ([case] if case else []) + plan.arguments
    base = options.build_dir / "run" / (options.source.stem + (f"_{case}" if case else ""))
    # Where native code is kept; the user's own cache is neither needed nor touched.
    host = {**os.environ, "WASMPI_CACHE_DIR": str(options.build_dir / "cache")}
    wasm = execute(wasm_command(options, plan, module, arguments), plan, base, host)
    if options.node and plan.with_node and plan.wasm_only != "trap":
        check_equal(plan, execute(node_command(options, plan, module, arguments), plan, base, dict(os.environ)), wasm, "node")
    if plan.wasm_only:
        check_alone(plan, case, wasm)
        return
    environment = dict(variable.split("=", 1) for variable in plan.environment)
    check_equal(plan, execute([str(native), *arguments], plan, base, environment), wasm)


def main():
    parser = argparse.ArgumentParser(description="Runs one WASI test program natively and as Wasm.")
    parser.add_argument("--cc", default="cc", help="the native compiler")
    parser.add_argument("--cxx", default="c++", help="the same for C++, the language of a source that ends in .cpp")
    parser.add_argument("--wasmpi-cc", required=True, help="wasmpi-c++ is beside it")
    parser.add_argument("--wasmpi-run", required=True, help="the runtime; may be a command with arguments")
    parser.add_argument("--node", help="Node, as an oracle")
    parser.add_argument("--build-dir", type=lambda text: pathlib.Path(text).resolve(), required=True)
    parser.add_argument("source", type=lambda text: pathlib.Path(text).resolve())
    options = parser.parse_args()
    native = options.build_dir / f"{options.source.stem}.native"
    module = options.build_dir / f"{options.source.stem}.wasm"
    try:
        plan = read_plan(options.source)
        suffix = options.source.suffix
        wasm_compiler = options.wasmpi_cc if suffix == ".c" else options.wasmpi_cc.replace("wasmpi-cc", "wasmpi-c++")
        if not plan.wasm_only:
            build([options.cc if suffix == ".c" else options.cxx, STANDARD[suffix], *NATIVE_FLAGS, str(options.source), *plan.flags], native)
        build([*shlex.split(wasm_compiler), STANDARD[suffix], *WASM_FLAGS, str(options.source), *plan.flags], module)
        for case in plan.cases:
            run_case(plan, case, options, native, module)
    except (TestFailure, subprocess.TimeoutExpired) as problem:
        print(f"{options.source.name}: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
