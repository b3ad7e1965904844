#!/usr/bin/env python3
"""Requires every row of hostcalls/mpi/functions.def to be named by a '// functions:' line of a program.

A program counts as exercising a function only if its text calls it as well, so that a name cannot
merely be claimed. Exit status: 0 complete, 1 something is missing or claimed without a call.
"""
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROW = re.compile(r"^[A-Z][A-Z_]*\(\s*(\w+)\s*[,)]", re.MULTILINE)


def rows_of(table):
    """Names of the rows, without comments, with the prefix MPI_."""
    text = re.sub(r"//[^\n]*|/\*.*?\*/", "", table.read_text(), flags=re.DOTALL)
    return {f"MPI_{name.removeprefix('MPI_')}" for name in ROW.findall(text)}


def claims_of(program):
    """(functions claimed, functions claimed but never mentioned in the code)."""
    text = program.read_text()
    claimed = set()
    for line in re.findall(r"^// functions: (.*)$", text, re.MULTILINE):
        claimed.update(line.split())
    code = re.sub(r"//[^\n]*", "", text)
    shared = re.sub(r"//[^\n]*", "", (HERE / "support.h").read_text())
    used = set(re.findall(r"\b(MPI_\w+)\s*\(", code + shared))
    return claimed, claimed - used


def main():
    table = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else (
        HERE.parents[1] / "hostcalls" / "mpi" / "functions.def")
    if not table.exists():
        print(f"{table}: no such file; give the path of functions.def")
        return 1
    rows = rows_of(table)
    if not rows:
        print(f"{table}: no rows found; has the form MPI_FN(Name, ...) changed?")
        return 1
    covered, problems = set(), []
    for program in sorted(HERE.glob("*/*.c")):
        claimed, unused = claims_of(program)
        # What runs only as Wasm is compared with nothing, so it covers nothing.
        if "\n// wasm-only:" not in program.read_text():
            covered |= claimed
        problems += [f"{program.relative_to(HERE)} claims {name} but never calls it"
                     for name in sorted(unused)]
    problems += [f"{name} is a row of {table.name}, but no program exercises it"
                 for name in sorted(rows - covered)]
    for problem in problems:
        print(problem)
    print(f"{len(rows & covered)} of {len(rows)} rows exercised; "
          f"{len(covered - rows)} further functions are exercised that are no rows")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
