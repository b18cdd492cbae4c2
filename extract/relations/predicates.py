"""What a sentence says, as predicates: verbs and adjectives with what stands around them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from extract.relations.words import Chunk

INHERITS = frozenset({"coord", "participle", "gerund", "infinitive", "content", "complement"})


@dataclass(slots=True, eq=False)
class Predicate:
    """A verb or a predicate adjective with what stands around it.

    ``kind`` says how it hangs on ``parent``: main, coord, participle, gerund (with ``prep``),
    infinitive, relative, reduced, content, complement, subject or adjective. ``noun`` is the noun
    between the two, as *role* in *plays a role in building trust*.
    """

    chunk: Chunk
    kind: str
    parent: Predicate | None = None
    prep: str = ""
    noun: Chunk | None = None
    subject: list[Chunk] = field(default_factory=list)
    gerunds: list[Predicate] = field(default_factory=list)
    objects: list[Chunk] = field(default_factory=list)
    pps: list[tuple[str, list[Chunk]]] = field(default_factory=list)
    below: list[Predicate] = field(default_factory=list)
    fronted: list[Predicate] = field(default_factory=list)
    adverbs: list[str] = field(default_factory=list)
    antecedent_clause: Predicate | None = None
    linked: bool = False
    defines: bool = False

    @property
    def lemma(self) -> str:
        """Lemma of the verb or adjective."""
        return self.chunk.lemma

    def doers(self, depth: int = 0) -> list[Chunk]:
        """Return the noun phrases in the place of the subject, taken from above if need be."""
        if self.subject or self.gerunds or depth > 12:
            return self.subject
        parent = self.parent
        if parent is None:
            return []
        if self.kind == "infinitive" and parent.objects and self.kind_of_control():
            return parent.objects
        if self.kind in INHERITS or self.kind in {"adjective", "nominal"}:
            return parent.doers(depth + 1)
        return []

    def gerund_doers(self, depth: int = 0) -> list[Predicate]:
        """Return the gerunds in the place of the subject: *establishing protocols ensures*."""
        if self.subject or self.gerunds or depth > 12 or self.parent is None:
            return self.gerunds
        if self.kind in INHERITS or self.kind in {"adjective", "nominal"}:
            return self.parent.gerund_doers(depth + 1)
        return []

    def kind_of_control(self) -> bool:
        """Whether the object of the verb above does what this infinitive says."""
        return self.parent is not None and self.parent.lemma in {
            "enable", "allow", "help", "permit", "empower", "prepare", "require", "encourage",
            "equip", "urge", "ask", "lead", "assist", "force", "train", "support",
        }  # fmt: skip

    def above(self) -> Iterator[Predicate]:
        """Yield this predicate and those above it whose modality it shares."""
        one: Predicate | None = self
        for _ in range(12):
            if one is None:
                return
            yield one
            one = one.parent if one.kind in INHERITS | {"adjective", "purpose"} else None


@dataclass(slots=True)
class Clauses:
    """A sentence as predicates, with what hangs on its noun phrases."""

    chunks: list[Chunk]
    predicates: list[Predicate] = field(default_factory=list)
    of: dict[int, list[Chunk]] = field(default_factory=dict)
    pps: dict[int, list[tuple[str, list[Chunk]]]] = field(default_factory=dict)
    examples: dict[int, list[Chunk]] = field(default_factory=dict)
    groups: dict[int, list[Chunk]] = field(default_factory=dict)
    gerunds: dict[int, list[Predicate]] = field(default_factory=dict)
    nouns: list[Chunk] = field(default_factory=list)

    def group(self, chunk: Chunk) -> list[Chunk]:
        """Return the coordination that a noun phrase is in, itself included."""
        return self.groups.get(id(chunk), [chunk])
