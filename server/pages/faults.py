"""What validation found, for the pages: results with the claims behind them, in order of doubt."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import pyoxigraph as ox

from graph.query import QueryEngine
from ontology import terms
from server import wording
from server.labels import labels
from server.pages.common import name_of
from server.resources import Resource

_DETAILS: Final = """
SELECT ?result ?part ?severity ?message ?claim ?held ?node ?path ?value WHERE {{
  VALUES ?result {{ {results} }}
  GRAPH graph:validation {{
    {{ ?report sh:result ?result . BIND(?result AS ?part) }} UNION {{ ?result sh:detail ?part }}
    ?part sh:focusNode ?node .
    OPTIONAL {{ ?part sh:resultSeverity ?severity }}
    OPTIONAL {{ ?part sh:resultMessage ?message }}
    OPTIONAL {{ ?part sh:resultPath ?path }}
    OPTIONAL {{ ?part sh:value ?value }}
    OPTIONAL {{
      ?part ent:restsOn ?claim
      OPTIONAL {{ ?result ent:holdsBack ?held . FILTER(?held = ?claim) }} }}
  }}
}}
"""
_CLAIMS: Final = """
SELECT ?claim ?subject ?predicate ?object ?status ?confidence (COUNT(?piece) AS ?pieces) WHERE {{
  VALUES ?claim {{ {claims} }}
  ?claim rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object ;
         ent:status ?status ; ent:confidence ?confidence .
  OPTIONAL {{ ?claim ent:supportedBy ?piece }}
}}
GROUP BY ?claim ?subject ?predicate ?object ?status ?confidence
"""
_ABOUT: Final = """
SELECT DISTINCT ?result WHERE {
  GRAPH graph:validation {
    ?report sh:result ?result .
    { ?result sh:focusNode ?x } UNION { ?result sh:value ?x ; sh:sourceShape ent:LikenessShape }
    UNION { ?result ent:restsOn ?x }
  }
}
ORDER BY ?result
"""


@dataclass(frozen=True, slots=True)
class Suspect:
    """A claim behind a result, in words; ``held`` tells that it is not published because of it."""

    iri: str
    words: str
    status: str
    confidence: float
    pieces: int
    held: bool

    @property
    def doubt(self) -> tuple[bool, bool, float, int, str]:
        """Return a key that puts the claim most likely wrong first."""
        return not self.held, self.status == "accepted", self.confidence, self.pieces, self.iri


@dataclass(frozen=True, slots=True)
class Opposite:
    """One of the statements that contradict each other, and what it follows from."""

    words: str
    axioms: str
    claims: tuple[Suspect, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """A result of validation; ``claims`` are those to blame, the most doubtful first."""

    iri: str
    severity: str
    node: str
    label: str
    message: str
    claims: tuple[Suspect, ...]
    sides: tuple[Opposite, ...] = ()

    @property
    def id(self) -> str:
        """Return what names the result in its graph and on the page."""
        return self.iri.rpartition("#")[2]


def about(engine: QueryEngine, resource: Resource) -> list[Fault]:
    """Return what is wrong with a resource, or rests on it where it is a claim."""
    rows = engine.select(_ABOUT, {"x": resource.node}, limit=50)
    found = details(engine, (row["result"].value for row in rows))
    order = {"Violation": 0, "Warning": 1}
    return sorted(found.values(), key=lambda fault: (order.get(fault.severity, 2), fault.iri))


def details(engine: QueryEngine, results: Iterable[str]) -> dict[str, Fault]:
    """Return results with the claims behind them, by IRI."""
    wanted = " ".join(str(ox.NamedNode(iri)) for iri in sorted(set(results)))
    if not wanted:
        return {}
    parts: dict[str, dict[str, list[dict[str, ox.NamedNode | ox.Literal]]]] = {}
    for row in engine.select(_DETAILS.format(results=wanted)):
        parts.setdefault(row["result"].value, {}).setdefault(row["part"].value, []).append(row)
    rows = [row for found in parts.values() for group in found.values() for row in group]
    claims = _claims(engine, {row["claim"].value for row in rows if "claim" in row})
    named = labels(
        engine,
        [
            term.value
            for row in rows
            for term in (row["node"], row.get("value"))
            if isinstance(term, ox.NamedNode)
        ],
    )
    return {iri: _fault(iri, found, claims, named) for iri, found in sorted(parts.items())}


def _fault(
    iri: str,
    parts: dict[str, list[dict[str, ox.NamedNode | ox.Literal]]],
    claims: dict[str, Suspect],
    named: dict[str, str],
) -> Fault:
    first = parts[iri][0]
    held = {row["held"].value for row in parts[iri] if "held" in row}

    def suspects(rows: list[dict[str, ox.NamedNode | ox.Literal]]) -> tuple[Suspect, ...]:
        found = {row["claim"].value for row in rows if "claim" in row} & claims.keys()
        told = (replace(claims[claim], held=claim in held) for claim in found)
        return tuple(sorted(told, key=lambda suspect: suspect.doubt))

    sides = tuple(
        Opposite(_words(rows[0], named), _text(rows[0], "message"), suspects(rows))
        for part, rows in sorted(parts.items())
        if part != iri
    )
    node = first["node"].value
    return Fault(
        iri,
        _text(first, "severity").removeprefix(terms.SH),
        node,
        name_of(node, named),
        _text(first, "message"),
        suspects(parts[iri]),
        sides,
    )


def _claims(engine: QueryEngine, iris: set[str]) -> dict[str, Suspect]:
    if not iris:
        return {}
    names = " ".join(str(ox.NamedNode(iri)) for iri in sorted(iris))
    rows = engine.select(_CLAIMS.format(claims=names))
    named = labels(
        engine,
        [
            row[end].value
            for row in rows
            for end in ("subject", "object")
            if isinstance(row[end], ox.NamedNode)
        ],
    )
    return {
        row["claim"].value: Suspect(
            row["claim"].value,
            _said(row["subject"], row["predicate"], row["object"], named),
            row["status"].value.removeprefix(terms.ENT),
            float(row["confidence"].value),
            int(row["pieces"].value),
            held=False,
        )
        for row in rows
    }


def _words(row: dict[str, ox.NamedNode | ox.Literal], named: dict[str, str]) -> str:
    if "path" not in row or "value" not in row:
        return ""
    return _said(row["node"], row["path"], row["value"], named)


def _said(
    subject: ox.NamedNode | ox.Literal,
    predicate: ox.NamedNode | ox.Literal,
    value: ox.NamedNode | ox.Literal,
    named: dict[str, str],
) -> str:
    said = wording.value(value.value)
    if isinstance(value, ox.NamedNode):
        said = named.get(value.value) or wording.class_label(value.value)
    words = wording.property_label(predicate.value)
    if predicate.value == terms.RDF_TYPE:
        words, said = "is", wording.article(said)
    return f"{name_of(subject.value, named)} {words} {said}"


def _text(row: dict[str, ox.NamedNode | ox.Literal], name: str) -> str:
    return row[name].value if name in row else ""
