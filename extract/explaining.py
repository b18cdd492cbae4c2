"""Why a claim was made: the words of its sentence that matched its rule."""

from __future__ import annotations

import re
from functools import cache

from claims.model import Evidence, Span
from extract.engagements.lexicon import lexicon as engagements
from extract.relations.lexicon import lexicon
from extract.relations.rules import load

_WORD = re.compile(r"\w+(?:[-‑]\w+)*", re.UNICODE)


def words(evidence: Evidence) -> tuple[Span, ...]:
    """Return where the words stand that the rule of a piece of evidence asks for.

    Offsets are those of the document. A rule without words of its own, as *such as* or a mention
    that speaks for itself, has none; then subject and object alone explain it.
    """
    wanted = _words_of(evidence.rule)
    if not wanted:
        return ()
    taken = [span for span in (evidence.subject_span, evidence.object_span) if span is not None]
    found = []
    for match in _WORD.finditer(evidence.sentence):
        span = Span(evidence.start + match.start(), evidence.start + match.end())
        apart = all(span.end <= one.start or one.end <= span.start for one in taken)
        if apart and match.group().lower() in wanted:
            found.append(span)
    return (min(found, key=lambda span: _distance(span, taken)),) if found else ()


def _distance(span: Span, around: list[Span]) -> int:
    """How far words stand from subject and object together."""
    return sum(max(one.start - span.end, span.start - one.end, 0) for one in around)


@cache
def _words_of(rule: str) -> frozenset[str]:
    """Return the forms of all words by which a rule is found."""
    book, forms = load(), lexicon().forms
    for one in book.rules:
        if one.name == rule:
            lemmas = one.verbs
            inflected = {
                word
                for word, readings in forms.items()
                if any(lemma in lemmas for lemma, _ in readings)
            }
            nouns = one.nouns | {f"{noun}s" for noun in one.nouns}
            return frozenset(inflected) | nouns | one.adjectives | _EXAMPLES.get(rule, frozenset())
    for category in book.categories:
        if category.name == rule:
            return category.nouns | {f"{noun}s" for noun in category.nouns}
    if rule.startswith("engagement-"):
        known = engagements()
        return frozenset(known.nouns) | frozenset(known.verbs) | known.participation
    return frozenset()


_EXAMPLES = {"such-as": frozenset({"such", "including", "like", "namely", "from"})}
