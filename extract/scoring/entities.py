"""Mentions of entities against gold: exact spans, overlapping ones, links."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from extract.scoring import bootstrap
from extract.scoring.gold import Gold, GoldMention
from ontology import terms

#: One line of ``entente extract --entities --format jsonl``, as a dictionary.
MentionRecord = dict[str, Any]


@dataclass(slots=True)
class Pairs:
    """Which predicted mention stands for which of the gold, one to one."""

    found: list[tuple[GoldMention, MentionRecord]] = field(default_factory=list)
    missed: list[GoldMention] = field(default_factory=list)
    wrong: list[MentionRecord] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Share of gold mentions found."""
        return len(self.found) / max(1, len(self.found) + len(self.missed))

    @property
    def precision(self) -> float:
        """Share of right mentions among the predicted ones."""
        return len(self.found) / max(1, len(self.found) + len(self.wrong))

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * len(self.found) / max(1, 2 * len(self.found) + len(self.missed + self.wrong))

    @property
    def gold(self) -> int:
        """How many mentions there are to find."""
        return len(self.found) + len(self.missed)

    def among(
        self, mention: Callable[[GoldMention], bool], record: Callable[[MentionRecord], bool]
    ) -> "Pairs":
        """Return the pairs of some gold mentions; wrong ones are chosen by ``record``."""
        return Pairs(
            [pair for pair in self.found if mention(pair[0])],
            list(filter(mention, self.missed)),
            list(filter(record, self.wrong)),
        )


@dataclass(frozen=True, slots=True)
class EntityScores:
    """Scores of mentions; a match must be of the right class."""

    exact: Pairs
    overlap: Pairs
    known: frozenset[str]

    def per_class(self) -> dict[str, tuple[Pairs, Pairs]]:
        """Return exact and overlapping pairs for each class."""
        classes = {mention.cls for mention in self._mentions()} | {
            record["class"] for record in self.exact.wrong
        }
        return {
            cls: (_of_class(self.exact, cls), _of_class(self.overlap, cls))
            for cls in sorted(classes)
        }

    def novel(self, unseen: bool) -> tuple[Pairs, Pairs]:
        """Return exact and overlapping pairs of entities unseen, or seen, before.

        Years count neither way. Wrong ones are told apart by the IRI that they were given.
        """

        def is_new(iri: str, cls: str) -> bool:
            return iri in self.known if not unseen else iri not in self.known and cls != "Period"

        exact, overlap = (
            pairs.among(
                lambda mention: is_new(mention.iri, mention.cls),
                lambda record: is_new(record["iri"], record["class"]),
            )
            for pairs in (self.exact, self.overlap)
        )
        return exact, overlap

    @property
    def linked(self) -> tuple[int, int]:
        """How many found mentions of known entities have the right IRI, and how many there are."""
        pairs = [pair for pair in self.overlap.found if pair[0].iri in self.known]
        return sum(mention.iri == record["iri"] for mention, record in pairs), len(pairs)

    def interval(self) -> bootstrap.Interval | None:
        """Return the 95 % bootstrap interval of F1 for overlap, drawn by sentence."""
        counts: dict[object, list[float]] = defaultdict(lambda: [0.0] * 4)
        for mention, _ in self.overlap.found:
            counts[mention.sentence][0] += 1
            counts[mention.sentence][2] += 1
        for mention in self.overlap.missed:
            counts[mention.sentence][1] += 1
        for record in self.overlap.wrong:
            counts[record["sentence"]][3] += 1
        return bootstrap.interval(np.array(list(counts.values())), bootstrap.f1)

    def _mentions(self) -> list[GoldMention]:
        return [mention for mention, _ in self.exact.found] + self.exact.missed


def score(
    gold: Gold, records: Iterable[MentionRecord], known: frozenset[str]
) -> EntityScores | None:
    """Return the scores of predicted mentions, None where the gold has none.

    Mentions of concepts, and those outside the sentences of the gold, are left out. Each record
    counts once for its span and class.
    """
    if not gold.mentions:
        return None
    concepts = {*terms.SCHEMES.values(), "DomainConcept"}
    places: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for name, place in gold.locations.items():
        places[place.document].append((place.start, place.end, name))
    unique: dict[tuple[str, int, int, str], MentionRecord] = {}
    for record in records:
        sentence = next(
            (
                name
                for start, end, name in places[record["document"]]
                if start <= record["start"] < end
            ),
            None,
        )
        if record["class"] not in concepts and sentence is not None:
            key = (record["document"], record["start"], record["end"], record["class"])
            unique.setdefault(key, record | {"sentence": sentence})
    predicted = sorted(unique.values(), key=lambda r: (r["document"], r["start"], r["end"]))
    return EntityScores(
        _pair(gold.mentions, predicted, exact=True),
        _pair(gold.mentions, predicted, exact=False),
        known,
    )


def _pair(mentions: Iterable[GoldMention], records: list[MentionRecord], *, exact: bool) -> Pairs:
    """Pair mentions of one class one to one, those that share most code points first."""
    of_document: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, record in enumerate(records):
        of_document[record["document"], record["class"]].append(number)
    mentions = list(mentions)
    candidates = []
    for which, mention in enumerate(mentions):
        for number in of_document[mention.document, mention.cls]:
            record = records[number]
            shared = min(mention.end, record["end"]) - max(mention.start, record["start"])
            same = (mention.start, mention.end) == (record["start"], record["end"])
            if same or (shared > 0 and not exact):
                candidates.append((not same, -shared, which, number))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, which, number in sorted(candidates):
        if which not in pairs and number not in taken:
            pairs[which] = number
            taken.add(number)
    return Pairs(
        [(mentions[which], records[pairs[which]]) for which in sorted(pairs)],
        [mention for which, mention in enumerate(mentions) if which not in pairs],
        [record for number, record in enumerate(records) if number not in taken],
    )


def _of_class(pairs: Pairs, cls: str) -> Pairs:
    return pairs.among(lambda mention: mention.cls == cls, lambda record: record["class"] == cls)
