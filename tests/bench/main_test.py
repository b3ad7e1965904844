"""wasmpi-bench from its command line to its files, with programs of a few lines in place of runtimes."""
import contextlib
import io
import os
import stat
import tempfile
import unittest

from wasmpi_bench import __main__ as bench
from wasmpi_bench import documents


class Commands(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.module = self.script("app.wasm", "exit 0")  # no runtime here looks into it
        self.native = self.script("native", "exit 0")
        self.runtime = self.script("runtime", f"echo \"$@\" >> {self.folder}/said")

    def path(self, name):
        return os.path.join(self.folder, name)

    def script(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as output:
            output.write(f"#!/bin/sh\n{text}\n")
        os.chmod(self.path(name), stat.S_IRWXU)
        return self.path(name)

    def run_bench(self, *arguments):
        """(exit status, what was printed, what was complained)"""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = bench.main(list(arguments))
        return status, out.getvalue(), err.getvalue()

    def measure(self, *more, name="a.json"):
        return self.run_bench(self.module, "--native", self.native, "--wasmpi-run", self.runtime, "--rounds", "3",
                              "--json", self.path(name), *more)

    def test_a_module_is_measured_beside_a_native_program_and_a_peer(self):
        status, out, err = self.measure("--peer", f"other={self.runtime} peer {{module}} {{args}}", "--", "one", "two words")
        self.assertEqual((status, err), (0, ""))
        self.assertIn("other/native", out)
        with open(self.path("said"), encoding="utf-8") as source:
            said = source.read()
        self.assertIn(f"{self.module} one two words", said)
        self.assertIn(f"peer {self.module} one two words", said)
        run = documents.read(self.path("a.json"))[0]
        self.assertEqual([column["candidate"] for column in run["columns"]], ["wasm", "other"])
        self.assertEqual(len(run["samples"]), 3 * 3 * 3)  # rounds, variants, cases

    def test_without_a_native_program_the_peer_is_the_measure(self):
        status, out, _ = self.run_bench(self.module, "--peer", f"other={self.runtime} {{module}}", "--wasmpi-run", self.runtime,
                                        "--rounds", "3")
        self.assertEqual(status, 0)
        self.assertIn("wasm/other", out)

    def test_a_failing_program_is_named_with_its_command(self):
        status, _, err = self.measure("--peer", f"other={self.script('broken', 'exit 7')} {{module}}")
        self.assertEqual(status, 1)
        self.assertRegex(err, "(?s)the other program ended with exit status 1.*broken.*exit status 7")

    def test_runs_are_compared_and_shown_again(self):
        self.assertEqual(self.measure()[0], 0)
        status, out, _ = self.run_bench("compare", self.path("a.json"), self.path("a.json"), "--fail-if-slower")
        self.assertEqual(status, 0)
        self.assertIn("3 no difference seen", out)
        status, out, _ = self.run_bench("report", self.path("a.json"))
        self.assertEqual(status, 0)
        self.assertIn("from start to end", out)
        self.assertIn("cannot read", self.run_bench("compare", self.path("a.json"), self.path("none.json"))[2])


if __name__ == "__main__":
    unittest.main()
