"""States of the ledger, built by hand."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import pytest
from pyoxigraph import Literal as Text
from pyoxigraph import NamedNode, Triple

from claims.confidence import combine
from claims.model import (
    Claim,
    Decision,
    Document,
    Evidence,
    Literal,
    Mention,
    Modality,
    Run,
    Span,
    Status,
)
from claims.state import ClaimState, State
from ontology import terms

RUN = Run("1.0", "pipeline", "knowledge")


def iri(name: str) -> str:
    """Return the IRI of "ent:uses", "tool:x" or, without a prefix, of an individual."""
    return terms.expand(name) if ":" in name else terms.ID + name


def node(name: str) -> NamedNode:
    return NamedNode(iri(name))


def triple(subject: str, predicate: str, value: str | Text | NamedNode) -> Triple:
    obj = node(value) if isinstance(value, str) else value
    return Triple(node(subject), node(predicate), obj)


@dataclass
class Builder:
    """Collects what sentences say and returns the state of a ledger that holds it."""

    documents: dict[str, Document] = field(default_factory=dict)
    found: dict[str, list[Evidence]] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    status: dict[str, Status] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)

    def document(self, slug: str, **more: object) -> Document:
        if slug not in self.documents:
            values = {"path": f"{slug}.txt", "text": "", "title": slug.title(), **more}
            self.documents[slug] = Document(slug, **values)
        return self.documents[slug]

    def say(
        self,
        subject: str,
        predicate: str,
        value: str | Literal,
        *,
        document: str = "report",
        sentence: str = "",
        modality: Modality = Modality.ASSERTED,
        confidence: float = 0.9,
        status: Status | None = None,
        **more: object,
    ) -> Claim:
        """Add one piece of evidence; returns the claim it is for."""
        obj = iri(value) if isinstance(value, str) else value
        claim = Claim(iri(subject), iri(predicate), obj)
        text = sentence or f"{subject} {predicate} {value}"
        source = self.document(document)
        values = {"subject_span": Span(0, len(subject)), **more}
        self.claims[claim.id] = claim
        self.found.setdefault(claim.id, []).append(
            Evidence(
                claim=claim,
                document=document,
                version=source.version,
                sentence=text,
                start=0,
                end=len(text),
                occurrence=0,
                modality=modality,
                confidence=confidence,
                rule="by-hand",
                **values,
            )
        )
        if status is not None:
            self.status[claim.id] = status
        return claim

    def label(self, entity: str, *labels: str, **more: object) -> None:
        for label in labels:
            self.say(entity, "rdfs:label", Literal(label), **more)

    def state(self) -> State:
        states = []
        for key, claim in sorted(self.claims.items()):
            status = self.status.get(key, Status.PROPOSED)
            evidence = () if status is Status.STALE else tuple(self.found[key])
            runs = {item.id: RUN.id for item in evidence}
            states.append(ClaimState(claim, status, combine(evidence), evidence, runs))
        return State(
            documents=tuple(self.documents[slug] for slug in sorted(self.documents)),
            claims=tuple(states),
            runs=(RUN,),
            decisions=tuple(self.decisions),
            mentions=tuple(self.mentions),
        )


@dataclass(frozen=True)
class Tools:
    """What a test of the graph builds with."""

    node: Callable[[str], NamedNode]
    iri: Callable[[str], str]
    triple: Callable[..., Triple]
    builder: Callable[[], Builder]

    def triples(self, lines: Iterable[str]) -> set[Triple]:
        """Return a triple for each "subject predicate object" of names."""
        return {triple(*line.split()) for line in lines}


@pytest.fixture(scope="session")
def tools() -> Tools:
    return Tools(node, iri, triple, Builder)


@pytest.fixture
def report() -> Builder:
    """An empty state to fill."""
    return Builder()


@pytest.fixture
def relief(report: Builder) -> Builder:
    """One operation after an earthquake, with reference data about its places."""
    report.document("states", path="states.tsv", kind="reference", title="States")
    for name, region in (("haiti", "caribbean"), ("canada", "north-america")):
        report.label(name, name.title(), document="states")
        report.say(name, "rdf:type", "ent:State", document="states")
        report.say(name, "ent:locatedIn", region, document="states")
    report.label("caribbean", "Caribbean", document="states")
    report.say("caribbean", "ent:locatedIn", "americas", document="states")
    report.label("americas", "Americas", document="states")
    report.label("north-america", "North America", document="states")
    report.label("relief", "relief operation")
    report.say("relief", "rdf:type", "ent:Operation")
    report.say("relief", "ent:hasParticipant", "canadian-navy")
    report.say("canadian-navy", "ent:forceOf", "canada")
    report.label("canadian-navy", "Canadian navy")
    report.say("relief", "ent:respondsTo", "quake")
    report.label("quake", "earthquake of 2010")
    report.say("quake", "rdf:type", "ent:Crisis")
    report.say("quake", "ent:crisisType", "crisistype:earthquake")
    report.say("quake", "ent:occursIn", "haiti")
    report.say("quake", "ent:year", Literal("2010", f"{terms.XSD}integer"))
    return report
