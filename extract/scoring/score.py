"""Recall, precision, modality and traps of predictions against gold."""

from collections.abc import Iterable
from dataclasses import dataclass

from extract.scoring import entities, traps
from extract.scoring.calibration import Judged
from extract.scoring.entities import EntityScores, MentionRecord
from extract.scoring.gold import Gold, GoldStatement
from extract.scoring.match import ENGAGEMENT_CLASSES, Matcher, Prediction, predicate_of
from extract.scoring.novelty import Novelty
from extract.scoring.tally import Tally
from ontology import terms

CONCEPT_CLASSES = frozenset(terms.SCHEMES.values())
#: What a document need say only once: said again elsewhere in it, it is no error.
STANDING = frozenset(
    {
        terms.RDF_TYPE,
        f"{terms.SCHEMA}repeatFrequency",
        *map(
            terms.ent,
            (
                "actorKind",
                "crisisType",
                "forceOf",
                "hasParticipant",
                "locatedIn",
                "memberOf",
                "occursIn",
                "respondsTo",
                "year",
            ),
        ),
    }
)


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
        sentence = matcher.where.get(id(prediction), "")
        if sentence not in judged:
            continue
        agreeing = [row for row in by_sentence.get(sentence, ()) if matcher.agrees(row, prediction)]
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
    """Return one type row per entity of the inventory, at its first mention where that is known."""
    first = {mention.iri: mention.sentence for mention in reversed(gold.mentions)}
    return [
        GoldStatement(
            f"type:{term.iri}",
            first.get(term.iri, ""),
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
