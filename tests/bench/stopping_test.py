"""When a case has been measured often enough."""
import math
import random
import unittest

from wasmpi_bench import statistics, stopping
from wasmpi_bench.runner import Sample


def rounds_until_settled(spread, width, most=400):
    generator = random.Random(2)
    stop = stopping.Stopping(width, [("native", "wasm")], statistics.median)
    for number in range(most):
        values = {"native": 1.0, "wasm": 1.1 * math.exp(generator.gauss(0, spread))}
        stop.add([Sample(0, number, 0, name, "8", "8", 0.0, [value]) for name, value in values.items()])
        if stop.is_settled("8"):
            return number + 1
    return None


class Stopping(unittest.TestCase):
    def test_what_does_not_vary_is_measured_the_least_number_of_rounds(self):
        self.assertEqual(rounds_until_settled(0.0, 0.01), stopping.LEAST_ROUNDS)

    def test_what_varies_more_is_measured_more(self):
        self.assertGreater(rounds_until_settled(0.03, 0.02), rounds_until_settled(0.01, 0.02))

    def test_the_interval_is_as_narrow_as_wanted_or_measuring_goes_on(self):
        self.assertIsNone(rounds_until_settled(0.5, 0.01))

    def test_without_a_width_nothing_is_ever_settled(self):
        self.assertIsNone(rounds_until_settled(0.0, 0, most=50))

    def test_all_pairs_count(self):
        stop = stopping.Stopping(0.01, [("native", "wasm"), ("portable", "wasm")], statistics.median)
        generator = random.Random(5)
        for number in range(40):
            values = {"native": 1.0, "wasm": 1.0, "portable": 1.0 + generator.random()}
            stop.add([Sample(0, number, 0, name, "8", "8", 0.0, [value]) for name, value in values.items()])
        self.assertFalse(stop.is_settled("8"))


if __name__ == "__main__":
    unittest.main()
