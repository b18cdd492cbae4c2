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


def interval(counts: Floats, figure: Callable[[Floats], Floats]) -> Interval | None:
    """Return the interval of a figure of summed counts, None without at least two sentences.

    ``counts`` has one row per sentence; ``figure`` takes sums of rows, one per draw, and returns
    one value per draw. Draws without a value (no gold at all, say) are left out.
    """
    if len(counts) < 2:
        return None
    draws = np.random.default_rng(SEED)
    share = np.full(len(counts), 1 / len(counts))
    weights = draws.multinomial(len(counts), share, size=DRAWS).astype(np.float64)
    flat = weights @ counts.reshape(len(counts), -1)
    values = figure(flat.reshape(DRAWS, *counts.shape[1:]))
    values = values[~np.isnan(values)]
    if not len(values):
        return None
    low, high = np.quantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def f1(counts: Floats) -> Floats:
    """Return F1 of rows of four counts: gold found and missed, predictions right and wrong.

    Where there is nothing to find it is not a number; where nothing right is predicted it is 0.
    """
    found, missed, right, wrong = np.moveaxis(counts, -1, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        recall = found / (found + missed)
        precision = np.where(right + wrong > 0, right / (right + wrong), 0)
        value = 2 * precision * recall / (precision + recall)
    return np.where(np.isnan(recall), np.nan, np.nan_to_num(value))
