"""Words for an engagement, with who and what hangs on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from spacy.tokens import Token

from claims.model import Modality
from extract import syntax
from extract.engagements.listing import unique
from extract.mentions import Found, Kind


@dataclass(eq=False)
class Anchor:
    """Words for an engagement: a name, a noun or a verb, with the roles that hang on them.

    What is ``dependent`` makes sense only where an earlier sentence has told of the engagement.
    ``absent`` are those of whom the sentence says that they take no part; ``nouns`` are other
    nouns of the sentence for the same engagement.
    """

    token: Token
    cls: str
    rule: str
    named: Found | None = None
    dependent: bool = False
    modality: Modality = Modality.ASSERTED
    participants: list[Found] = field(default_factory=list)
    beneficiaries: list[Found] = field(default_factory=list)
    absent: list[Found] = field(default_factory=list)
    crises: list[Found] = field(default_factory=list)
    places: list[Found] = field(default_factory=list)
    nouns: list[Token] = field(default_factory=list)

    @property
    def is_verb(self) -> bool:
        """Whether it is a verb."""
        return self.rule == "engagement-verb"

    @property
    def span(self) -> tuple[int, int]:
        """The tokens that stand for it."""
        if self.named is not None:
            return self.named.start_token, self.named.end_token
        if self.is_verb:
            return self.token.i, self.token.i + 1
        phrase = syntax.noun_phrase(self.token)
        return phrase.start, phrase.end

    @property
    def weight(self) -> tuple[int, int, int]:
        """How much is known of it: the best anchor of a sentence has most."""
        named = self.named is not None
        return (
            named,
            2 * len(self.participants) + 2 * len(self.crises) + len(self.places),
            -self.token.i,
        )

    @property
    def actors(self) -> set[str]:
        """IRIs of all that act in it."""
        return {one.iri for one in self.participants}

    @property
    def individuals(self) -> int:
        """How many of those who take part are told apart by a name."""
        return sum(one.kind is not Kind.INDEFINITE for one in self.participants)

    def add(
        self,
        participants: Iterable[Found] = (),
        beneficiaries: Iterable[Found] = (),
        places: Iterable[Found] = (),
        crises: Iterable[Found] = (),
    ) -> None:
        """Add roles; who takes part is neither helped nor a place."""
        own = self.named.iri if self.named is not None else ""
        self.participants = unique(
            one for one in (*self.participants, *participants) if one.iri != own
        )
        acting = self.actors
        self.beneficiaries = unique(
            one for one in (*self.beneficiaries, *beneficiaries) if one.iri not in acting
        )
        self.crises = unique([*self.crises, *crises])
        taken = acting | {one.iri for one in self.beneficiaries}
        self.places = unique(one for one in (*self.places, *places) if one.iri not in taken)

    def merge(self, other: Anchor) -> bool:
        """Add what another anchor of the sentence knows; tell whether both speak of the same."""
        mine, theirs = self.actors, other.actors
        apart = self.is_verb and other.is_verb
        within = not apart and (
            other.token in syntax.subtree(self.token) or self.token in syntax.subtree(other.token)
        )
        if theirs and not mine & theirs and not within and (mine or self.named is not None):
            return False
        other.absorbed_by(self)
        return True

    def absorbed_by(self, best: Anchor) -> None:
        """Give what is known of this to another anchor of the same engagement."""
        if not self.is_verb:
            best.nouns.append(self.token)
        best.add(self.participants, self.beneficiaries, self.places, self.crises)
