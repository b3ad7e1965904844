"""Command line of wasmpi-bench: builds the programs, lets the runner measure them, hands the results to the report."""
from __future__ import annotations

import argparse
import dataclasses
import functools
import json
import math
import os
import pathlib
import re
import sys
import tempfile

from . import build, compiling, processes, report, runner, statistics
from .benchmarks import BENCHMARKS
from .errors import BenchmarkError
from .progress import Progress
from .shapes import SHAPES

COMPILE = "compile"
REFERENCE, CANDIDATE, AGAIN = "native", "wasm", "native again"
LARGEST_SIZE = 4 << 20
QUICK_BUDGET = 8
STARTS_PER_LAUNCH = 10
COLD_STARTS = 5
TIMEOUT = 120  # of one measurement, seconds


def byte_count(text):
    match = re.fullmatch(r"(\d+)([kKmM]?)", text)
    if not match:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number of bytes such as 64, 4K or 1M")
    size = int(match.group(1)) << {"": 0, "k": 10, "m": 20}[match.group(2).lower()]
    if size > LARGEST_SIZE:
        raise argparse.ArgumentTypeError(f"'{text}' is more than the programs' buffers, 4M")
    return size


def positive(convert):
    def converter(text):
        value = convert(text)
        if not 0 < value < math.inf:
            raise ValueError
        return value
    converter.__name__ = f"positive {convert.__name__}"  # argparse names it in its message
    return converter


def parse_arguments(arguments):
    summaries = {row.name: row.summary for row in BENCHMARKS.values()} | {COMPILE: "compiling modules of extreme shapes; no native side"}
    names = "\n".join(f"  {name:12} {summary}" for name, summary in summaries.items())
    parser = argparse.ArgumentParser(
        prog="wasmpi-bench", formatter_class=argparse.RawDescriptionHelpFormatter,
        description=f"Compares programs run by wasmpi with the same source built natively.\n\nbenchmarks:\n{names}")
    parser.add_argument("benchmark", choices=list(summaries), metavar="benchmark", help="one of the above")
    parser.add_argument("--ranks", type=positive(int), metavar="N", help="ranks of a program that uses MPI")
    parser.add_argument("--mpi", choices=["openmpi", "mpich"], default="openmpi", help="the MPI library (default: openmpi)")
    parser.add_argument("--rounds", type=positive(int), metavar="N", help="rounds to run, whatever time they take")
    parser.add_argument("--budget", type=positive(float), metavar="SECONDS", help="time for all rounds (warming up comes first)")
    parser.add_argument("--quick", action="store_true", help=f"the same as --budget {QUICK_BUDGET}: a first look, not a figure")
    parser.add_argument("--min-size", type=byte_count, default=0, metavar="BYTES", help="smallest message (default: 0)")
    parser.add_argument("--max-size", type=byte_count, default=LARGEST_SIZE, metavar="BYTES", help="largest message (default: 4M)")
    parser.add_argument("--self-check", nargs="?", const="with", choices=["with", "only"],
                        help="run the native program twice a round and show their ratio, the noise floor, as well; "
                             "'only': without Wasm")
    parser.add_argument("--json", metavar="FILE", help="keep all samples in FILE")
    parser.add_argument("--work", metavar="DIR", help="keep the programs and the cache of native code in DIR")
    parser.add_argument("--shape", action="append", choices=list(SHAPES), help="compile: only this shape; may be repeated")
    for program in ("wasmpi-run", "wasmpi-cc", "wasmpi-compile", "mpiexec"):
        parser.add_argument(f"--{program}", default="", metavar="PROGRAM", help=f"the {program} to use")
    options = parser.parse_args(arguments)
    if options.min_size > options.max_size:
        parser.error("--min-size is larger than --max-size")
    if options.json and not os.path.isdir(os.path.dirname(os.path.abspath(options.json))):
        parser.error(f"--json: the folder of '{options.json}' does not exist")
    return options


@dataclasses.dataclass(frozen=True)
class Settings:
    """What a run depends on, besides the tools."""

    ranks: int
    mpi: str
    min_size: int
    max_size: int
    limits: runner.Limits


def settings_of(benchmark, options):
    budget = options.budget or (QUICK_BUDGET if options.quick else benchmark.budget)
    sessions = min(benchmark.sessions, options.rounds or benchmark.sessions)
    limits = runner.Limits(rounds=options.rounds, budget=budget, sessions=sessions, slice=benchmark.slice)
    return Settings(options.ranks or benchmark.ranks, options.mpi, options.min_size, options.max_size, limits)


def core_count():
    return len(os.sched_getaffinity(0))


def launcher_environment(ranks, scratch):
    """What mpiexec needs beside a second one that starts at the same moment (their session folders clash in /tmp), as root,
    and with more ranks than cores; the last not otherwise, as it slows waiting."""
    scratch.mkdir(exist_ok=True)
    environment = {"OMPI_MCA_orte_tmpdir_base": str(scratch)}
    if os.geteuid() == 0:
        environment.update(OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")
    if ranks > core_count():
        environment["OMPI_MCA_rmaps_base_oversubscribe"] = "1"
    return environment


class Preparation:
    """The commands of a benchmark's variants; builds in `work` what they run."""

    def __init__(self, benchmark, settings, toolchain, work):
        self._benchmark = benchmark
        self._settings = settings
        self._toolchain = toolchain
        self._work = pathlib.Path(work)
        self._groups = benchmark.groups(settings)

    def source(self, group):
        return self._benchmark.source or group + self._benchmark.suffix

    def environment(self, name):
        if not self._benchmark.uses_mpi:
            return {}
        return launcher_environment(self._settings.ranks, self._work / f"{name.replace(' ', '-')}.session")

    def prefix(self, starts):
        """What stands before a program for all variants alike."""
        if self._benchmark.uses_mpi:
            ranks = self._settings.ranks
            # Open MPI keeps few ranks on cores of their own unasked, MPICH only when told.
            binding = ["-bind-to", "core"] if self._settings.mpi == "mpich" and ranks <= core_count() else []
            preload = []
            if self._benchmark.uses_null_mpi:
                preload = ["env", "LD_PRELOAD=" + build.build_null_mpi(self._toolchain, self._work)]
            return [self._toolchain.mpiexec(), *binding, "-n", str(ranks), *preload]
        if self._benchmark.times_starts:
            return [build.build_spawn_timer(self._toolchain, self._work), str(starts)]
        return []

    def commands(self, build_program, launcher, starts=STARTS_PER_LAUNCH):
        """{group: command line}; each source is built once."""
        prefix = self.prefix(starts)
        programs = {source: build_program(source) for source in sorted(set(map(self.source, self._groups)))}
        arguments = [*self._benchmark.arguments, *([self.folder()] if self._benchmark.uses_files else [])]
        return {group: [*prefix, *launcher, programs[self.source(group)], *arguments] for group in self._groups}

    def folder(self):
        """Where programs may make files."""
        path = self._work / "files"
        path.mkdir(exist_ok=True)
        return str(path)

    def native(self, name):
        commands = self.commands(
            lambda source: build.build_native(self._toolchain, source, self._benchmark.uses_mpi, self._work), [])
        return processes.Variant(name, commands, self.environment(name))

    def wasm(self, name, cache, starts=STARTS_PER_LAUNCH):
        mpi = ["--mpi", self._settings.mpi] if self._benchmark.uses_mpi else []
        files = ["--dir", self.folder()] if self._benchmark.uses_files else []
        launcher = [self._toolchain.wasmpi_run(), *mpi, *files, "--cache-dir", str(cache)]
        commands = self.commands(
            lambda source: build.build_wasm(self._toolchain, source, self._benchmark.wasm_flags, self._work), launcher, starts)
        return processes.Variant(name, commands, self.environment(name))

    def variants(self, self_check):
        """The reference first."""
        found = [self.native(REFERENCE)]
        if self_check != "only":
            found.append(self.wasm(CANDIDATE, self._work / "cache"))
        if self_check:
            found.append(dataclasses.replace(found[0], name=AGAIN, environment=self.environment(AGAIN)))
        return found


def runner_of(benchmark, variant):
    kind = processes.Turns if benchmark.takes_turns else processes.Launches
    return kind(variant, benchmark.parse, TIMEOUT)


def measure_cold_starts(benchmark, preparation, work, progress):
    """Seconds from start to end with an empty cache of native code, a few times."""
    times = []
    for number in range(COLD_STARTS):
        progress.say(f"cold start {number + 1} of {COLD_STARTS}")
        with tempfile.TemporaryDirectory(dir=work) as cache:
            variant = preparation.wasm(CANDIDATE, cache, starts=1)
            for group in variant.commands:
                times += runner_of(benchmark, variant).measure(group, 0).samples["wall"]
    return times


def tool_versions(benchmark, toolchain, self_check):
    tools = {"clang": toolchain.clang()}
    if benchmark.uses_mpi:
        tools["mpiexec"] = toolchain.mpiexec()
    if self_check != "only":
        tools["wasmpi-run"] = toolchain.wasmpi_run()
    return {name: build.version_of(path) for name, path in tools.items()}


def run_compile(options, work):
    compiler = build.find_compiler(options.wasmpi_compile)
    facts = report.machine()
    print(f"{COMPILE}: processor time and memory of compiling modules of extreme shapes in one thread\n{report.machine_line(facts)}\n")
    rows = compiling.run(compiler, work, options.shape, say=functools.partial(print, flush=True))
    if options.json:
        document = {"benchmark": COMPILE, "machine": facts, "rows": compiling.json_rows(rows)}
        pathlib.Path(options.json).write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def run(options, work):
    if options.benchmark == COMPILE:
        run_compile(options, work)
        return
    benchmark = BENCHMARKS[options.benchmark]
    settings = settings_of(benchmark, options)
    toolchain = build.Toolchain(options.mpi, options.wasmpi_run, options.wasmpi_cc, options.mpiexec)
    candidate = AGAIN if options.self_check == "only" else CANDIDATE
    progress = Progress(sys.stderr, benchmark.name, REFERENCE, candidate, benchmark.estimate)
    facts = report.machine()
    ranks = f"; {settings.ranks} ranks, {settings.mpi}" if benchmark.uses_mpi else ""
    print(f"{benchmark.name}: {benchmark.summary}{ranks}\n{report.machine_line(facts)}\n", flush=True)

    progress.say("building")
    preparation = Preparation(benchmark, settings, toolchain, work)
    variants = preparation.variants(options.self_check)
    groups = list(variants[0].commands)
    runners = [runner_of(benchmark, variant) for variant in variants]
    try:
        runner.warm_up(runners, groups, progress)
        samples = runner.run(runners, groups, settings.limits, progress)
        cold = []
        if benchmark.times_starts and candidate == CANDIDATE:
            cold = measure_cold_starts(benchmark, preparation, work, progress)
    finally:
        progress.clear()

    noise = {}
    if options.self_check == "with":
        noise = statistics.compare_variants(samples, REFERENCE, AGAIN, benchmark.estimate)
    comparisons = statistics.compare_variants(samples, REFERENCE, candidate, benchmark.estimate)
    results = report.Results(benchmark, candidate, comparisons, noise, cold)
    print("\n".join(report.text_report(results)))
    if options.json:
        commands = {variant.name: variant.commands for variant in variants}
        versions = tool_versions(benchmark, toolchain, options.self_check)
        report.write_json(options.json, report.json_report(results, dataclasses.asdict(settings), facts, commands, versions,
                                                           samples))


def main(arguments=None):
    options = parse_arguments(arguments)
    try:
        if options.work:
            os.makedirs(options.work, exist_ok=True)
            run(options, os.path.abspath(options.work))
        else:
            with tempfile.TemporaryDirectory(prefix="wasmpi-bench-") as work:
                run(options, work)
    except (BenchmarkError, OSError) as error:
        print(f"\nwasmpi-bench: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nwasmpi-bench: interrupted", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
