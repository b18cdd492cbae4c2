"""Rows of an answer as terms, for pages and for our own queries."""

import json
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from graph.revisions import Revision

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a query: kind (select, ask, graph), column names, terms; whether rows were left."""

    kind: str
    names: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]
    more: bool
    revision: Revision
    answer: bool | None = None

    @classmethod
    def read(cls, kind: str, body: bytes, revision: Revision) -> "Table":
        """Return the table that a worker wrote."""
        written = json.loads(body)
        rows = written["rows"]
        if kind == "ask":
            return cls(kind, (), (), False, revision, answer=bool(rows[0][0]))
        return cls(
            kind,
            tuple(written["names"]),
            tuple(tuple(_term(value) for value in row) for row in rows),
            bool(written["more"]),
            revision,
        )


def _term(value: Any) -> Term | None:
    """Return the term that a worker wrote as a list."""
    if value is None:
        return None
    kind, text = value[0], value[1]
    if kind == "iri":
        return ox.NamedNode(text)
    if kind == "blank":
        return ox.BlankNode(text)
    if kind == "literal":
        if value[3]:
            return ox.Literal(text, language=value[3])
        return ox.Literal(text, datatype=ox.NamedNode(value[2]))
    return ox.Triple(*(_term(part) for part in text))  # type: ignore[arg-type]


def written(term: Term) -> str:
    """Return a term as SPARQL writes it; a blank node would be a variable there."""
    if isinstance(term, ox.BlankNode):
        raise ValueError("a blank node cannot stand for a variable")
    return str(term)
