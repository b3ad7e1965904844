"""Turns comparisons into a table of text; runs and computes nothing else."""
from __future__ import annotations

import dataclasses
import os

from . import statistics

WIDE = 1.2  # from one end of an interval to the other
RUNNING = 0.5  # load beyond the cores that a benchmark may make itself


@dataclasses.dataclass(frozen=True)
class Column:
    """One variant against another: {case: Comparison}."""

    reference: str
    candidate: str
    comparisons: dict

    @property
    def title(self):
        return f"{self.candidate}/{self.reference}"


@dataclasses.dataclass(frozen=True)
class Results:
    """What a run found. The first column is what the run was for: its times and intervals are shown, of the others the ratios."""

    name: str  # of the benchmark
    summary: str
    table: str  # a key of TABLES
    bytes_factor: int
    columns: list
    noise: dict  # {case: Comparison} of the reference with itself; empty without a self-check
    cold: list  # seconds of starts without cached code

    @property
    def main(self):
        return self.columns[0]


def layout(header, rows):
    """Right-aligned columns as wide as their widest cell; the first is left-aligned unless all its cells are numbers."""
    widths = [max(len(line[column]) for line in [header, *rows]) for column in range(len(header))]
    names = not all(row[0].isdigit() for row in rows)
    lines = []
    for line in [header, *rows]:
        cells = [cell.rjust(width) for cell, width in zip(line, widths)]
        if names:
            cells[0] = line[0].ljust(widths[0])
        lines.append("  ".join(cells).rstrip())
    lines.insert(1, "-" * max(map(len, lines)))
    return lines


def scaled(seconds, unit):
    """A time in `unit` (ns, us or ms) with at least four digits that mean something."""
    value = seconds * {"ns": 1e9, "us": 1e6, "ms": 1e3}[unit]
    return f"{value:.3f}" if value < 100 else f"{value:.2f}" if value < 1000 else f"{value:.1f}"


def megabytes_per_second(byte_count, seconds):
    """IMB's MB/s: 10^6 bytes."""
    return f"{byte_count / seconds / 1e6:.1f}" if byte_count else "-"


def interval(low, high):
    return f"{low:.3f}-{high:.3f}"


def ratio_text(found):
    return f"{found.ratio:.3f}"


def difference_text(found):
    return f"{found.difference * 1e9:+.2f}"


def extra_cells(results, case, text):
    """The other columns' cells, and the self-check's."""
    tables = [column.comparisons for column in results.columns[1:]] + ([results.noise] if results.noise else [])
    return [text(table[case]) if case in table else "" for table in tables]


def ratio_header(results):
    titles = [column.title for column in results.columns[1:]]
    reference = results.main.reference
    return [results.main.title, "95 % interval", *titles] + ([f"{reference}/{reference}"] if results.noise else [])


def ratio_cells(results, case):
    found = results.main.comparisons[case]
    return [ratio_text(found), interval(found.ratio_low, found.ratio_high), *extra_cells(results, case, ratio_text)]


def times_header(results, unit):
    return [f"{results.main.reference} {unit}", f"{results.main.candidate} {unit}"]


def moved_cells(byte_count, found, unit):
    """Times of both, and the bandwidths they are."""
    return [scaled(found.reference, unit), scaled(found.candidate, unit),
            megabytes_per_second(byte_count, found.reference), megabytes_per_second(byte_count, found.candidate)]


def messages_table(results):
    header = ["bytes", *times_header(results, "us"), *times_header(results, "MB/s"), *ratio_header(results)]
    rows = [[case, *moved_cells(int(case) * results.bytes_factor, found, "us"), *ratio_cells(results, case)]
            for case, found in results.main.comparisons.items()]
    # The empty message has its row, but is no size "from 1 byte up".
    return header, rows, [case for case in results.main.comparisons if int(case) > 0]


def timed_table(first, unit, name_of=lambda _results, case: case):
    """A table of rows with both times and the ratio."""
    def table(results):
        header = [first, *times_header(results, unit), *ratio_header(results)]
        rows = [[name_of(results, case), scaled(found.reference, unit), scaled(found.candidate, unit), *ratio_cells(results, case)]
                for case, found in results.main.comparisons.items()]
        return header, rows, list(results.main.comparisons)
    return table


def block_size(case):
    """Bytes of a block, from the end of the case's name: 4K, 1M."""
    text = case.rpartition("_")[2]
    return int(text[:-1]) << {"K": 10, "M": 20}[text[-1]]


def files_table(results):
    header = ["operation", *times_header(results, "us"), *times_header(results, "MB/s"), *ratio_header(results)]
    rows = [[case, *moved_cells(block_size(case), found, "us"), *ratio_cells(results, case)]
            for case, found in results.main.comparisons.items()]
    return header, rows, list(results.main.comparisons)


def costs_table(results):
    main = results.main
    header = ["calls", *times_header(results, "ns"), f"{main.candidate} - {main.reference} ns", "95 % interval"]
    header += [f"{column.candidate} - {column.reference} ns" for column in results.columns[1:]]
    header += [f"{main.reference} - {main.reference} ns"] if results.noise else []
    rows = [[case, scaled(found.reference, "ns"), scaled(found.candidate, "ns"), difference_text(found),
             f"{found.difference_low * 1e9:+.2f} .. {found.difference_high * 1e9:+.2f}",
             *extra_cells(results, case, difference_text)]
            for case, found in main.comparisons.items()]
    return header, rows, []


# Cases of a process's life: how they are called, and shown.
LIFE = (("wall", "from start to end, ms", lambda value: scaled(value, "ms")),
        ("processor", "of this on a processor, ms", lambda value: scaled(value, "ms")),
        ("resident", "resident at most, MiB", lambda value: f"{value / 2**20:.1f}"))


def startup_table(results):
    header = ["", results.main.reference, results.main.candidate, *ratio_header(results)]
    rows = []
    for case, title, show in LIFE:
        found = results.main.comparisons[case]
        rows.append([title, show(found.reference), show(found.candidate), *ratio_cells(results, case)])
    if results.cold:
        blank = [""] * (len(header) - 3)
        rows.append(["cold start, ms", "", scaled(statistics.median(results.cold), "ms"), *blank])
    return header, rows, []


TABLES = {
    "messages": messages_table,
    "kernels": timed_table("kernel", "ms"),
    "calls": timed_table("operation", "us", lambda results, _case: results.name),
    "costs": costs_table,
    "files": files_table,
    "startup": startup_table,
}


def counted_cases(results):
    """The cases that count in geometric means."""
    return TABLES[results.table](results)[2]


def mean_line(column, cases, which):
    mean = statistics.mean_ratio(column.comparisons, cases)
    low, high = statistics.mean_interval(column.comparisons, cases)
    return f"geometric mean of {column.title} over {which}: {mean:.4f} (slowdown {mean - 1:+.4f}; 95 % interval {low:.4f}-{high:.4f})"


def is_uncertain(found):
    return found.ratio_high / found.ratio_low > WIDE


def summary_lines(results, counted):
    """The geometric means over the `counted` cases, and the first one without those that noise leaves open."""
    main = results.main
    lines = [mean_line(column, cases, f"{len(cases)} cases") for column in results.columns
             if (cases := [case for case in counted if case in column.comparisons])]
    if counted and results.noise:
        title = f"{main.reference}/{main.reference}"
        lines.append(f"geometric mean of {title}, the noise floor: {statistics.mean_ratio(results.noise, counted):.4f}")
    open_cases = [case for case, found in main.comparisons.items() if is_uncertain(found)]
    certain = [case for case in counted if case not in open_cases]
    if certain and len(certain) < len(counted):
        lines.append(mean_line(main, certain, f"the {len(certain)} certain ones"))
    if open_cases:
        lines.append(f"uncertain, interval wider than {WIDE - 1:.0%}: {', '.join(open_cases)}; more time (--budget) narrows it")
    return lines


def load_lines():
    """A warning if there is more work than cores right now."""
    cores, load = os.cpu_count(), os.getloadavg()[0]
    if load <= cores + RUNNING:
        return []
    return [f"the machine is busy, load {load:.1f} on {cores} cores: what needs a whole core for long is least certain"]


def rounds_text(results):
    counts = [found.rounds for found in results.main.comparisons.values()]
    return f"{min(counts)}" if min(counts) == max(counts) else f"{min(counts)} to {max(counts)}"


def text_report(results, notes=()):
    """The table and what sums it up, as lines."""
    header, rows, counted = TABLES[results.table](results)
    return [*layout(header, rows), "", *summary_lines(results, counted), *notes,
            f"medians of {rounds_text(results)} rounds, ratios taken within a round"]
