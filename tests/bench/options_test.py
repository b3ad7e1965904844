"""Command lines of wasmpi-bench: what they mean, and which are refused."""
import contextlib
import io
import unittest

from wasmpi_bench import options, preparation
from wasmpi_bench.benchmarks import BENCHMARKS


class Options(unittest.TestCase):
    def refused(self, *arguments):
        said = io.StringIO()
        with contextlib.redirect_stderr(said), self.assertRaises(SystemExit):
            options.parse(arguments)
        return said.getvalue()

    def test_a_peer_is_a_command_with_a_place_for_the_module(self):
        found = options.parse(["kernels", "--peer", "old=run '--with space' {module} {args}"]).peer[0]
        self.assertEqual((found.name, found.words), ("old", ("run", "--with space", "{module}", "{args}")))
        self.assertEqual(preparation.fill_in(found.words, "a.wasm", ["0", "2"]), ["run", "--with space", "a.wasm", "0", "2"])

    def test_peers_that_cannot_be_run_are_refused(self):
        self.assertIn("where the module goes", self.refused("kernels", "--peer", "old=run"))
        self.assertIn("is not NAME=COMMAND", self.refused("kernels", "--peer", "run {module}"))
        self.assertIn("given twice", self.refused("kernels", "--peer", "wasm=run {module}"))

    def test_names_that_are_no_benchmark_are_refused(self):
        self.assertIn("no benchmark 'pingpang'", self.refused("pingpang"))
        self.assertIn("which benchmark", self.refused())
        self.assertIn("do not go together", self.refused("--all", "kernels"))
        self.assertIn("does not exist", self.refused("/nonexistent.wasm", "--native", "/bin/true"))

    def test_a_percentage_is_a_width(self):
        self.assertAlmostEqual(options.parse(["kernels", "--precision", "2.5%"]).precision, 0.025)
        self.refused("kernels", "--precision", "-1")

    def test_rounds_that_are_asked_for_are_all_run(self):
        found = preparation.settings_of(BENCHMARKS["kernels"], options.parse(["kernels", "--rounds", "4"]))
        self.assertEqual((found.precision, found.limits.rounds), (0, 4))


if __name__ == "__main__":
    unittest.main()
