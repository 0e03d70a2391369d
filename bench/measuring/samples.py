"""Medians and their confidence intervals."""

import math
import statistics


def summarize(values):
    """Returns the median and half of its 95 % interval (by order statistics: no assumption about the distribution)."""
    ordered = sorted(values)
    count = len(ordered)
    first = max(math.floor((count - 1.96 * math.sqrt(count)) / 2), 0)
    return {"median": statistics.median(ordered), "spread": (ordered[count - 1 - first] - ordered[first]) / 2}


def compare(values, bare):
    """Returns the differences and the ratios to the bare call of the same round."""
    return {"over": summarize([value - base for value, base in zip(values, bare)]),
            "ratio": summarize([value / base for value, base in zip(values, bare)])}
