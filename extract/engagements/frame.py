"""An engagement as it builds up over the sentences of a paragraph."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from claims.model import Literal, Modality, Span
from extract.candidates import Candidate
from extract.engagements.scene import Scene
from extract.mentions import Found, Reading


@dataclass(eq=False)
class Frame:
    """One engagement: its identity, who is in it, where, against what; and the claims about it."""

    iri: str
    cls: str
    label: str
    block: int
    named: Found | None = None
    participants: list[Found] = field(default_factory=list)
    beneficiaries: list[Found] = field(default_factory=list)
    crises: list[Found] = field(default_factory=list)
    places: list[Found] = field(default_factory=list)
    threats: list[Reading] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    is_joint: bool = False
    years: set[str] = field(default_factory=set)
    spans: dict[tuple[int, int], Span] = field(default_factory=dict)

    @property
    def actors(self) -> set[str]:
        """IRIs of all actors in it."""
        return {one.iri for one in (*self.participants, *self.beneficiaries)}

    def shares(self, actors: Iterable[Found]) -> bool:
        """Tell whether any of some actors, or the owner of their forces, acts in it."""
        return bool(_with_owners(actors) & _with_owners([*self.participants, *self.beneficiaries]))

    def say(
        self,
        scene: Scene,
        predicate: str,
        target: Found | str | Literal,
        rule: str,
        confidence: float,
        modality: Modality = Modality.ASSERTED,
        target_span: Span | None = None,
        subject: str = "",
    ) -> None:
        """Add a claim about the engagement, or about ``subject``, made by the scene's sentence."""
        if target_span is None and isinstance(target, Found):
            target_span = scene.block.span_of(target)
        first = scene.sentence[0]
        self.candidates.append(
            Candidate(
                subject=subject or self.iri,
                predicate=predicate,
                object=target,
                sentence=scene.block.sentence(first),
                modality=modality,
                rule=rule,
                confidence=confidence,
                subject_span=self.spans.get(scene.key),
                object_span=target_span,
                during=scene.period.iri if scene.period is not None else None,
            )
        )

    def stands(self, scene: Scene, start: int, end: int) -> None:
        """Note the tokens that stand for the engagement in the sentence of the scene."""
        self.spans[scene.key] = scene.block.span(start, end)


def _with_owners(actors: Iterable[Found]) -> set[str]:
    """Return the actors, with the states and organisations whose forces they are."""
    owners = set()
    for one in actors:
        owners.add(one.iri)
        owners |= {
            fact.object
            for fact in one.facts
            if fact.predicate == "forceOf" and isinstance(fact.object, str)
        }
    return owners
