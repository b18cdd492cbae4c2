"""Proofs as RDF: statements, claims and steps in the terms of PROV-O."""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode

from pyoxigraph import Literal, NamedNode, Triple

from graph.proofs import Term, term_of
from ontology import terms
from server.why import Explained

_TYPE: Final = NamedNode(terms.RDF_TYPE)
_LABEL: Final = NamedNode(terms.RDFS_LABEL)
_SUBJECT, _PREDICATE, _OBJECT, _STATEMENT = (
    NamedNode(f"{terms.RDF}{name}") for name in ("subject", "predicate", "object", "Statement")
)
_ENTITY, _ACTIVITY, _GENERATED, _USED, _DERIVED, _ATTRIBUTED, _VALUE = (
    NamedNode(f"{terms.PROV}{name}")
    for name in ("Entity", "Activity", "wasGeneratedBy", "used", "wasDerivedFrom",
                 "wasAttributedTo", "value")
)  # fmt: skip
_CLAIM, _STATUS, _CONFIDENCE, _SUPPORTED = (
    NamedNode(terms.ent(name)) for name in ("Claim", "status", "confidence", "supportedBy")
)
_SOURCE: Final = NamedNode(f"{terms.DCTERMS}source")
_IDENTIFIER: Final = NamedNode(f"{terms.DCTERMS}identifier")
_DECIMAL: Final = NamedNode(f"{terms.XSD}decimal")


def address(triple: list[dict[str, str]]) -> str:
    """Return the address, relative to the base, that explains a triple of an answer."""
    return address_of(*map(term_of, triple))


def address_of(subject: Term, predicate: Term, value: Term) -> str:
    """Return the address, relative to the base, that explains a triple.

    >>> address_of(*(NamedNode(terms.expand(x)) for x in ("id:mali", "ent:locatedIn", "id:africa")))
    'why?s=id%3Amali&p=ent%3AlocatedIn&o=id%3Aafrica'
    """
    parts = zip("spo", map(_written, (subject, predicate, value)), strict=True)
    return f"why?{urlencode(list(parts))}"


def _written(term: Term) -> str:
    return terms.shorten(term.value) if isinstance(term, NamedNode) else str(term)


def triples(explained: Explained) -> list[Triple]:
    """Return the proofs as RDF 1.1 without blank nodes.

    Every statement is an ``rdf:Statement`` named by the address that explains it, every step a
    ``prov:Activity`` that used its premises; leaves are claims with their sentences.
    """
    made: dict[Triple, None] = {}
    for number, proof in enumerate(explained.body["proofs"], 1):
        for triple in _Writer(number).node(proof):
            made[triple] = None
    return list(made)


class _Writer:
    """Names the steps of one proof."""

    def __init__(self, number: int) -> None:
        self._proof = number
        self._steps = 0

    def node(self, node: dict[str, Any]) -> Iterator[Triple]:
        """Yield a step or leaf with all below it."""
        name = _name(node)
        yield from _statement(name, node)
        if "claim" in node:
            yield from _claim(name, node["claim"])
        if "rule" not in node:
            return
        self._steps += 1
        root = terms.BASE + address(node["triple"])
        step = NamedNode(f"{root}#proof-{self._proof}-step-{self._steps}")
        yield Triple(name, _GENERATED, step)
        yield Triple(step, _TYPE, _ACTIVITY)
        if node["rule"]:
            yield Triple(step, _IDENTIFIER, Literal(node["rule"]))
        for sentence in node["because"]:
            yield Triple(step, _LABEL, Literal(sentence, language="en"))
        for axiom in node["axioms"]:
            yield Triple(step, _SOURCE, Literal(axiom["text"]))
        for premise in node["premises"]:
            below = _name(premise)
            yield Triple(step, _USED, below)
            yield Triple(name, _DERIVED, below)
            yield from self.node(premise)


def _name(node: dict[str, Any]) -> NamedNode:
    if "claim" in node:
        return NamedNode(node["claim"]["iri"])
    return NamedNode(terms.BASE + address(node["triple"]))


def _statement(name: NamedNode, node: dict[str, Any]) -> Iterator[Triple]:
    yield Triple(name, _TYPE, _ENTITY)
    if "claim" not in node:
        yield Triple(name, _TYPE, _STATEMENT)
    for predicate, item in zip((_SUBJECT, _PREDICATE, _OBJECT), node["triple"], strict=True):
        if item["type"] == "bnode":  # an anonymous class, which has no name to give
            yield Triple(name, predicate, Literal(item["text"]))
        else:
            yield Triple(name, predicate, term_of(item))
    yield Triple(name, _LABEL, Literal(node["words"], language="en"))
    if "confidence" in node:
        yield Triple(name, _CONFIDENCE, _decimal(node["confidence"]))
    source = node.get("source")
    if source in ("ontology", "concepts"):
        yield Triple(name, _DERIVED, NamedNode(terms.graph(source)))


def _claim(name: NamedNode, claim: dict[str, Any]) -> Iterator[Triple]:
    yield Triple(name, _TYPE, _CLAIM)
    yield Triple(name, _STATUS, NamedNode(terms.ent(claim["status"])))
    yield Triple(name, _CONFIDENCE, _decimal(claim["confidence"]))
    for sentence in claim["sentences"]:
        piece = NamedNode(sentence["evidence"])
        yield Triple(name, _SUPPORTED, piece)
        yield Triple(piece, _VALUE, Literal(sentence["text"]))
        yield Triple(piece, _DERIVED, NamedNode(sentence["document"]))
    review = claim.get("review")
    if review:
        yield Triple(name, _ATTRIBUTED, NamedNode(review["agent"]))


def _decimal(value: float) -> Literal:
    return Literal(format(value, ".4f").rstrip("0").rstrip("."), datatype=_DECIMAL)
