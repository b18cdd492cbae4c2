"""Learns the calibration of confidence from judged claims."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from claims.errors import InputError
from extract.calibration import COLUMNS, Calibration, logit

Floats = npt.NDArray[np.float64]

#: Strength of the Gaussian priors (one over the variance, in logits): offsets of rules and of
#: relations are near 0, the slope is near SLOPE.
RULE, RELATION, SLOPE_WEIGHT = 2.0, 4.0, 10.0
SLOPE = 0.7
STEPS = 60


@dataclass(frozen=True, slots=True)
class JudgedClaim:
    """A claim with the prior of its rule and what a judge says of it; ``weight`` is its say."""

    rule: str
    relation: str
    prior: float
    right: bool
    weight: float = 1.0


def learn(judged: Sequence[JudgedClaim]) -> Calibration:
    """Return the calibration with the highest posterior probability given judged claims.

    Raises InputError when there are none.
    """
    if not judged:
        raise InputError("There is no judged claim to learn from.", path="gold")
    rules = sorted({one.rule for one in judged})
    relations = sorted({one.relation for one in judged})
    columns = {("rule", name): 2 + n for n, name in enumerate(rules)}
    columns |= {("relation", name): 2 + len(rules) + n for n, name in enumerate(relations)}
    matrix = np.zeros((len(judged), 2 + len(rules) + len(relations)))
    for row, one in zip(matrix, judged, strict=True):
        row[0], row[1] = 1.0, logit(one.prior)
        row[columns["rule", one.rule]] = row[columns["relation", one.relation]] = 1.0
    strength = np.array(
        [1e-3, SLOPE_WEIGHT, *[RULE] * len(rules), *[RELATION] * len(relations)], dtype=float
    )
    mean = np.zeros_like(strength)
    mean[1] = SLOPE
    solved = _newton(
        matrix,
        np.array([float(one.right) for one in judged]),
        np.array([one.weight for one in judged]),
        strength,
        mean,
    )
    return Calibration(
        round(float(solved[0]), 3),
        round(float(solved[1]), 3),
        {name: round(float(solved[columns["rule", name]]), 3) for name in rules},
        {name: round(float(solved[columns["relation", name]]), 3) for name in relations},
    )


def _newton(
    matrix: Floats, right: Floats, weight: Floats, strength: Floats, mean: Floats
) -> Floats:
    """Return the maximum of the posterior of a logistic regression by Newton's method."""
    at = mean.copy()
    for _ in range(STEPS):
        expected = 1 / (1 + np.exp(-(matrix @ at)))
        slope = matrix.T @ (weight * (right - expected)) - strength * (at - mean)
        curve = (matrix * (weight * expected * (1 - expected))[:, None]).T @ matrix
        step = np.linalg.solve(curve + np.diag(strength), slope)
        at = at + step
        if np.abs(step).max() < 1e-9:
            break
    return at


def write(calibration: Calibration, judged: Iterable[JudgedClaim], file: Path) -> None:
    """Write the offsets, each with how many of its judged claims are right, and of how many."""
    counts: dict[tuple[str, str], list[int]] = {}
    for one in judged:
        for kind, name in (("rule", one.rule), ("relation", one.relation), ("model", "all")):
            count = counts.setdefault((kind, name), [0, 0])
            count[0] += one.right
            count[1] += 1
    rows: list[tuple[Any, ...]] = [
        ("model", name, value, *counts["model", "all"])
        for name, value in (("intercept", calibration.intercept), ("slope", calibration.slope))
    ]
    for kind, offsets in (("rule", calibration.rules), ("relation", calibration.relations)):
        rows += [(kind, name, value, *counts[kind, name]) for name, value in offsets.items()]
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter="\t", lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)


def read_judged(file: Path, weight: float) -> list[JudgedClaim]:
    """Return the claims of a table of verdicts; InputError names the line that is wrong."""
    found = []
    with file.open(encoding="utf-8", newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream, delimiter="\t"), 2):
            try:
                right = {"right": True, "wrong": False}[row["verdict"]]
                found.append(
                    JudgedClaim(row["rule"], row["relation"], float(row["prior"]), right, weight)
                )
            except (KeyError, TypeError, ValueError) as error:
                raise InputError(
                    "The row needs rule, relation, prior and a verdict (right or wrong).",
                    path=file,
                    line=number,
                ) from error
    return found
