"""How a variant's samples are got: from a process for each measurement, or from a live one that takes turns.

Both offer start, measure and stop. `measure` gives a samples.Reading of a group: what is measured in one go (a message
size, a kernel). Every failure is a BenchmarkError that shows the command and what it said.
"""
from __future__ import annotations

import dataclasses
import os
import select
import shlex
import signal
import subprocess
import tempfile
import time

from .errors import BenchmarkError


@dataclasses.dataclass(frozen=True)
class Variant:
    """One way to run the programs: {group: command line} and the variables it adds to the environment."""

    name: str
    commands: dict
    environment: dict = dataclasses.field(default_factory=dict)


def end_process(process):
    """Ends a launcher and all it started, if it still runs: politely first, so that mpiexec takes its ranks along."""
    for number, patience in ((signal.SIGTERM, 5), (signal.SIGKILL, 5)):
        if process.poll() is not None:
            break
        try:
            os.killpg(process.pid, number)
            process.wait(patience)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            continue
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream:
            stream.close()


def failure(variant, command, what, said=""):
    tail = "\n".join(said.strip().splitlines()[-20:])
    return BenchmarkError(f"the {variant.name} program {what}: {shlex.join(command)}\n{tail}".rstrip())


def check_exit(variant, command, status, said):
    if status < 0:
        raise failure(variant, command, f"was ended by signal {-status}", said)
    if status > 0:
        raise failure(variant, command, f"ended with exit status {status}", said)


def spawn(variant, command, **streams):
    """In a session of its own, so that a time-out or Ctrl-C can end it with all its ranks."""
    try:
        return subprocess.Popen(command, env={**os.environ, **variant.environment}, start_new_session=True, **streams)
    except OSError as error:
        raise BenchmarkError(f"cannot run {shlex.join(command)}: {error}") from error


class Launches:
    """A new process for each measurement; `parse` turns all it prints into samples."""

    def __init__(self, variant, parse, timeout):
        self.variant = variant
        self._parse = parse
        self._timeout = timeout

    def start(self):
        pass

    def stop(self):
        pass

    def abandon(self):
        pass

    def measure(self, group, _seconds):
        command = self.variant.commands[group]
        process = spawn(self.variant, command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                        text=True, errors="replace")
        try:
            output, errors = process.communicate(timeout=self._timeout)
        except subprocess.TimeoutExpired as error:
            end_process(process)
            raise failure(self.variant, command, f"did not end within {self._timeout:.0f} s") from error
        except BaseException:
            end_process(process)
            raise
        check_exit(self.variant, command, process.returncode, errors + output)
        try:
            return self._parse(output)
        except ValueError as error:
            raise failure(self.variant, command, f"printed what cannot be understood ({error})", output) from error


class Turns:
    """One live process for all groups; it measures when told to and sleeps between, see benchmarks/turns.h."""

    def __init__(self, variant, parse, timeout):
        self.variant = variant
        self._command = next(iter(variant.commands.values()))
        self._parse = parse
        self._timeout = timeout
        self._process = None
        self._errors = None
        self._unread = b""

    def start(self):
        self._errors = tempfile.TemporaryFile()
        self._unread = b""
        self._process = spawn(self.variant, self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors,
                              bufsize=0)

    def measure(self, group, seconds):
        try:
            self._process.stdin.write(f"{group} {seconds:.6g}\n".encode())
        except BrokenPipeError:
            self._ended_early()
        line = self._read_line()
        try:
            reading = self._parse(line)
        except ValueError as error:
            raise failure(self.variant, self._command, f"answered what cannot be understood ({error})", line) from error
        if list(reading.samples) != [group]:
            raise failure(self.variant, self._command, f"was asked for '{group}' and answered", line)
        return reading

    def stop(self):
        """Lets the process end by itself."""
        self._process.stdin.close()
        try:
            self._process.wait(self._timeout)
        except subprocess.TimeoutExpired as error:
            raise failure(self.variant, self._command, f"did not end within {self._timeout:.0f} s", self._said()) from error
        check_exit(self.variant, self._command, self._process.returncode, self._said())
        self._close()

    def abandon(self):
        """Ends the process if it still runs; for the way out after a failure."""
        if self._process:
            self._close()

    def _close(self):
        end_process(self._process)
        self._errors.close()
        self._process = None

    def _said(self):
        self._errors.seek(0)
        return self._errors.read().decode(errors="replace")

    def _ended_early(self):
        try:
            status = self._process.wait(self._timeout)
        except subprocess.TimeoutExpired:
            status = 0
        check_exit(self.variant, self._command, status, self._said())
        raise failure(self.variant, self._command, "ended before it was told to", self._said())

    def _read_line(self):
        deadline = time.monotonic() + self._timeout
        descriptor = self._process.stdout.fileno()
        while b"\n" not in self._unread:
            ready, _, _ = select.select([descriptor], [], [], max(deadline - time.monotonic(), 0))
            if not ready:
                raise failure(self.variant, self._command, f"gave no answer within {self._timeout:.0f} s", self._said())
            block = os.read(descriptor, 1 << 16)
            if not block:
                self._ended_early()
            self._unread += block
        line, _, self._unread = self._unread.partition(b"\n")
        return line.decode(errors="replace")
