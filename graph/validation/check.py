"""Holding graphs against the shapes of the ontology."""

from collections.abc import Iterable, Mapping, Set
from functools import cache

from pyoxigraph import NamedNode, Triple
from rdflib import Graph, URIRef

from graph import rdflib_view
from graph.reasoning import Clash
from graph.validation import blame, queries
from graph.validation.data import Data
from graph.validation.model import Sides, ValidationReport, ValidationResult
from ontology import load

#: Of nodes that break a shape in the same way, so many are listed.
LISTED = 1000


def validate(
    graphs: Mapping[str, Set[Triple]],
    clashes: Iterable[Clash] = (),
    *,
    shapes: Graph | None = None,
) -> ValidationReport:
    """Return how the RDF 1.1 view of what the ledger brings stands against the shapes.

    ``clashes``, what contradicts the axioms, is reported with it. ``shapes`` takes the place of
    the ontology's own.
    """
    whole = _shipped() if shapes is None else shapes
    data = Data(graphs, queries.without(whole))
    found: dict[ValidationResult, Sides] = {}
    unlisted = 0
    for shape, nodes in data.targets():
        results, left = _core(data, shape, nodes)
        unlisted += left
        for result in results:
            found[result] = blame.of_result(data, whole, result)
        for query in queries.of_shape(whole, shape):
            for result, triples in queries.check(data, query, nodes).items():
                found[result] = (triples,) if triples else ()
    for clash in clashes:
        result, sides = blame.of_clash(data.store, clash)
        found[result] = sides
    return ValidationReport(
        tuple(sorted(found)), {r: found[r] for r in sorted(found) if found[r]}, unlisted
    )


@cache
def _shipped() -> Graph:
    """Return the shapes of the ontology."""
    graph = Graph()
    rdflib_view.add(graph, load.module("shapes"))
    return graph


def _core(data: Data, shape: URIRef, nodes: list[NamedNode]) -> tuple[set[ValidationResult], int]:
    """Return what pySHACL finds, and how many faulty nodes of large groups it was not shown."""
    groups = data.groups(shape, nodes)
    found = data.check(shape, [group[0] for group in groups])
    faulty = {result.focus for result in found}
    again = [group for group in groups if group[0].value in faulty]
    more = [node for group in again for node in group[1:LISTED]]
    left = sum(max(0, len(group) - LISTED) for group in again)
    return {*found, *data.check(shape, more)}, left
