"""Lets variants measure in turn, round after round, and collects what they say; computes nothing.

A round measures every group once with every variant, one variant right after the other. Chance decides the order of the
groups and, in blocks in which each goes first once, of the variants, so that whatever drifts or recurs (clock, neighbours,
caches) falls on all of them alike. A group that is known well enough is left out. Processes that live longer than one
measurement are started anew several times in a run, since a process may have luck or bad luck for its whole life (where
its pages lie, which cores share what): that is one *session*.
"""
from __future__ import annotations

import contextlib
import dataclasses
import itertools
import random
import time

from .errors import BenchmarkError


@dataclasses.dataclass(frozen=True)
class Sample:
    """What one variant measured for one case in one go: the values of all batches, in order."""

    session: int
    round: int
    position: int  # 0: this variant went first
    variant: str
    group: str
    case: str
    started: float  # seconds since measuring began
    values: list


@dataclasses.dataclass(frozen=True)
class Limits:
    """When to stop: after `rounds` rounds, or else when another round would not fit into `budget` seconds."""

    rounds: int | None
    budget: float
    sessions: int  # wanted; each has at least one round
    slice: float  # seconds for one measurement of programs that take turns
    seed: int = 1  # of the order of everything
    least_rounds: int = 3


def round_order(names, number, seed=1):
    """The order in round `number`: rotations of one random order, each once in a block of len(names) rounds, in any order."""
    count = len(names)
    generator = random.Random(f"{seed} {number // count}")
    order = generator.sample(list(names), count)
    first = generator.sample(range(count), count)[number % count]
    return (*order[first:], *order[:first])


def group_order(groups, number, seed=1):
    return random.Random(f"{seed} groups {number}").sample(list(groups), len(groups))


class Clock:
    """How much of the limits is used up."""

    def __init__(self, limits):
        self._limits = limits
        self._begin = time.monotonic()
        self.rounds = 0

    def elapsed(self):
        return time.monotonic() - self._begin

    def done(self):
        if self._limits.rounds is not None:
            return self.rounds >= self._limits.rounds
        next_round = self.elapsed() / self.rounds if self.rounds else 0.0
        return self.rounds >= self._limits.least_rounds and self.elapsed() + next_round > self._limits.budget

    def session_over(self, session):
        """Whether this session has had its share."""
        share = (session + 1) / self._limits.sessions
        if self._limits.rounds is not None:
            return self.rounds >= self._limits.rounds * share
        return self.elapsed() >= self._limits.budget * share


@contextlib.contextmanager
def started(runners):
    """All runners started; stopped at the end, ended by force if something fails."""
    try:
        for runner in runners:
            runner.start()
        yield
        for runner in runners:
            runner.stop()
    finally:
        for runner in runners:
            runner.abandon()


def visit(runners, groups, seconds, progress):
    """Every group once with every runner, unrecorded. Proves that all measure the same cases and get the same results."""
    for group in groups:
        readings = {}
        for runner in runners:
            progress.say(f"warming up: {runner.variant.name}, {group}")
            readings[runner.variant.name] = runner.measure(group, seconds)
        facts = {name: (*reading.samples, reading.result) for name, reading in readings.items()}
        if len(set(facts.values())) != 1:
            raise BenchmarkError(f"the programs do not do the same: {facts}")


def warm_up(runners, groups, progress):
    """Each variant once: fills the cache of native code and the page cache."""
    with started(runners):
        visit(runners, groups, 0.001, progress)


def run_round(runners, groups, session, clock, limits, begun):
    """One round's samples; `begun` is called before each group with its name."""
    by_name = {runner.variant.name: runner for runner in runners}
    samples = []
    for group in group_order(groups, clock.rounds, limits.seed):
        begun(group)
        for position, name in enumerate(round_order(list(by_name), clock.rounds, f"{limits.seed} {group}")):
            begin = clock.elapsed()
            for case, values in by_name[name].measure(group, limits.slice).samples.items():
                samples.append(Sample(session, clock.rounds, position, name, group, case, begin, values))
    return samples


class Run:
    """A run in progress: what has been measured, and what is still open. `stopping` says which groups are known well enough."""

    def __init__(self, runners, groups, limits, stopping, progress):
        self._runners = runners
        self._groups = groups
        self._limits = limits
        self._stopping = stopping
        self._progress = progress
        self.clock = Clock(limits)
        self.samples = []

    def open_groups(self):
        return [group for group in self._groups if not self._stopping.is_settled(group)]

    def done(self):
        return not self.open_groups() or self.clock.done()

    def run_session(self, session):
        """Rounds until the session's share or the limits are used up; keeps whole rounds only."""
        with started(self._runners):
            while True:
                groups = self.open_groups()
                samples = run_round(self._runners, groups, session, self.clock, self._limits,
                                    lambda group: self._progress.round(self.clock, self._limits, group, self.samples,
                                                                       len(groups), len(self._groups)))
                self.samples += samples
                self._stopping.add(samples)
                self.clock.rounds += 1
                if self.done() or self.clock.session_over(session):
                    return


def run(runners, groups, limits, stopping, progress):
    """Runs sessions until the limits or `stopping` say stop; returns the samples of whole rounds. Ctrl-C ends it early."""
    state = Run(runners, groups, limits, stopping, progress)
    try:
        for session in itertools.count():
            state.run_session(session)
            if state.done():
                return state.samples
    except KeyboardInterrupt:
        if not state.samples:
            raise
        progress.note(f"interrupted: {state.clock.rounds} whole rounds are reported")
        return state.samples
