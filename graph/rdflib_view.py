"""Triples of the store as an rdflib graph, for the libraries that want one."""

from collections.abc import Iterable

from pyoxigraph import BlankNode, Literal, NamedNode, Triple
from rdflib import BNode, Graph, URIRef
from rdflib import Literal as RdflibLiteral
from rdflib.term import Node

_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


def add(graph: Graph, triples: Iterable[Triple]) -> None:
    """Add the triples to the graph, in their RDF 1.1 view: without those about triple terms."""
    known: dict[object, Node] = {}
    for triple in triples:
        if isinstance(triple.object, Triple):
            continue
        nodes = []
        for term in (triple.subject, triple.predicate, triple.object):
            node = known.get(term)
            if node is None:
                node = known[term] = convert(term)
            nodes.append(node)
        subject, predicate, value = nodes
        graph.add((subject, predicate, value))


def convert(term: object) -> Node:
    """Return the term as rdflib has it, with the lexical form it has; raises TypeError."""
    if isinstance(term, NamedNode):
        return URIRef(term.value)
    if isinstance(term, BlankNode):
        return BNode(term.value)
    if not isinstance(term, Literal):
        raise TypeError(f"RDF 1.1 has no term such as {term}.")
    if term.language:
        return RdflibLiteral(term.value, lang=term.language)
    datatype = None if term.datatype.value == _XSD_STRING else URIRef(term.datatype.value)
    return RdflibLiteral(term.value, datatype=datatype, normalize=False)
