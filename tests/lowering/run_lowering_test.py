#!/usr/bin/env python3
"""Compiles a .wat and holds the IR or assembly against the expectations in its comments.

Each `;; RUN(PREFIX): options` line compiles the module with wasmpi-compile and these options, and gives the output and the .wat to
FileCheck with that prefix (`;; PREFIX: pattern`, `;; PREFIX-NOT: pattern`, ...). A line `;; WAT2WASM: options` is for wat2wasm.
"""
import argparse
import pathlib
import re
import shlex
import subprocess
import sys

RUN = re.compile(r"^;;\s*RUN\((?P<prefix>[A-Z0-9-]+)\):(?P<options>.*)$", re.MULTILINE)
WAT2WASM = re.compile(r"^;;\s*WAT2WASM:(?P<options>.*)$", re.MULTILINE)


def execute(command, **more):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, **more)
    if done.returncode != 0:
        sys.exit(f"failed ({done.returncode}): {shlex.join(str(part) for part in command)}\n"
                 f"{done.stdout}{done.stderr}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("compiler", "wat2wasm", "filecheck", "work"):
        parser.add_argument(f"--{name}", type=pathlib.Path, required=True)
    parser.add_argument("wat", type=pathlib.Path)
    arguments = parser.parse_args()

    text = arguments.wat.read_text()
    runs = list(RUN.finditer(text))
    if not runs:
        sys.exit(f"{arguments.wat}: no RUN line")
    arguments.work.mkdir(parents=True, exist_ok=True)
    module = arguments.work / "module.wasm"
    options = [option for line in WAT2WASM.finditer(text) for option in shlex.split(line["options"])]
    execute([arguments.wat2wasm, "--debug-names", *options, arguments.wat, "-o", module])
    for run in runs:
        output = arguments.work / f"{run['prefix']}.txt"
        execute([arguments.compiler, module, *shlex.split(run["options"]), "-o", output])
        execute([arguments.filecheck, "--check-prefix", run["prefix"], "--input-file", output,
                 "--dump-input=fail", arguments.wat])


if __name__ == "__main__":
    main()
