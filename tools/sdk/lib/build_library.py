#!/usr/bin/env python3
"""Builds the guest's libraries: libmpi.a from the prototypes in include/wasmpi/*.h, the others from the files of their folder.

Those prototypes are the one table. From each `ret MPI_X(args);` come
  * its PMPI_X twin, in the staged header wasmpi/pmpi_functions.h;
  * an object of libmpi.a of its own: PMPI_X (strong), MPI_X (weak) over the import mpi.MPI_X, so
    that a tool in the guest may define MPI_X and call PMPI_X.
A function that guest/*.c marks with GUEST_FUNCTION(X) is C inside the guest and imports nothing. One of mpi_large_counts.h calls
the function with smaller numbers: MPI_X_c is MPI_X_x if there is one of the same type, else MPI_X.
"""

import argparse
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
from typing import NamedTuple

import build_fortran

PROTOTYPE = re.compile(r"^(\w+(?: \*)?) ?(MPI_\w+)\(([^;]*)\);", re.MULTILINE)
GUEST_FUNCTION = re.compile(r"^GUEST_FUNCTION\((\w+)\)$", re.MULTILINE)
PARAMETER_NAME = re.compile(r"(\w+)(?:\[\w*\])*$")
LARGE_COUNTS = "mpi_large_counts.h"

TARGET = ["--target=wasm32-wasi", "-Wno-deprecated", "-Wdeprecated-declarations",
          "-fwasm-exceptions", "-mllvm", "-wasm-use-legacy-eh=false"]
COMPILE = ["-O3", "-Wall", "-Wextra", "-Werror", "-c"]
STANDARD = {".c": "-std=gnu11", ".cpp": "-std=gnu++20"}
# Fortran's runtime needs nothing of C++'s, so that programs are linked without its library.
WITHOUT_CXX_LIBRARY = ["-fno-exceptions", "-fno-rtti", "-fno-threadsafe-statics", "-Wno-return-type-c-linkage"]
EMULATED = [f"-D_WASI_EMULATED_{part}" for part in ("SIGNAL", "PROCESS_CLOCKS", "MMAN", "GETPID")]


class Function(NamedTuple):
    result: str
    name: str
    parameters: str

    def forwarded(self) -> str:
        """The names to pass on; what follows a `...` cannot be and is left behind."""
        if self.parameters == "void":
            return ""
        declared = [p.strip() for p in self.parameters.split(",")]
        return ", ".join(PARAMETER_NAME.search(p).group(1) for p in declared if p != "...")


    def declared(self) -> list[tuple[str, str]]:
        """(type, name) of each parameter that is no array."""
        parts = [part.strip() for part in self.parameters.split(",")]
        return [(part.removesuffix(PARAMETER_NAME.search(part).group(0)).strip(), PARAMETER_NAME.search(part).group(1))
                for part in parts]


def read_functions(headers: list[pathlib.Path]) -> list[Function]:
    functions = []
    for header in headers:
        for match in PROTOTYPE.finditer(header.read_text()):
            result, name, parameters = match.groups()
            functions.append(Function(result, name, " ".join(parameters.split())))
    return functions


def twin_header(functions: list[Function]) -> str:
    lines = ["/* The profiling names (MPI-3.1 14.2). Written by lib/build_library.py: do not edit. */",
             "#pragma once", ""]
    lines += [f"{f.result} P{f.name}({f.parameters});" for f in functions]
    return "\n".join(lines) + "\n"


def importing_source(function: Function) -> str:
    """The import keeps a private name: the public ones must stay free for tools to define."""
    return f"""#include <mpi.h>
extern __typeof__({function.name}) wasmpi_import_{function.name}
    __attribute__((import_module("mpi"), import_name("{function.name}")));
{function.result} P{function.name}({function.parameters}) {{
  return wasmpi_import_{function.name}({function.forwarded()});
}}
extern __typeof__({function.name}) {function.name} __attribute__((weak, alias("P{function.name}")));
"""


def error_handler(parameters: list[tuple[str, str]]) -> str:
    """The call that raises an error on the object a function is about: the world if it is about none."""
    for kind, handle in (("Comm", "MPI_Comm"), ("Win", "MPI_Win"), ("File", "MPI_File")):
        for declared, name in parameters:
            if declared == handle:
                return f"PMPI_{kind}_call_errhandler({name}, MPI_ERR_COUNT)"
    return "PMPI_Comm_call_errhandler(MPI_COMM_WORLD, MPI_ERR_COUNT)"


def narrowing_source(function: Function, functions: dict[str, Function]) -> str:
    """Large numbers are passed on as the smaller ones of the other function, or refused; results are widened."""
    own = function.declared()
    stem = function.name.removesuffix("_c")
    exact = functions.get(f"{stem}_x")
    base = exact if exact and exact.parameters == function.parameters else functions[stem]
    checks, locals_, arguments, results = [], [], [], []
    for (wide, name), (narrow, _) in zip(own, base.declared(), strict=True):
        if wide == narrow:
            arguments.append(name)
        elif wide.endswith("*"):
            small = narrow.removesuffix("*").strip()
            locals_.append(f"  {small} small_{name} = ({small})*{name};\n")
            arguments.append(f"&small_{name}")
            results.append(f"*{name} = small_{name};")
        else:
            checks.append(f"{name} != ({narrow}){name}")
            arguments.append(f"({narrow}){name}")
    refusal = ""
    if checks:
        refusal = f"  if ({' || '.join(checks)}) {{\n    {error_handler(own)};\n    return MPI_ERR_COUNT;\n  }}\n"
    call = f"P{base.name}({', '.join(arguments)})"
    body = f"  return {call};\n"
    if results:
        body = f"  const int code = {call};\n  if (code == MPI_SUCCESS) {{ {' '.join(results)} }}\n  return code;\n"
    return f"""#include <mpi.h>
int P{function.name}({function.parameters}) {{
{''.join(locals_)}{refusal}{body}}}
extern __typeof__({function.name}) {function.name} __attribute__((weak, alias("P{function.name}")));
"""


def write_if_changed(path: pathlib.Path, text: str) -> None:
    if not path.exists() or path.read_text() != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{done.stderr}")


def compile_all(compiler: list[str], sources: list[pathlib.Path], work: pathlib.Path,
                read: list[pathlib.Path]) -> list[str]:
    """Compiles what is older than its source, one of the headers `read`, or this script."""
    work.mkdir(parents=True, exist_ok=True)
    changed = max(path.stat().st_mtime for path in [pathlib.Path(__file__), *read])
    objects = [work / (source.stem + ".o") for source in sources]
    stale = [(source, compiled) for source, compiled in zip(sources, objects)
             if not compiled.exists() or compiled.stat().st_mtime <= max(changed, source.stat().st_mtime)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda pair: run([*compiler, STANDARD[pair[0].suffix], str(pair[0]), "-o", str(pair[1])]),
                      stale))
    return [str(compiled) for compiled in objects]


def archive(archiver: str, library: pathlib.Path, objects: list[str]) -> None:
    """Replaces the archive as a whole, so that an object whose function is gone goes too."""
    fresh = library.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    run([archiver, "rcsD", str(fresh), *objects])
    os.replace(fresh, library)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--source", type=pathlib.Path, required=True, help="tools/sdk")
    options.add_argument("--stage", type=pathlib.Path, required=True, help="share/wasmpi to fill")
    options.add_argument("--work", type=pathlib.Path, required=True, help="folder for objects")
    options.add_argument("--clang", required=True)
    options.add_argument("--ar", required=True)
    arguments = options.parse_args()

    headers = arguments.source / "include/wasmpi"
    functions = read_functions(sorted(headers.glob("mpi_*.h")))
    large = {f.name for f in read_functions([headers / LARGE_COUNTS])}
    by_name = {f.name: f for f in functions}
    include = arguments.stage / "include"
    write_if_changed(include / "wasmpi/pmpi_functions.h", twin_header(functions))

    guest_sources = sorted((arguments.source / "lib/guest").glob("*.c"))
    inside = {f"MPI_{name}" for s in guest_sources for name in GUEST_FUNCTION.findall(s.read_text())}
    unknown = inside - {f.name for f in functions}
    if unknown:
        sys.exit(f"GUEST_FUNCTION without a prototype in include/wasmpi: {sorted(unknown)}")

    work = arguments.work
    sources = list(guest_sources)
    for function in functions:
        if function.name not in inside:
            sources.append(work / f"{function.name}.c")
            write_if_changed(sources[-1], narrowing_source(function, by_name) if function.name in large
                             else importing_source(function))
    compiler = [arguments.clang, *TARGET, f"--sysroot={arguments.stage / 'sysroot'}",
                f"-isystem{include}", f"-isystem{include / 'c++'}", f"-isystem{include / 'posix'}", f"-isystem{include / 'openmp'}", *EMULATED,
                "-D_GNU_SOURCE", *COMPILE]
    libraries = arguments.stage / "lib"
    libraries.mkdir(parents=True, exist_ok=True)
    headers = {folder: sorted((include / folder).rglob("*.h")) for folder in ("wasmpi", "posix", "openmp")}
    own = {folder: sorted((arguments.source / "lib" / folder).glob("*.h")) for folder in ("guest", "posix", "openmp", "cxx")}
    objects = compile_all(compiler, sources, work, [include / "mpi.h", *headers["wasmpi"], *own["guest"]])
    archive(arguments.ar, libraries / "libmpi.a", objects)
    for name in ("posix", "openmp"):
        sources = sorted((arguments.source / "lib" / name).glob("*.c"))
        objects = compile_all(compiler, sources, work / name, headers["posix"] + headers["openmp"] + own[name])
        archive(arguments.ar, libraries / f"libwasmpi-{name}.a", objects)
    fortran = arguments.source / "lib/fortran"
    constants = (arguments.source / "include/wasmpi/mpi_constants.h").read_text()
    generated = build_fortran.generate(functions, constants, write_if_changed, work / "fortran", arguments.stage / "fortran")
    sources = [*generated, *sorted(fortran.glob("*.c"))]
    read = [*headers["wasmpi"], *sorted(fortran.glob("*.h")), arguments.source / "lib/build_fortran.py"]
    objects = compile_all([*compiler, f"-I{fortran}"], sources, work / "fortran", read)
    objects += compile_all([*compiler, *WITHOUT_CXX_LIBRARY], sorted(fortran.glob("*.cpp")), work / "fortran", read)
    archive(arguments.ar, libraries / "libwasmpi-fortran.a", objects)
    sources = sorted((arguments.source / "lib/cxx").glob("*.cpp"))
    objects = compile_all(compiler, sources, work / "cxx", [include / "c++/__config_site", *headers["posix"], *own["cxx"]])
    start = str(work / "cxx/start.o")
    archive(arguments.ar, libraries / "libwasmpi-c++.a", [o for o in objects if o != start])
    shutil.copyfile(start, libraries / "start-c++.o")


if __name__ == "__main__":
    main()
