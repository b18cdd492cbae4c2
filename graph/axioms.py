"""The ontology as triples: which module goes into which named graph."""

from collections.abc import Iterable, Iterator
from functools import cache

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    Triple,
)

from graph import rdf
from ontology import load, terms

_TERMINOLOGY = ("core", "evidence", "alignments")


@cache
def terminology() -> frozenset[Triple]:
    """Return the axioms to reason with: every module but concepts, matches and shapes."""
    return frozenset(_triples(_TERMINOLOGY))


@cache
def concepts() -> frozenset[Triple]:
    """Return the graph ``concepts``: the schemes, and what their concepts match elsewhere."""
    return named("concepts", _triples(("concepts", "matches")))


@cache
def ontology() -> frozenset[Triple]:
    """Return the graph ``ontology``: axioms and shapes."""
    return named("ontology", _triples((*_TERMINOLOGY, "shapes")))


def named(graph: str, triples: Iterable[Triple]) -> frozenset[Triple]:
    """Return the triples with blank nodes named as RDFC-1.0 names them in that graph.

    The names depend on nothing but the triples, so two builds store the same ontology.
    """
    kept = set(triples)
    anonymous = {t for t in kept if BlankNode in (type(t.subject), type(t.object))}
    if not anonymous:
        return frozenset(kept)
    name = NamedNode(terms.graph(graph))
    dataset = Dataset(Quad(t.subject, t.predicate, t.object, name) for t in anonymous)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return frozenset(kept - anonymous) | {quad.triple for quad in dataset}


def _triples(modules: Iterable[str]) -> Iterator[Triple]:
    for module in modules:
        for triple in load.module(module):
            value = triple.object
            if isinstance(value, Literal):
                value = rdf.stored(value)
            yield Triple(triple.subject, triple.predicate, value)
