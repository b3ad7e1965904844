"""Results and documents for the tests of reports, from numbers made up here."""
import random

from wasmpi_bench import documents, report, statistics
from wasmpi_bench.benchmarks import BENCHMARKS
from wasmpi_bench.runner import Sample

FACTS = {
    "machine": {"host": "node1", "processor": "a <processor>", "cores": 2, "memory_bytes": 1 << 33, "kernel": "6.1",
                "load": [0.5, 0.4, 0.3],
                "load_after": [1.5, 1.0, 0.7]},
    "settings": {"ranks": 2, "mpi": "openmpi", "precision": 0.01, "limits": {"rounds": None, "budget": 45.0, "seed": 1}},
    "uses_mpi": True,
    "commands": {"native": {"8": ["mpiexec", "-n", "2", "a & b"]}, "wasm": {"8": ["wasmpi-run", "a.wasm"]}},
    "flags": {"native": ["-O3"]},
    "versions": {"clang": "clang 22"},
    "commit": "abc123",
}


def noisy(ratio, generator, rounds=20, spread=0.02, reference=1e-6):
    pairs = []
    for _ in range(rounds):
        time = reference * (1 + abs(generator.gauss(0, spread)))
        pairs.append((time, time * ratio * (1 + generator.gauss(0, spread))))
    return statistics.compare(pairs)


def run(name, ratios, portable=None, seed=1):
    """The document of a run of benchmark `name` with about these ratios."""
    generator = random.Random(seed)
    row = BENCHMARKS[name]
    columns = [report.Column("native", "wasm", {case: noisy(ratio, generator) for case, ratio in ratios.items()})]
    if portable:
        columns.append(report.Column("portable", "wasm", {case: noisy(ratio, generator) for case, ratio in portable.items()}))
    results = report.Results(name, row.summary, row.table, row.bytes_factor, columns, {}, [])
    first = next(iter(ratios))
    return documents.document(results, FACTS, [Sample(0, 1, 0, "native", first, first, 0.25, [1e-7, 2e-7])])
