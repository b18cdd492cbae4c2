"""Predictions against gold: terms, sentences, engagements.

A prediction is one line of ``entente extract --format jsonl``, as a dictionary.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from extract.scoring.gold import Gold, GoldEngagement, GoldStatement, normalise
from ontology import terms

Prediction = dict[str, Any]

ENGAGEMENT_CLASSES = frozenset(
    {"Engagement", "Operation", "Exercise", "Partnership", "DisasterResponse"}
)


@dataclass(frozen=True, slots=True)
class Term:
    """A subject or object of a prediction, ready to compare."""

    iri: str
    label: str
    cls: str
    words: str
    value: str | None = None


def term_of(part: dict[str, Any], text: str) -> Term:
    """Return a prediction's subject or object with the words of the text it stands on."""
    if "value" in part:
        return Term("", "", "", "", str(part["value"]))
    words = text[part["start"] : part["end"]] if part.get("start") is not None else ""
    return Term(part["iri"], part.get("label") or "", part.get("class") or "", words)


def predicate_of(prediction: Prediction) -> str:
    """Return the IRI of the predicate, which a prediction writes as a local name."""
    name = str(prediction["predicate"])
    if name == "type":
        return terms.RDF_TYPE
    return name if ":" in name else terms.ent(name)


class Matcher:
    """Compares predictions with the gold of the same documents."""

    def __init__(
        self, gold: Gold, predictions: Iterable[Prediction], documents: dict[str, str]
    ) -> None:
        self.gold = gold
        self.documents = documents
        self.predictions = list(predictions)
        self.by_sentence: dict[str, list[Prediction]] = defaultdict(list)
        #: id() of a prediction to the sentence it stands in
        self.where: dict[int, str] = {}
        self.unjudged: list[Prediction] = []
        for prediction in self.predictions:
            sentence = self._sentence(prediction)
            if sentence is None:
                self.unjudged.append(prediction)
            else:
                self.by_sentence[sentence].append(prediction)
                self.where[id(prediction)] = sentence
        #: gold engagement IRI to the IRI that the predictions use for it
        self.aligned = self._align()

    def subject(self, prediction: Prediction) -> Term:
        """Return the subject of a prediction."""
        return term_of(prediction["subject"], self.documents[prediction["document"]])

    def object(self, prediction: Prediction) -> Term:
        """Return the object of a prediction."""
        return term_of(prediction["object"], self.documents[prediction["document"]])

    def same(self, gold_term: str, term: Term) -> bool:
        """Tell whether a prediction's term is the gold's: by IRI, by label where it is new."""
        if term.value is not None:
            return term.value == gold_term
        if gold_term in self.aligned:
            return term.iri == self.aligned[gold_term]
        if _without_kind(gold_term) == _without_kind(term.iri):
            return True
        known = self.gold.terms.get(gold_term)
        if known is None or term.iri in self.gold.terms:
            return False
        return _singular(normalise(term.label)) in map(_singular, known.forms)

    def agrees(self, row: GoldStatement, prediction: Prediction) -> bool:
        """Tell whether a prediction makes the statement of a row, whatever its modality."""
        return (
            row.predicate == predicate_of(prediction)
            and self.same(row.subject, self.subject(prediction))
            and self.same(row.object, self.object(prediction))
        )

    def _sentence(self, prediction: Prediction) -> str | None:
        """Return the gold sentence that shares most code points with the prediction's."""
        best, most = None, 0
        for sentence, place in self.gold.locations.items():
            if place.document != prediction["document"]:
                continue
            shared = min(place.end, prediction["end"]) - max(place.start, prediction["start"])
            if shared > most:
                best, most = sentence, shared
        return best

    def _align(self) -> dict[str, str]:
        """Return which predicted engagement stands for which of the gold, none of them twice."""
        self.aligned = {}
        candidates = []
        for engagement in self.gold.engagements:
            for iri, sentences in self._predicted(engagement).items():
                candidates.append(
                    (*self._likeness(engagement, iri, sentences), engagement.iri, iri)
                )
        aligned: dict[str, str] = {}
        for points, _, gold_iri, iri in sorted(candidates, key=lambda c: (-c[0], -c[1], *c[2:])):
            if points > 0 and gold_iri not in aligned and iri not in aligned.values():
                aligned[gold_iri] = iri
        return aligned

    def _predicted(self, engagement: GoldEngagement) -> dict[str, set[str]]:
        """Return the engagements that predictions in its sentences have as subject."""
        found: dict[str, set[str]] = defaultdict(set)
        for sentence in engagement.sentences:
            for prediction in self.by_sentence.get(sentence, ()):
                if prediction["subject"].get("class") in ENGAGEMENT_CLASSES:
                    found[prediction["subject"]["iri"]].add(sentence)
        return found

    def _likeness(
        self, engagement: GoldEngagement, iri: str, sentences: set[str]
    ) -> tuple[float, float]:
        """Return how alike two engagements are: who, which crisis and where, then sentences."""
        tied = {
            "hasParticipant": set(engagement.participants),
            "respondsTo": {engagement.crisis} - {""},
            "occursIn": set(engagement.places),
        }
        points = len(sentences) / len(engagement.sentences)
        everywhere = 0
        for prediction in self.predictions:
            if prediction["subject"].get("iri") != iri:
                continue
            wanted = tied.get(prediction["predicate"])
            if wanted:
                term = self.object(prediction)
                hit = next((gold for gold in wanted if self.same(gold, term)), None)
                if hit is not None:
                    wanted.discard(hit)
                    points += 1
            everywhere += 1
        return points, everywhere


def _singular(label: str) -> str:
    """Return a normalised label without the endings of plurals, to compare and not to show."""
    return re.sub(r"(?<=\w{2}[^s\W])s\b", "", label)


def _without_kind(iri: str) -> str:
    """Return the IRI with tool and effect made one: texts use one name for both."""
    return iri.replace("/concept/tool/", "/concept/effect/")
