"""One line on a terminal that says what is going on and how things look so far; silent where nobody watches."""
from __future__ import annotations

import shutil

from . import statistics


def so_far(estimates, reference, candidate):
    """The geometric mean of all ratios of the rounds there are, as text; empty before the first."""
    comparisons = estimates.compare(reference, candidate)
    return f", {candidate}/{reference} so far {statistics.mean_ratio(comparisons, comparisons):.3f}" if comparisons else ""


class Progress:
    def __init__(self, stream, title, reference, candidate, estimate):
        self._stream = stream
        self._title = title
        self._names = (reference, candidate)
        self._estimates = statistics.Estimates(estimate)
        self._shows = stream.isatty()
        self._summary = (-1, "")  # number of samples it was made from, text

    def names(self, reference, candidate):
        """Whose ratio is shown."""
        self._names = (reference, candidate)

    def say(self, text):
        """Replaces the line."""
        if self._shows:
            width = shutil.get_terminal_size().columns - 1
            self._stream.write("\r\x1b[K" + f"{self._title}: {text}"[:width])
            self._stream.flush()

    def note(self, text):
        """A line that stays, on a terminal or not."""
        self.clear()
        self._stream.write(f"{self._title}: {text}\n")
        self._stream.flush()

    def clear(self):
        if self._shows:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def round(self, clock, limits, group, samples, open_count, group_count):
        """Where a run is; `samples` are those of the whole rounds so far, `open_count` the groups still measured."""
        if not self._shows:
            return
        if self._summary[0] != len(samples):
            self._estimates.add(samples[max(self._summary[0], 0):])
            self._summary = (len(samples), so_far(self._estimates, *self._names))
        if limits.rounds is not None:
            place = f"round {clock.rounds + 1} of {limits.rounds}"
        else:
            place = f"round {clock.rounds + 1}, at most {max(limits.budget - clock.elapsed(), 0):.0f} s left"
        still = f", {open_count} of {group_count} still open" if open_count < group_count else ""
        self.say(f"{place}{still}, {group}{self._summary[1]}")
