"""Confidence as a calibrated probability: learnt offsets for rules and relations.

A candidate comes with the prior of its rule, lowered by each step that its arguments took. The
calibrated probability is ``sigmoid(intercept + slope * logit(prior) + rule + relation)``. Offsets
of rules and relations are shrunk to zero, so that one with few judged claims stays near the mean
(a logistic regression with Gaussian priors). ``extract.training.confidence`` learns them.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from claims.errors import InputError

FILE = Path(__file__).resolve().parent.parent / "data" / "calibration" / "offsets.tsv"
COLUMNS = ("kind", "name", "offset", "right", "judged")
#: What a new concept is proposed with stays below the threshold of publication.
PROPOSED = 0.49


@dataclass(frozen=True, slots=True)
class Calibration:
    """Offsets in logits, by name of the rule and of the relation; the default changes nothing."""

    intercept: float = 0.0
    slope: float = 1.0
    rules: Mapping[str, float] = field(default_factory=dict)
    relations: Mapping[str, float] = field(default_factory=dict)

    def probability(self, rule: str, relation: str, prior: float) -> float:
        """Return how probable it is, from 0 to 1, that a claim of a rule is right.

        >>> round(Calibration(slope=0.5, rules={"build": -0.3}).probability("build", "", 0.8), 2)
        0.6
        """
        score = (
            self.intercept
            + self.slope * logit(prior)
            + self.rules.get(rule, 0.0)
            + self.relations.get(relation, 0.0)
        )
        return 1 / (1 + math.exp(-score))


def logit(probability: float) -> float:
    """Return the logarithm of the odds; what is certain counts as 0.01 less."""
    kept = min(max(probability, 0.01), 0.99)
    return math.log(kept / (1 - kept))


@cache
def load(file: Path = FILE) -> Calibration:
    """Return the calibration of a file; without the file the priors stay as they are.

    InputError names the line that is wrong.
    """
    if not file.is_file():
        return Calibration()
    values: dict[str, dict[str, float]] = {"model": {}, "rule": {}, "relation": {}}
    with file.open(encoding="utf-8", newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream, delimiter="\t"), 2):
            try:
                values[row["kind"]][row["name"]] = float(row["offset"])
            except (KeyError, TypeError, ValueError) as error:
                raise InputError(
                    "The row needs a kind (model, rule or relation), a name and an offset.",
                    path=file,
                    line=number,
                    hint="Run `entente calibrate` again.",
                ) from error
    model = values["model"]
    return Calibration(
        model.get("intercept", 0.0), model.get("slope", 1.0), values["rule"], values["relation"]
    )
