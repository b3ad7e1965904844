"""wasmpi-bench: prepares the programs, lets the runner measure them, hands the results to the reports."""
from __future__ import annotations

import dataclasses
import functools
import json
import os
import pathlib
import sys
import tempfile

from . import benchmarks, build, comparing, compiling, documents, host, instructions, options as command_line, page, plots
from . import processes, report, runner, statistics, stopping
from .errors import BenchmarkError
from .preparation import AGAIN, CANDIDATE, REFERENCE, Preparation, settings_of
from .progress import Progress

COLD_STARTS = 5
TIMEOUT = 120  # of one measurement, seconds
PROGRAM_TIMEOUT = 3600  # of one run of a module given by its path


def runner_of(benchmark, variant, timeout):
    kind = processes.Turns if benchmark.takes_turns else processes.Launches
    return kind(variant, benchmark.parse, timeout)


def measure_cold_starts(benchmark, preparation, work, progress):
    """Seconds from start to end with an empty cache of native code, a few times."""
    times = []
    for number in range(COLD_STARTS):
        progress.say(f"cold start {number + 1} of {COLD_STARTS}")
        with tempfile.TemporaryDirectory(dir=work) as cache:
            variant = preparation.wasm(CANDIDATE, cache, starts=1)
            for group in variant.commands:
                times += runner_of(benchmark, variant, TIMEOUT).measure(group, 0).samples["wall"]
    return times


def tool_versions(benchmark, toolchain, variants):
    tools = {"clang": toolchain.clang()}
    if benchmark.uses_mpi:
        tools["mpiexec"] = toolchain.mpiexec()
    if any(variant.name == CANDIDATE for variant in variants):
        tools["wasmpi-run"] = toolchain.wasmpi_run()
    return {name: build.version_of(path) for name, path in tools.items()}


def run_compile(options, work):
    compiler = build.find_compiler(options.wasmpi_compile)
    facts = host.machine()
    print(f"{command_line.COMPILE}: processor time and memory of compiling modules of extreme shapes in one thread\n"
          f"{host.machine_line(facts)}\n")
    rows = compiling.run(compiler, work, options.shape, say=functools.partial(print, flush=True))
    if options.json:
        value = {"benchmark": command_line.COMPILE, "machine": facts, "rows": compiling.json_rows(rows)}
        documents.write_whole(options.json, json.dumps(value, indent=1) + "\n")


def benchmark_of(name, options):
    """The benchmark, and the (module, native program) it runs if it is a finished module's."""
    if not command_line.is_module(name):
        return benchmarks.BENCHMARKS[name], None
    native = os.path.abspath(options.native) if options.native else None
    row = benchmarks.program_benchmark(pathlib.Path(name).stem, options.program_arguments, uses_mpi=bool(options.ranks))
    return row, (os.path.abspath(name), native)


def measure(benchmark, preparation, variants, settings, work, progress):
    """(samples, seconds of cold starts)"""
    groups = list(variants[0].commands)
    timeout = TIMEOUT if benchmark.name in benchmarks.BENCHMARKS else PROGRAM_TIMEOUT
    runners = [runner_of(benchmark, variant, timeout) for variant in variants]
    stop = stopping.Stopping(settings.precision, preparation.pairs(variants), benchmark.estimate)
    try:
        runner.warm_up(runners, groups, progress)
        samples = runner.run(runners, groups, settings.limits, stop, progress)
        cold = []
        if benchmark.name == "startup" and any(variant.name == CANDIDATE for variant in variants):
            cold = measure_cold_starts(benchmark, preparation, work, progress)
    finally:
        progress.clear()
    return samples, cold


def results_from(benchmark, preparation, variants, samples, cold):
    names = [variant.name for variant in variants]
    estimates = statistics.Estimates(benchmark.estimate)
    estimates.add(samples)
    order = {case: index for index, case in enumerate(benchmark_cases(variants, samples))}

    def compare(reference, candidate):
        found = estimates.compare(reference, candidate)
        return dict(sorted(found.items(), key=lambda item: order[item[0]]))

    columns = [report.Column(*pair, compare(*pair)) for pair in preparation.pairs(variants)]
    noise = compare(REFERENCE, AGAIN) if AGAIN in names and CANDIDATE in names else {}
    return report.Results(benchmark.name, benchmark.summary, benchmark.table, benchmark.bytes_factor, columns, noise, cold)


def benchmark_cases(variants, samples):
    """Cases as the benchmark lists its groups, whatever order they were measured in."""
    by_group = {}
    for sample in samples:
        by_group.setdefault(sample.group, {})[sample.case] = None
    return [case for group in variants[0].commands for case in by_group.get(group, {})]


def run_benchmark(name, options, toolchain, work):
    """Measures, prints the table; returns the run's document."""
    benchmark, program = benchmark_of(name, options)
    settings = settings_of(benchmark, options)
    before = host.machine()
    ranks = f"; {settings.ranks} ranks, {settings.mpi}" if benchmark.uses_mpi else ""
    print(f"{benchmark.name}: {benchmark.summary}{ranks}\n{host.machine_line(before)}\n", flush=True)

    preparation = Preparation(benchmark, settings, toolchain, work, options, program)
    progress = Progress(sys.stderr, benchmark.name, REFERENCE, CANDIDATE, benchmark.estimate)
    progress.say("building")
    variants = preparation.variants()
    progress.names(*preparation.pairs(variants)[0])
    samples, cold = measure(benchmark, preparation, variants, settings, work, progress)
    results = results_from(benchmark, preparation, variants, samples, cold)
    print("\n".join(report.text_report(results, report.load_lines())), flush=True)
    facts = {
        "machine": {**before, "load_after": host.load()},
        "settings": dataclasses.asdict(settings),
        "uses_mpi": benchmark.uses_mpi,
        "commands": {variant.name: variant.commands for variant in variants},
        "flags": {"native": build.NATIVE_FLAGS, "portable": build.PORTABLE_FLAGS, "wasm": [*build.WASM_FLAGS, *benchmark.wasm_flags]},
        "versions": tool_versions(benchmark, toolchain, variants),
        "commit": build.commit(),
    }
    return documents.document(results, facts, samples)


def write_reports(options, runs):
    """What the options ask for, and a line about each."""
    writers = ((options.json, documents.write_json), (options.csv, documents.write_csv), (options.html, page.write),
               (options.plots, plots.write_files))
    for path, write in writers:
        if path:
            write(path, runs)
            print(f"wrote {path}")


def run_all(options, work):
    """Each benchmark; one that fails does not take the others along. Returns the exit status."""
    toolchain = build.Toolchain(options.mpi, options.wasmpi_run, options.wasmpi_cc, options.mpiexec)
    runs, failed = [], []
    for name in options.names:
        if runs or failed:
            print()
        try:
            if name == command_line.COMPILE:
                run_compile(options, work)
            else:
                runs.append(run_benchmark(name, options, toolchain, work))
        except BenchmarkError as error:
            print(f"\nwasmpi-bench: {name}: {error}", file=sys.stderr)
            failed.append(name)
    if runs:
        print()
        write_reports(options, runs)
    if failed and len(options.names) > 1:
        print(f"\nwasmpi-bench: not measured: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def measure_command(arguments):
    options = command_line.parse(arguments)
    if options.html or options.plots:
        plots.find_gnuplot()  # before minutes of measuring, not after
    if options.work:
        os.makedirs(options.work, exist_ok=True)
        return run_all(options, os.path.abspath(options.work))
    with tempfile.TemporaryDirectory(prefix="wasmpi-bench-") as work:
        return run_all(options, work)


def compare_command(arguments):
    options = command_line.parse_compare(arguments)
    lines, slower = comparing.compare_files(options.first, options.second)
    if not lines:
        raise BenchmarkError(f"'{options.first}' and '{options.second}' have no benchmark in common")
    print("\n".join(lines).rstrip())
    return 1 if slower and options.fail_if_slower else 0


def report_command(arguments):
    options = command_line.parse_report(arguments)
    runs = [run for path in options.files for run in documents.read(path)]
    write_reports(options, runs)
    if not (options.json or options.csv or options.html or options.plots):
        for run in runs:
            results = documents.results_of(run)
            print(f"{results.name}: {results.summary}\n{host.machine_line(run['machine'])}\n")
            print("\n".join(report.text_report(results)), "\n")
    return 0


def instructions_command(arguments):
    return instructions.run(command_line.parse_instructions(arguments))


COMMANDS = {"compare": compare_command, "report": report_command, "instructions": instructions_command}


def main(arguments=None):
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        command = COMMANDS.get(arguments[0]) if arguments else None
        return command(arguments[1:]) if command else measure_command(arguments)
    except (BenchmarkError, OSError) as error:
        print(f"\nwasmpi-bench: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nwasmpi-bench: interrupted", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
