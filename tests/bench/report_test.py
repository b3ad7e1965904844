"""Tables from comparisons made up here."""
import unittest

from wasmpi_bench import report, statistics
from wasmpi_bench.benchmarks import BENCHMARKS


def comparisons(ratios, reference=1e-6):
    return {case: statistics.compare([(reference, ratio * reference)] * 7) for case, ratio in ratios.items()}


def results(name, ratios, noise=None, cold=(), others=()):
    """`others`: (reference, candidate, ratios) of further columns."""
    row = BENCHMARKS[name]
    columns = [report.Column("native", "wasm", comparisons(ratios))]
    columns += [report.Column(reference, candidate, comparisons(found)) for reference, candidate, found in others]
    return report.Results(name, row.summary, row.table, row.bytes_factor, columns, comparisons(noise or {}), list(cold))


class Tables(unittest.TestCase):
    def test_a_message_has_latency_bandwidth_and_ratio(self):
        lines = report.text_report(results("pingpong", {"0": 1.5, "1000": 2.0}))
        self.assertEqual(lines[3].split(), ["1000", "1.000", "2.000", "1000.0", "500.0", "2.000", "2.000-2.000"])

    def test_sendrecv_counts_both_directions(self):
        lines = report.text_report(results("sendrecv", {"1000": 1.0}))
        self.assertEqual(lines[2].split()[3], "2000.0")

    def test_the_empty_message_is_not_part_of_the_geometric_mean(self):
        text = "\n".join(report.text_report(results("pingpong", {"0": 9.0, "1": 1.1, "2": 1 / 1.1})))
        self.assertIn("over 2 cases: 1.0000", text)

    def test_costs_show_the_difference(self):
        lines = report.text_report(results("translation", {"translation": 1.005}))
        self.assertIn("+5.00", lines[2])

    def test_a_self_check_stands_beside_the_ratio(self):
        lines = report.text_report(results("kernels", {"triad": 1.05}, noise={"triad": 1.002}))
        self.assertTrue(lines[0].endswith("native/native"))
        self.assertTrue(lines[2].endswith("1.002"))
        self.assertIn("the noise floor: 1.0020", lines[5])

    def test_starts_show_time_memory_and_the_cold_start(self):
        lines = report.text_report(results("startup", {"wall": 2.0, "processor": 2.0, "resident": 3.0}, cold=[0.3, 0.4, 0.5]))
        self.assertIn("cold start, ms", lines[5])
        self.assertIn("400.0", lines[5])

    def test_rows_that_noise_leaves_open_are_named_and_left_out_of_a_second_mean(self):
        found = results("kernels", {"triad": 1.0})
        found.main.comparisons["matmul"] = statistics.compare([(1, 0.8), (1, 1.0), (1, 1.4)])
        text = "\n".join(report.text_report(found))
        self.assertIn("over the 1 certain ones: 1.0000", text)
        self.assertRegex(text, "uncertain.*: matmul;")


    def test_other_variants_stand_beside_the_ratio_and_have_their_mean(self):
        lines = report.text_report(results("kernels", {"triad": 1.05}, others=[("portable", "wasm", {"triad": 0.8})]))
        self.assertTrue(lines[0].endswith("wasm/portable"))
        self.assertTrue(lines[2].endswith("0.800"))
        self.assertIn("wasm/portable over 1 cases: 0.8000", "\n".join(lines))

    def test_a_mean_has_an_interval(self):
        text = "\n".join(report.text_report(results("kernels", {"triad": 1.05, "matmul": 1.05})))
        self.assertIn("95 % interval 1.0500-1.0500", text)

    def test_a_barrier_has_one_row_named_after_it(self):
        lines = report.text_report(results("barrier", {"0": 1.02}))
        self.assertEqual(lines[2].split(), ["barrier", "1.000", "1.020", "1.020", "1.020-1.020"])

    def test_different_numbers_of_rounds_are_said(self):
        found = results("kernels", {"triad": 1.0})
        found.main.comparisons["matmul"] = statistics.compare([(1, 1)] * 3)
        self.assertIn("medians of 3 to 7 rounds", report.text_report(found)[-1])


if __name__ == "__main__":
    unittest.main()
