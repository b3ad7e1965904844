"""The text a benchmark program prints, and its meaning. Times become seconds, memory bytes."""
from __future__ import annotations

import dataclasses
import json
import math

NANOSECOND = 1e-9
KIBIBYTE = 1024


@dataclasses.dataclass(frozen=True)
class Reading:
    """What one measurement gave: {case: [value, ...]}, and what native and Wasm have to agree on."""

    samples: dict
    result: str = ""


def number(value):
    value = float(value)
    if not math.isfinite(value) or value < 0:
        raise ValueError(f"'{value}' is not a measured value")
    return value


def parse_turn(line):
    """The answer of a program that takes turns: the case, then nanoseconds."""
    words = line.split()
    if len(words) < 2:
        raise ValueError("not a case and its values")
    return Reading({words[0]: [number(word) * NANOSECOND for word in words[1:]]})


def parse_kernel(output):
    """The line of JSON of benchmarks/bench.h: the least CPU time of a run, and the checksum."""
    try:
        line = json.loads(output)
        return Reading({line["kernel"]: [number(line["best_s"])]}, line["checksum"])
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise ValueError(f"not a kernel's line of JSON: {error}") from error


def parse_spawn_timer(output):
    """What launcher/spawn_timer.c prints: lifetime and processor time in nanoseconds, kibibytes; a line for each start."""
    found = {"wall": [], "processor": [], "resident": []}
    for line in output.splitlines():
        words = line.split()
        if len(words) != len(found):
            raise ValueError(f"not two times and a size: '{line}'")
        for values, word, unit in zip(found.values(), words, (NANOSECOND, NANOSECOND, KIBIBYTE)):
            values.append(number(word) * unit)
    if not found["wall"]:
        raise ValueError("no times")
    return Reading(found)
