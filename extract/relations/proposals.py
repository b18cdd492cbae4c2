"""Concepts that the schemes lack, proposed where a noun phrase stands in a clear place.

A proposal is a claim below the threshold of publication: a curator decides. Only a phrase whose
last noun is that of a known concept of the expected class is proposed, and that concept is the
broader one.
"""

from __future__ import annotations

from collections.abc import Iterator
from weakref import WeakKeyDictionary

from claims.model import Literal, Modality, Span
from extract.candidates import Candidate
from extract.knowledge import Knowledge
from extract.mentions import Reading
from extract.relations.argument import Argument
from extract.relations.lexicon import Lexicon
from extract.relations.sentences import Sentence
from extract.relations.words import DETERMINERS, Chunk
from ontology import terms
from ontology.schema import ConceptInfo

#: What a proposal costs: no rule is so sure that one reaches 0.5.
WEIGHT = 0.45
RULE = "new-concept"
#: Words of a label: what describes, and the noun.
DESCRIBING = frozenset({"ADJ", "NOUN"})
LONGEST = 4


Heads = dict[str, dict[str, ConceptInfo]]
_known: WeakKeyDictionary[Knowledge, tuple[Heads, frozenset[str]]] = WeakKeyDictionary()


def labels(knowledge: Knowledge) -> tuple[Heads, frozenset[str]]:
    """Return the concepts of each class by the last nouns of their labels, and all labels.

    They are worked out once.
    """
    if knowledge not in _known:
        heads: Heads = {}
        known: set[str] = set()
        concepts = knowledge.schema.concepts
        ordered = sorted(concepts.values(), key=lambda one: (len(one.label), one.iri))
        named = [(one.label, one) for one in ordered]
        named += [(label, one) for one in ordered for label in one.alt_labels]
        for label, concept in named:
            words = label.split(" (")[0].lower().split() or [""]
            last = _singular(words[-1])
            known.add(" ".join([*words[:-1], last]))
            heads.setdefault(concept.cls, {}).setdefault(last, concept)
        _known[knowledge] = heads, frozenset(known)
    return _known[knowledge]


class Proposals:
    """Proposes concepts of one document."""

    def __init__(self, knowledge: Knowledge, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.scheme = {cls: scheme for scheme, cls in terms.SCHEMES.items()}
        self.knowledge = knowledge
        self.made: dict[str, Reading] = {}
        self.referring = frozenset().union(*lexicon.refers.values())

    def propose(self, sentence: Sentence, chunk: Chunk, cls: str) -> Argument | None:
        """Return an argument for a phrase without a concept, or None where it is no good label."""
        doc = sentence.block.doc
        tokens = [t for t in doc[chunk.start : chunk.end] if t.lower_ not in DETERMINERS]
        if chunk.found or chunk.determiner or not 2 <= len(tokens) <= LONGEST:
            return None
        if any(t.pos_ not in DESCRIBING or not t.is_alpha or t.is_upper for t in tokens):
            return None
        head = _singular(tokens[-1].lower_)
        if head in self.referring | self.lexicon.light | self.lexicon.transparent_nouns:
            return None
        heads, known = labels(self.knowledge)
        if head not in heads.get(cls, {}) or cls not in self.scheme:
            return None
        label = " ".join([*(t.lower_ for t in tokens[:-1]), head])
        if label in known:
            return None
        iri = f"{terms.CONCEPT}{self.scheme[cls]}/{terms.slugify(label)}"
        reading = self.made.setdefault(iri, Reading(iri, cls, label))
        return Argument((reading,), sentence.block.span(tokens[0].i, tokens[-1].i + 1), WEIGHT)

    def describe(
        self, reading: Reading, sentence: Span, words: Span | None, confidence: float
    ) -> Iterator[Candidate]:
        """Yield class, label and broader concept of a proposed concept."""
        broader = labels(self.knowledge)[0][reading.cls][reading.label.split()[-1]]
        label = Literal(reading.label, terms.RDF + "langString", "en")
        said: list[tuple[str, str | Literal]] = [
            ("type", terms.ENT + reading.cls),
            (terms.RDFS_LABEL, label),
            (terms.SKOS + "broader", broader.iri),
        ]
        for predicate, object_ in said:
            yield Candidate(
                reading.iri, predicate, object_, sentence, Modality.ASSERTED, RULE, confidence,
                words, words,
            )  # fmt: skip


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is", "ics")):
        return word[:-1]
    return word
