"""Recall, precision, modality and traps of predictions against gold."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from extract.scoring import bootstrap, entities, traps
from extract.scoring.calibration import Judged
from extract.scoring.entities import EntityScores, MentionRecord
from extract.scoring.gold import Gold, GoldStatement
from extract.scoring.match import ENGAGEMENT_CLASSES, Matcher, Prediction, predicate_of
from extract.scoring.novelty import Novelty
from ontology import terms

CONCEPT_CLASSES = frozenset(terms.SCHEMES.values())
#: What a document need say only once: said again elsewhere in it, it is no error.
STANDING = frozenset(
    {
        terms.RDF_TYPE,
        f"{terms.SCHEMA}repeatFrequency",
        *map(
            terms.ent,
            ("actorKind", "crisisType", "forceOf", "locatedIn", "memberOf", "occursIn", "year"),
        ),
    }
)


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


@dataclass(frozen=True, slots=True)
class Scores:
    """All scores of one set of predictions."""

    facts: Tally
    generic: Tally
    types: Tally
    entities: EntityScores | None
    traps: tuple[tuple[str, list[str]], ...]
    judged: tuple[Judged, ...]
    novelty: Novelty
    matcher: Matcher

    @property
    def kinds(self) -> tuple[tuple[str, Tally], ...]:
        """The kinds of statement by name."""
        return ("facts", self.facts), ("generic", self.generic), ("types", self.types)

    @property
    def traps_kept(self) -> int:
        """How many traps no prediction falls into."""
        return sum(not found for _, found in self.traps)


def is_generic(prediction: Prediction) -> bool:
    """Tell whether a prediction is about a concept, not about a named thing."""
    return prediction["subject"].get("class") in CONCEPT_CLASSES | {"DomainConcept"} and (
        prediction["predicate"] != "duringPeriod"
    )


def is_fact(prediction: Prediction) -> bool:
    """Tell whether a prediction is a fact as the gold lists them."""
    if is_generic(prediction) or "://" in prediction["predicate"].replace(terms.SCHEMA, ""):
        return False
    return (
        prediction["predicate"] != "type"
        or prediction["subject"].get("class") in ENGAGEMENT_CLASSES
    )


def _tally(
    rows: Iterable[GoldStatement], predictions: Iterable[Prediction], matcher: Matcher
) -> Tally:
    rows = list(rows)
    by_sentence: dict[str, list[GoldStatement]] = {}
    standing: dict[tuple[str, str], list[GoldStatement]] = {}
    for row in rows:
        by_sentence.setdefault(row.sentence, []).append(row)
        if row.predicate in STANDING:
            document = matcher.gold.locations[row.sentence].document
            standing.setdefault((document, row.predicate), []).append(row)
    judged = matcher.gold.locations.keys() if matcher.gold.exhaustive else by_sentence.keys()
    tally = Tally()
    hits: dict[str, Prediction] = {}
    for prediction in predictions:
        sentence = matcher.where.get(id(prediction))
        if sentence not in judged:
            continue
        agreeing = [
            row for row in by_sentence.get(sentence, ()) if matcher.agrees(row, prediction)
        ]
        for row in agreeing:
            hits.setdefault(row.id, prediction)
        if any(not row.optional for row in agreeing):
            tally.right.append(prediction)
        elif agreeing or any(
            matcher.agrees(row, prediction)
            for row in standing.get((prediction["document"], predicate_of(prediction)), ())
        ):
            tally.spared.append(prediction)
        else:
            tally.wrong.append(prediction)
    for row in rows:
        hit = hits.get(row.id)
        if row.optional:
            continue
        (tally.missed if hit is None else tally.found).append(row)
        if hit is not None and hit["modality"] != row.modality:
            tally.modality_wrong.append((row, hit))
            tally.polarity_wrong += "negated" in (hit["modality"], row.modality)
    return tally


def _type_rows(gold: Gold) -> list[GoldStatement]:
    """Return one type row per entity of the inventory, at its first sentence in each document."""
    return [
        GoldStatement(
            f"type:{term.iri}",
            "",
            term.iri,
            terms.RDF_TYPE,
            terms.ent(term.cls),
            "asserted",
        )
        for term in gold.terms.values()
        if term.iri.startswith(terms.ID) and term.cls and term.cls not in ENGAGEMENT_CLASSES
    ]


def _types(gold: Gold, predictions: list[Prediction], matcher: Matcher) -> Tally:
    """Score the class of every entity, wherever it is said."""
    tally = Tally()
    said = [p for p in predictions if p["predicate"] == "type" and not is_fact(p)]
    unknown = {id(p): p for p in said if id(p) in matcher.where}
    for row in _type_rows(gold):
        about = [p for p in said if matcher.same(row.subject, matcher.subject(p))]
        right = [p for p in about if p["object"]["iri"] == row.object]
        (tally.found if right else tally.missed).append(row)
        tally.right += right
        tally.wrong += [p for p in about if p not in right]
        for prediction in about:
            unknown.pop(id(prediction), None)
    if gold.exhaustive:
        tally.wrong += unknown.values()
    return tally


def _judged(tallies: Iterable[Tally], matcher: Matcher) -> tuple[Judged, ...]:
    """Return each judged claim with its confidence; one of the wrong polarity is wrong."""
    found = []
    for tally in tallies:
        mistaken = {
            id(item)
            for row, item in tally.modality_wrong
            if "negated" in (row.modality, item["modality"])
        }
        for items, right in ((tally.right, True), (tally.wrong, False)):
            found += [
                Judged(
                    float(item["confidence"]),
                    right and id(item) not in mistaken,
                    matcher.where.get(id(item), ""),
                )
                for item in items
                if item.get("confidence") is not None
            ]
    return tuple(found)


def score(
    gold: Gold,
    predictions: Iterable[Prediction],
    documents: dict[str, str],
    *,
    mentions: Iterable[MentionRecord] | None = None,
    known: frozenset[str] = frozenset(),
) -> Scores:
    """Return the scores of the predictions, which stand on ``documents`` (path to text).

    ``mentions`` are scored where the gold has them. ``known`` holds the IRIs of the ontology and
    the reference data: what is not among them is new. Only what is published is scored; the
    confidence of every claim is.
    """
    everything = list(predictions)
    published = [item for item in everything if item.get("published", True)]
    matcher = Matcher(gold, published, documents)
    located = set(gold.locations)

    def tallies(items: list[Prediction], matcher: Matcher) -> tuple[Tally, Tally, Tally]:
        return (
            _tally(
                (row for row in gold.facts if row.sentence in located),
                filter(is_fact, items),
                matcher,
            ),
            _tally(
                (row for row in gold.generic if row.sentence in located),
                filter(is_generic, items),
                matcher,
            ),
            _types(gold, items, matcher),
        )

    facts, generic, types = tallies(published, matcher)
    whole = matcher if len(everything) == len(published) else Matcher(gold, everything, documents)
    return Scores(
        facts,
        generic,
        types,
        None if mentions is None else entities.score(gold, mentions, known),
        tuple(
            (trap["sentence"], traps.violations(trap, matcher))
            for trap in gold.traps
            if trap["sentence"] in located
        ),
        _judged(tallies(everything, whole), whole),
        Novelty(gold, known, matcher),
        matcher,
    )
