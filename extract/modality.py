"""How a clause puts its claim, and the period that it is tied to."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from claims.model import Modality
from extract.mentions import Kind as MentionKind
from extract.relations.predicates import Predicate
from extract.relations.rules import FOLDER, read_toml
from extract.relations.sentences import Sentence
from extract.relations.words import NOT

NEGATING = frozenset({"deny", "doubt", "refute", "dispute", "reject", "dismiss"})


@cache
def cues() -> Mapping[str, Any]:
    """Return the cues of ``rules/modality.toml``."""
    return read_toml(FOLDER / "modality.toml")


def modality(sentence: Sentence, predicate: Predicate) -> Modality | None:
    """Return how a predicate puts its claim; None where it makes no claim at all.

    The nearest cue counts: on the verb itself, then on the verbs it depends on.
    """
    table = cues()
    text = f" {sentence.text} "
    if any(f" {phrase}" in text for phrase in table["none"]["phrases"]):
        return None
    negative = negated(sentence, predicate)
    for one in predicate.above():
        if one is not predicate and one.lemma in NEGATING:
            return None
    if negative:
        return Modality.NEGATED
    for one in predicate.above():
        found = _own(sentence, one, text)
        if found is not None:
            return found
    return Modality.ASSERTED


def negated(sentence: Sentence, predicate: Predicate) -> bool:
    """Return whether a predicate is truly negated; *not only* and *not just* negate nothing."""
    table = cues()["negated"]
    words = predicate.chunk.words
    for position, word in enumerate(words):
        if word in table["words"] or word in NOT:
            after = words[position + 1] if position + 1 < len(words) else ""
            if after in table["unless"]:
                continue
            if word == "cannot" and predicate.lemma in _praise():
                continue
            return True
    if any(adverb in NOT for adverb in predicate.adverbs):
        return True
    if predicate.prep == "without":
        return True
    if predicate.parent is not None and predicate.kind in {"infinitive", "complement"}:
        above = predicate.parent
        if above.lemma in {"fail", "refuse", "cease", "stop"}:
            return True
        return negated(sentence, above) and above.kind != "content"
    return predicate.kind in {"adjective", "nominal"} and (
        predicate.parent is not None and negated(sentence, predicate.parent)
    )


@cache
def _praise() -> frozenset[str]:
    stems = cues()["negated"]["praise"]
    return frozenset(stems) | frozenset(word.removesuffix("d") for word in stems)


def _own(sentence: Sentence, predicate: Predicate, text: str) -> Modality | None:
    table = cues()
    chunk = predicate.chunk
    words = set(chunk.words)
    end = min(chunk.end + 2, sentence.end) if predicate.lemma == "be" else chunk.end
    before = sentence.block.doc[max(sentence.start, chunk.start - 4) : end]
    window = f" {' '.join(t.lower_ for t in before)} "
    for name in (Modality.NORMATIVE, Modality.FUTURE, Modality.HEDGED):
        section = table[name.value]
        if words & set(section.get("auxiliaries", ())):
            return name
        if any(f" {phrase} " in window for phrase in section.get("phrases", ())):
            return name
        if set(predicate.adverbs) & set(section.get("adverbs", ())):
            return name
        if words & set(section.get("adverbs", ())):
            return name
        if predicate.kind in {"adjective", "reduced"} and predicate.lemma in section.get(
            "predicates", ()
        ):
            return name
        if name is Modality.NORMATIVE and predicate.lemma in section["verbs"]:
            return name
    hedges = [p for p in table["hedged"]["phrases"] if p.startswith("in ")]
    if any(f" {phrase} " in text for phrase in hedges):
        # After the verb it hedges only what follows: "provide aid and, in some cases, shelter".
        upto = sentence.block.doc[sentence.start : end]
        said = f" {' '.join(token.lower_ for token in upto)} "
        if any(f" {phrase} " in said for phrase in hedges):
            return Modality.HEDGED
    return None


def during(sentence: Sentence) -> str | None:
    """Return the IRI of the past period that a sentence names, or None."""
    for one in sentence.found:
        if one.kind is MentionKind.PERIOD and one.cls == "Period":
            return one.iri
    return None
