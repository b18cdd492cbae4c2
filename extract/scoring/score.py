"""Recall, precision, modality and traps of predictions against gold."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from extract.scoring import traps
from extract.scoring.gold import Gold, GoldStatement
from extract.scoring.match import ENGAGEMENT_CLASSES, Matcher, Prediction, predicate_of
from ontology import terms

CONCEPT_CLASSES = frozenset(terms.SCHEMES.values())


@dataclass(slots=True)
class Tally:
    """Counts of one kind of statement; every gold row is found or missed."""

    found: list[GoldStatement] = field(default_factory=list)
    missed: list[GoldStatement] = field(default_factory=list)
    right: list[Prediction] = field(default_factory=list)
    wrong: list[Prediction] = field(default_factory=list)
    modality_wrong: list[tuple[GoldStatement, Prediction]] = field(default_factory=list)
    polarity_wrong: int = 0

    @property
    def recall(self) -> float:
        """Share of gold rows found."""
        return len(self.found) / max(1, len(self.found) + len(self.missed))

    @property
    def precision(self) -> float:
        """Share of right predictions, within sentences that have gold of this kind."""
        return len(self.right) / max(1, len(self.right) + len(self.wrong))

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    @property
    def modality(self) -> float:
        """Share of found rows whose modality agrees."""
        return 1 - len(self.modality_wrong) / max(1, len(self.found))

    def per_predicate(self) -> dict[str, tuple[int, int, int]]:
        """Return for each predicate: rows found, rows of gold, wrong predictions."""
        found = Counter(terms.shorten(row.predicate) for row in self.found)
        missed = Counter(terms.shorten(row.predicate) for row in self.missed)
        wrong = Counter(terms.shorten(predicate_of(item)) for item in self.wrong)
        return {
            name: (found[name], found[name] + missed[name], wrong[name])
            for name in sorted({*found, *missed, *wrong})
        }


@dataclass(frozen=True, slots=True)
class Scores:
    """All scores of one set of predictions."""

    facts: Tally
    generic: Tally
    types: Tally
    traps: tuple[tuple[str, list[str]], ...]
    matcher: Matcher

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
    judged = {row.sentence for row in rows}
    where = {
        id(prediction): sentence
        for sentence, items in matcher.by_sentence.items()
        for prediction in items
    }
    predictions = [item for item in predictions if where.get(id(item)) in judged]
    by_sentence: dict[str, list[GoldStatement]] = {}
    for row in rows:
        by_sentence.setdefault(row.sentence, []).append(row)
    tally = Tally()
    hits: dict[str, Prediction] = {}
    for prediction in predictions:
        agreeing = [
            row
            for row in by_sentence[where[id(prediction)]]
            if row.predicate == predicate_of(prediction)
            and matcher.same(row.subject, matcher.subject(prediction))
            and matcher.same(row.object, matcher.object(prediction))
        ]
        (tally.right if agreeing else tally.wrong).append(prediction)
        for row in agreeing:
            hits.setdefault(row.id, prediction)
    for row in rows:
        hit = hits.get(row.id)
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
    for row in _type_rows(gold):
        about = [p for p in said if matcher.same(row.subject, matcher.subject(p))]
        right = [p for p in about if p["object"]["iri"] == row.object]
        (tally.found if right else tally.missed).append(row)
        tally.right += right
        tally.wrong += [p for p in about if p not in right]
    return tally


def score(gold: Gold, predictions: Iterable[Prediction], documents: dict[str, str]) -> Scores:
    """Return the scores of the predictions, which stand on ``documents`` (path to text)."""
    predictions = [item for item in predictions if item.get("published", True)]
    matcher = Matcher(gold, predictions, documents)
    located = set(gold.locations)
    return Scores(
        _tally(
            (row for row in gold.facts if row.sentence in located),
            filter(is_fact, predictions),
            matcher,
        ),
        _tally(
            (row for row in gold.generic if row.sentence in located),
            filter(is_generic, predictions),
            matcher,
        ),
        _types(gold, predictions, matcher),
        tuple(
            (trap["sentence"], traps.violations(trap, matcher))
            for trap in gold.traps
            if trap["sentence"] in located
        ),
        matcher,
    )
