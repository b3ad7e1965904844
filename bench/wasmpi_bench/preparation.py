"""From a benchmark and the options to variants: command lines, and the programs they need, built on the way."""
from __future__ import annotations

import dataclasses
import os
import pathlib

from . import build, options as command_line, processes, runner
from .errors import BenchmarkError

REFERENCE, CANDIDATE, AGAIN, PORTABLE = "native", "wasm", "native again", "portable"
STARTS_PER_LAUNCH = 10


@dataclasses.dataclass(frozen=True)
class Settings:
    """What a run depends on, besides the tools."""

    ranks: int
    mpi: str
    min_size: int
    max_size: int
    precision: float  # width of a ratio's interval at which a group is measured no more; 0: never
    limits: runner.Limits


def core_count():
    return len(os.sched_getaffinity(0))


def settings_of(benchmark, options):
    budget = options.budget or (command_line.QUICK_BUDGET if options.quick else benchmark.budget)
    sessions = min(benchmark.sessions, options.rounds or benchmark.sessions)
    limits = runner.Limits(rounds=options.rounds, budget=budget, sessions=sessions, slice=benchmark.slice, seed=options.seed)
    ranks = options.ranks or benchmark.ranks or min(max(core_count(), 2), 4)
    precision = 0 if options.rounds else options.precision
    return Settings(ranks, options.mpi, options.min_size, options.max_size, precision, limits)


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


def fill_in(words, module, arguments):
    """A peer's command: {module} within words, {args} as a word of its own."""
    filled = []
    for word in words:
        filled += arguments if word == "{args}" else [word.replace("{module}", module)]
    return filled


class Preparation:
    """The commands of a benchmark's variants; builds in `work` what they run. `program`: (module, native program or None)."""

    def __init__(self, benchmark, settings, toolchain, work, options, program=None):
        self._benchmark = benchmark
        self._settings = settings
        self._toolchain = toolchain
        self._work = pathlib.Path(work)
        self._options = options
        self._program = program
        self._groups = benchmark.groups(settings)
        self._modules = {entry.name: entry.words[0] for entry in options.module}

    def source(self, group):
        if self._program:
            return self._program[0]
        return self._benchmark.source or build.source_of(group)

    def environment(self, name):
        if not self._benchmark.uses_mpi:
            return {}
        return launcher_environment(self._settings.ranks, self._work / f"{name.replace(' ', '-')}.session")

    def launch(self):
        """mpiexec and what it needs, alike for all variants."""
        if not self._benchmark.uses_mpi:
            return []
        ranks = self._settings.ranks
        # Open MPI keeps few ranks on cores of their own unasked, MPICH only when told.
        binding = ["-bind-to", "core"] if self._settings.mpi == "mpich" and ranks <= core_count() else []
        preload = []
        if self._benchmark.uses_null_mpi:
            preload = ["env", "LD_PRELOAD=" + build.build_null_mpi(self._toolchain, self._work)]
        return [self._toolchain.mpiexec(), *binding, "-n", str(ranks), *preload]

    def prefix(self, starts):
        timer = []
        if self._benchmark.times_starts:
            timer = [build.build_spawn_timer(self._toolchain, self._work), str(starts)]
        return [*timer, *self.launch()]

    def arguments(self):
        row = self._benchmark
        given = row.quick_arguments if self._options.quick and row.quick_arguments else row.arguments
        return [*given, *([self.folder()] if row.uses_files else [])]

    def commands(self, command_of, starts):
        """{group: command line}; `command_of` gives a source's, and is asked once for each."""
        prefix = self.prefix(starts)
        commands = {source: command_of(source) for source in sorted(set(map(self.source, self._groups)))}
        return {group: [*prefix, *commands[self.source(group)]] for group in self._groups}

    def variant(self, name, command_of, starts=None):
        starts = starts or (1 if self._program else STARTS_PER_LAUNCH)
        return processes.Variant(name, self.commands(command_of, starts), self.environment(name))

    def folder(self):
        """Where programs may make files."""
        path = self._work / "files"
        path.mkdir(exist_ok=True)
        return str(path)

    def native(self, name, flags):
        def command_of(source):
            if self._program:
                return [self._program[1], *self.arguments()]
            program = build.build_native(self._toolchain, source, self._benchmark.uses_mpi, flags, name.replace(" ", "-"), self._work)
            return [program, *self.arguments()]
        return self.variant(name, command_of)

    def module(self, source):
        """The path of the module built by wasmpi-cc, or given."""
        if self._program:
            return self._program[0]
        given = self._modules.get(pathlib.Path(source).stem)
        return given or build.build_wasm(self._toolchain, source, self._benchmark.wasm_flags, self._work)

    def wasmpi_run(self, cache):
        mpi = ["--mpi", self._settings.mpi] if self._benchmark.uses_mpi else []
        files = ["--dir", self.folder()] if self._benchmark.uses_files else []
        return [self._toolchain.wasmpi_run(), *mpi, *files, "--cache-dir", str(cache)]

    def wasm(self, name, cache, starts=None):
        return self.variant(name, lambda source: [*self.wasmpi_run(cache), self.module(source), *self.arguments()], starts)

    def guest(self, guest, cache):
        def command_of(source):
            module = build.build_guest(self._toolchain, guest, source, self._benchmark.wasm_flags, self._work)
            return [*self.wasmpi_run(cache), module, *self.arguments()]
        return self.variant(guest.name, command_of)

    def peer(self, peer):
        return self.variant(peer.name, lambda source: fill_in(peer.words, self.module(source), self.arguments()))

    def variants(self):
        """All that are measured; the reference first."""
        options, cache = self._options, self._work / "cache"
        found = []
        if not self._program or self._program[1]:
            found.append(self.native(REFERENCE, build.NATIVE_FLAGS))
        if options.self_check:
            if not found:
                raise BenchmarkError("--self-check runs a native program twice: give --native PROGRAM")
            found.append(dataclasses.replace(found[0], name=AGAIN, environment=self.environment(AGAIN)))
        if options.self_check == "only":
            return found
        if not self._program and (self._benchmark.portable if options.portable is None else options.portable):
            found.append(self.native(PORTABLE, build.PORTABLE_FLAGS))
        peers = [self.peer(peer) for peer in options.peer]
        wasm = self.wasm(CANDIDATE, cache)
        if not found:  # a module without a native program: the first peer is what it is measured against
            return [peers[0], wasm, *peers[1:]]
        guests = [] if self._program else [self.guest(guest, cache) for guest in options.guest]
        return [*found, wasm, *guests, *peers]

    def pairs(self, variants):
        """Which variants are compared, (reference, candidate); the first pair is what the run is for."""
        names = [variant.name for variant in variants]
        reference = names[0]
        if self._options.self_check == "only":
            return [(REFERENCE, AGAIN)]
        pairs = [(reference, CANDIDATE)]
        if PORTABLE in names:
            pairs.append((PORTABLE, CANDIDATE))
        return pairs + [(reference, name) for name in names[1:] if name not in (CANDIDATE, PORTABLE, AGAIN)]
