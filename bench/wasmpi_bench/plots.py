"""Figures of results, drawn by gnuplot: a script for each, as SVG or PNG.

Which figure a run gets depends on its table: curves over the message size, bars of ratios, or bars of what a call costs more.
A colour means the same variant everywhere. Whiskers and bands are 95 % intervals.
"""
from __future__ import annotations

import dataclasses
import math
import os
import shutil
import subprocess

from . import documents, report, statistics
from .errors import BenchmarkError

REFERENCE_COLOUR = "#4d4d4d"
COLOURS = ["#1f6fb4", "#d1662a", "#3a8f5c", "#8a5aa8", "#b3922e", "#a33a4a"]  # told apart in print and by most eyes
TERMINALS = {
    "svg": "set terminal svg size {width},{height} font 'Helvetica,Arial,sans-serif,{points}' noenhanced background '#ffffff'",
    "png": "set terminal pngcairo size {width},{height} font 'DejaVu Sans,{points}' noenhanced background '#ffffff'",
}
SCALES = {"svg": 1, "png": 2}  # of PNG: pixels for print
SECONDS = 60
PRELUDE = """set encoding utf8
set border 3 linecolor '#808080' linewidth 0.8
set tics nomirror out scale 0.5 textcolor '#303030'
set grid linecolor '#e4e4e4' linetype 1 linewidth 0.7
set style fill solid 0.85 noborder
set key top left reverse Left samplen 2 spacing 1.1 textcolor '#202020'
"""


@dataclasses.dataclass(frozen=True)
class Figure:
    name: str
    width: int
    height: int
    script: str


def find_gnuplot():
    found = shutil.which("gnuplot")
    if not found:
        raise BenchmarkError("plots need gnuplot, which is not on PATH. On Debian 12: apt-get install gnuplot-nox")
    return found


def draw(figure, kind):
    """The figure as bytes of `kind`, svg or png."""
    scale = SCALES[kind]
    terminal = TERMINALS[kind].format(width=figure.width * scale, height=figure.height * scale, points=12 * (0.8 if scale > 1 else 1))
    if scale > 1:
        terminal += f" fontscale {scale} linewidth {scale} pointscale {scale}"
    result = subprocess.run([find_gnuplot(), "-"], input=f"{terminal}\n{PRELUDE}{figure.script}".encode(), stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, timeout=SECONDS, check=False)
    if result.returncode != 0 or not result.stdout:
        raise BenchmarkError(f"gnuplot failed on '{figure.name}' ({result.returncode}): {result.stderr.decode(errors='replace')}")
    return result.stdout


def quoted(text):
    """Text for gnuplot; nothing in it is a command."""
    clean = "".join(letter if letter.isprintable() else " " for letter in text)
    return "'" + clean.replace("'", "''") + "'"


def block(name, rows):
    """Data within a script."""
    lines = "\n".join(" ".join(f"{value:.8g}" for value in row) for row in rows)
    return f"${name} << END\n{lines}\nEND\n"


def colour_of(index):
    return COLOURS[index % len(COLOURS)]


def size_text(byte_count):
    for shift, unit in ((20, "Mi"), (10, "Ki")):
        if byte_count >= 1 << shift:
            return f"{byte_count >> shift} {unit}"
    return str(byte_count)


def sizes_axis(sizes):
    marks = [size for index, size in enumerate(sizes) if index % 4 == 0]
    labels = ", ".join(f"{quoted(size_text(size))} {size}" for size in marks)
    return f"set logscale x 2\nset xrange [{sizes[0] / 1.3}:{sizes[-1] * 1.3}]\nset xtics ({labels})\nset xlabel 'message size, bytes'\n"


def band(data, first, colour):
    return f"${data} using 1:{first + 1}:{first + 2} with filledcurves fillcolor '{colour}' fillstyle transparent solid 0.22 notitle"


def line(data, first, colour, title, point):
    return (f"${data} using 1:{first} with linespoints linecolor '{colour}' linewidth 1.6 pointtype {point} pointsize 0.35 "
            f"title {quoted(title)}")


def times_rows(column, cases, side):
    """Size, time in us and its interval; bandwidth follows from it."""
    rows = []
    for case in cases:
        found = column.comparisons[case]
        rows.append((int(case), *(1e6 * getattr(found, side + end) for end in ("", "_low", "_high"))))
    return rows


def bandwidth_rows(rows, factor):
    """MB/s: bytes per us; the interval's ends change places."""
    return [(size, *(factor * size / value for value in (median, high, low))) for size, median, low, high in rows]


def ratio_limits(values):
    """Both ends of an axis of ratios, 1 on it; a wild interval does not flatten all others."""
    low, high = min(values), max(values)
    return max(min(0.95, low - 0.02), 0.0), min(max(1.05, high + 0.02), 3.0)


def curves(results):
    """Latency, bandwidth and ratio over the message size."""
    columns = [column for column in results.columns if column.reference == results.main.reference]
    cases = [case for case in results.main.comparisons if int(case) > 0 and all(case in column.comparisons for column in columns)]
    if len(cases) < 2:
        return None
    series = [(results.main.reference, REFERENCE_COLOUR, times_rows(results.main, cases, "reference"))]
    series += [(column.candidate, colour_of(index), times_rows(column, cases, "candidate")) for index, column in enumerate(columns)]
    data, latency, bandwidth = "", [], []
    for index, (title, colour, rows) in enumerate(series):
        data += block(f"time{index}", rows) + block(f"rate{index}", bandwidth_rows(rows, results.bytes_factor))
        latency += [band(f"time{index}", 2, colour), line(f"time{index}", 2, colour, title, 7)]
        bandwidth += [band(f"rate{index}", 2, colour), line(f"rate{index}", 2, colour, title, 7)]
    ratios, values = ["1 with lines linecolor '#202020' linewidth 1 dashtype 2 notitle"], []
    for index, column in enumerate(columns):
        rows = [(int(case), found.ratio, found.ratio_low, found.ratio_high)
                for case, found in ((case, column.comparisons[case]) for case in cases)]
        values += [row[1] for row in rows]
        data += block(f"ratio{index}", rows)
        ratios += [band(f"ratio{index}", 2, colour_of(index)), line(f"ratio{index}", 2, colour_of(index), column.title, 7)]
    if results.noise:
        rows = [(int(case), results.noise[case].ratio) for case in cases if case in results.noise]
        data += block("noise", rows)
        ratios.append(f"$noise using 1:2 with lines linecolor '{REFERENCE_COLOUR}' linewidth 1 dashtype 3 "
                      f"title {quoted(results.main.reference + ' against itself')}")
    low, high = ratio_limits(values)
    script = (f"{data}set multiplot layout 1,3\n{sizes_axis([int(case) for case in cases])}"
              f"set logscale y\nset format y '%g'\nset ylabel 'time, µs'\nplot {', '.join(latency)}\n"
              f"set ylabel 'bandwidth, MB/s'\nplot {', '.join(bandwidth)}\n"
              f"unset logscale y\nset format y '%.2f'\nset ylabel 'ratio of times (1 = native speed)'\nset yrange [{low:.4g}:{high:.4g}]\n"
              f"plot {', '.join(ratios)}\nunset multiplot\n")
    return Figure(results.name, 1180, 350, script)


def bar_places(count, columns):
    """x of each bar: groups one apart, bars side by side in them; and the width of a bar."""
    width = 0.8 / columns
    return [[group + (index - (columns - 1) / 2) * width for group in range(count)] for index in range(columns)], width


def label_rows(labels):
    return ", ".join(f"{quoted(label)} {index}" for index, label in enumerate(labels))


def bars(results, cases, columns, triple, axis, labels, baseline=None):
    """Groups of bars with whiskers; `triple(found)` gives value, low, high. `columns`: [(title, {case: Comparison})]."""
    places, width = bar_places(len(cases), len(columns))
    data, plotted, tops, bottoms = "", [], [], [0.0]
    for index, (title, comparisons) in enumerate(columns):
        rows = [(x, *triple(comparisons[case])) for x, case in zip(places[index], cases) if case in comparisons]
        tops += [min(row[3], 2 * row[1]) if row[1] > 0 else row[3] for row in rows]  # a wild interval does not flatten the bars
        bottoms += [row[2] for row in rows if row[1] < 0 or row[2] < 0]
        data += block(f"bars{index}", rows)
        plotted.append(f"$bars{index} using 1:2:({width * 0.92:.4f}) with boxes fillcolor '{colour_of(index)}' title {quoted(title)}")
        plotted.append(f"$bars{index} using 1:3:(0):($4-$3) with vectors heads size screen 0.003,90 fixed linecolor '#202020' "
                       "linewidth 1 notitle")
        if len(cases) * len(columns) <= 32:
            plotted.append(f"$bars{index} using 1:4:(sprintf('%.2f', $2)) with labels offset 0,0.6 font ',9' textcolor '#303030' notitle")
    if baseline is not None:
        plotted.append(f"{baseline} with lines linecolor '#202020' linewidth 1 dashtype 2 notitle")
    top, bottom = max(*tops, baseline or 0), min(bottoms)
    room = 0.28 * (top - bottom)
    below = bottom - 0.08 * (top - bottom) if bottom < 0 else 0
    script = (f"{data}set xrange [-0.6:{len(cases) - 0.4}]\nset yrange [{below:.6g}:{top + room:.6g}]\nset ylabel {quoted(axis)}\n"
              f"unset grid\nset grid ytics linecolor '#e4e4e4' linetype 1 linewidth 0.7\n"
              f"set key top right horizontal reverse Left\nset xtics {'rotate by 25 right' if len(cases) > 6 else 'norotate'} "
              f"({label_rows(labels)})\nset xtics scale 0\nplot {', '.join(plotted)}\n")
    return Figure(results.name, max(520, min(1180, 150 + 52 * len(cases) * max(1, len(columns) * 0.7))), 400, script)


def ratio_triple(found):
    return found.ratio, found.ratio_low, found.ratio_high


def difference_triple(found):
    return tuple(1e9 * value for value in (found.difference, found.difference_low, found.difference_high))


def ratio_bars(results):
    columns = [(column.title, column.comparisons) for column in results.columns]
    if results.noise:
        columns.append((f"{results.main.reference}/{results.main.reference}", results.noise))
    names = {case: title.partition(",")[0] for case, title, _ in report.LIFE}
    cases = list(results.main.comparisons)
    return bars(results, cases, columns, ratio_triple, "ratio (1 = native speed)", [names.get(case, case) for case in cases], 1)


def difference_bars(results):
    columns = [(f"{column.candidate} - {column.reference}", column.comparisons) for column in results.columns]
    cases = list(results.main.comparisons)
    return bars(results, cases, columns, difference_triple, "more than native, ns", cases)


FIGURES = {"messages": curves, "kernels": ratio_bars, "files": ratio_bars, "startup": ratio_bars, "costs": difference_bars,
           "calls": lambda _results: None}


def figure_of(results):
    """A run's figure; None where one number says it all."""
    return FIGURES[results.table](results)


def overview(all_results):
    """Every benchmark's geometric mean with its interval, one below the other."""
    rows, labels = [], []
    for results in all_results:
        cases = report.counted_cases(results)
        if not cases:
            continue
        column = results.main
        rows.append((statistics.mean_ratio(column.comparisons, cases), *statistics.mean_interval(column.comparisons, cases)))
        labels.append(results.name)
    if len(rows) < 2:
        return None
    count = len(rows)
    data = block("means", [(mean, count - 1 - index, low, high) for index, (mean, low, high) in enumerate(rows)])
    marks = ", ".join(f"{quoted(label)} {count - 1 - index}" for index, label in enumerate(labels))
    low = math.floor(20 * min(0.95, min(row[1] for row in rows))) / 20
    high = math.ceil(20 * max(1.05, max(row[2] for row in rows))) / 20
    script = (f"{data}set ytics ({marks}) scale 0\nset yrange [-0.7:{count - 0.3}]\nset xrange [{low}:{high + 0.04}]\nunset key\n"
              f"set xlabel 'geometric mean of the ratios (1 = native speed)'\nset format x '%.2f'\n"
              f"set arrow from 1,graph 0 to 1,graph 1 nohead linecolor '#202020' linewidth 1 dashtype 2\n"
              f"plot $means using 1:2:3:4 with xerrorbars linecolor '{COLOURS[0]}' linewidth 1.6 pointtype 7 pointsize 0.6, "
              f"$means using 4:2:(sprintf('%.3f', $1)) with labels left offset 0.8,0 font ',10' textcolor '#303030'\n")
    return Figure("overview", 760, 90 + 24 * count, script)


def figures(runs):
    """All figures of some documents."""
    all_results = [documents.results_of(run) for run in runs]
    found = [overview(all_results), *map(figure_of, all_results)]
    return [figure for figure in found if figure]


def write_files(folder, runs):
    os.makedirs(folder, exist_ok=True)
    for figure in figures(runs):
        for kind in TERMINALS:
            with open(os.path.join(folder, f"{figure.name}.{kind}"), "wb") as output:
                output.write(draw(figure, kind))
