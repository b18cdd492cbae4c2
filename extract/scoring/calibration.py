"""Whether a confidence is a probability: figures on judged claims.

- Expected calibration error over ten bins of equal mass (Naeini et al., AAAI 2015; equal mass as in
  Nguyen and O'Connor, EMNLP 2015). Claims of one confidence that fall on the border of two bins are
  shared between them in proportion, so the figure does not depend on the order of the claims.
- AUROC: the probability that a right claim has a higher confidence than a wrong one, ties half
  (Hanley and McNeil, 1982).
- Brier score (Brier, 1950), beside that of giving every claim the share of right ones.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from extract.scoring.bootstrap import Floats, Interval, interval

BINS = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """One claim that gold has an opinion on; ``cluster`` is its sentence."""

    confidence: float
    right: bool
    cluster: str


@dataclass(frozen=True, slots=True)
class Bin:
    """A tenth of the claims: their mean confidence and the share of right ones."""

    confidence: float
    right: float
    claims: float


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its bootstrap interval; nan where the claims do not determine it."""

    value: float
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Calibration:
    """Figures of one set of judged claims."""

    claims: int
    base_rate: float
    error: Figure
    auroc: Figure
    brier: Figure
    base_brier: float
    bins: tuple[Bin, ...]


def calibration(judged: Sequence[Judged]) -> Calibration | None:
    """Return the figures of judged claims, None where there is no claim."""
    if not judged:
        return None
    values = np.unique([item.confidence for item in judged])
    counts = _counts(judged, values)
    total = counts.sum(axis=0)
    base = float(total[1].sum() / total.sum())

    def figure(measure: Callable[[Floats, Floats], float]) -> Figure:
        return Figure(
            measure(values, total), interval(counts, lambda drawn: measure(values, drawn))
        )

    return Calibration(
        claims=len(judged),
        base_rate=base,
        error=figure(calibration_error),
        auroc=figure(auroc),
        brier=figure(brier),
        base_brier=base * (1 - base),
        bins=bins(values, total),
    )


def _counts(judged: Sequence[Judged], values: Floats) -> Floats:
    """Return counts by sentence, by wrong or right, by confidence."""
    clusters = {name: n for n, name in enumerate(dict.fromkeys(item.cluster for item in judged))}
    counts = np.zeros((len(clusters), 2, len(values)))
    where = np.searchsorted(values, [item.confidence for item in judged])
    for item, column in zip(judged, where, strict=True):
        counts[clusters[item.cluster], int(item.right), column] += 1
    return counts


def bins(values: Floats, counts: Floats) -> tuple[Bin, ...]:
    """Return ten bins of equal mass, by rising confidence.

    ``counts`` holds how many claims of each confidence are wrong, and how many are right.
    """
    of_value = counts.sum(axis=0)
    total = of_value.sum()
    ends = np.cumsum(of_value)
    borders = np.linspace(0, total, BINS + 1)
    low = np.maximum(borders[:-1, None], ends - of_value)
    high = np.minimum(borders[1:, None], ends)
    shares = np.clip(high - low, 0, None) / np.maximum(of_value, 1e-12)
    mass = shares @ of_value
    return tuple(
        Bin(float(confidence), float(right), float(claims))
        for confidence, right, claims in zip(
            shares @ (of_value * values) / mass, shares @ counts[1] / mass, mass, strict=True
        )
    )


def calibration_error(values: Floats, counts: Floats) -> float:
    """Return the mean distance of confidence and share of right claims, over the bins."""
    found = bins(values, counts)
    return sum(item.claims * abs(item.confidence - item.right) for item in found) / counts.sum()


def auroc(values: Floats, counts: Floats) -> float:
    """Return the area under the ROC curve; nan when all claims are right, or all wrong."""
    wrong, right = counts
    if not wrong.sum() or not right.sum():
        return float("nan")
    below = np.cumsum(wrong) - wrong
    return float(right @ (below + wrong / 2) / (wrong.sum() * right.sum()))


def brier(values: Floats, counts: Floats) -> float:
    """Return the mean squared distance of confidence and truth."""
    wrong, right = counts
    return float((wrong @ values**2 + right @ (1 - values) ** 2) / counts.sum())
