"""How many instructions kernels execute, natively and as Wasm, counted by callgrind: the same on every machine, however busy.

Both are built for one common CPU, so that counts depend on the compilers alone. A kernel runs once and three times; half the
difference is one run's count, without what starting costs. The ratios are kept in expected.json; one that grew is a regression.
"""
from __future__ import annotations

import dataclasses
import json
import os
import pathlib
import re
import subprocess
import tempfile

from . import build, documents
from .errors import BenchmarkError

CPU = "x86-64-v3"
GROWTH = 1.05  # of a ratio, that is still the same
SECONDS = 70  # of one counted run, of which a kernel has four: below the 300 s of its ctest
SKIPPED = 77  # exit status where nothing can be counted: ctest's SKIP_RETURN_CODE
EXPECTED = build.BENCH / "expected.json"

# Small problems: about a million instructions each, inner loops as long as they are in real ones. A kernel joins by a row here and
# --update.
SIZES = {"triad": 100, "matmul": 96, "fft": 8, "mandel": 24, "indirect_calls": 250, "integer_sort": 10000}


@dataclasses.dataclass(frozen=True)
class Count:
    """Instructions of one run of a kernel."""

    native: int
    wasm: int

    @property
    def ratio(self):
        return self.wasm / self.native


def is_supported(wasmpi_run):
    """Whether this machine can stand in for CPU. Not by /proc/cpuinfo: kernels in virtual machines leave some of its features out."""
    answer = subprocess.run([wasmpi_run, f"--cpu={CPU}", "--help"], capture_output=True, text=True, check=False)
    if answer.returncode != 0 and "this machine can stand in for" not in answer.stderr:
        raise BenchmarkError(f"{wasmpi_run} does not say whether it runs code for {CPU}:\n{answer.stderr}")
    return answer.returncode == 0


def count(command):
    """Instructions from the start of a process to its end."""
    valgrind = build.find_program("", ["valgrind"], [], "On Debian 12: apt-get install valgrind.")
    full = [valgrind, "--tool=callgrind", "--callgrind-out-file=/dev/null", *command]
    try:
        result = subprocess.run(full, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                errors="replace", timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise BenchmarkError(f"{' '.join(command)} did not end within {SECONDS} s under valgrind") from error
    found = re.search(r"Collected\s*:\s*(\d+)", result.stderr)
    if result.returncode != 0 or not found:
        raise BenchmarkError(f"{' '.join(full)} failed ({result.returncode}):\n{result.stderr[-2000:]}")
    return int(found.group(1))


def count_run(command):
    """Of one run of a kernel: see above."""
    once, thrice = (count([*command, repeats]) for repeats in ("1", "3"))
    return (thrice - once) // 2


def count_kernel(name, toolchain, compiler, more_flags, work):
    source = build.source_of(name)
    native = build.build_native(toolchain, source, False, ["-O3", f"-march={CPU}"], "counted", work)
    module = build.build_wasm(toolchain, source, more_flags, work)
    cache = os.path.join(work, "cache")
    build.run_tool([compiler, "--cpu", CPU, "--cache-dir", cache, module], {})
    size = str(SIZES[name])
    run = [toolchain.wasmpi_run(), "--mpi", "none", "--cpu", CPU, "--cache-dir", cache, module, size]
    return Count(count_run([native, size]), count_run(run))


def read_expected(path):
    try:
        return json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BenchmarkError(f"cannot read '{path}': {error}") from error


def verdict(name, found, expected):
    """(text, whether it is well)"""
    known = expected["ratios"].get(name)
    line = f"{name:15} native {found.native:>11,}  wasm {found.wasm:>11,}  ratio {found.ratio:.4f}"
    if known is None:
        return f"{line}  not in the file of expected ratios: wasmpi-bench instructions --update {name}", False
    if found.ratio > known * GROWTH:
        return f"{line}  GREW from {known:.4f}, by more than {GROWTH - 1:.0%}", False
    if found.ratio < known / GROWTH:
        return f"{line}  fell from {known:.4f}: keep it with wasmpi-bench instructions --update {name}", True
    return f"{line}  expected {known:.4f}", True


def update(path, counts):
    ratios = read_expected(path)["ratios"] if os.path.exists(path) else {}
    ratios.update({name: round(found.ratio, 4) for name, found in counts.items()})
    ordered = {name: ratios[name] for name in SIZES if name in ratios}
    documents.write_whole(path, json.dumps({"cpu": CPU, "ratios": ordered}, indent=1) + "\n")


def run(options):
    """Counts, prints a line for each kernel; returns the exit status."""
    toolchain = build.Toolchain("openmpi", options.wasmpi_run, options.wasmpi_cc)
    compiler = build.find_compiler(options.wasmpi_compile)
    if not is_supported(toolchain.wasmpi_run()):
        print(f"skipped: this machine's CPU is less than {CPU}")
        return SKIPPED
    counts, well = {}, True
    with tempfile.TemporaryDirectory(prefix="wasmpi-bench-") as work:
        for name in options.kernels or SIZES:
            counts[name] = count_kernel(name, toolchain, compiler, options.wasm_flag, work)
            text, is_well = verdict(name, counts[name], {"ratios": {}} if options.update else read_expected(options.expected))
            well &= is_well
            print(text.partition("  not in")[0] if options.update else text, flush=True)
    if options.update:
        update(options.expected, counts)
    return 0 if well or options.update else 1
