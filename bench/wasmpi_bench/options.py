"""The command line of wasmpi-bench."""
from __future__ import annotations

import argparse
import dataclasses
import math
import os
import re
import shlex

from . import instructions
from .benchmarks import BENCHMARKS, LARGEST_SIZE
from .shapes import SHAPES

COMPILE = "compile"
QUICK_BUDGET = 8
USAGE = """wasmpi-bench BENCHMARK... [options]          measure some benchmarks
       wasmpi-bench --all [--quick] [options]       measure all, with reports in a folder
       wasmpi-bench FILE.wasm [options] -- ARGS     measure a finished module against --native or a --peer
       wasmpi-bench compare A.json B.json           what changed from one run to another
       wasmpi-bench report FILE.json... --html OUT  reports of earlier runs
       wasmpi-bench instructions [KERNEL...]        count executed instructions, compare with expected.json"""


def byte_count(text):
    match = re.fullmatch(r"(\d+)([kKmM]?)", text)
    if not match:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number of bytes such as 64, 4K or 1M")
    size = int(match.group(1)) << {"": 0, "k": 10, "m": 20}[match.group(2).lower()]
    if size > LARGEST_SIZE:
        raise argparse.ArgumentTypeError(f"'{text}' is more than the programs' buffers, 4M")
    return size


def positive(convert):
    def converter(text):
        value = convert(text)
        if not 0 < value < math.inf:
            raise ValueError
        return value
    converter.__name__ = f"positive {convert.__name__}"  # argparse names it in its message
    return converter


def percentage(text):
    match = re.fullmatch(r"(\d+(?:\.\d+)?)%?", text)
    if not match or not 0 <= float(match.group(1)) <= 100:
        raise argparse.ArgumentTypeError(f"'{text}' is not a percentage such as 2%; 0 is never narrow enough")
    return float(match.group(1)) / 100


@dataclasses.dataclass(frozen=True)
class Named:
    """NAME=WORDS, the words as a shell would see them."""

    name: str
    words: tuple


def named(*, needs=""):
    """A converter of NAME=COMMAND; `needs` is what a word of the command has to hold."""
    def converter(text):
        name, equals, command = text.partition("=")
        try:
            words = tuple(shlex.split(command))
        except ValueError as error:
            raise argparse.ArgumentTypeError(f"'{text}': {error}") from error
        if not re.fullmatch(r"[\w.+-]+", name) or not equals or not words:
            raise argparse.ArgumentTypeError(f"'{text}' is not NAME=COMMAND, the name of letters, digits and . + - _")
        if needs and not any(needs in word for word in words):
            raise argparse.ArgumentTypeError(f"'{text}' does not say where the module goes: {needs}")
        return Named(name, words)
    return converter


def benchmark_list():
    summaries = {row.name: row.summary for row in BENCHMARKS.values()}
    summaries[COMPILE] = "compiling modules of extreme shapes; no native side"
    return "\n".join(f"  {name:13} {summary}" for name, summary in summaries.items())


def add_choices(parser):
    parser.add_argument("names", nargs="*", metavar="benchmark", help="one of the above, or a module FILE.wasm")
    parser.add_argument("--all", action="store_true", help="every benchmark that has a native side")
    parser.add_argument("--quick", action="store_true", help=f"the same as --budget {QUICK_BUDGET}: a first look, not a figure")
    parser.add_argument("--ranks", type=positive(int), metavar="N", help="ranks of a program that uses MPI")
    parser.add_argument("--mpi", choices=["openmpi", "mpich"], default="openmpi", help="the MPI library (default: openmpi)")
    parser.add_argument("--min-size", type=byte_count, default=0, metavar="BYTES", help="smallest message (default: 0)")
    parser.add_argument("--max-size", type=byte_count, default=LARGEST_SIZE, metavar="BYTES", help="largest message (default: 4M)")
    parser.add_argument("--shape", action="append", choices=list(SHAPES), help="compile: only this shape; may be repeated")


def add_limits(parser):
    parser.add_argument("--rounds", type=positive(int), metavar="N", help="rounds to run, whatever time they take")
    parser.add_argument("--budget", type=positive(float), metavar="SECONDS", help="most time for all rounds (warming up comes first)")
    parser.add_argument("--precision", type=percentage, default=percentage("1"), metavar="PERCENT",
                        help="a case is measured no more once its ratio's interval is this narrow (default: 1%%; 0: never)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the random order of everything (default: 1)")


def add_variants(parser):
    parser.add_argument("--self-check", nargs="?", const="with", choices=["with", "only"],
                        help="run the native program twice a round and show their ratio, the noise floor, as well; "
                             "'only': without Wasm")
    parser.add_argument("--portable", action=argparse.BooleanOptionalAction,
                        help="also compare with a native build for any CPU of the architecture (default: for kernels)")
    parser.add_argument("--guest", action="append", type=named(), default=[], metavar="NAME=COMPILER",
                        help="also the module that this compiler command makes of the source; may be repeated")
    parser.add_argument("--module", action="append", type=named(), default=[], metavar="SOURCE=FILE",
                        help="a finished module instead of the one built of this source (triad, collectives ...)")
    parser.add_argument("--peer", action="append", type=named(needs="{module}"), default=[], metavar="NAME=COMMAND",
                        help="also another runtime: a command with {module} and {args}; may be repeated")
    parser.add_argument("--native", metavar="PROGRAM", help="of FILE.wasm: the native program to compare with")


def add_outputs(parser):
    parser.add_argument("--json", metavar="FILE", help="keep all samples in FILE")
    parser.add_argument("--csv", metavar="FILE", help="a row for each case, with medians, minima and intervals")
    parser.add_argument("--html", metavar="FILE", help="a report with plots, in one file")
    parser.add_argument("--plots", metavar="DIR", help="the plots as SVG and PNG files")
    parser.add_argument("--out", metavar="DIR", help="all of these in one folder (--all: default wasmpi-bench-results)")
    parser.add_argument("--work", metavar="DIR", help="keep the programs and the cache of native code in DIR")


def add_tools(parser, *programs):
    for program in programs:
        parser.add_argument(f"--{program}", default="", metavar="PROGRAM", help=f"the {program} to use")


def make_parser():
    parser = argparse.ArgumentParser(
        prog="wasmpi-bench", formatter_class=argparse.RawDescriptionHelpFormatter, usage=USAGE,
        description=f"Compares programs run by wasmpi with the same source built natively.\n\nbenchmarks:\n{benchmark_list()}")
    add_choices(parser)
    add_limits(parser)
    add_variants(parser)
    add_outputs(parser)
    add_tools(parser, "wasmpi-run", "wasmpi-cc", "wasmpi-compile", "mpiexec")
    return parser


def is_module(name):
    return name.endswith(".wasm")


def check_names(parser, options):
    if options.all:
        if options.names:
            parser.error("--all and names of benchmarks do not go together")
        options.names = list(BENCHMARKS)
    if not options.names:
        parser.error("which benchmark? One of the list (--help), --all, or FILE.wasm")
    for name in options.names:
        if not is_module(name) and name not in BENCHMARKS and name != COMPILE:
            parser.error(f"there is no benchmark '{name}'; --help lists them")
        if is_module(name) and not os.path.isfile(name):
            parser.error(f"the module '{name}' does not exist")
        if is_module(name) and not options.native and not options.peer:
            parser.error(f"'{name}': against what? Give --native PROGRAM or --peer NAME=COMMAND")
    if options.program_arguments and not any(map(is_module, options.names)):
        parser.error("arguments after -- are for FILE.wasm")


def check_variants(parser, options):
    taken = ["native", "wasm", "native again", "portable"]
    for entry in [*options.guest, *options.peer]:
        if entry.name in taken:
            parser.error(f"the name '{entry.name}' is given twice")
        taken.append(entry.name)
    for entry in options.module:
        if len(entry.words) != 1 or not os.path.isfile(entry.words[0]):
            parser.error(f"--module {entry.name}: the file '{' '.join(entry.words)}' does not exist")


def check_outputs(parser, options):
    if options.all and not options.out:
        options.out = "wasmpi-bench-results"
    if options.out:
        base = os.path.abspath(options.out)
        os.makedirs(base, exist_ok=True)
        options.json = options.json or os.path.join(base, "results.json")
        options.csv = options.csv or os.path.join(base, "results.csv")
        options.html = options.html or os.path.join(base, "report.html")
        options.plots = options.plots or os.path.join(base, "plots")
    for name in ("json", "csv", "html"):
        path = getattr(options, name)
        if path and not os.path.isdir(os.path.dirname(os.path.abspath(path))):
            parser.error(f"--{name}: the folder of '{path}' does not exist")


def parse(arguments):
    """The options of a run that measures; ends the process with a message if they make no sense."""
    arguments = list(arguments)
    program_arguments = []
    if "--" in arguments:
        place = arguments.index("--")
        arguments, program_arguments = arguments[:place], arguments[place + 1:]
    parser = make_parser()
    options = parser.parse_args(arguments)
    options.program_arguments = program_arguments
    if options.min_size > options.max_size:
        parser.error("--min-size is larger than --max-size")
    check_names(parser, options)
    check_variants(parser, options)
    check_outputs(parser, options)
    return options


def parse_compare(arguments):
    parser = argparse.ArgumentParser(prog="wasmpi-bench compare", description="What changed from run A to run B.")
    parser.add_argument("first", metavar="A.json")
    parser.add_argument("second", metavar="B.json")
    parser.add_argument("--fail-if-slower", action="store_true", help="exit status 1 if a case became slower")
    return parser.parse_args(arguments)


def parse_report(arguments):
    parser = argparse.ArgumentParser(prog="wasmpi-bench report", description="Reports of earlier runs.")
    parser.add_argument("files", nargs="+", metavar="FILE.json")
    add_outputs(parser)
    options = parser.parse_args(arguments)
    options.all = False
    check_outputs(parser, options)
    return options


def parse_instructions(arguments):
    parser = argparse.ArgumentParser(
        prog="wasmpi-bench instructions", description="Counts the instructions kernels execute (callgrind) and fails where the ratio of "
        "Wasm to native grew by more than 5 %.")
    parser.add_argument("kernels", nargs="*", metavar="KERNEL", help="which; default: all")
    parser.add_argument("--expected", default=str(instructions.EXPECTED), metavar="FILE", help="ratios to compare with")
    parser.add_argument("--update", action="store_true", help="keep the ratios found as the expected ones")
    parser.add_argument("--wasm-flag", action="append", default=[], metavar="FLAG", help="another flag for wasmpi-cc; may be repeated")
    add_tools(parser, "wasmpi-run", "wasmpi-cc", "wasmpi-compile")
    options = parser.parse_args(arguments)
    for name in options.kernels:
        if name not in instructions.SIZES:
            parser.error(f"there is no kernel '{name}': {', '.join(instructions.SIZES)}")
    return options
