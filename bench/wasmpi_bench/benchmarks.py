"""The benchmarks there are: one row each. To add one, put its C source into benchmarks/ and a row here."""
from __future__ import annotations

import dataclasses
import functools
import typing

from . import samples, statistics

LARGEST_SIZE = 4 << 20


@dataclasses.dataclass(frozen=True)
class Benchmark:
    """How a benchmark is built, run and shown; `groups` and `arguments` are functions of the settings."""

    name: str
    summary: str
    groups: typing.Callable  # what is measured, one after the other
    parse: typing.Callable  # what a program prints -> samples.Reading
    table: str  # how results are shown, see report.TABLES
    budget: float  # default time for all rounds together, seconds
    source: str = ""  # in benchmarks/; empty: each group has its own, <group>.c or <group>.cpp
    arguments: tuple = ()
    quick_arguments: tuple = ()  # instead, for a first look; empty: the same
    wasm_flags: tuple = ()  # of the Wasm compiler, beside the usual ones
    uses_mpi: bool = False
    ranks: int = 1  # default; 0: one a core, but at least 2 and at most 4
    takes_turns: bool = False  # the program lives on and measures when told to, benchmarks/turns.h
    sessions: int = 1  # how often programs that take turns are started anew
    slice: float = 0.0  # seconds of one turn
    estimate: typing.Callable = statistics.median  # sums up the values of one measurement
    bytes_factor: int = 1  # payloads counted for bandwidth in one operation
    uses_files: bool = False  # the programs get a folder of their own as last argument
    uses_null_mpi: bool = False  # null_mpi/ is preloaded
    times_starts: bool = False  # processes are started by launcher/spawn_timer.c
    portable: bool = False  # a native build for any x86-64 (-O3 alone) is measured, too


def message_sizes(settings, least=0, most=LARGEST_SIZE):
    """0, 1, 2, 4 ... within the bounds, as text."""
    sizes = [0] + [1 << exponent for exponent in range(23)]
    return [str(size) for size in sizes if max(settings.min_size, least) <= size <= min(settings.max_size, most)]


def fixed(*names):
    return lambda _settings: list(names)


# Others' work disturbs a batch in one direction only, hence a low quantile. Not the minimum: it depends on how many batches
# there were, and shows the machine's fast state if that came by for a moment.
lower_quartile = functools.partial(statistics.quantile, fraction=0.25)

# The rows of translation.c: the calls of each, as their names say.
TRANSLATED = (
    "send_recv", "send_recv_status", "send_recv_derived", "sendrecv", "isend_irecv_waitall",
    "isend_irecv_waitall_statuses", "irecv_wait", "irecv_test", "start_wait", "iprobe",
    "barrier", "bcast", "reduce", "allreduce", "gather",
    "allgather", "alltoall", "allgatherv", "alltoallv",
)

# Programs that take turns, one message size each time.
messages = functools.partial(
    Benchmark, groups=message_sizes, parse=samples.parse_turn, table="messages", budget=45, arguments=("turns",), uses_mpi=True,
    ranks=2, takes_turns=True, sessions=4, slice=0.01, estimate=lower_quartile)
floats = functools.partial(message_sizes, least=4)


def collective(name, summary, **different):
    return messages(name, summary, source="collectives.c", arguments=(name, "turns"), **{"ranks": 0, **different})


def onesided(name, summary, **different):
    return messages(name, summary, source="onesided.c", arguments=(name, "turns"), **different)


kernels = functools.partial(Benchmark, parse=samples.parse_kernel, table="kernels", arguments=("0", "2"), quick_arguments=("0", "1"))

BENCHMARKS = {
    row.name: row
    for row in [
        messages("pingpong", "half the time of a message's way there and back", source="pingpong.c"),
        messages("pingping", "two messages that meet on their way", source="pingping.c"),
        messages("sendrecv", "every rank sends to the right and receives from the left; both count as bandwidth",
                 source="sendrecv.c", bytes_factor=2),
        messages("exchange", "every rank sends to both neighbours and receives from both; all count as bandwidth",
                 source="exchange.c", bytes_factor=4),
        messages("message_rate", "a message of a window of 64 without waiting in between", source="message_rate.c",
                 groups=functools.partial(message_sizes, most=256 << 10)),
        messages("overlap", "computing while messages are exchanged: the time of both together", source="overlap.c"),
        collective("barrier", "waiting for all ranks", groups=fixed("0"), table="calls", budget=15),
        collective("bcast", "from a changing root to all ranks"),
        collective("reduce", "sums of floats from all ranks to a changing root", groups=floats),
        collective("allreduce", "sums of floats from all ranks to all", groups=floats),
        collective("gather", "a message of each rank to a changing root"),
        collective("scatter", "a message to each rank from a changing root"),
        collective("allgather", "a message of each rank to all"),
        collective("alltoall", "a message from each rank to each"),
        onesided("put", "MPI_Put into another rank's memory, with its flush"),
        onesided("get", "MPI_Get from another rank's memory, with its flush"),
        onesided("accumulate", "MPI_Accumulate of floats into another rank's memory, with its flush", groups=floats),
        Benchmark("translation", "calls of an MPI library that does nothing: what lies on the way to it",
                  groups=fixed(*TRANSLATED), parse=samples.parse_turn, table="costs", budget=30,
                  source="translation.c", arguments=("turns",), uses_mpi=True, uses_null_mpi=True, takes_turns=True, sessions=6,
                  slice=0.01, estimate=lower_quartile),
        kernels("kernels", "computing without MPI, CPU time",
                groups=fixed("triad", "matmul", "stencil", "spmv", "symgs", "fft", "nbody", "monte_carlo", "mandel",
                             "integer_sort", "stl", "recursion", "indirect_calls"),
                budget=90, portable=True),
        kernels("simd", "kernels by vector intrinsics: wasm_simd128.h against SSE, CPU time",
                groups=fixed("simd_dot", "simd_saxpy", "simd_matrix", "simd_filter"), budget=45, wasm_flags=("-msimd128",)),
        Benchmark("io", "a block between a file in the page cache and memory",
                  groups=fixed("read_4K", "read_64K", "read_1M", "write_4K", "write_64K", "write_1M", "pread_4K", "pwrite_4K",
                               "readv_64K", "writev_64K"),
                  parse=samples.parse_turn, table="files", budget=45, source="io.c", arguments=("turns",), uses_mpi=True,
                  takes_turns=True, sessions=3, slice=0.02, estimate=lower_quartile, uses_files=True),
        kernels("exceptions", "C++ exceptions thrown and caught, and what handlers cost while nothing is thrown, CPU time",
                groups=fixed("throw_catch", "calls_in_try", "calls_plain"), budget=30),
        Benchmark("startup", "a hello world's process from start to end", groups=fixed("start"), parse=samples.parse_spawn_timer,
                  table="startup", budget=15, source="hello_plain.c", times_starts=True),
    ]
}


def program_benchmark(name, arguments, uses_mpi):
    """A finished module as a benchmark of its own: whole runs of the program, from start to end."""
    return Benchmark(name, "whole runs of a program", groups=fixed("run"), parse=samples.parse_spawn_timer, table="startup",
                     budget=60, arguments=tuple(arguments), uses_mpi=uses_mpi, times_starts=True)
