#!/usr/bin/env python3
"""Checks the borders of the source tree: which folder may include which, who may use LLVM, MPI, mmap and signals, and file sizes.

usage: check_layering.py ROOT      prints one line per violation and exits 1 if there is any
"""
import pathlib
import re
import sys

# Left to right: a folder includes only itself and folders to its left.
ORDER = ["frontend", "codegen", "cache", "runtime", "hostcalls", "tools"]
SOURCE = {".h", ".cpp", ".c", ".py", ".sh", ".js"}
MAX_LINES = 700

# (pattern of a line, what it is, where it is allowed)
BORDERS = [
    (re.compile(r'#include\s+[<"](llvm|lld)/'), "an LLVM header", re.compile(r"codegen/")),
    (re.compile(r"#include\s+<mpi\.h>"), "<mpi.h>", re.compile(r"hostcalls/mpi/")),
    (re.compile(r"\b(mmap|mprotect|munmap|mremap)\("), "a memory mapping", re.compile(r"runtime/(linear_memory|guest_stack)\.")),
    (re.compile(r"\b(sigaction|sigaltstack|signal)\("), "a signal handler", re.compile(r"runtime/signals\.")),
]
# Public headers of codegen are read by folders without LLVM.
LLVM_FREE = {"codegen/abi.h", "codegen/compiler_api.h", "codegen/image_note.h"}


def strip_comment(line):
    return line.split("//", 1)[0]


def check_includes(path, folder, number, line, problems):
    match = re.match(r'\s*#include\s+"([^"/]+)/', line)
    if not match or match.group(1) not in ORDER:
        return
    if ORDER.index(match.group(1)) > ORDER.index(folder):
        problems.append(f"{path}:{number}: {folder} must not include {match.group(1)} (it lies to the right)")


def check_borders(path, number, line, problems):
    for pattern, what, allowed in BORDERS:
        if pattern.search(line) and (not allowed.match(path) or path in LLVM_FREE):
            problems.append(f"{path}:{number}: {what} is not allowed here (only in {allowed.pattern})")


def check_file(root, file, problems):
    path = file.relative_to(root).as_posix()
    folder = path.split("/")[0]
    lines = file.read_text(encoding="utf-8").splitlines()
    if len(lines) > MAX_LINES:
        problems.append(f"{path}: {len(lines)} lines; the limit is {MAX_LINES}")
    if folder not in ORDER or file.suffix not in {".h", ".cpp"}:
        return
    if path.startswith("tools/sdk/"):  # guest code: nothing of the host's layers
        return
    for number, line in enumerate(lines, 1):
        check_includes(path, folder, number, line, problems)
        check_borders(path, number, strip_comment(line), problems)


def check_readmes(root, problems):
    for folder in ORDER + ["tests", "bench", "hostcalls/wasi", "hostcalls/mpi", "tools/sdk"]:
        if not (root / folder / "README.md").exists():
            problems.append(f"{folder}: has no README.md")


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent).resolve()
    problems = []
    for top in ORDER + ["tests", "bench", "cmake"]:
        for file in sorted((root / top).rglob("*")):
            if file.is_file() and file.suffix in SOURCE:
                check_file(root, file, problems)
    check_readmes(root, problems)
    print("\n".join(problems) if problems else "layering: every border holds")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
