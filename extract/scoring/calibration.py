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

    def figure(measure: Callable[[Floats, Floats], Floats]) -> Figure:
        return Figure(
            float(measure(values, total)), interval(counts, lambda drawn: measure(values, drawn))
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
    mass, confidence, right = _binned(values, counts)
    return tuple(
        Bin(float(mean), float(share), float(claims))
        for claims, mean, share in zip(mass, confidence, right, strict=True)
    )


def _binned(values: Floats, counts: Floats) -> tuple[Floats, Floats, Floats]:
    """Return mass, mean confidence and share of right claims of each bin, along the last axis."""
    of_value = counts.sum(axis=-2)
    ends = np.cumsum(of_value, axis=-1)[..., None, :]
    borders = ends[..., -1] * np.linspace(0, 1, BINS + 1)
    low = np.maximum(borders[..., :-1, None], ends - of_value[..., None, :])
    high = np.minimum(borders[..., 1:, None], ends)
    claims = np.clip(high - low, 0, None)
    mass = claims.sum(axis=-1)
    rate = counts[..., 1, :] / np.maximum(of_value, 1)
    return mass, claims @ values / mass, (claims @ rate[..., None])[..., 0] / mass


def calibration_error(values: Floats, counts: Floats) -> Floats:
    """Return the mean distance of confidence and share of right claims, over the bins."""
    mass, confidence, right = _binned(values, counts)
    gap: Floats = (mass * np.abs(confidence - right)).sum(axis=-1) / mass.sum(axis=-1)
    return gap


def auroc(values: Floats, counts: Floats) -> Floats:
    """Return the area under the ROC curve; nan when all claims are right, or all wrong."""
    wrong, right = counts[..., 0, :], counts[..., 1, :]
    below = np.cumsum(wrong, axis=-1) - wrong
    pairs = wrong.sum(axis=-1) * right.sum(axis=-1)
    with np.errstate(invalid="ignore"):
        area: Floats = (right * (below + wrong / 2)).sum(axis=-1) / pairs
    return area


def brier(values: Floats, counts: Floats) -> Floats:
    """Return the mean squared distance of confidence and truth."""
    wrong, right = counts[..., 0, :], counts[..., 1, :]
    squares: Floats = (wrong @ values**2 + right @ (1 - values) ** 2) / counts.sum(axis=(-2, -1))
    return squares
