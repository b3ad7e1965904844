"""Modules of extreme shapes: they compile, and what they compute is right (each checks itself)."""
import subprocess
import unittest

from support import COMPILE, GuestTest
from wasmpi_bench.shapes import SHAPES


class Shapes(GuestTest):
    def run_shape(self, shape, size, *options):
        module = self.folder / f"{shape.name}.wasm"
        module.write_bytes(shape.make(size))
        result = self.run_guest(module, options=options)
        self.assertEqual((result.returncode, result.stderr), (0, ""), shape.name)

    def test_unoptimised_at_full_size(self):
        for shape in SHAPES.values():
            if shape.name != "functions":  # takes some seconds
                self.run_shape(shape, shape.size, "-O0")

    def test_optimised_at_a_tenth(self):
        for shape in SHAPES.values():
            self.run_shape(shape, shape.size // 10)

    def test_the_worst_optimised_at_full_size(self):
        for name in ("value_blocks", "nested_blocks", "loops"):
            self.run_shape(SHAPES[name], SHAPES[name].size)

    def test_verbose_names_the_functions_that_are_hardly_optimised(self):
        module = self.folder / "module.wasm"
        module.write_bytes(SHAPES["ifs"].make(1200))
        result = subprocess.run([COMPILE, "--verbose", "--cache-dir", self.cache, module], capture_output=True, text=True)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertRegex(result.stderr, r"is hardly optimised: a chain of \d+ choices of a value \(limit 1000\)")


if __name__ == "__main__":
    unittest.main()
