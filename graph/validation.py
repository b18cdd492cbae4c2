"""Holding the projected graphs against the shapes of the ontology."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

import pyshacl
from pyoxigraph import BlankNode, Literal, NamedNode, Triple
from rdflib import RDF, SH, BNode, Graph, URIRef
from rdflib import Literal as RdflibLiteral
from rdflib.term import Node

from graph.describe import REIFIES
from graph.reasoning import Clash
from ontology import load, terms

_VALIDATED = ("concepts", "documents", "claims", "published", "qualified", "inferred")


@dataclass(frozen=True, slots=True, order=True)
class ValidationResult:
    """What one node does wrong. ``severity`` is Violation, Warning or Info.

    The other fields are IRIs, or texts as N-Triples writes them; an empty one says nothing.
    """

    severity: str
    focus: str
    path: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """What validation found: ``graph`` is the report as SHACL has it."""

    conforms: bool
    results: list[ValidationResult]
    graph: Graph

    def count(self, severity: str) -> int:
        """Return how many results are of a severity: Violation, Warning or Info."""
        return sum(result.severity == severity for result in self.results)


def validate(
    graphs: Mapping[str, Set[Triple]],
    clashes: Iterable[Clash] = (),
    *,
    shapes: Graph | None = None,
) -> ValidationReport:
    """Return how the RDF 1.1 view of the graphs stands against the shapes.

    ``clashes``, what contradicts the axioms, is reported with it as warnings.
    """
    data = _to_rdflib(
        triple
        for name in _VALIDATED
        for triple in graphs.get(name, ())
        if triple.predicate != REIFIES
    )
    for triple in load.module("core"):
        if triple.predicate.value == f"{terms.RDFS}subClassOf":
            data += _to_rdflib([triple])
    shacl = load.modules()["shapes"] if shapes is None else shapes
    _, report, _ = pyshacl.validate(data, shacl_graph=shacl, inplace=True)
    assert isinstance(report, Graph)
    for clash in clashes:
        _add_clash(report, clash)
    results = sorted(
        _result(report, node) for node in report.subjects(RDF.type, SH.ValidationResult)
    )
    return ValidationReport(not results, results, report)


def _result(report: Graph, node: Node) -> ValidationResult:
    def text(predicate: Node) -> str:
        value = report.value(node, predicate)
        if value is None or isinstance(value, BNode):
            return ""
        return str(value) if isinstance(value, URIRef) else value.n3()

    message = report.value(node, SH.resultMessage)
    severity = report.value(node, SH.resultSeverity)
    return ValidationResult(
        severity=str(severity).removeprefix(str(SH)),
        focus=text(SH.focusNode),
        path=text(SH.resultPath),
        value=text(SH.value),
        message="" if message is None else str(message),
    )


def _add_clash(report: Graph, clash: Clash) -> None:
    """Add a contradiction to the report, in the terms of SHACL."""
    node = BNode()
    message = f"Against the axioms: {clash.reason} ({clash.term}, {clash.other})."
    report.add((node, RDF.type, SH.ValidationResult))
    report.add((node, SH.resultSeverity, SH.Warning))
    report.add((node, SH.focusNode, URIRef(clash.subject.strip("<>"))))
    report.add((node, SH.resultMessage, RdflibLiteral(message)))
    for owner in report.subjects(RDF.type, SH.ValidationReport):
        report.add((owner, SH.result, node))


def _to_rdflib(triples: Iterable[Triple]) -> Graph:
    graph = Graph()
    known: dict[object, Node] = {}

    def convert(term: object) -> Node:
        found = known.get(term)
        if found is not None:
            return found
        made: Node
        if isinstance(term, NamedNode):
            made = URIRef(term.value)
        elif isinstance(term, BlankNode):
            made = BNode(term.value)
        else:
            assert isinstance(term, Literal)
            made = _literal(term)
        known[term] = made
        return made

    for triple in triples:
        graph.add((convert(triple.subject), convert(triple.predicate), convert(triple.object)))
    return graph


def _literal(term: Literal) -> RdflibLiteral:
    if term.language:
        return RdflibLiteral(term.value, lang=term.language)
    # normalize=False: the report quotes values as they are.
    return RdflibLiteral(term.value, datatype=URIRef(term.datatype.value), normalize=False)
