"""What follows from gold by the ontology's chains: it need not be said, and is not wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from extract.scoring.gold import Gold, GoldStatement
from ontology import terms

#: Properties that hold for every broader concept too (``p ∘ skos:broaderTransitive ⊑ p``).
UPWARD = frozenset(
    map(terms.ent, ("actorKind", "crisisType", "facesChallenge", "hasEffect", "usesTool"))
)


def with_implied(gold: Gold, broader: Mapping[str, tuple[str, ...]]) -> Gold:
    """Return the gold with what follows from its facts as optional facts.

    ``broader`` maps each concept to the next broader ones. Besides these, the state or the
    organisation whose force takes part takes part itself.
    """
    owners: dict[tuple[str, str], str] = {
        (_document(row), row.subject): row.object
        for row in gold.facts
        if row.predicate == terms.ent("forceOf")
    }

    def follow(row: GoldStatement) -> Iterator[str]:
        if row.predicate in UPWARD:
            yield from _above(row.object, broader)
        owner = owners.get((_document(row), row.object))
        if row.predicate == terms.ent("hasParticipant") and owner:
            yield owner

    implied = [
        replace(row, id=f"{row.id}>{number}", object=target, optional=True)
        for row in gold.facts
        if row.modality != "negated"
        for number, target in enumerate(follow(row), 1)
    ]
    return replace(gold, facts=(*gold.facts, *implied))


def _document(row: GoldStatement) -> str:
    return row.sentence.split(":")[0]


def _above(iri: str, broader: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return every broader concept once, the nearest first."""
    found: list[str] = []
    open_ = list(broader.get(iri, ()))
    while open_:
        parent = open_.pop(0)
        if parent not in found:
            found.append(parent)
            open_ += broader.get(parent, ())
    return found
