"""What is computed from the samples; knows neither programs nor tables.

A *case* is one thing measured (a message size, a kernel). In each *round* every variant measures every case, one variant
right after the other; the values of all its batches are summed up by one of them, the *estimate*. Since the machine's speed
changes between rounds but hardly within the moment that two variants take for one case, they are compared only there: a
ratio for each round, then the median of the ratios.
"""
from __future__ import annotations

import dataclasses
import math


def quantile(values, fraction):
    """The value below which `fraction` of `values` lie, interpolated between neighbours."""
    if not values:
        raise ValueError("no values")
    if not 0 <= fraction <= 1:
        raise ValueError(f"{fraction} is not a fraction")
    ordered = sorted(values)
    position = fraction * (len(ordered) - 1)
    below = math.floor(position)
    above = math.ceil(position)
    # Written so that equal neighbours give exactly their value.
    return ordered[below] + (position - below) * (ordered[above] - ordered[below])


def median(values):
    return quantile(values, 0.5)


def geometric_mean(values):
    """Of positive values; for ratios, because it does not depend on which side is the numerator."""
    values = list(values)
    if not values:
        raise ValueError("no values")
    if min(values) <= 0:
        raise ValueError(f"{min(values)} is not positive")
    return math.exp(math.fsum(math.log(value) for value in values) / len(values))


def median_interval(values, confidence=0.95):
    """Where the median of what `values` were drawn from lies, from ranks alone: no distribution is assumed.

    Leaving out the `skipped` smallest and largest values misses that median with the probability that at most `skipped`
    of n fair coins fall on one side; as many are left out as `confidence` allows. With too few values for it (below 6
    for 95 %) the interval is their range.
    """
    ordered = sorted(values)
    count = len(ordered)
    if count == 0:
        raise ValueError("no values")
    skipped = 0
    missed_on_one_side = 1 / 2 ** count
    while skipped + 1 < (count + 1) // 2:
        missed_on_one_side += math.comb(count, skipped + 1) / 2 ** count
        if missed_on_one_side > (1 - confidence) / 2:
            break
        skipped += 1
    return ordered[skipped], ordered[count - 1 - skipped]


@dataclasses.dataclass(frozen=True)
class Comparison:
    """A candidate against the reference for one case; times in seconds, ratio above 1 = the candidate is slower."""

    reference: float  # median of the launches' estimates
    candidate: float
    ratio: float  # median of the rounds' ratios
    ratio_low: float  # interval of that median, 95 %
    ratio_high: float
    difference: float  # median of the rounds' differences, seconds
    difference_low: float  # interval of that median, 95 %
    difference_high: float
    rounds: int


def compare(pairs):
    """Compares estimates paired by round: a list of (reference, candidate), all positive."""
    pairs = list(pairs)
    if not pairs:
        raise ValueError("nothing to compare: no round was complete")
    references = [reference for reference, _ in pairs]
    candidates = [candidate for _, candidate in pairs]
    if min(references) <= 0 or min(candidates) <= 0:
        raise ValueError("a time is not positive: the clock is too coarse for this benchmark")
    ratios = [candidate / reference for reference, candidate in pairs]
    differences = [candidate - reference for reference, candidate in pairs]
    ratio_low, ratio_high = median_interval(ratios)
    difference_low, difference_high = median_interval(differences)
    return Comparison(
        reference=median(references),
        candidate=median(candidates),
        ratio=median(ratios),
        ratio_low=ratio_low,
        ratio_high=ratio_high,
        difference=median(differences),
        difference_low=difference_low,
        difference_high=difference_high,
        rounds=len(pairs),
    )


def compare_variants(samples, reference, candidate, estimate):
    """{case: Comparison} of two variants over the rounds both have; `estimate` sums up the values of one measurement."""
    estimates = {}
    for sample in samples:
        by_round = estimates.setdefault(sample.case, {}).setdefault(sample.round, {})
        by_round[sample.variant] = estimate(sample.values)
    pairs = {
        case: [(found[reference], found[candidate]) for found in rounds.values() if reference in found and candidate in found]
        for case, rounds in estimates.items()
    }
    return {case: compare(found) for case, found in pairs.items() if found}


def mean_ratio(comparisons, cases):
    """The geometric mean of the ratios of `cases`."""
    return geometric_mean(comparisons[case].ratio for case in cases)
