"""When a group has been measured often enough: its ratios' intervals are narrow.

Looking after every round and stopping at the first narrow interval favours intervals that are narrow by luck. Hence a
least number of rounds before the first look, and only every few rounds another.
"""
from __future__ import annotations

from . import statistics

LEAST_ROUNDS = 12
BETWEEN_LOOKS = 4


class Stopping:
    """Follows a run's samples. `width`: of an interval, from one end to the other, as a part of the ratio; 0: never narrow.

    `pairs` are the (reference, candidate) names whose ratios count.
    """

    def __init__(self, width, pairs, estimate):
        self._width = width
        self._pairs = pairs
        self._estimates = statistics.Estimates(estimate)
        self._groups = {}  # group -> its cases
        self._rounds = 0
        self._settled = set()

    def add(self, samples):
        """A whole round's samples."""
        if not self._width:
            return
        self._estimates.add(samples)
        for sample in samples:
            self._groups.setdefault(sample.group, set()).add(sample.case)
        self._rounds += 1
        if self._rounds >= LEAST_ROUNDS and self._rounds % BETWEEN_LOOKS == 0:
            self._look()

    def _look(self):
        comparisons = [self._estimates.compare(*pair) for pair in self._pairs]
        for group, cases in self._groups.items():
            found = [table[case] for table in comparisons for case in cases if case in table]
            if found and all(row.ratio_high - row.ratio_low <= self._width * row.ratio for row in found):
                self._settled.add(group)

    def is_settled(self, group):
        return group in self._settled

    def count(self):
        return len(self._settled)
