"""Bootstrap intervals of figures, by the percentile method (Efron and Tibshirani, 1993, ch. 13).

What is drawn is the sentence, not the claim: claims of one sentence stand or fall together.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

#: Draws per interval, and the seed they all start from.
DRAWS, SEED = 2000, 20261127
#: The share of draws between the two ends of an interval.
LEVEL = 0.95

Floats = NDArray[np.float64]
Interval = tuple[float, float]


def interval(counts: Floats, figure: Callable[[Floats], float]) -> Interval | None:
    """Return the interval of a figure of summed counts, None without at least two sentences.

    ``counts`` has one row per sentence. Draws for which the figure is not a number (no gold at
    all, say) are left out.
    """
    if len(counts) < 2:
        return None
    draws = np.random.default_rng(SEED)
    share = np.full(len(counts), 1 / len(counts))
    weights = draws.multinomial(len(counts), share, size=DRAWS).astype(np.float64)
    flat = weights @ counts.reshape(len(counts), -1)
    values = np.array([figure(row.reshape(counts.shape[1:])) for row in flat])
    values = values[~np.isnan(values)]
    if not len(values):
        return None
    low, high = np.quantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def f1(counts: Floats) -> float:
    """Return F1 of four counts: gold found and missed, predictions right and wrong."""
    found, missed, right, wrong = counts
    if not found + missed or not right + wrong:
        return 0.0 if found + missed else float("nan")
    recall, precision = found / (found + missed), right / (right + wrong)
    return float(2 * precision * recall / (precision + recall)) if precision + recall else 0.0
