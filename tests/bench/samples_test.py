"""What benchmark programs print, and how wasmpi-bench reads it."""
import unittest

from wasmpi_bench import samples


class Turns(unittest.TestCase):
    def test_an_answer_is_a_case_and_nanoseconds(self):
        reading = samples.parse_turn("1024 300 250.5\n")
        self.assertEqual(list(reading.samples), ["1024"])
        self.assertAlmostEqual(reading.samples["1024"][1], 250.5e-9)

    def test_a_case_without_values_and_values_that_are_no_times_are_refused(self):
        for line in ("", "8", "8 fast", "8 -1", "8 nan", "8 inf"):
            with self.assertRaises(ValueError, msg=line):
                samples.parse_turn(line)


class Kernels(unittest.TestCase):
    LINE = '{"kernel":"triad","size":20000,"repeats":1,"checksum":"394408","best_s":0.084877,"median_s":0.09}\n'

    def test_a_kernel_gives_its_best_time_and_its_checksum(self):
        reading = samples.parse_kernel(self.LINE)
        self.assertEqual(reading.samples, {"triad": [0.084877]})
        self.assertEqual(reading.result, "394408")

    def test_other_text_is_refused(self):
        for output in ("", "triad 3", "[]", '{"kernel":"triad"}', self.LINE * 2):
            with self.assertRaises(ValueError, msg=output):
                samples.parse_kernel(output)


class Starts(unittest.TestCase):
    def test_each_line_is_a_start(self):
        reading = samples.parse_spawn_timer("1000000 500000 1024\n2000000 500000 2048\n")
        self.assertEqual(reading.samples, {"wall": [0.001, 0.002], "processor": [0.0005, 0.0005],
                                           "resident": [1 << 20, 2 << 20]})

    def test_no_starts_and_other_text_are_refused(self):
        for output in ("", "1\n", "1 2\n", "1 2 3 4\n", "a b c\n"):
            with self.assertRaises(ValueError, msg=output):
                samples.parse_spawn_timer(output)


if __name__ == "__main__":
    unittest.main()
