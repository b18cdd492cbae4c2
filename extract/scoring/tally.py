"""Counts of what is found, missed, right and wrong, of one kind of statement."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from extract.scoring import bootstrap
from extract.scoring.gold import GoldStatement
from extract.scoring.match import Matcher, Prediction, predicate_of
from ontology import terms


@dataclass(frozen=True, slots=True)
class Counts:
    """How many gold rows are found and missed, how many predictions right and wrong."""

    found: int
    missed: int
    right: int
    wrong: int

    @property
    def gold(self) -> int:
        """How many rows there are to find."""
        return self.found + self.missed

    @property
    def recall(self) -> float:
        """Share of gold rows found."""
        return self.found / max(1, self.gold)

    @property
    def precision(self) -> float:
        """Share of right predictions among the judged ones."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(slots=True)
class Tally:
    """What became of one kind of statement.

    Every required gold row is found or missed. A prediction is right, wrong, or spared: it agrees
    with optional gold, or repeats what the document says elsewhere.
    """

    found: list[GoldStatement] = field(default_factory=list)
    missed: list[GoldStatement] = field(default_factory=list)
    right: list[Prediction] = field(default_factory=list)
    wrong: list[Prediction] = field(default_factory=list)
    spared: list[Prediction] = field(default_factory=list)
    modality_wrong: list[tuple[GoldStatement, Prediction]] = field(default_factory=list)
    polarity_wrong: int = 0

    @property
    def counts(self) -> Counts:
        """How many of each."""
        return Counts(len(self.found), len(self.missed), len(self.right), len(self.wrong))

    @property
    def recall(self) -> float:
        """Share of gold rows found."""
        return self.counts.recall

    @property
    def precision(self) -> float:
        """Share of right predictions among the judged ones."""
        return self.counts.precision

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, over all rows (micro)."""
        return self.counts.f1

    @property
    def macro_f1(self) -> float:
        """Mean of the F1 of each predicate that has gold."""
        of_predicates = [counts.f1 for counts in self.per_predicate().values() if counts.gold]
        return sum(of_predicates) / max(1, len(of_predicates))

    @property
    def modality(self) -> float:
        """Share of found rows whose modality agrees."""
        return 1 - len(self.modality_wrong) / max(1, len(self.found))

    def per_predicate(self) -> dict[str, Counts]:
        """Return the counts of each predicate, by its prefixed name."""
        found, missed = (
            Counter(terms.shorten(row.predicate) for row in rows)
            for rows in (self.found, self.missed)
        )
        right, wrong = (
            Counter(terms.shorten(predicate_of(item)) for item in items)
            for items in (self.right, self.wrong)
        )
        return {
            name: Counts(found[name], missed[name], right[name], wrong[name])
            for name in sorted({*found, *missed, *right, *wrong})
        }

    def among(
        self, row: Callable[[GoldStatement], bool], prediction: Callable[[Prediction], bool]
    ) -> Counts:
        """Return the counts of some rows and predictions."""
        return Counts(
            sum(map(row, self.found)),
            sum(map(row, self.missed)),
            sum(map(prediction, self.right)),
            sum(map(prediction, self.wrong)),
        )

    def interval(self, matcher: Matcher) -> bootstrap.Interval | None:
        """Return the 95 % bootstrap interval of F1, drawn by sentence."""
        counts: dict[str, list[float]] = {}
        for column, rows in enumerate((self.found, self.missed)):
            for row in rows:
                counts.setdefault(row.sentence, [0, 0, 0, 0])[column] += 1
        for column, items in enumerate((self.right, self.wrong), 2):
            for item in items:
                counts.setdefault(matcher.where.get(id(item), ""), [0, 0, 0, 0])[column] += 1
        return bootstrap.interval(np.array(list(counts.values()), dtype=float), bootstrap.f1)
