"""Counts of instructions against those expected."""
import os
import tempfile
import unittest

from wasmpi_bench import instructions
from wasmpi_bench.benchmarks import BENCHMARKS

EXPECTED = {"ratios": {"triad": 1.0}}


def verdict(wasm, name="triad"):
    return instructions.verdict(name, instructions.Count(1000, wasm), EXPECTED)


class Verdicts(unittest.TestCase):
    def test_up_to_five_percent_more_is_the_same(self):
        self.assertTrue(verdict(1050)[1])
        text, is_well = verdict(1051)
        self.assertFalse(is_well)
        self.assertIn("GREW from 1.0000", text)

    def test_fewer_are_welcome_and_said(self):
        text, is_well = verdict(900)
        self.assertTrue(is_well)
        self.assertIn("fell from 1.0000", text)

    def test_a_kernel_nobody_expects_is_not_passed_over(self):
        self.assertFalse(verdict(1000, "matmul")[1])


class Expectations(unittest.TestCase):
    def test_every_kernel_that_is_counted_has_an_expected_ratio(self):
        self.assertLessEqual(set(instructions.SIZES), set(BENCHMARKS["kernels"].groups(None)))
        self.assertEqual(sorted(instructions.SIZES), sorted(instructions.read_expected(instructions.EXPECTED)["ratios"]))

    def test_an_update_changes_the_kernels_it_counted(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "expected.json")
            instructions.update(path, {"triad": instructions.Count(100, 110), "fft": instructions.Count(100, 90)})
            instructions.update(path, {"triad": instructions.Count(100, 105)})
            self.assertEqual(instructions.read_expected(path), {"cpu": instructions.CPU, "ratios": {"triad": 1.05, "fft": 0.9}})


if __name__ == "__main__":
    unittest.main()
