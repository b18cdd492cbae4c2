"""Which statements a result is about: what is wrong together, or contradicts each other."""

from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox
from pyoxigraph import NamedNode, Triple
from rdflib import SH, Graph, URIRef

from graph import axioms
from graph.reasoning import Clash
from graph.validation.data import Data
from graph.validation.model import CONSISTENCY, VIOLATION, Sides, ValidationResult
from ontology import terms

_TYPE: Final = NamedNode(terms.RDF_TYPE)
_SAME: Final = NamedNode(f"{terms.OWL}sameAs")
_DIFFERENT: Final = NamedNode(f"{terms.OWL}differentFrom")
_NOTHING: Final = NamedNode(f"{terms.OWL}Nothing")
_APART: Final = NamedNode(f"{terms.OWL}propertyDisjointWith")

Node = NamedNode | ox.BlankNode | ox.Literal

#: Where something is missing, no statement is to blame.
_MISSING: Final = frozenset(
    str(name)
    for name in (
        SH.MinCountConstraintComponent,
        SH.QualifiedMinCountConstraintComponent,
        SH.HasValueConstraintComponent,
    )
)
_COMPARED: Final = {
    str(SH.LessThanConstraintComponent): SH.lessThan,
    str(SH.LessThanOrEqualsConstraintComponent): SH.lessThanOrEquals,
    str(SH.DisjointConstraintComponent): SH.disjoint,
    str(SH.EqualsConstraintComponent): SH.equals,
}


def of_result(data: Data, shapes: Graph, result: ValidationResult) -> Sides:
    """Return the statements that make a node break a shape, all on one side; none for a gap."""
    if result.severity != VIOLATION or result.constraint in _MISSING:
        return ()
    focus, shape = NamedNode(result.focus), URIRef(result.shape)
    found: set[Triple] = set()
    if result.path:
        path = NamedNode(result.path)
        value = _term(result.value) if result.value else None
        found |= set(_match(data.store, focus, path, value))
        compared = _COMPARED.get(result.constraint)
        for other in shapes.objects(None, compared) if compared else ():
            found |= set(_match(data.store, focus, NamedNode(str(other)), None))
    else:
        for predicate in shapes.objects(shape, SH.targetSubjectsOf):
            found |= set(_match(data.store, focus, NamedNode(str(predicate)), None))
        for predicate in shapes.objects(shape, SH.targetObjectsOf):
            found |= set(_match(data.store, None, NamedNode(str(predicate)), focus))
        # What follows from what is stated falls with it.
        found = found - data.graphs.get("inferred", set()) or found
    return (tuple(sorted(found, key=str)),) if found else ()


def of_clash(store: ox.Store, clash: Clash) -> tuple[ValidationResult, Sides]:
    """Return a contradiction as a result, with the statements that make it, side by side."""
    subject, term, other = (_term(text) for text in (clash.subject, clash.term, clash.other))
    words, triples = _told(store, clash.reason, subject, term, other)
    triples = tuple(sorted(set(triples), key=str))
    focus = triples[0].subject if triples else subject
    path = triples[0].predicate if triples else term
    result = ValidationResult(
        severity=VIOLATION,
        focus=_text(focus),
        path=_text(path) if isinstance(path, NamedNode) else "",
        value=_text(triples[0].object if triples else other),
        message=words,
        shape=CONSISTENCY,
    )
    return result, tuple((triple,) for triple in triples)


def _told(
    store: ox.Store, reason: str, x: Node, p: Node, y: Node
) -> tuple[str, tuple[Triple, ...]]:
    """Return a contradiction in words, and the statements that make it."""
    short = [_short(term) for term in (x, p, y)]
    if reason == "disjoint classes":
        first, second = sorted((short[1], short[2]))
        return f"It is in two disjoint classes, {first} and {second}.", _triples(
            (x, _TYPE, p), (x, _TYPE, y)
        )
    if reason == "different and the same":
        return f"It is both the same as {short[2]} and different from it.", _triples(
            (x, _SAME, y), (x, _DIFFERENT, y)
        )
    if reason in ("two values of a functional property", "more values than a class allows"):
        first, second = sorted((short[0], short[2]))
        pair = next(_shared(store, x, p, y), ())
        name = _short(pair[0].predicate) if pair else short[1]
        return f"It has two values of {name}, which allows one: {first} and {second}.", pair
    if reason == "asymmetric property":
        return f"{short[1]} holds both ways, and is asymmetric.", _triples((x, p, y), (y, p, x))
    if reason == "disjoint properties":
        others = [
            triple.predicate
            for triple in _match(store, x, None, y)
            if triple.predicate != p and _apart(p, triple.predicate)
        ]
        return f"{short[1]} and a property disjoint from it lead to {short[2]}.", _triples(
            (x, p, y), *((x, other, y) for other in others[:1])
        )
    if reason == "the empty class":
        return "It is in a class that can have no members.", _triples((x, _TYPE, _NOTHING))
    if reason == "irreflexive property":
        return f"{short[1]} relates it to itself, and is irreflexive.", _triples((x, p, x))
    if isinstance(x, ox.Literal):
        return f"{short[0]} is no value of {short[2]}.", tuple(_match(store, None, None, x))
    return f"{reason.capitalize()}: {' '.join(short)}.", _triples((x, p, y))


def _shared(store: ox.Store, y: Node, p: Node, z: Node) -> Iterator[tuple[Triple, ...]]:
    """Yield the pairs of statements that give one subject both values, the first subject first."""
    path = p if isinstance(p, NamedNode) else None
    one = {(t.subject, t.predicate) for t in _match(store, None, path, y)}
    two = {(t.subject, t.predicate) for t in _match(store, None, path, z)}
    for subject, predicate in sorted(one & two, key=str):
        yield Triple(subject, predicate, y), Triple(subject, predicate, z)


def _apart(p: Node, q: NamedNode) -> bool:
    schema = axioms.terminology()
    return bool({(p, q), (q, p)} & {(t.subject, t.object) for t in schema if t.predicate == _APART})


def _triples(*found: tuple[Node, Node, Node]) -> tuple[Triple, ...]:
    return tuple(
        Triple(s, p, o)
        for s, p, o in found
        if not isinstance(s, ox.Literal) and isinstance(p, NamedNode)
    )


def _match(
    store: ox.Store, subject: Node | None, predicate: NamedNode | None, value: Node | None
) -> Iterator[Triple]:
    if isinstance(subject, ox.Literal):
        return
    for quad in store.quads_for_pattern(subject, predicate, value, None):
        yield quad.triple


def _term(text: str) -> Node:
    """Return the term that a result or a clash writes: an IRI with or without brackets, a text."""
    if not text.startswith(("<", '"', "_:")):
        return NamedNode(text)
    line = f"<urn:x> <urn:x> {text} ."
    (quad,) = ox.parse(line.encode(), format=ox.RdfFormat.N_TRIPLES)
    found = quad.object
    assert isinstance(found, NamedNode | ox.BlankNode | ox.Literal)
    return found


def _text(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else str(term)


def _short(term: Node | Triple) -> str:
    return terms.shorten(term.value) if isinstance(term, NamedNode) else str(term)
