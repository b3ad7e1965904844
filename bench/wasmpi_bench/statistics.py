"""What is computed from the samples; knows neither programs nor tables.

A *case* is one thing measured (a message size, a kernel). In each *round* every variant measures every case, one variant
right after the other; the values of all its batches are summed up by one of them, the *estimate*. Since the machine's speed
changes between rounds but hardly within the moment that two variants take for one case, they are compared only there: a
ratio for each round, then the median of the ratios.
"""
from __future__ import annotations

import dataclasses
import math
import random


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

    reference: float  # median of the rounds' estimates
    reference_low: float  # interval of that median, 95 %; so are all below
    reference_high: float
    reference_least: float  # the smallest estimate
    candidate: float
    candidate_low: float
    candidate_high: float
    candidate_least: float
    ratio: float  # median of the rounds' ratios
    ratio_low: float
    ratio_high: float
    difference: float  # median of the rounds' differences, seconds
    difference_low: float
    difference_high: float
    rounds: int
    ratios: dict  # {round: ratio}


def compare(pairs, rounds=None):
    """Compares estimates paired by round: a list of (reference, candidate), all positive. `rounds`: their numbers."""
    pairs = list(pairs)
    if not pairs:
        raise ValueError("nothing to compare: no round was complete")
    references = [reference for reference, _ in pairs]
    candidates = [candidate for _, candidate in pairs]
    if min(references) <= 0 or min(candidates) <= 0:
        raise ValueError("a time is not positive: the clock is too coarse for this benchmark")
    ratios = [candidate / reference for reference, candidate in pairs]
    differences = [candidate - reference for reference, candidate in pairs]
    found = {"rounds": len(pairs), "ratios": dict(zip(rounds or range(len(pairs)), ratios))}
    for name, values in (("reference", references), ("candidate", candidates), ("ratio", ratios), ("difference", differences)):
        found[name] = median(values)
        found[f"{name}_low"], found[f"{name}_high"] = median_interval(values)
    return Comparison(reference_least=min(references), candidate_least=min(candidates), **found)


class Estimates:
    """What each variant took for each case in each round; grows with the samples. `estimate` sums up one measurement."""

    def __init__(self, estimate):
        self._estimate = estimate
        self._by_case = {}  # case -> round -> variant -> estimate

    def add(self, samples):
        for sample in samples:
            by_round = self._by_case.setdefault(sample.case, {})
            by_round.setdefault(sample.round, {})[sample.variant] = self._estimate(sample.values)

    def compare(self, reference, candidate):
        """{case: Comparison} over the rounds both variants have."""
        found = {}
        for case, rounds in self._by_case.items():
            both = {number: (values[reference], values[candidate])
                    for number, values in rounds.items() if reference in values and candidate in values}
            if both:
                found[case] = compare(both.values(), list(both))
        return found


def compare_variants(samples, reference, candidate, estimate):
    """{case: Comparison} of two variants over the rounds both have."""
    estimates = Estimates(estimate)
    estimates.add(samples)
    return estimates.compare(reference, candidate)


def mean_ratio(comparisons, cases):
    """The geometric mean of the ratios of `cases`."""
    return geometric_mean(comparisons[case].ratio for case in cases)


def percentiles(values, confidence):
    tail = (1 - confidence) / 2
    return quantile(values, tail), quantile(values, 1 - tail)


def mean_interval(comparisons, cases, confidence=0.95, resamples=1000, seed=1):
    """Where the geometric mean of the cases' median ratios lies, by bootstrap.

    Whole rounds are drawn again, with all their cases: what disturbed a round may have disturbed several of them. A case that
    was measured in none of the rounds drawn keeps its median.
    """
    columns = [comparisons[case] for case in cases]
    rounds = sorted({number for found in columns for number in found.ratios})
    generator = random.Random(seed)
    means = []
    for _ in range(resamples):
        drawn = generator.choices(rounds, k=len(rounds))
        ratios = ([found.ratios[number] for number in drawn if number in found.ratios] for found in columns)
        means.append(geometric_mean(median(values) if values else found.ratio for values, found in zip(ratios, columns)))
    return percentiles(means, confidence)


def change_interval(before, after, confidence=0.95, seed=1):
    """Where the quotient of two independent runs' median ratios, after by before, lies, by bootstrap of each: with enough
    resamples for some to lie beyond both ends."""
    generator = random.Random(seed)
    resamples = max(2000, round(40 / (1 - confidence)))
    quotients = [median(generator.choices(after, k=len(after))) / median(generator.choices(before, k=len(before)))
                 for _ in range(resamples)]
    return percentiles(quotients, confidence)
