"""Lets variants measure in turn, round after round, and collects what they say; computes nothing.

A round measures every group once with every variant, one variant right after the other. Who goes first changes from round
to round, so that whatever drifts (clock, neighbours, caches) falls on all of them alike. Processes that live longer than one
measurement are started anew several times in a run, since a process may have luck or bad luck for its whole life (where
its pages lie, which cores share what): that is one *session*.
"""
from __future__ import annotations

import contextlib
import dataclasses
import itertools
import time

from .errors import BenchmarkError


@dataclasses.dataclass(frozen=True)
class Sample:
    """What one variant measured for one case in one go: the values of all batches, in order."""

    session: int
    round: int
    position: int  # 0: this variant went first
    variant: str
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
    least_rounds: int = 3


def round_order(names, number):
    """The order of turn `number`: all permutations, each followed by its reverse."""
    permutations = list(itertools.permutations(names))
    order = permutations[(number // 2) % len(permutations)]
    return order if number % 2 == 0 else tuple(reversed(order))


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
    for index, group in enumerate(groups):
        begun(group)
        for position, name in enumerate(round_order(list(by_name), clock.rounds + index)):
            begin = clock.elapsed()
            for case, values in by_name[name].measure(group, limits.slice).samples.items():
                samples.append(Sample(session, clock.rounds, position, name, case, begin, values))
    return samples


def run_session(runners, groups, session, clock, limits, progress, samples):
    """Rounds until the session's share or the limits are used up; appends whole rounds to `samples`."""
    with started(runners):
        while True:
            samples += run_round(runners, groups, session, clock, limits,
                                 lambda group: progress.round(clock, limits, group, samples))
            clock.rounds += 1
            if clock.done() or clock.session_over(session):
                return


def run(runners, groups, limits, progress):
    """Runs sessions until the limits say stop; returns the samples of whole rounds. Ctrl-C ends it early."""
    samples = []
    clock = Clock(limits)
    try:
        for session in itertools.count():
            run_session(runners, groups, session, clock, limits, progress, samples)
            if clock.done():
                return samples
    except KeyboardInterrupt:
        if not samples:
            raise
        progress.note(f"interrupted: {clock.rounds} whole rounds are reported")
        return samples
