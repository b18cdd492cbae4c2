"""What the tests of the ontology share: the consequences of a graph, by a small fix-point."""

from collections import defaultdict
from collections.abc import Callable

import pytest
from rdflib import OWL, RDF, RDFS, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

Triple = tuple[Node, Node, Node]
Close = Callable[[Graph, Graph], Graph]


@pytest.fixture(scope="session")
def close() -> Close:
    """The function that adds to a graph what follows from it under an ontology's axioms."""
    return _close


def _close(data: Graph, ontology: Graph) -> Graph:
    """Return the data with what sub-properties, inverses, chains and domains add to it."""
    inverse = set(ontology.subject_objects(OWL.inverseOf))
    inverse |= {(b, a) for a, b in inverse}
    inverse |= {(p, p) for p in ontology.subjects(RDF.type, OWL.SymmetricProperty)}
    chains = [
        (tuple(Collection(ontology, head)), p)
        for p, head in ontology.subject_objects(OWL.propertyChainAxiom)
    ]
    chains += [((p, p), p) for p in ontology.subjects(RDF.type, OWL.TransitiveProperty)]
    assert all(len(steps) == 2 for steps, _ in chains), "a chain of three needs another step here"
    ours = set(ontology.subjects(RDF.type, OWL.ObjectProperty))
    subs = _pairs(ontology, RDFS.subPropertyOf, ours)
    inverses, domains, ranges = defaultdict(set), defaultdict(set), defaultdict(set)
    for a, b in inverse:
        inverses[a].add(b)
    for p, c in ontology.subject_objects(RDFS.domain):
        domains[p].add(c)
    for p, c in ontology.subject_objects(RDFS.range):
        ranges[p].add(c)
    supers = _pairs(ontology, RDFS.subClassOf, set(ontology.subjects(RDF.type, OWL.Class)))

    known: set[Triple] = set()
    out: dict[Node, dict[Node, set[Node]]] = defaultdict(lambda: defaultdict(set))
    into: dict[Node, dict[Node, set[Node]]] = defaultdict(lambda: defaultdict(set))
    open_: list[Triple] = list(data)
    while open_:
        triple = open_.pop()
        if triple in known:
            continue
        known.add(triple)
        s, p, o = triple
        out[p][s].add(o)
        into[p][o].add(s)
        if p == RDF.type:
            open_ += [(s, p, c) for c in supers.get(o, ())]
            continue
        open_ += [(s, q, o) for q in subs.get(p, ())]
        open_ += [(o, q, s) for q in inverses.get(p, ())]
        open_ += [(s, RDF.type, c) for c in domains.get(p, ())]
        if isinstance(o, URIRef):
            open_ += [(o, RDF.type, c) for c in ranges.get(p, ())]
        for steps, q in chains:
            first, second = steps
            if p == first:
                open_ += [(s, q, end) for end in out[second][o]]
            if p == second:
                open_ += [(start, q, o) for start in into[first][s]]
    result = Graph()
    for triple in known:
        result.add(triple)
    return result


def _pairs(ontology: Graph, predicate: URIRef, kept: set[Node]) -> dict[Node, set[Node]]:
    found: dict[Node, set[Node]] = defaultdict(set)
    for a, b in ontology.subject_objects(predicate):
        if a in kept and b in kept:
            found[a].add(b)
    return found
