"""Files of results: written, read back, compared, shown."""
import csv
import json
import os
import tempfile
import unittest

import made_up
from wasmpi_bench import comparing, documents, page, plots
from wasmpi_bench.errors import BenchmarkError

SIZES = {str(1 << exponent): 1.0 + exponent / 100 for exponent in range(8)}
KERNELS = {"triad": 1.0, "matmul": 1.1}


class Folder(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.addCleanup(self._folder.cleanup)

    def path(self, name):
        return os.path.join(self._folder.name, name)


class Files(Folder):
    def test_every_sample_is_kept(self):
        value = json.loads(json.dumps(made_up.run("pingpong", SIZES)))
        self.assertEqual(value["samples"], [{"session": 0, "round": 1, "position": 0, "variant": "native", "case": "1",
                                             "started": 0.25, "values": [1e-7, 2e-7]}])

    def test_results_survive_the_way_through_a_file(self):
        runs = [made_up.run("pingpong", SIZES), made_up.run("kernels", KERNELS, portable=KERNELS)]
        documents.write_json(self.path("a.json"), runs)
        for before, after in zip(runs, documents.read(self.path("a.json"))):
            self.assertEqual(documents.results_of(before), documents.results_of(after))

    def test_other_files_and_damaged_ones_are_refused(self):
        damaged = made_up.run("kernels", KERNELS)
        del damaged["columns"][0]["comparisons"]["triad"]["ratio"]
        for text in ("", "[]", "{}", '{"runs": []}', '{"format": "wasmpi-bench 1"}', json.dumps(damaged)):
            with open(self.path("b.json"), "w", encoding="utf-8") as output:
                output.write(text)
            with self.assertRaises(BenchmarkError, msg=text):
                documents.read(self.path("b.json"))

    def test_csv_has_a_row_for_each_case_and_pair(self):
        documents.write_csv(self.path("a.csv"), [made_up.run("kernels", KERNELS, portable=KERNELS)])
        with open(self.path("a.csv"), encoding="utf-8", newline="") as source:
            rows = list(csv.DictReader(source))
        self.assertEqual([(row["reference_variant"], row["case"]) for row in rows],
                         [("native", "triad"), ("native", "matmul"), ("portable", "triad"), ("portable", "matmul")])
        self.assertAlmostEqual(float(rows[1]["ratio"]), 1.1, delta=0.05)


class Comparing(Folder):
    def compare(self, before, after):
        documents.write_json(self.path("a.json"), [made_up.run("kernels", before, seed=1)])
        documents.write_json(self.path("b.json"), [made_up.run("kernels", after, seed=2)])
        return comparing.compare_files(self.path("a.json"), self.path("b.json"))

    def test_what_became_slower_is_named(self):
        lines, slower = self.compare(KERNELS, {"triad": 1.3, "matmul": 1.1})
        self.assertTrue(slower)
        verdicts = {line.split()[0]: line for line in lines if line.split()[:1] and line.split()[0] in KERNELS}
        self.assertTrue(verdicts["triad"].endswith("slower"))
        self.assertTrue(verdicts["matmul"].endswith(comparing.SAME))

    def test_the_same_is_not_called_different(self):
        lines, slower = self.compare(KERNELS, KERNELS)
        self.assertFalse(slower)
        self.assertIn(f"2 {comparing.SAME}", "\n".join(lines))

    def test_runs_without_a_common_benchmark_give_nothing(self):
        documents.write_json(self.path("a.json"), [made_up.run("kernels", KERNELS)])
        documents.write_json(self.path("b.json"), [made_up.run("pingpong", SIZES)])
        self.assertEqual(comparing.compare_files(self.path("a.json"), self.path("b.json")), ([], False))


class Reports(Folder):
    RUNS = [made_up.run("pingpong", SIZES), made_up.run("kernels", KERNELS, portable=KERNELS),
            made_up.run("translation", {"barrier": 1.02, "bcast": 0.99}), made_up.run("barrier", {"0": 1.0}),
            made_up.run("io", {"read_4K": 1.0, "write_1M": 1.2}), made_up.run("startup", {"wall": 2.0, "processor": 2.0, "resident": 3.0})]

    def test_a_page_holds_every_figure_and_needs_nothing_else(self):
        text = page.page(self.RUNS)
        self.assertEqual(text.count("data:image/svg+xml;base64,"), 6)  # the overview, and all but the barrier
        for word in ("http://", "https://", "<script", "src=\"/"):
            self.assertNotIn(word, text)
        self.assertIn("a &lt;processor&gt;", text)
        self.assertIn("&#x27;a &amp; b&#x27;", text)

    def test_plots_are_svg_and_png_files(self):
        plots.write_files(self.path("plots"), self.RUNS[:2])
        with open(self.path("plots/kernels.png"), "rb") as source:
            self.assertEqual(source.read(4), b"\x89PNG")
        with open(self.path("plots/pingpong.svg"), encoding="utf-8") as source:
            self.assertIn("<svg", source.read())

    def test_names_are_never_commands_of_gnuplot(self):
        hostile = "x'; system('touch " + self.path("made") + "'); print '\n!true"
        plots.draw(plots.figure_of(documents.results_of(made_up.run("kernels", {hostile: 1.0, "triad": 1.0}))), "svg")
        self.assertFalse(os.path.exists(self.path("made")))


if __name__ == "__main__":
    unittest.main()
