"""Finds the concepts that a block names, in whatever form: as phrase, noun phrase or verb."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Doc

from extract.mentions import lexicon
from extract.mentions.index import COORDINATORS, ConceptIndex
from extract.mentions.matches import Match, folded_words, noun_phrases, phrases, runs, verb_phrases
from extract.mentions.model import Found, Kind, Reading
from extract.mentions.modifiers import HYPHENS
from extract.mentions.words import fold


def find_concepts(doc: Doc, index: ConceptIndex) -> list[Found]:
    """Return the concepts in a block, in the order of the text.

    Noun phrases share no words but a common head or modifier (*bilateral and multilateral
    talks*). A verb with its object may contain nouns that are concepts of their own; those are
    its ``inner`` and stand in the list too.
    """
    words = folded_words(doc)
    heads = runs(doc)
    nouns = [*phrases(doc, index, words), *noun_phrases(doc, index, words)]
    verbs = list(verb_phrases(doc, index, words))
    nominal = [match for match in nouns if not match.verbal]
    kept = _select(nominal)
    found = {
        match: _found(doc, match, heads, _inside(doc, match, nominal, heads)) for match in kept
    }
    kept_verbs = _select([*verbs, *(match for match in nouns if match.verbal)])
    for match in kept_verbs:
        inner = tuple(f for m, f in found.items() if m.tokens <= match.tokens and not m.verbal)
        if any(m.head == match.head for m in kept):
            continue
        found[match] = _found(doc, match, heads, inner)
    return sorted(found.values(), key=lambda one: (one.start_token, -one.end_token))


def _inside(doc: Doc, match: Match, others: list[Match], heads: list[int]) -> tuple[Found, ...]:
    """Return the concepts that a longer one contains: *civilian agencies* in collaboration with."""
    smaller = [
        other
        for other in others
        if other.tokens < match.tokens
        and other.head != match.head
        and {t.reading.iri for t in other.terms}.isdisjoint(t.reading.iri for t in match.terms)
    ]
    return tuple(_found(doc, other, heads) for other in _select(smaller)) if smaller else ()


def _select(matches: Iterable[Match]) -> list[Match]:
    """Keep the longest matches; parts of a label that only lists concepts win over it."""
    unique = {(m.tokens, m.terms[0].reading.iri): m for m in sorted(matches, key=_order)}
    ordered = sorted(unique.values(), key=_order)
    listed = [m for m in ordered if _only_lists(m, ordered)]
    kept: list[Match] = []
    for match in ordered:
        if match in listed:
            continue
        if all(_compatible(match, other) for other in kept):
            kept.append(match)
    return kept


def _order(match: Match) -> tuple[tuple[int, int, int, int], list[int]]:
    return match.order, sorted(match.tokens)


def _only_lists(match: Match, others: list[Match]) -> bool:
    """Whether *a and b* is only another label of something, and *a* and *b* are concepts.

    A practice is one whole: *rapid response and pre-established protocols*.
    """
    if not match.phrase or any(t.preferred or not t.coordinated for t in match.terms):
        return False
    if any(term.reading.cls == "Practice" for term in match.terms):
        return False
    own = {term.reading.iri for term in match.terms}
    covered: set[int] = set()
    for other in others:
        if other is match or not other.tokens < match.tokens or other.size < 1:
            continue
        if any(t.coordinated for t in other.terms):
            continue
        if other.size > 1 or not own & {t.reading.iri for t in other.terms}:
            covered |= other.tokens
    joints = sum(word in COORDINATORS for word in match.terms[0].words)
    return len(match.tokens - covered) <= joints


def _compatible(match: Match, kept: Match) -> bool:
    common = match.tokens & kept.tokens
    if not common:
        return True
    # Shared head (bilateral and multilateral talks) or shared modifier (joint drills and patrols).
    if match.tokens <= kept.tokens or kept.tokens <= match.tokens:
        return False
    if match.verbal or kept.verbal:
        return match.head == kept.head and len(common) == 1
    if match.head == kept.head:
        return common == {match.head} and _coordinated_apart(match, kept)
    return match.head not in kept.tokens and kept.head not in match.tokens


def _coordinated_apart(match: Match, kept: Match) -> bool:
    """Whether two matches of one head differ in coordinated words, not in words side by side."""
    own, other = match.tokens - {match.head}, kept.tokens - {match.head}
    if not own or not other:
        return False
    return max(own) + 1 < min(other) or max(other) + 1 < min(own)


def _found(doc: Doc, match: Match, runs: list[int], inner: tuple[Found, ...] = ()) -> Found:
    readings: dict[str, Reading] = {}
    for term in sorted(match.terms, key=lambda t: (t.rank, t.reading.iri)):
        readings.setdefault(term.reading.iri, term.reading)
    head = match.head
    if not match.verbal and _only_light(doc, head, runs[head]):
        head = runs[head]
    span = range(min(match.tokens), max(match.tokens) + 1)
    gap = next((i for i in span if i not in match.tokens and doc[i].pos_ == "CCONJ"), None)
    gaps = any(i not in match.tokens and doc[i].text not in HYPHENS for i in span)
    if gap is not None and not match.verbal:
        # What stands between belongs to another mention, so the span is what comes before it.
        span = range(span.start, max(i for i in match.tokens if i < gap) + 1)
    return Found(
        span.start,
        span.stop,
        doc[head],
        Kind.CONCEPT,
        tuple(readings.values()),
        tokens=tuple(sorted(match.tokens)) if gaps else (),
        inner=inner,
    )


def _only_light(doc: Doc, head: int, last: int) -> bool:
    light = lexicon.modifiers("light")
    between = [doc[i] for i in range(head + 1, last + 1) if doc[i].text not in HYPHENS]
    return bool(between) and all(fold(token.text) in light for token in between)
