"""Rows of a query made ready for a page: labels, links, types."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from graph.query import Table, Term, lexer
from ontology import terms
from server import grounds


@dataclass(frozen=True, slots=True)
class Cell:
    """One value: ``kind`` is iri, literal, blank or triple; ``label`` names an IRI for people."""

    kind: str
    text: str
    label: str | None = None
    datatype: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """A table for a page; ``answer`` is that of ASK, ``seconds`` how long the query took.

    ``behind`` has for each row the triples of the graph that it rests on, as far as they show.
    """

    kind: str
    names: tuple[str, ...]
    rows: tuple[tuple[Cell | None, ...], ...]
    behind: tuple[tuple[grounds.Triple, ...], ...]
    more: bool
    seconds: float
    revision: str
    answer: bool | None


def view(
    table: Table,
    query: str,
    seconds: float,
    labels: Callable[[Iterable[str]], dict[str, str]],
) -> View:
    """Return the table with the labels of its IRIs, asked for all at once.

    The columns of ``SELECT *`` come in the order in which the query names them.
    """
    iris = {value.value for row in table.rows for value in row if isinstance(value, ox.NamedNode)}
    names = labels(iri for iri in iris if iri.startswith(terms.BASE))
    order = _order(table.names, query)
    return View(
        table.kind,
        tuple(table.names[column] for column in order),
        tuple(tuple(_cell(row[column], names) for column in order) for row in table.rows),
        tuple(_behind(table, query)),
        table.more,
        seconds,
        table.revision.name,
        table.answer,
    )


def _behind(table: Table, query: str) -> Iterator[tuple[grounds.Triple, ...]]:
    if table.kind == "graph":
        found: tuple[grounds.Pattern, ...] = (grounds.ROW,)
    else:
        found = grounds.patterns(query)
    for row in table.rows:
        yield grounds.behind(found, dict(zip(table.names, row, strict=True)))


def _order(names: tuple[str, ...], query: str) -> list[int]:
    seen = [token.text[1:] for token in lexer.significant(query) if token.kind == "variable"]
    place = {name: seen.index(name) if name in seen else len(seen) for name in names}
    return sorted(range(len(names)), key=lambda column: place[names[column]])


def _cell(term: Term | None, labels: dict[str, str]) -> Cell | None:
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return Cell("iri", term.value, labels.get(term.value))
    if isinstance(term, ox.BlankNode):
        return Cell("blank", f"_:{term.value}")
    if isinstance(term, ox.Literal):
        return _literal(term)
    return Cell("triple", str(term))


def _literal(term: ox.Literal) -> Cell:
    datatype = term.datatype.value
    if term.language:
        return Cell("literal", term.value, language=term.language)
    if datatype == f"{terms.XSD}string":
        return Cell("literal", term.value)
    numeric = datatype.removeprefix(terms.XSD) in ("integer", "decimal", "double", "float")
    return Cell("number" if numeric else "literal", term.value, datatype=terms.shorten(datatype))
