#!/usr/bin/env python3
"""How each MPI function reaches the host, and which test programs exercise it; fails where the sources drift apart.

What is compared:
  tests/mpi/functions.csv            the C functions of MPI-3.1, removed names included
  tools/sdk/include/wasmpi/mpi_*.h   the guest's prototypes
  libmpi.a (--library, --nm)         MPI_X (weak) and PMPI_X (strong) for each prototype
  hostcalls/mpi/functions*.def       rows; function_table.cpp names those that return no error code
  tools/sdk/lib/guest/*.c            functions that need no host
  tests/mpi/*/*.c                    `// functions:` lines of programs, whose code must name the same
  **/README.md                       MPI functions named there exist
The report (--report FILE, Markdown) has one line a function. Exit status: 0 complete, 1 something is missing or contradicts.
"""
import argparse
import collections
import csv
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
PROTOTYPE = re.compile(r"^\w+(?: \*)? ?(MPI_\w+)\([^;]*\);", re.MULTILINE)
ROW = re.compile(r"^([A-Z][A-Z_]*)\(\s*(\w+)\s*,\s*(.*?)\)$", re.MULTILINE)
GUEST_FUNCTION = re.compile(r"^GUEST_FUNCTION\((\w+)\)$", re.MULTILINE)
CLAIM = re.compile(r"^// functions: (.*)$", re.MULTILINE)
# Natively there is nothing to compare with: a guest's socket is none that two native programs could meet on.
WASM_ONLY = {"MPI_Comm_join"}
BEYOND = "beyond"  # declared, but no function of functions.csv: the tools' interface, MPI-4. A program is not required
USE = re.compile(r"\bMPI_\w+")


def without_comments(text):
    return re.sub(r"//[^\n]*|/\*.*?\*/", "", text, flags=re.DOTALL)


def read_all(pattern):
    return {path: path.read_text() for path in sorted(ROOT.glob(pattern))}


def listed_functions():
    with open(ROOT / "tests/mpi/functions.csv", encoding="utf-8") as file:
        return {row["name"]: row["group"] for row in csv.DictReader(file)}


def prototypes():
    """Functions the guest's headers declare, and all other names in them."""
    text = "".join(read_all("tools/sdk/include/wasmpi/mpi_*.h").values())
    return set(PROTOTYPE.findall(text)), set(re.findall(r"\bMPI_\w+", text))


def bodies():
    """Where the functions of SPECIAL rows are written: name -> file."""
    found = {}
    for path, text in read_all("hostcalls/mpi/*.cpp").items():
        for name in re.findall(r"^int32_t (\w+)\(Call\b", text, re.MULTILINE):
            found[name] = path.name
    return found


def implementations():
    """MPI_X -> how it is done, in words; and contradictions."""
    found, problems = {}, []
    written = bodies()
    for path, text in read_all("hostcalls/mpi/functions*.def").items():
        for macro, name, rest in ROW.findall(without_comments(text)):
            if f"MPI_{name}" in found:
                problems.append(f"MPI_{name} has two rows")
            how = " ".join(rest.split())
            if macro == "SPECIAL" and how in written:
                how = f"`{how}` in {written[how]}"
            else:
                how = f"{macro} `{how}`"
            found[f"MPI_{name}"] = how
    table = (ROOT / "hostcalls/mpi/function_table.cpp").read_text()
    for name in re.findall(r'name == "(MPI_\w+)"', table):
        found.setdefault(name, "function_table.cpp")
    for path, text in read_all("tools/sdk/lib/guest/*.c").items():
        for name in GUEST_FUNCTION.findall(text):
            if f"MPI_{name}" in found:
                problems.append(f"MPI_{name} has a row, but is done in the guest")
            found[f"MPI_{name}"] = f"guest: {path.name}"
    for name in PROTOTYPE.findall((ROOT / "tools/sdk/include/wasmpi/mpi_large_counts.h").read_text()):
        found[name] = "guest: the function with smaller counts"
    return found, problems


def exercised():
    """MPI_X -> programs that exercise it; and claims without a use."""
    found, problems = collections.defaultdict(list), []
    shared = "".join(read_all("tests/mpi/*.h").values())
    for path, text in read_all("tests/mpi/*/*.c").items():
        headers = "".join(header.read_text() for header in path.parent.glob("*.h") if header.name != "mpi.h")
        used = set(USE.findall(without_comments(text + headers + shared)))
        program = f"{path.parent.name}/{path.stem}"
        for name in {name for line in CLAIM.findall(text) for name in line.split()}:
            if name not in used:
                problems.append(f"tests/mpi/{program}.c claims {name}, but its code does not name it")
            # What runs only as Wasm is compared with nothing, so it shows nothing.
            elif "\n// wasm-only:" not in text or name in WASM_ONLY:
                found[name].append(program)
    return found, problems


def compare_library(names, done, library, nm):
    """libmpi.a against the prototypes, and what it imports against the table."""
    listing = subprocess.run([nm, library], capture_output=True, text=True, check=True).stdout
    symbols = set(re.findall(r"^\S* ([TW]) (P?MPI_\w+)$", listing, re.MULTILINE))
    imported = set(re.findall(r"^\s*U wasmpi_import_(MPI_\w+)$", listing, re.MULTILINE))
    problems = [f"libmpi.a has no {name} (weak) with P{name} (strong)" for name in sorted(names)
                if ("W", name) not in symbols or ("T", f"P{name}") not in symbols]
    public = {name for kind, name in symbols if name.startswith("MPI_") and not name.endswith("DUP_FN")}
    problems += [f"libmpi.a has {name}, which no header declares" for name in sorted(public - names)]
    in_guest = {name for name, how in done.items() if how.startswith("guest")}
    problems += [f"libmpi.a imports {name}, which is done in the guest" for name in sorted(imported & in_guest)]
    problems += [f"libmpi.a does not import {name}" for name in sorted(names - in_guest - imported)]
    return problems


def documented():
    """What the documentation names that looks like a function or a type."""
    return {(path.relative_to(ROOT), name) for pattern in ("README.md", "*/README.md", "*/*/README.md", "*/*/*/README.md")
            for path, text in read_all(pattern).items() if "build" not in path.relative_to(ROOT).parts
            for name in re.findall(r"\bMPI_[A-Z][a-z]\w*\b", text)}


def write_report(path, listed, done, programs):
    lines = ["# MPI-3.1 functions of guests", "", "Each has its PMPI twin: the same host function under both names.", "",
             "| function | group | done by | programs |", "|---|---|---|---|"]
    for name, group in sorted(listed.items(), key=lambda item: (item[1], item[0])):
        lines.append(f"| {name} | {group} | {done.get(name, '**missing**')} | {', '.join(programs.get(name, [])) or '**none**'} |")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def print_summary(listed, done, programs):
    for group in sorted(set(listed.values())):
        names = [name for name, own in listed.items() if own == group]
        print(f"{group:14} {len(names):4} functions, {sum(name in done for name in names):4} done, "
              f"{sum(bool(programs.get(name)) for name in names):4} tested")
    print(f"{'all':14} {len(listed):4} functions, {len(done.keys() & listed.keys()):4} done, "
          f"{len(programs.keys() & listed.keys()):4} tested; PMPI twins likewise")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--library", help="the guest's libmpi.a")
    parser.add_argument("--nm", default="llvm-nm-22")
    parser.add_argument("--report", type=pathlib.Path, help="write the report to this file")
    return parser.parse_args()


def main():
    options = parse_arguments()
    listed, (declared, known) = listed_functions(), prototypes()
    listed |= {name: BEYOND for name in declared - listed.keys()}
    done, problems = implementations()
    programs, claims = exercised()
    problems += claims
    problems += [f"{name} is in functions.csv, but in no header of the guest" for name in sorted(listed.keys() - declared)]
    problems += [f"{name} has a row, but no header declares it" for name in sorted(done.keys() - declared)]
    problems += [f"{path} names {name}, which no header declares" for path, name in sorted(documented())
                 if name not in known]
    if options.library:
        problems += compare_library(declared, done, options.library, options.nm)
    missing = [f"{name} has neither a row nor a body in the guest" for name in sorted(listed.keys() - done.keys())]
    missing += [f"{name} is exercised by no program" for name in sorted(done.keys() & listed.keys())
                if not programs.get(name) and listed[name] != BEYOND]
    if options.report:
        write_report(options.report, listed, done, programs)
    print_summary(listed, done, programs)
    for text in missing:
        print(f"missing: {text}")
    for text in problems:
        print(f"wrong: {text}")
    return 1 if problems or missing else 0


if __name__ == "__main__":
    sys.exit(main())
