"""A report as one HTML file: it needs no network and no script, and prints well. Figures are SVG within it."""
from __future__ import annotations

import base64
import html
import shlex

from . import documents, plots, report, statistics

STYLE = """
body { font: 15px/1.5 -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; color: #1c1c1c; max-width: 1200px;
       margin: 2.5em auto; padding: 0 1.5em; }
h1 { font-size: 1.7em; margin: 0 0 .2em; } h2 { font-size: 1.2em; margin: 2.4em 0 .2em; border-bottom: 1px solid #d8d8d8;
     padding-bottom: .2em; } h3 { font-size: 1em; margin: 1.6em 0 .3em; }
p.lead, p.note { color: #555; margin: .2em 0 .8em; } p.note { font-size: .9em; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin: .6em 0; font-size: .9em; }
th, td { padding: .16em .8em; text-align: right; white-space: nowrap; } th { border-bottom: 1.5px solid #808080; font-weight: 600; }
th:first-child, td:first-child { text-align: left; padding-left: 0; } tr:hover td { background: #f4f7fa; }
td.open { color: #a0522d; } td.slower { font-weight: 600; }
figure { margin: .8em 0; overflow-x: auto; } figcaption { color: #555; font-size: .9em; } img { max-width: 100%; height: auto; }
details { margin: .6em 0; } summary { cursor: pointer; color: #1f6fb4; font-size: .9em; }
code { font: .86em/1.4 ui-monospace, "DejaVu Sans Mono", Menlo, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: .1em 1.2em; font-size: .9em; } dt { color: #555; } dd { margin: 0; }
@media print { details > * { display: block; } h2 { break-after: avoid; } figure, table { break-inside: avoid; } }
"""
CAPTIONS = {
    "messages": "Medians over rounds; bands are 95 % intervals of the median. The ratio is taken within each round.",
    "kernels": "Ratio of processor times, medians over rounds; whiskers are 95 % intervals.",
    "files": "Ratio of times, medians over rounds; whiskers are 95 % intervals.",
    "startup": "Ratio of whole processes, medians over rounds; whiskers are 95 % intervals.",
    "costs": "Nanoseconds that the calls of a row cost more than natively; whiskers are 95 % intervals.",
}
METHOD = """The programs of all columns take turns: each measures one case and sleeps while the others do, in an order that chance
decides. They are compared only within such a round; a row shows the median of the rounds' ratios and its 95 % interval from
ranks, which assumes no distribution. Geometric means have bootstrap intervals over whole rounds. A case is measured until its
interval is narrow enough or the time is spent, so the number of rounds differs between cases. Ratios above 1: the first named is slower."""


def text(value):
    return html.escape(str(value))


def picture(figure, caption):
    data = base64.b64encode(plots.draw(figure, "svg")).decode()
    return (f'<figure><img alt="{text(figure.name)}" width="{round(figure.width)}" src="data:image/svg+xml;base64,{data}">'
            f"<figcaption>{text(caption)}</figcaption></figure>")


def table(header, rows, kinds=None):
    """`kinds`: a class for the cells of each row, by row number."""
    lines = ["<table><thead><tr>" + "".join(f"<th>{text(cell)}</th>" for cell in header) + "</tr></thead><tbody>"]
    for number, row in enumerate(rows):
        kind = f' class="{kinds[number]}"' if kinds and kinds[number] else ""
        lines.append("<tr>" + "".join(f"<td{kind}>{text(cell)}</td>" for cell in row) + "</tr>")
    return "\n".join([*lines, "</tbody></table>"])


def facts_list(facts):
    return '<dl class="facts">' + "".join(f"<dt>{text(name)}</dt><dd>{text(value)}</dd>" for name, value in facts if value) + "</dl>"


def summary_row(results):
    """Name, mean with interval, worst case of a run; None where there is no mean."""
    cases = report.counted_cases(results)
    if not cases:
        return None
    comparisons = results.main.comparisons
    low, high = statistics.mean_interval(comparisons, cases)
    worst = max(cases, key=lambda case: comparisons[case].ratio)
    noise = f"{statistics.mean_ratio(results.noise, cases):.4f}" if results.noise else ""
    return [results.name, str(len(cases)), f"{statistics.mean_ratio(comparisons, cases):.4f}", f"{low:.4f} - {high:.4f}", noise,
            f"{comparisons[worst].ratio:.3f} ({worst})"]


def summary(all_results):
    rows = [row for row in map(summary_row, all_results) if row]
    if not rows:
        return ""
    header = ["benchmark", "cases", "geometric mean", "95 % interval", "noise floor", "largest ratio"]
    if not any(row[4] for row in rows):
        header, rows = header[:4] + header[5:], [row[:4] + row[5:] for row in rows]
    figure = plots.overview(all_results)
    drawn = picture(figure, "Geometric means over each benchmark's cases with 95 % intervals.") if figure else ""
    return f"<h2>Summary</h2>{drawn}{table(header, rows)}"


def commands(run):
    lines = []
    for name, by_group in run["commands"].items():
        first = next(iter(by_group.values()))
        lines.append(f"{name}: {shlex.join(first)}" + (f"   ({len(by_group)} alike)" if len(by_group) > 1 else ""))
    return "\n".join(lines)


def details(run):
    load, after = run["machine"]["load"], run["machine"]["load_after"]
    limits = run["settings"]["limits"]
    facts = [("written", run["written"]), ("load of the machine", f"{load[0]} before, {after[0]} after"),
             ("ranks", f"{run['settings']['ranks']}, {run['settings']['mpi']}" if run["uses_mpi"] else ""),
             ("limits", f"{limits['rounds']} rounds" if limits["rounds"] else
              f"{limits['budget']:g} s, or intervals within {run['settings']['precision']:.1%}; seed {limits['seed']}")]
    return f"<details><summary>how it was run</summary>{facts_list(facts)}<code>{text(commands(run))}</code></details>"


def section(run, results):
    header, rows, counted = report.TABLES[results.table](results)
    found = list(results.main.comparisons.values())
    kinds = ["open" if report.is_uncertain(row) else "" for row in found] + [""] * (len(rows) - len(found))
    figure = plots.figure_of(results)
    drawn = picture(figure, CAPTIONS[results.table]) if figure else ""
    lines = [*report.summary_lines(results, counted), f"medians of {report.rounds_text(results)} rounds"]
    notes = "".join(f'<p class="note">{text(line)}</p>' for line in lines)
    listed = table(header, rows, kinds)
    if figure and len(rows) > 12:
        listed = f"<details><summary>table of {len(rows)} rows</summary>{listed}</details>"
    return (f'<h2 id="{text(results.name)}">{text(results.name)}</h2><p class="lead">{text(results.summary)}</p>'
            f"{drawn}{notes}{listed}{details(run)}")


def environment(runs):
    """What all runs share; of tools, each version that occurs."""
    machine = runs[0]["machine"]
    versions = {name: version for run in runs for name, version in run["versions"].items()}
    flags = {name: " ".join(value) for run in reversed(runs) for name, value in run["flags"].items()}
    return facts_list([
        ("host", machine["host"]), ("processor", f"{machine['processor']}, {machine['cores']} cores"),
        ("memory", f"{machine['memory_bytes'] / 2**30:.1f} GiB"), ("kernel", machine["kernel"]), ("commit", runs[0]["commit"]),
        *versions.items(), *((f"flags, {name}", value) for name, value in flags.items())])


def page(runs):
    """The report of some documents as HTML."""
    all_results = [documents.results_of(run) for run in runs]
    machine = runs[0]["machine"]
    sections = "".join(section(run, results) for run, results in zip(runs, all_results))
    names = ", ".join(f'<a href="#{text(results.name)}">{text(results.name)}</a>' for results in all_results)
    return (f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>wasmpi-bench</title><style>{STYLE}</style></head><body>'
            f"<h1>WebAssembly beside native code</h1>"
            f'<p class="lead">wasmpi-bench on {text(machine["processor"])}, {text(runs[-1]["written"])}</p><p class="note">{names}</p>'
            f'{summary(all_results)}<h2>Method</h2><p class="note">{text(METHOD)}</p>{environment(runs)}{sections}</body></html>\n')


def write(path, runs):
    documents.write_whole(path, page(runs))
