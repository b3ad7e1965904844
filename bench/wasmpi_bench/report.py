"""Turns comparisons into a table on the terminal and launches into a JSON file; runs and computes nothing else."""
from __future__ import annotations

import dataclasses
import json
import os
import platform
import time

from . import statistics

FORMAT = "wasmpi-bench 1"
WIDE = 1.2  # from one end of an interval to the other
RUNNING = 0.5  # load beyond the cores that a benchmark may make itself


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


@dataclasses.dataclass(frozen=True)
class Results:
    """What a run found: each is {case: Comparison}, empty if there was no such variant."""

    benchmark: object
    candidate: str  # name of the variant that is compared with the native one
    comparisons: dict
    noise: dict  # native against native, the self-check
    cold: list  # seconds of starts without cached code

    def noise_cells(self, case, text):
        return [text(self.noise[case])] if self.noise else []


def ratio_text(found):
    return f"{found.ratio:.3f}"


def difference_text(found):
    return f"{found.difference * 1e9:+.2f}"


def ratio_header(results):
    return [f"{results.candidate}/native", "95 % interval"] + (["native/native"] if results.noise else [])


def ratio_cells(results, case):
    found = results.comparisons[case]
    return [ratio_text(found), interval(found.ratio_low, found.ratio_high), *results.noise_cells(case, ratio_text)]


def messages_table(results):
    name = results.candidate
    header = ["bytes", "native us", f"{name} us", "native MB/s", f"{name} MB/s", *ratio_header(results)]
    rows = []
    for case, found in results.comparisons.items():
        moved = int(case) * results.benchmark.bytes_factor
        rows.append([case, scaled(found.reference, "us"), scaled(found.candidate, "us"),
                     megabytes_per_second(moved, found.reference), megabytes_per_second(moved, found.candidate),
                     *ratio_cells(results, case)])
    # The empty message has its row, but is no size "from 1 byte up".
    return header, rows, [case for case in results.comparisons if int(case) > 0]


def kernels_table(results):
    header = ["kernel", "native ms", f"{results.candidate} ms", *ratio_header(results)]
    rows = [[case, scaled(found.reference, "ms"), scaled(found.candidate, "ms"), *ratio_cells(results, case)]
            for case, found in results.comparisons.items()]
    return header, rows, list(results.comparisons)


def block_size(case):
    """Bytes of a block, from the end of the case's name: 4K, 1M."""
    text = case.rpartition("_")[2]
    return int(text[:-1]) << {"K": 10, "M": 20}[text[-1]]


def files_table(results):
    name = results.candidate
    header = ["operation", "native us", f"{name} us", "native MB/s", f"{name} MB/s", *ratio_header(results)]
    rows = [[case, scaled(found.reference, "us"), scaled(found.candidate, "us"),
             megabytes_per_second(block_size(case), found.reference), megabytes_per_second(block_size(case), found.candidate),
             *ratio_cells(results, case)]
            for case, found in results.comparisons.items()]
    return header, rows, list(results.comparisons)


def costs_table(results):
    name = results.candidate
    header = ["calls", "native ns", f"{name} ns", f"{name} - native ns", "95 % interval"]
    header += ["native - native ns"] if results.noise else []
    rows = [[case, scaled(found.reference, "ns"), scaled(found.candidate, "ns"), difference_text(found),
             f"{found.difference_low * 1e9:+.2f} .. {found.difference_high * 1e9:+.2f}",
             *results.noise_cells(case, difference_text)]
            for case, found in results.comparisons.items()]
    return header, rows, []


def startup_table(results):
    header = ["", "native", results.candidate, *ratio_header(results)]
    rows = []
    for case, title, show in (("wall", "warm start, ms", lambda value: scaled(value, "ms")),
                              ("processor", "of this on a processor, ms", lambda value: scaled(value, "ms")),
                              ("resident", "resident at most, MiB", lambda value: f"{value / 2**20:.1f}")):
        found = results.comparisons[case]
        rows.append([title, show(found.reference), show(found.candidate), *ratio_cells(results, case)])
    if results.cold:
        blank = [""] * (len(header) - 3)
        rows.append(["cold start, ms", "", scaled(statistics.median(results.cold), "ms"), *blank])
    return header, rows, []


TABLES = {"messages": messages_table, "kernels": kernels_table, "costs": costs_table, "files": files_table, "startup": startup_table}


def mean_line(results, cases, which):
    mean = statistics.mean_ratio(results.comparisons, cases)
    line = f"geometric mean of {results.candidate}/native over {which}: {mean:.4f} (slowdown {mean - 1:+.4f})"
    if results.noise:
        line += f"; of native/native, the noise floor: {statistics.mean_ratio(results.noise, cases):.4f}"
    return line


def is_uncertain(found):
    return found.ratio_high / found.ratio_low > WIDE


def summary_lines(results, counted):
    """The geometric mean over the `counted` cases, and without those that noise leaves open."""
    lines = [mean_line(results, counted, f"{len(counted)} cases")] if counted else []
    open_cases = [case for case, found in results.comparisons.items() if is_uncertain(found)]
    certain = [case for case in counted if case not in open_cases]
    if certain and len(certain) < len(counted):
        lines.append(mean_line(results, certain, f"the {len(certain)} certain ones"))
    if open_cases:
        lines.append(f"uncertain, interval wider than {WIDE - 1:.0%}: {', '.join(open_cases)}; more time (--budget) narrows it")
    cores, load = os.cpu_count(), os.getloadavg()[0]
    if load > cores + RUNNING:
        lines.append(f"the machine is busy, load {load:.1f} on {cores} cores: what needs a whole core for long is least certain")
    return lines


def text_report(results):
    """The table and what sums it up, as lines."""
    header, rows, counted = TABLES[results.benchmark.table](results)
    rounds = next(iter(results.comparisons.values())).rounds
    return [*layout(header, rows), "", *summary_lines(results, counted), f"medians of {rounds} rounds, ratios taken within a round"]


def processor_name():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            for line in lines:
                if line.startswith("model name"):
                    return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def machine():
    return {"processor": processor_name(), "cores": os.cpu_count(), "kernel": platform.release(),
            "load": [round(value, 2) for value in os.getloadavg()]}


def machine_line(facts):
    return f"{facts['processor']}, {facts['cores']} cores, load {facts['load'][0]:.1f}"


def rounded(values):
    """Raw samples to six digits, which is more than any clock here gives."""
    return [float(f"{value:.6g}") for value in values]


def json_report(results, settings, facts, commands, versions, samples):
    """All that was measured, as one JSON value; times in seconds, memory in bytes."""
    return {
        "format": FORMAT,
        "benchmark": results.benchmark.name,
        "written": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        "machine": facts,
        "settings": settings,
        "commands": commands,
        "versions": versions,
        "comparisons": {case: dataclasses.asdict(found) for case, found in results.comparisons.items()},
        "noise": {case: dataclasses.asdict(found) for case, found in results.noise.items()},
        "cold": rounded(results.cold),
        "samples": [
            {"session": sample.session, "round": sample.round, "position": sample.position, "variant": sample.variant,
             "case": sample.case, "started": round(sample.started, 6), "values": rounded(sample.values)}
            for sample in samples
        ],
    }


def write_json(path, value):
    """Whole or not at all: an interrupted run leaves no half a file."""
    temporary = f"{path}.part"
    with open(temporary, "w", encoding="utf-8") as output:
        json.dump(value, output)
        output.write("\n")
    os.replace(temporary, path)
