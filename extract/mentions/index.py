"""An index over the labels of the concepts: as phrases, and as head and modifiers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extract.mentions import lexicon
from extract.mentions.model import Reading
from extract.mentions.words import fold, join, label_variants, parts

if TYPE_CHECKING:
    from ontology.schema import ConceptInfo

PREPOSITIONS = frozenset(
    {"of", "for", "in", "to", "with", "among", "between", "on", "during", "by", "from", "against",
     "over", "toward", "at", "into", "through", "within", "that", "as"}
)  # fmt: skip
COORDINATORS = frozenset({"and", "or", ","})
EMPTY = frozenset({"a", "an", "the", "its", "their", "and", "or", ","}) | PREPOSITIONS

#: Which class comes first where two concepts share their words.
ORDER = ("CrisisType", "Tool", "ActorKind", "Challenge", "Effect", "Indicator", "Practice")


@dataclass(frozen=True, slots=True)
class Term:
    """One label of one concept."""

    reading: Reading
    rank: tuple[int, int, int]
    words: tuple[str, ...]
    modifiers: frozenset[str] = frozenset()
    preferred: bool = False
    hidden: bool = False

    @property
    def coordinated(self) -> bool:
        """Whether the label itself joins words with *and* or a comma."""
        return not COORDINATORS.isdisjoint(self.words)


class ConceptIndex:
    """Finds terms by what stands in a text.

    ``nouns`` and ``verbs`` hold them under their head (a noun under its verb where it has one),
    ``phrases`` is a tree of folded words with the terms under the key None.
    """

    def __init__(self, concepts: Iterable[ConceptInfo]) -> None:
        self.nouns: dict[str, list[Term]] = {}
        self.verbs: dict[str, list[Term]] = {}
        self.phrases: dict[str | None, object] = {}
        concepts = list(concepts)
        depth = _depths(concepts)
        for concept in concepts:
            order = ORDER.index(concept.cls) if concept.cls in ORDER else len(ORDER)
            reading = Reading(concept.iri, concept.cls, concept.label)
            for position, label in enumerate((concept.label, *concept.alt_labels)):
                rank = (int(position > 0), order, -depth[concept.iri])
                for variant in label_variants(label):
                    self._add(variant, reading, rank, position == 0)
            for label in concept.hidden_labels:
                self._add(label, reading, (2, order, -depth[concept.iri]), verbal=True)
        for terms in (*self.nouns.values(), *self.verbs.values()):
            terms.sort(key=lambda term: (-len(term.modifiers), term.rank, term.reading.iri))

    def _add(
        self,
        label: str,
        reading: Reading,
        rank: tuple[int, int, int],
        first: bool = False,
        verbal: bool = False,
    ) -> None:
        words = label_words(label)
        content = [word for word in words if word not in EMPTY]
        if not content:
            return
        term = Term(reading, rank, words, frozenset(content), first, verbal)
        node = self.phrases
        for word in words:
            node = node.setdefault(word, {})  # type: ignore[assignment]
        node.setdefault(None, []).append(term)  # type: ignore[attr-defined]
        if term.coordinated:
            return
        cut = next((i for i, word in enumerate(words) if word in PREPOSITIONS), len(words))
        if not cut:
            return
        verb = words[0] if verbal else lexicon.verb_of(words[0])
        if verb is not None and len(content) > 1:
            as_verb = Term(reading, rank, words, frozenset(content) - {words[0]}, first)
            self.verbs.setdefault(verb, []).append(as_verb)
        if verbal or (verb is not None and reading.cls == "Practice"):
            return
        head = words[cut - 1]
        others = frozenset(content) - {head}
        as_noun = Term(reading, rank, words, others, first)
        self.nouns.setdefault(lexicon.root(head), []).append(as_noun)
        # A plain noun of action is found as a verb too: mediation, mediate.
        if head in lexicon.verbs_of_nouns():
            self.verbs.setdefault(lexicon.root(head), []).append(as_noun)


def label_words(label: str) -> tuple[str, ...]:
    """Return the folded words of a label, with commas, without articles.

    >>> label_words("sharing of the expertise, tools")
    ('sharing', 'of', 'expertize', ',', 'tool')
    """
    found: list[str] = []
    for chunk in label.replace(",", " , ").replace("/", " ").split():
        if chunk == ",":
            found.append(chunk)
        elif chunk.lower() not in {"a", "an", "the"}:
            found.extend(parts(chunk))
    return join(tuple(fold(word) if word != "," else word for word in found))


def _depths(concepts: list[ConceptInfo]) -> dict[str, int]:
    broader = {concept.iri: concept.broader for concept in concepts}
    depths: dict[str, int] = {}

    def depth(iri: str, above: frozenset[str]) -> int:
        if iri not in depths:
            parents = [p for p in broader.get(iri, ()) if p not in above]
            depths[iri] = max((1 + depth(p, above | {iri}) for p in parents), default=0)
        return depths[iri]

    for concept in concepts:
        depth(concept.iri, frozenset({concept.iri}))
    return depths
