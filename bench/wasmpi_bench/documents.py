"""A run's document: all that was measured and what it rests on, as one JSON value, and back. Also as rows of CSV.

A file holds one document, or several: {"format": ..., "runs": [document, ...]}.
"""
from __future__ import annotations

import csv
import dataclasses
import json
import os
import time

from . import report, statistics
from .errors import BenchmarkError

FORMAT = "wasmpi-bench 2"


def rounded(values):
    """Raw samples to six digits, which is more than any clock here gives."""
    return [float(f"{value:.6g}") for value in values]


def comparisons_value(comparisons):
    return {case: dataclasses.asdict(found) for case, found in comparisons.items()}


def document(results, facts, samples):
    """`facts`: settings, machine, versions, commands, flags, commit. Times in seconds, memory in bytes."""
    return {
        "format": FORMAT,
        "benchmark": results.name,
        "summary": results.summary,
        "table": results.table,
        "bytes_factor": results.bytes_factor,
        "written": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        **facts,
        "columns": [{"reference": column.reference, "candidate": column.candidate,
                     "comparisons": comparisons_value(column.comparisons)} for column in results.columns],
        "noise": comparisons_value(results.noise),
        "cold": rounded(results.cold),
        "samples": [
            {"session": sample.session, "round": sample.round, "position": sample.position, "variant": sample.variant,
             "case": sample.case, "started": round(sample.started, 6), "values": rounded(sample.values)}
            for sample in samples
        ],
    }


def comparisons_of(value):
    found = {}
    for case, fields in value.items():
        ratios = {int(number): ratio for number, ratio in fields["ratios"].items()}  # JSON has no numbers for keys
        found[case] = statistics.Comparison(**{**fields, "ratios": ratios})
    return found


def results_of(value):
    """The Results a document was made from."""
    columns = [report.Column(column["reference"], column["candidate"], comparisons_of(column["comparisons"]))
               for column in value["columns"]]
    return report.Results(value["benchmark"], value["summary"], value["table"], value["bytes_factor"], columns,
                          comparisons_of(value["noise"]), value["cold"])


def read(path):
    """The documents of a file."""
    try:
        with open(path, encoding="utf-8") as source:
            value = json.load(source)
    except (OSError, ValueError) as error:
        raise BenchmarkError(f"cannot read '{path}': {error}") from error
    found = value.get("runs", [value]) if isinstance(value, dict) else []
    for run in found:
        if not isinstance(run, dict) or run.get("format") != FORMAT:
            raise BenchmarkError(f"'{path}' is no result of this wasmpi-bench: its format is not '{FORMAT}'")
        try:
            results = results_of(run)
            if results.table not in report.TABLES or not results.columns or not results.main.comparisons:
                raise ValueError("no comparisons")
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise BenchmarkError(f"'{path}' is damaged: {type(error).__name__}: {error}") from error
    if not found:
        raise BenchmarkError(f"'{path}' holds no results of wasmpi-bench")
    return found


def write_whole(path, text):
    """Whole or not at all: an interrupted run leaves no half a file."""
    temporary = f"{path}.part"
    with open(temporary, "w", encoding="utf-8") as output:
        output.write(text)
    os.replace(temporary, path)


def write_json(path, runs):
    value = runs[0] if len(runs) == 1 else {"format": FORMAT, "runs": runs}
    write_whole(path, json.dumps(value) + "\n")


CSV_FIELDS = [field.name for field in dataclasses.fields(statistics.Comparison) if field.name != "ratios"]


def write_csv(path, runs):
    """A row for each case and pair of variants."""
    temporary = f"{path}.part"
    with open(temporary, "w", encoding="utf-8", newline="") as output:
        rows = csv.writer(output, lineterminator="\n")
        rows.writerow(["benchmark", "reference_variant", "candidate_variant", "case", *CSV_FIELDS])
        for run in runs:
            results = results_of(run)
            for column in results.columns:
                for case, found in column.comparisons.items():
                    rows.writerow([results.name, column.reference, column.candidate, case,
                                   *(f"{getattr(found, name):.8g}" for name in CSV_FIELDS)])
    os.replace(temporary, path)
