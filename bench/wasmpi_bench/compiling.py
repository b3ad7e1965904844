"""`wasmpi-bench compile`: how long compiling modules of extreme shapes takes, how much memory, and whether it grows as they do.

Processor time, of one thread: the work, whoever else is on the machine.
"""
from __future__ import annotations

import dataclasses
import os
import pathlib
import resource
import subprocess

from .errors import BenchmarkError
from .shapes import SHAPES

LEVELS = ("0", "3")
CPU_LIMIT = 600  # of one compilation, seconds


@dataclasses.dataclass(frozen=True)
class Measurement:
    seconds: float
    peak_bytes: int


@dataclasses.dataclass(frozen=True)
class Row:
    shape: str
    level: str
    size: int
    half: Measurement  # of a module half the size
    full: Measurement

    @property
    def growth(self):
        return self.full.seconds / self.half.seconds


def compile_module(compiler, module, level, output):
    """Compiles in one process and one thread."""
    process = subprocess.Popen(
        [compiler, "-O", level, "-j", "1", "--emit", "image", "-o", str(output), str(module)], stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (CPU_LIMIT, CPU_LIMIT)))
    message = process.stderr.read()
    process.stderr.close()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        reason = message.strip() or f"ended with {process.returncode}; more than {CPU_LIMIT} s of processor time?"
        raise BenchmarkError(f"{compiler} -O {level} {module}: {reason}")
    return Measurement(usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def measure(compiler, shape, size, work, level):
    path = pathlib.Path(work) / f"{shape.name}-{size}.wasm"
    if not path.exists():
        path.write_bytes(shape.make(size))
    return compile_module(compiler, path, level, path.with_suffix(".so"))


def table_line(row):
    return (f"{row.shape:16} -O{row.level} {row.size:8} {row.half.seconds:9.2f} {row.full.seconds:9.2f} {row.growth:7.2f}"
            f" {row.full.peak_bytes / 2**20:9.0f}")


HEADER = f"{'shape':16} {'':3} {'size n':>8} {'n/2, s':>9} {'n, s':>9} {'growth':>7} {'peak MiB':>9}"


def run(compiler, work, names=None, say=print):
    """Measures all shapes, or those named, at each level; returns the rows."""
    rows = []
    say(HEADER)
    for shape in SHAPES.values():
        if names and shape.name not in names:
            continue
        for level in LEVELS:
            half, full = (measure(compiler, shape, size, work, level) for size in (shape.size // 2, shape.size))
            rows.append(Row(shape.name, level, shape.size, half, full))
            say(table_line(rows[-1]))
    return rows


def json_rows(rows):
    return [dataclasses.asdict(row) for row in rows]
