"""Tiers: what a run does that finds no code in the cache, and what is made behind its back."""
import fcntl
import os
import re
import shutil
import signal
import subprocess
import time
import unittest

from support import COMPILE, COMPILER, RUN, GuestTest, on_terminal

STATUS = 9  # what the guest exits with
STARTED = re.compile(r"tier: baseline code runs, while process (\d+), wasmpi-compile, makes full code for the next run")


def large_module(function_count=300):
    """The text of a module with more code than is compiled at once while somebody waits."""
    steps = " ".join(f"(i32.mul (i32.const {2 * i + 65537}))(i32.xor (i32.const {i + 70000}))" for i in range(60))
    functions = "\n".join(f"(func $f{i} (export \"f{i}\") (param i32) (result i32) (local.get 0) (i32.add (i32.const {i})) {steps})"
                          for i in range(function_count))
    return f"""(module (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32))) (memory (export "memory") 1)
      {functions}
      (func (export "_start") (drop (call $f0 (i32.const 1))) (call $exit (i32.const {STATUS}))))"""


class TierTest(GuestTest):
    def setUp(self):
        super().setUp()
        self.module = self.assemble(large_module())

    def run_on_terminal(self, *options, module=None, **keywords):
        """What a verbose run at a terminal says."""
        status, shown = on_terminal(self.command(module or self.module, options=["--verbose", *options]), **keywords)
        self.assertEqual(status, STATUS, shown)
        return shown

    def run_aside(self, *options):
        """What a verbose run says whose standard error is a pipe."""
        done = self.run_guest(self.module, options=["--verbose", *options])
        self.assertEqual(done.returncode, STATUS, done.stderr)
        return done.stderr

    def process_of(self, shown):
        return int(STARTED.search(shown).group(1))

    def wait_for_end(self, process):
        while os.path.exists(f"/proc/{process}/exe"):
            time.sleep(0.02)

    def report(self, *options):
        """What wasmpi-compile says of the module's entry, in JSON."""
        command = [COMPILE, "--cache-dir", self.cache, "--check", "--json", *options, self.module]
        return subprocess.run(command, capture_output=True, text=True).stdout

    def check(self, *options):
        """Whether the full code is in the cache."""
        return '"present"' in self.report(*options)


class Auto(TierTest):
    def test_baseline_code_runs_at_once_and_full_code_from_the_next_run_on(self):
        shown = self.run_on_terminal("--tier=auto")
        self.assertIn("compiled: ", shown)
        self.wait_for_end(self.process_of(shown))
        self.assertTrue(self.check())
        self.assertTrue(self.check("-O", "0"))
        self.assertEqual(len(self.entries()), 2)
        again = self.run_on_terminal("--tier=auto")
        self.assertNotIn("tier:", again)
        self.assertIn("from the cache", again)

    def test_it_is_full_code_where_nobody_waits(self):
        self.assertIn("tier: full code from the start, since standard error is no terminal", self.run_aside("--tier=auto"))
        self.assertEqual(len(self.entries()), 1)
        self.assertTrue(self.check())

    def test_it_is_full_code_in_a_job(self):
        environment = dict(os.environ, OMPI_COMM_WORLD_SIZE="2")
        self.assertIn("since this is a rank of a job", self.run_on_terminal("--tier=auto", env=environment))
        self.assertEqual(len(self.entries()), 1)

    def test_it_is_full_code_of_a_small_module(self):
        self.module = self.assemble(large_module(function_count=10))
        self.assertIn("since the module is small", self.run_on_terminal("--tier=auto"))
        self.assertEqual(len(self.entries()), 1)

    def test_what_is_killed_in_the_background_is_made_after_the_next_run(self):
        process = self.process_of(self.run_on_terminal("--tier=auto"))
        os.kill(process, signal.SIGKILL)
        self.wait_for_end(process)
        self.assertFalse(self.check())
        shown = self.run_on_terminal("--tier=auto")
        self.assertIn("from the cache", shown)
        self.wait_for_end(self.process_of(shown))
        self.assertTrue(self.check())

    def test_nothing_is_made_twice(self):
        self.assertIn("compiled", self.run_aside("--tier=baseline"))
        [folder] = {entry.parent for entry in self.entries()}
        lock = folder / (re.search(r'"digest": "([0-9a-f]+)"', self.report()).group(1) + ".lock")
        with open(lock, "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            shown = self.run_on_terminal("--tier=auto")
        self.assertIn("tier: another process is making the full code", shown)
        self.assertNotRegex(shown, STARTED)
        self.assertTrue(lock.exists())

    def test_the_full_code_is_what_the_options_ask_for(self):
        options = ["--cpu=x86-64", "--features=-simd", "--no-nowrap", "--fp-contract=fast"]
        self.wait_for_end(self.process_of(self.run_on_terminal("--tier=auto", *options)))
        self.assertTrue(self.check(*options))
        self.assertFalse(self.check())
        self.assertIn("from the cache", self.run_aside(*options))

    def test_a_missing_compiler_program_is_told_and_costs_nothing(self):
        folder = self.folder / "bin"
        folder.mkdir()
        run = folder / "wasmpi-run"
        shutil.copy(RUN, run)
        status, shown = on_terminal([run, *self.command(self.module, options=["--tier=auto"])[1:]],
                                    env=dict(os.environ, WASMPI_COMPILER=COMPILER))
        self.assertEqual(status, STATUS, shown)
        self.assertIn(f"no full code is made in the background: {folder}/wasmpi-compile: No such file", shown)


class Baseline(TierTest):
    def test_it_is_code_of_a_lower_level_unless_there_is_full_code(self):
        self.assertIn("compiled: ", self.run_aside("--tier=baseline"))
        self.assertFalse(self.check())
        self.assertTrue(self.check("-O", "0"))
        self.assertIn("from the cache", self.run_aside("--tier=baseline"))
        self.assertIn("compiled: ", self.run_aside("--tier=full"))
        [baseline] = [entry for entry in self.entries() if entry.stem in self.report("-O", "0")]
        baseline.unlink()
        self.assertIn("from the cache", self.run_aside("--tier=baseline"))
        self.assertEqual(len(self.entries()), 1)

    def test_it_works_without_a_cache(self):
        self.assertIn("in memory", self.run_aside("--tier=baseline", "--no-cache"))

    def test_what_does_not_go_together_is_refused(self):
        for options, message in ((["--tier=baseline", "-O", "2"], "exclude each other"), (["--tier=auto", "--no-cache"], "needs the cache"),
                                 (["--tier=half"], "'half' is none of full")):
            done = self.run_guest(self.module, options=options)
            self.assertEqual(done.returncode, 2)
            self.assertIn(message, done.stderr)


if __name__ == "__main__":
    unittest.main()
