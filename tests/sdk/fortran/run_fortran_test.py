#!/usr/bin/env python3
"""Builds one Fortran program natively (flang, with MPICH's mpif.h, which flang takes) and with wasmpi-fc, runs both, and requires equal output.

A program says in comments at its top how:
  ! ranks: 2          run on so many ranks, whose lines may come in any order (default: one, without mpiexec)
  ! flags: -O0        further flags for both compilers
  ! with: other.f     further sources
  ! stdin: text       what it reads, with \\n and the like
  ! pipes: text       what it reads from a pipe `incoming` in its folder; what it writes to the pipe `outgoing` there counts as output
  ! exit: 3           the expected exit status (default 0)
  ! refuses: regex    wasmpi-fc must fail, the regex must match what it says
  ! stops: regex      Wasm only; it must end non-zero, the regex must match standard error
  ! prints: text      Wasm only, where flang's own runtime is wrong: its output but for blanks, with \\n between lines
Each run has an empty folder of its own.
"""
import argparse
import contextlib
import difflib
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import threading

HERE = pathlib.Path(__file__).resolve().parent
SECONDS = 280
MPICH_INCLUDE = "/usr/include/x86_64-linux-gnu/mpich"
MPICH_LIBRARIES = ["-lmpichfort", "-lmpich"]


class Failure(Exception):
    """What went wrong, in words for the reader of the log."""


def directives(source):
    found = dict(re.findall(r"^[!*] (ranks|flags|with|stdin|pipes|exit|refuses|stops|prints): (.*)$", source.read_text(), re.MULTILINE))
    found["stdin"] = found.get("stdin", "").encode().decode("unicode_escape").encode()
    return found


@contextlib.contextmanager
def pipes(folder, text):
    """Two pipes and those at their other ends; yields the list that what comes out of `outgoing` is put into."""
    for name in ("incoming", "outgoing"):
        os.mkfifo(folder / name)
    came = []

    def feed():
        with contextlib.suppress(BrokenPipeError):  # what the program does not read
            (folder / "incoming").write_bytes(text)

    ends = [threading.Thread(target=feed), threading.Thread(target=lambda: came.append((folder / "outgoing").read_bytes()))]
    for end in ends:
        end.start()
    yield came
    for name, end in zip(("incoming", "outgoing"), ends):
        os.close(os.open(folder / name, os.O_RDWR | os.O_NONBLOCK))  # ends the wait for a program that never opened it
        end.join()


def run(command, folder, environment=None, stdin=b""):
    return subprocess.run([str(part) for part in command], cwd=folder, env={**os.environ, **(environment or {})}, input=stdin,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=SECONDS)


def build(command, folder):
    done = run(command, folder)
    if done.returncode != 0:
        raise Failure(f"{' '.join(map(str, command))}\n{done.stdout.decode()}{done.stderr.decode()}")


def result_of(name, plan, command, options, folder, environment):
    work = folder / f"run-{name}"
    work.mkdir()
    if "ranks" in plan:
        command = [options.mpiexec, "-n", plan["ranks"], *command]
    if "pipes" not in plan:
        return run(command, work, environment, plan["stdin"])
    with pipes(work, plan["pipes"].encode().decode("unicode_escape").encode()) as came:
        done = run(command, work, environment, plan["stdin"])
    done.stdout += b"".join(came)
    return done


def check(source, options):
    plan = directives(source)
    folder = options.build_dir / source.stem
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    sources = [source, *(source.parent / part for part in shlex.split(plan.get("with", "")))]
    flags = ["-w", *shlex.split(plan.get("flags", ""))]
    guest_build = [options.sdk / "bin/wasmpi-fc", *flags, *sources, "-o", folder / "guest.wasm"]
    if "refuses" in plan:
        done = run(guest_build, folder)
        said = done.stderr.decode()
        if done.returncode == 0 or not re.search(plan["refuses"], said):
            raise Failure(f"should be refused with '{plan['refuses']}', but exit status {done.returncode}:\n{said}")
        return
    build(guest_build, folder)
    runner = [options.wasmpi_run, "--dir", ".", folder / "guest.wasm"]
    cache = {"WASMPI_CACHE_DIR": str(options.build_dir / "cache")}
    guest = result_of("guest", plan, runner, options, folder, cache)
    if "stops" in plan:
        if guest.returncode == 0 or not re.search(plan["stops"], guest.stderr.decode()):
            raise Failure(f"should stop with '{plan['stops']}', but exit status {guest.returncode}:\n{guest.stderr.decode()}")
        return
    if "prints" in plan:
        printed = [" ".join(line.split()) for line in guest.stdout.decode().splitlines()]
        if guest.returncode != 0 or printed != plan["prints"].split("\\n"):
            raise Failure(f"should print '{plan['prints']}', but exit status {guest.returncode}:\n"
                          f"{guest.stdout.decode()}{guest.stderr.decode()}")
        return
    build([options.flang, *flags, f"-I{MPICH_INCLUDE}", *sources, "-o", folder / "native", *MPICH_LIBRARIES], folder)
    native = result_of("native", plan, [folder / "native"], options, folder, {})
    for name, done in (("native", native), ("guest", guest)):
        if done.returncode != int(plan.get("exit", "0")):
            raise Failure(f"{name}: exit status {done.returncode}\n{done.stdout.decode()}{done.stderr.decode()}")
    outputs = [done.stdout.decode().splitlines() for done in (native, guest)]
    if "ranks" in plan:  # whose lines come first is chance
        outputs = [sorted(lines) for lines in outputs]
    if outputs[0] != outputs[1] or not outputs[0]:
        lines = difflib.unified_diff(*outputs, "native", "guest", lineterm="")
        raise Failure("the outputs differ, or are empty\n" + "\n".join(lines))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    path = lambda text: pathlib.Path(text).resolve()
    parser.add_argument("source", type=path)
    parser.add_argument("--sdk", type=path, required=True)
    parser.add_argument("--wasmpi-run", type=path, required=True)
    parser.add_argument("--build-dir", type=path, required=True)
    parser.add_argument("--flang", default="flang-22")
    parser.add_argument("--mpiexec", default="mpiexec.mpich")
    options = parser.parse_args()
    try:
        check(options.source, options)
    except (Failure, subprocess.TimeoutExpired) as problem:
        print(f"{options.source.name}: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
