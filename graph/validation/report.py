"""The findings of validation as RDF: a SHACL validation report, and the claims behind it.

Nothing is anonymous: every result has a name made from what it says, in the named graph that
holds the report, so that two builds of the same graph give the same report.
"""

from collections.abc import Iterable, Iterator
from typing import Final

import pyoxigraph as ox
from pyoxigraph import NamedNode, Triple

from claims import identity
from graph import rdf
from graph.validation.model import ValidationResult
from graph.validation.tracing import Finding, Side
from ontology import terms

#: The IRI of the report.
REPORT: Final = f"{terms.graph('validation')}#report"

_TYPE: Final = NamedNode(terms.RDF_TYPE)


def _sh(name: str) -> NamedNode:
    return NamedNode(terms.SH + name)


_RESULT, _REPORT, _CONFORMS, _HAS, _SEVERITY, _FOCUS, _PATH, _VALUE, _MESSAGE, _SHAPE = map(
    _sh,
    (
        "ValidationResult", "ValidationReport", "conforms", "result", "resultSeverity",
        "focusNode", "resultPath", "value", "resultMessage", "sourceShape",
    ),
)  # fmt: skip
_CONSTRAINT, _DETAIL = _sh("sourceConstraintComponent"), _sh("detail")
_RESTS_ON, _HOLDS_BACK = NamedNode(terms.ent("restsOn")), NamedNode(terms.ent("holdsBack"))


def describe(findings: Iterable[Finding]) -> Iterator[Triple]:
    """Yield the report: of every result what SHACL says, and the claims it rests on.

    Where a result rests on several statements, each of them is a ``sh:detail`` with claims of its
    own.
    """
    report = NamedNode(REPORT)
    conforms = True
    for finding in findings:
        conforms = False
        name = iri(finding.result)
        yield Triple(report, _HAS, NamedNode(name))
        yield from _result(NamedNode(name), finding)
    yield Triple(report, _TYPE, _REPORT)
    yield Triple(report, _CONFORMS, rdf.boolean(conforms))


def iri(result: ValidationResult) -> str:
    """Return the name of a result."""
    parts = (result.shape, result.constraint, result.focus, result.path, result.value)
    return f"{terms.graph('validation')}#{identity.digest(*parts, result.message)}"


def _result(name: NamedNode, finding: Finding) -> Iterator[Triple]:
    result = finding.result
    yield Triple(name, _TYPE, _RESULT)
    yield Triple(name, _SEVERITY, _sh(result.severity))
    yield Triple(name, _MESSAGE, ox.Literal(result.message, language="en"))
    for predicate, text in (
        (_FOCUS, result.focus),
        (_PATH, result.path),
        (_VALUE, result.value),
        (_SHAPE, result.shape),
        (_CONSTRAINT, result.constraint),
    ):
        if text:
            yield Triple(name, predicate, _term(text))
    for state in finding.suspects:
        yield Triple(name, _RESTS_ON, rdf.node(state.claim.iri))
    for claim in finding.held:
        yield Triple(name, _HOLDS_BACK, rdf.node(f"{terms.ID}claim/{claim}"))
    if len(finding.sides) > 1:
        for place, side in enumerate(finding.sides, start=1):
            detail = NamedNode(f"{name.value}-{place}")
            yield Triple(name, _DETAIL, detail)
            yield from _side(detail, side, finding)


def _side(name: NamedNode, side: Side, finding: Finding) -> Iterator[Triple]:
    (statement,) = side.statements
    yield Triple(name, _TYPE, _RESULT)
    yield Triple(name, _SEVERITY, _sh(finding.result.severity))
    yield Triple(name, _FOCUS, statement.subject)
    yield Triple(name, _PATH, statement.predicate)
    yield Triple(name, _VALUE, statement.object)
    yield Triple(name, _SHAPE, NamedNode(finding.result.shape))
    if side.axioms:
        words = " ".join(f"{text}." for text in side.axioms)
        yield Triple(name, _MESSAGE, ox.Literal(words, language="en"))
    for state in side.claims:
        yield Triple(name, _RESTS_ON, rdf.node(state.claim.iri))


def _term(text: str) -> ox.NamedNode | ox.Literal:
    if not text.startswith('"'):
        return rdf.node(text)
    (quad,) = ox.parse(f"<urn:x> <urn:x> {text} .".encode(), format=ox.RdfFormat.N_TRIPLES)
    assert isinstance(quad.object, ox.Literal)
    return rdf.stored(quad.object)
