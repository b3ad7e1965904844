#!/usr/bin/env python3
"""Builds one project of this folder twice, unmodified: with MPI's compilers and with the SDK's, as its build system wants it;
runs both on four ranks and requires the same output.

Usage: run_application.py NAME --sdk FOLDER --wasmpi-run PROGRAM --build-dir FOLDER [--cmake PROGRAM] [--mpiexec PROGRAM]
"""
import argparse
import difflib
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
RANKS = 4
SECONDS = 280

# How each is built, and the arguments it is run with.
APPLICATIONS = {
    "expressions": ("make", []),
    "hybrid": ("make", []),
    "integrate": ("meson", ["2000"]),
    "particles": ("make", []),
    "sort": ("make", []),
    "spectrum": ("autoconf", ["--rows=24", "-s", "512"]),
    "stencil": ("cmake", ["96", "101"]),
    "waves": ("make", []),
}


class Failure(Exception):
    """What went wrong, in words for the reader of the log."""


def run(command, folder, environment=None):
    result = subprocess.run([str(part) for part in command], cwd=folder, env={**os.environ, **(environment or {})},
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=SECONDS)
    if result.returncode != 0:
        raise Failure(f"{' '.join(map(str, command))}: exit status {result.returncode}\n{result.stdout}{result.stderr}")
    return result.stdout


class Native:
    """The tools of the host's MPI."""

    name = "native"
    make = ["CC=mpicc.openmpi", "CXX=mpicxx.openmpi", "FC=mpif90.openmpi"]
    configure = ["CC=mpicc.openmpi"]
    cmake = ["-DMPI_C_COMPILER=mpicc.openmpi"]
    meson = []
    suffix = ""
    runner = []
    environment = {}


class Guest:
    """The SDK's, by name on PATH, as a user has them."""

    name = "guest"
    make = ["CC=wasmpi-cc", "CXX=wasmpi-c++", "FC=wasmpi-fc", "AR=wasmpi-ar", "RANLIB=wasmpi-ranlib"]
    configure = ["--host=wasm32-wasi", "CC=wasmpi-cc", "AR=wasmpi-ar", "RANLIB=wasmpi-ranlib", "NM=wasmpi-nm"]
    suffix = ".wasm"

    def __init__(self, options):
        self.cmake = ["--toolchain", options.sdk / "share/wasmpi/cmake/wasmpi-toolchain.cmake"]
        self.meson = ["--cross-file", options.sdk / "share/wasmpi/meson/wasmpi.ini"]
        self.runner = [options.wasmpi_run, "--dir", "."]
        self.environment = {"PATH": f"{options.sdk / 'bin'}:{options.wasmpi_run.parent}:{os.environ['PATH']}",
                            "WASMPI_CACHE_DIR": str(options.build_dir / "cache")}


def build_make(name, kit, options, folder):
    shutil.copytree(HERE / name, folder)
    run(["make", *kit.make], folder, kit.environment)
    return folder / name


def build_autoconf(name, kit, options, folder):
    shutil.copytree(HERE / name, folder)
    run(["autoreconf", "--install"], folder)
    build = folder / "build"
    build.mkdir()
    run(["../configure", "--build=x86_64-pc-linux-gnu", *kit.configure], build, kit.environment)
    run(["make"], build, kit.environment)
    return build / name


def build_cmake(name, kit, options, folder):
    run([options.cmake, "-G", "Ninja", "-S", HERE / name, "-B", folder, *kit.cmake], HERE, kit.environment)
    run([options.cmake, "--build", folder], HERE, kit.environment)
    run([options.cmake, "--install", folder, "--prefix", folder / "installed"], HERE, kit.environment)
    return folder / "installed/bin" / (name + kit.suffix)


def build_meson(name, kit, options, folder):
    run(["meson", "setup", folder, HERE / name, *kit.meson], HERE, kit.environment)
    run(["meson", "compile", "-C", folder], HERE, kit.environment)
    return folder / name


BUILDERS = {"autoconf": build_autoconf, "cmake": build_cmake, "make": build_make, "meson": build_meson}


def output_of(name, kit, options):
    system, arguments = APPLICATIONS[name]
    folder = options.build_dir / f"{name}.{kit.name}"
    shutil.rmtree(folder, ignore_errors=True)
    program = BUILDERS[system](name, kit, options, folder)
    work = folder / "run"
    work.mkdir()
    environment = {**kit.environment, "OMP_NUM_THREADS": "1", "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
                   "OMPI_MCA_rmaps_base_oversubscribe": "1", "OMPI_MCA_btl_vader_single_copy_mechanism": "none"}
    return run([options.mpiexec, "-n", RANKS, *kit.runner, program, *arguments], work, environment)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name", choices=sorted(APPLICATIONS))
    path = lambda text: pathlib.Path(text).resolve()
    parser.add_argument("--sdk", type=path, required=True)
    parser.add_argument("--wasmpi-run", type=path, required=True)
    parser.add_argument("--build-dir", type=path, required=True)
    parser.add_argument("--cmake", default="cmake")
    parser.add_argument("--mpiexec", default="mpiexec.openmpi")
    options = parser.parse_args()
    options.build_dir.mkdir(parents=True, exist_ok=True)
    try:
        native, guest = (output_of(options.name, kit, options) for kit in (Native(), Guest(options)))
    except (Failure, subprocess.TimeoutExpired) as problem:
        print(f"{options.name}: {problem}", file=sys.stderr)
        return 1
    if native == guest and native:
        return 0
    lines = difflib.unified_diff(native.splitlines(), guest.splitlines(), "native", "guest", lineterm="")
    print(f"{options.name}: the outputs differ, or are empty\n" + "\n".join(lines), file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
