"""The constraints of shapes that are SPARQL queries, put to Oxigraph.

SHACL says what such a query means (SHACL, section 5): ``$this`` is bound to the node, and every
solution is a result. pySHACL would need the whole graph in rdflib for it, which takes seconds.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox
from rdflib import SH, Graph
from rdflib.term import Node

from graph.validation.data import Data
from graph.validation.model import VIOLATION, ValidationResult

CONSTRAINT: Final = str(SH.SPARQLConstraintComponent)
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_THIS: Final = ox.Variable("this")


@dataclass(frozen=True, slots=True)
class Query:
    """A constraint: its SELECT query, what it says, and the CONSTRUCT query of what is to blame."""

    shape: str
    severity: str
    message: str
    select: str
    construct: str


def of_shape(shapes: Graph, shape: Node) -> list[Query]:
    """Return the queries of a shape, in order of their text."""
    severity = shapes.value(shape, SH.severity)
    found = []
    for node in shapes.objects(shape, SH.sparql):
        head = _prefixes(shapes, node)
        said = shapes.value(node, SH.message) or shapes.value(shape, SH.message)
        construct = shapes.value(node, SH.construct)
        found.append(
            Query(
                str(shape),
                str(severity).removeprefix(str(SH)) if severity else VIOLATION,
                str(said or "A constraint is broken."),
                head + str(shapes.value(node, SH.select)),
                head + str(construct) if construct else "",
            )
        )
    return sorted(found, key=lambda query: query.select)


def without(shapes: Graph) -> Graph:
    """Return the shapes without the constraints that are queries."""
    kept = Graph()
    for triple in shapes:
        if triple[1] != SH.sparql:
            kept.add(triple)
    return kept


def _prefixes(shapes: Graph, node: Node) -> str:
    declared = {
        (str(shapes.value(entry, SH.prefix)), str(shapes.value(entry, SH.namespace)))
        for owner in shapes.objects(node, SH.prefixes)
        for entry in shapes.objects(owner, SH.declare)
    }
    return "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in sorted(declared))


def check(
    data: Data, query: Query, nodes: Iterable[ox.NamedNode]
) -> dict[ValidationResult, tuple[ox.Triple, ...]]:
    """Return what is wrong with the nodes by one query, with the statements to blame."""
    found = {}
    for node in nodes:
        solutions = data.store.query(query.select, substitutions={_THIS: node})
        assert isinstance(solutions, ox.QuerySolutions)
        names = [variable.value for variable in solutions.variables]
        for solution in solutions:
            said = {name: solution[name] for name in names if solution[name] is not None}
            result = _result(query, node, said)
            # What is stated is to blame where it is enough.
            found[result] = _blamed(data.stated, query, said) or _blamed(data.store, query, said)
    return found


def _result(query: Query, node: ox.NamedNode, said: Mapping[str, Term]) -> ValidationResult:
    return ValidationResult(
        severity=query.severity,
        focus=node.value,
        path=_text(said["path"]) if "path" in said else "",
        value=_text(said.get("value", node)),
        message=re.sub(
            r"\{[?$](\w+)\}",
            lambda match: _plain(said[match[1]]) if match[1] in said else match[0],
            query.message,
        ),
        shape=query.shape,
        constraint=CONSTRAINT,
    )


def _plain(term: object) -> str:
    return str(getattr(term, "value", term))


def _text(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def _blamed(store: ox.Store, query: Query, said: Mapping[str, Term]) -> tuple[ox.Triple, ...]:
    if not query.construct:
        return ()
    # The engine binds beforehand only what a query selects, which the template need not have.
    text = re.sub(
        r"[?$](\w+)", lambda m: str(said[m[1]]) if m[1] in said else m[0], query.construct
    )
    triples = store.query(text)
    assert isinstance(triples, ox.QueryTriples)
    return tuple(sorted(set(triples), key=str))
