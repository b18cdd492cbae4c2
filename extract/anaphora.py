"""What *these efforts*, *such cooperation*, *they* or *it* stand for.

The resolver looks at what the previous sentences were about: an engagement they introduced, a
concept of the same name, what stood in the place of the subject, what their verbs name, and at
last the heading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from claims.model import BlockKind
from extract.candidates import Introduced, ParsedDocument
from extract.mentions import Found, Reading
from extract.relations.lexicon import Lexicon, lexicon
from extract.relations.sentences import Sentence, reading

#: How many sentences of the block the resolver looks back.
REACH = 3
#: Nouns that can all stand for one kind of undertaking.
FAMILIES = (
    frozenset({"partnership", "alliance", "collaboration", "cooperation", "relationship", "bond"}),
    frozenset({"exercise", "drill", "training", "workshop"}),
    frozenset({"organization", "organisation", "body", "institution"}),
    frozenset({"protocol", "procedure"}),
    frozenset({"threat", "risk"}),
    frozenset({"program", "programme"}),
)
#: Nouns and pronouns that can stand for an engagement.
OF_ENGAGEMENTS = frozenset(
    {
        "partnership", "collaboration", "cooperation", "effort", "mission", "operation", "exercise",
        "response", "initiative", "deployment", "intervention", "alliance", "drill", "coalition",
        "engagement", "programme", "program", "support", "action", "they", "it", "this", "these",
        "together", "force", "undertaking", "campaign", "relief", "assistance",
    }
)  # fmt: skip
#: Verbs whose objects, rather than their subjects, the next sentence goes on about.
GIVES_OBJECTS = frozenset({"involve", "rely", "depend", "support", "invest", "introduce"})
#: Verbs whose one object is what "this approach" stands for.
GIVES_OBJECT = frozenset({"require", "need", "necessitate"})


@dataclass(frozen=True, slots=True)
class Antecedent:
    """What an expression stands for: an engagement, or concepts and entities."""

    engagement: Introduced | None = None
    readings: tuple[tuple[Reading, ...], ...] = ()

    @property
    def kind(self) -> str:
        """``engagement`` or ``concept``."""
        return "engagement" if self.engagement else "concept"


#: Gives the readings of the subjects and of the objects of a sentence.
Topics = Callable[[Sentence, str], list[tuple[Reading, ...]]]


class Resolver:
    """Resolves the expressions of one document."""

    def __init__(self, parsed: ParsedDocument, topics: Topics | None = None) -> None:
        self.parsed = parsed
        self.lexicon: Lexicon = lexicon()
        if topics is None:
            from extract.relations.arguments import Arguments

            topics = Arguments(parsed).topics.topics
        self.topics: Topics = topics

    def resolve(self, sentence: Sentence, lemma: str, *, plural: bool = True) -> Antecedent | None:
        """Return what a pronoun, or a noun after *this* or *such*, stands for, or None.

        Without ``plural`` it stands for one thing only.
        """
        before = self.before(sentence)
        lemma = lemma.lower()
        if lemma in OF_ENGAGEMENTS:
            introduced = self._engagement(sentence, before)
            if introduced is not None:
                return Antecedent(engagement=introduced)
        classes = self._classes(lemma)
        if lemma not in self.lexicon.light:
            named = self._named(lemma, sentence, before, plural)
            if named and (plural or len(named) == 1):
                return Antecedent(readings=named)
        elif before:
            literal = self._literal(lemma, before[0], classes)
            if literal:
                return Antecedent(readings=literal)
        for earlier in before:
            found = self._about(earlier, classes)
            if found and (plural or len(found) == 1):
                return Antecedent(readings=found)
        heading = self.heading(sentence, classes)
        return Antecedent(readings=heading) if heading else None

    def heading(
        self, sentence: Sentence, classes: Iterable[str] | None = None
    ) -> tuple[tuple[Reading, ...], ...]:
        """Return what the heading above a sentence names, of the classes if some are given."""
        if sentence.heading is None:
            return ()
        return _of_classes([one.readings for one in sentence.heading.found], classes)[:1]

    def before(self, sentence: Sentence) -> list[Sentence]:
        """Return the sentences before, nearest first: of the block, or the end of the last one."""
        sentences = reading(self.parsed)
        found: list[Sentence] = []
        for earlier in reversed(sentences[: sentence.index]):
            if earlier.heading is not sentence.heading:
                break
            if earlier.block is not sentence.block and not sentence.first_in_block and found:
                break
            found.append(earlier)
            if len(found) == (REACH if earlier.block is sentence.block else 2):
                break
        return found

    def _engagement(self, sentence: Sentence, before: list[Sentence]) -> Introduced | None:
        """The engagement that the sentence before speaks of, or that the paragraph is about."""
        for position, earlier in enumerate(before):
            if position and earlier.block is not sentence.block:
                break
            span = earlier.span
            for one in reversed(self.parsed.engagements):
                if one.sentence.start < span.end and span.start < one.sentence.end:
                    return one
        return None

    def _family(self, lemma: str) -> frozenset[str]:
        for family in FAMILIES:
            if lemma in family:
                return family
        return frozenset({lemma})

    def _literal(
        self, lemma: str, earlier: Sentence, classes: frozenset[str] | None
    ) -> tuple[tuple[Reading, ...], ...]:
        """What the sentence before calls by the same light noun: *confidence-building measures*."""
        family = self._family(lemma)
        for one in earlier.found:
            fitting = _of_classes([one.readings], classes)
            if fitting and len(one.text.split()) > 1 and _ends(one.text, family):
                return fitting
        return ()

    @staticmethod
    def _one_of_many(sentence: Sentence, one: Found) -> bool:
        """Whether a mention is one of several in a list of a sentence."""
        return any(
            len(group) > 1 and any(chunk.start <= one.head.i < chunk.end for chunk in group)
            for group in sentence.clauses.groups.values()
        )

    def _named(
        self, lemma: str, sentence: Sentence, before: list[Sentence], plural: bool = True
    ) -> tuple[tuple[Reading, ...], ...]:
        """A concept whose words end in the noun, subjects first, then anything, then headings."""
        family = self._family(lemma)
        classes = self._classes(lemma)
        if classes is not None and "ActorKind" in classes:
            for earlier in before[:1]:
                members = self.topics(earlier, "members")
                if members:
                    return tuple(members)
        for earlier in before:
            subjects = _of_classes(self.topics(earlier, "subject"), classes)
            named = tuple(r for r in subjects if self._is_called(r, family))
            if named:
                return named
            for one in earlier.found:
                if plural and subjects and self._one_of_many(earlier, one):
                    # "These arrangements" are all that a list names, or what has them.
                    continue
                fitting = _of_classes([one.readings], classes)
                if fitting and (_ends(one.text, family) or self._is_called(fitting[0], family)):
                    return fitting
        if sentence.heading is not None:
            for one in sentence.heading.found:
                fitting = _of_classes([one.readings], classes)
                if fitting and (_ends(one.text, family) or self._is_called(fitting[0], family)):
                    return fitting
        return ()

    def _listed(self, last: Sentence) -> list[tuple[Reading, ...]]:
        """What the items of a list are about, of which this is the last sentence."""
        found: list[tuple[Reading, ...]] = []
        for earlier in reversed(reading(self.parsed)[: last.index + 1]):
            if earlier.block.block.kind is not BlockKind.LIST_ITEM:
                break
            if earlier.first_in_block:
                found = [*self.topics(earlier, "subject"), *found]
        return found

    @staticmethod
    def _items(
        listed: list[tuple[Reading, ...]], classes: frozenset[str] | None
    ) -> tuple[tuple[Reading, ...], ...]:
        """What the items of a list are, in the class that most of them have."""
        best = _of_classes(listed, classes)
        for cls in ("Tool", "Practice", "Challenge", "Effect"):
            items = _of_classes(listed, {cls})
            if len(items) > len(best):
                best = items
        return best

    def _is_called(self, readings: tuple[Reading, ...], family: frozenset[str]) -> bool:
        """Whether a concept, or one above it in its scheme, is called by one of the nouns."""
        concepts = self.parsed.knowledge.schema.concepts
        open_, seen = [readings[0].iri], set()
        while open_:
            iri = open_.pop()
            seen.add(iri)
            info = concepts.get(iri)
            if info is None:
                continue
            if _ends(info.label, family):
                return True
            open_ += [above for above in info.broader if above not in seen]
        return False

    def _classes(self, lemma: str) -> frozenset[str] | None:
        found = {cls for cls, nouns in self.lexicon.refers.items() if lemma in nouns}
        if not found:
            return None if lemma in {"they", "it", "these", "this", "their", "its"} else frozenset()
        return frozenset(found)

    def _about(
        self, earlier: Sentence, classes: frozenset[str] | None
    ) -> tuple[tuple[Reading, ...], ...]:
        listed = tuple(self.topics(earlier, "category"))
        if listed:
            return listed
        if earlier.block.block.kind is BlockKind.LIST_ITEM:
            return self._items(self._listed(earlier), classes)
        subjects = _of_classes(self.topics(earlier, "subject"), classes)
        verbs = {p.lemma for p in earlier.clauses.predicates}
        if verbs & GIVES_OBJECTS and classes is not None:
            objects = _of_classes(self.topics(earlier, "object"), classes)
            if len(objects) > 1:
                return objects
        if verbs & GIVES_OBJECT and classes is not None:
            objects = _of_classes(self.topics(earlier, "object"), classes)
            if objects:
                return objects[:1]
        if subjects:
            return subjects
        events = _of_classes([one.readings for one in earlier.events()], classes)
        if events:
            return events[:1]
        if classes is not None:
            objects = _of_classes(self.topics(earlier, "object"), classes)
            if objects:
                return objects
        return ()


def _of_classes(
    readings: Iterable[tuple[Reading, ...]], classes: Iterable[str] | None
) -> tuple[tuple[Reading, ...], ...]:
    wanted = None if classes is None else frozenset(classes)
    kept: list[tuple[Reading, ...]] = []
    for one in readings:
        fitting = one if wanted is None else tuple(r for r in one if r.cls in wanted)
        if fitting and fitting not in kept:
            kept.append(fitting)
    return tuple(kept)


def _ends(label: str, family: frozenset[str]) -> bool:
    words = label.lower().split(" (")[0].split()
    if not words:
        return False
    last = words[-1]
    return (
        last in family
        or last.removesuffix("s") in family
        or (last.endswith("ies") and last[:-3] + "y" in family)
    )


__all__ = ["Antecedent", "Found", "Resolver"]
