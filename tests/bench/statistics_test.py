"""Statistics of wasmpi-bench, checked against values worked out by hand."""
import math
import random
import unittest

from wasmpi_bench import statistics


class Quantiles(unittest.TestCase):
    def test_median_of_an_odd_number_of_values_is_the_middle_one(self):
        self.assertEqual(statistics.median([5, 1, 3]), 3)

    def test_median_of_an_even_number_of_values_lies_halfway(self):
        self.assertEqual(statistics.median([4, 1, 3, 2]), 2.5)

    def test_quantiles_interpolate_between_neighbours(self):
        self.assertAlmostEqual(statistics.quantile([10, 20, 30, 40, 50], 0.1), 14)

    def test_the_extreme_quantiles_are_minimum_and_maximum(self):
        self.assertEqual(statistics.quantile([3, 1, 2], 0), 1)
        self.assertEqual(statistics.quantile([3, 1, 2], 1), 3)

    def test_no_values_and_wrong_fractions_are_refused(self):
        with self.assertRaises(ValueError):
            statistics.quantile([], 0.5)
        with self.assertRaises(ValueError):
            statistics.quantile([1], 1.5)


class GeometricMeans(unittest.TestCase):
    def test_a_ratio_and_its_inverse_cancel(self):
        self.assertAlmostEqual(statistics.geometric_mean([2, 0.5]), 1)

    def test_of_equal_ratios_is_that_ratio(self):
        self.assertAlmostEqual(statistics.geometric_mean([1.05] * 23), 1.05)

    def test_many_large_values_do_not_overflow(self):
        self.assertAlmostEqual(statistics.geometric_mean([1e300] * 10) / 1e300, 1)

    def test_nothing_and_values_that_are_not_positive_are_refused(self):
        for values in ([], [1, 0], [1, -1]):
            with self.assertRaises(ValueError):
                statistics.geometric_mean(values)


class MedianIntervals(unittest.TestCase):
    def test_few_values_give_their_range(self):
        self.assertEqual(statistics.median_interval([3, 1, 2]), (1, 3))
        self.assertEqual(statistics.median_interval([7]), (7, 7))

    def test_ten_values_leave_out_one_at_each_end(self):
        # P(at most 1 of 10 coins) = 11/1024 = 1.1 %; at most 2: 5.5 %, too much for 2.5 % a side.
        self.assertEqual(statistics.median_interval(range(10)), (1, 8))

    def test_twenty_values_leave_out_five_at_each_end(self):
        # The textbook interval for n = 20 is the 6th to the 15th value, 95.9 %.
        self.assertEqual(statistics.median_interval(range(20)), (5, 14))

    def test_the_interval_holds_the_true_median_as_often_as_it_says(self):
        generator = random.Random(1)
        held = 0
        for _ in range(2000):
            low, high = statistics.median_interval([generator.expovariate(1) for _ in range(15)])
            held += low <= math.log(2) <= high
        self.assertGreaterEqual(held / 2000, 0.94)


class Comparisons(unittest.TestCase):
    def test_a_drifting_machine_does_not_hide_a_constant_ratio(self):
        # The machine is 2.7 times slower in half of the rounds; the candidate always costs 5 % more.
        pairs = [(speed, 1.05 * speed) for speed in [1, 2.7, 2.7, 1, 1, 2.7, 2.7, 1, 1, 2.7]]
        comparison = statistics.compare(pairs)
        self.assertAlmostEqual(comparison.ratio, 1.05)
        self.assertAlmostEqual(comparison.ratio_low, 1.05)
        self.assertAlmostEqual(comparison.ratio_high, 1.05)
        self.assertEqual(comparison.rounds, 10)

    def test_one_disturbed_round_does_not_move_the_ratio(self):
        comparison = statistics.compare([(1, 1)] * 9 + [(1, 30)])
        self.assertEqual(comparison.ratio, 1)
        self.assertEqual(comparison.difference, 0)

    def test_differences_are_taken_within_rounds(self):
        comparison = statistics.compare([(100, 104), (200, 204), (300, 304)])
        self.assertEqual(comparison.difference, 4)

    def test_no_rounds_and_times_that_are_not_positive_are_refused(self):
        for pairs in ([], [(1, 0)], [(0, 1)]):
            with self.assertRaises(ValueError):
                statistics.compare(pairs)

    def test_each_side_has_its_median_interval_and_minimum(self):
        comparison = statistics.compare([(10, 30), (12, 31), (11, 29)])
        self.assertEqual((comparison.reference, comparison.reference_low, comparison.reference_high), (11, 10, 12))
        self.assertEqual((comparison.reference_least, comparison.candidate_least), (10, 29))
        self.assertEqual(comparison.ratios[1], 31 / 12)


class Bootstrap(unittest.TestCase):
    def test_of_constant_ratios_the_interval_is_a_point(self):
        found = {case: statistics.compare([(1, 1.5)] * 9) for case in "ab"}
        low, high = statistics.mean_interval(found, list(found))
        self.assertAlmostEqual(low, 1.5)
        self.assertAlmostEqual(high, 1.5)

    def test_cases_measured_in_different_rounds_can_be_averaged(self):
        found = {"a": statistics.compare([(1, 2)] * 3, [0, 1, 2]), "b": statistics.compare([(1, 2)], [40])}
        self.assertAlmostEqual(statistics.mean_interval(found, list(found))[0], 2)

    def test_the_interval_holds_the_true_mean_about_as_often_as_it_says(self):
        generator = random.Random(3)
        held = 0
        for _ in range(150):
            found = {case: statistics.compare([(1, 1.1 * math.exp(generator.gauss(0, 0.1))) for _ in range(25)]) for case in "abcd"}
            low, high = statistics.mean_interval(found, list(found), resamples=200)
            held += low <= 1.1 <= high
        self.assertGreaterEqual(held / 150, 0.88)

    def test_a_change_between_runs_is_seen_through_noise_and_none_is_not(self):
        generator = random.Random(4)
        before = [math.exp(generator.gauss(0, 0.02)) for _ in range(40)]
        slower = [1.05 * math.exp(generator.gauss(0, 0.02)) for _ in range(40)]
        self.assertGreater(statistics.change_interval(before, slower)[0], 1.02)
        low, high = statistics.change_interval(before, before)
        self.assertTrue(low < 1 < high)


if __name__ == "__main__":
    unittest.main()
