"""Two runs side by side: what became faster, what slower, and what is the same as far as these runs can tell.

Runs at different times saw different machines, so their times are not compared: only how each run's ratios, taken within its
rounds, differ.
"""
from __future__ import annotations

import dataclasses

from . import documents, report, statistics

SAME = "no difference seen"


@dataclasses.dataclass(frozen=True)
class Change:
    case: str
    before: float  # ratio
    after: float
    low: float  # interval of after/before (changes)
    high: float

    @property
    def change(self):
        return self.after / self.before

    def verdict(self):
        if self.low > 1:
            return "slower"
        return "faster" if self.high < 1 else SAME


def changes(before, after):
    """Of the cases that two columns share, in the order of the first. An interval each, so wide that with 95 % all hold at once:
    among many cases one would else be "slower" by chance."""
    shared = [case for case in before.comparisons if case in after.comparisons]
    found = []
    for case in shared:
        one, other = before.comparisons[case], after.comparisons[case]
        low, high = statistics.change_interval(list(one.ratios.values()), list(other.ratios.values()), 1 - 0.05 / len(shared))
        found.append(Change(case, one.ratio, other.ratio, low, high))
    return found


def compare_columns(before, after):
    """Lines of text about one pair of variants in both runs; nothing if they share no case."""
    found = changes(before, after)
    if not found:
        return []
    header = ["case", f"{before.title} A", "B", "B/A", "interval, 95 % for all", ""]
    rows = [[row.case, f"{row.before:.3f}", f"{row.after:.3f}", f"{row.change:.3f}", report.interval(row.low, row.high),
             row.verdict()] for row in found]
    mean = statistics.geometric_mean(row.change for row in found)
    counts = {name: sum(row.verdict() == name for row in found) for name in ("slower", "faster", SAME)}
    summary = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    return [*report.layout(header, rows), f"geometric mean of B/A over {len(found)} cases: {mean:.4f}; {summary}", ""]


def compare_files(first, second):
    """(lines of text, whether anything became slower) of all that both files have."""
    later = {run["benchmark"]: run for run in documents.read(second)}
    lines, slower = [], False
    for run in documents.read(first):
        if run["benchmark"] not in later:
            continue
        before, after = documents.results_of(run), documents.results_of(later[run["benchmark"]])
        named = {column.title: column for column in after.columns}
        lines.append(f"{before.name}: A written {run['written']}, B {later[run['benchmark']]['written']}")
        for column in before.columns:
            if column.title in named:
                lines += compare_columns(column, named[column.title])
                slower |= any(row.verdict() == "slower" for row in changes(column, named[column.title]))
    return lines, slower
