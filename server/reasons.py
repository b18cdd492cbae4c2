"""Why an inferred statement holds: one step back, by the axioms of the ontology."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import pyoxigraph as ox

from graph.query import QueryEngine
from ontology import load, terms
from server import wording
from server.labels import labels

_CHAIN: Final = f"{terms.OWL}propertyChainAxiom"
_TRANSITIVE: Final = ox.NamedNode(f"{terms.OWL}TransitiveProperty")

#: Ways that one answer of the query may hold; a page shows the first and counts the others.
_WAYS: Final = 5000

_THROUGH: Final = """
SELECT ?p ?from ?to ?first ?middle ?second WHERE {{
  VALUES (?p ?from ?to) {{ {wanted} }}
  VALUES (?p ?first ?second) {{ {chains} }}
  ?from ?first ?middle . ?middle ?second ?to .
}}
"""
_NARROWER: Final = """
SELECT ?p ?from ?to ?first WHERE {{
  VALUES (?p ?from ?to) {{ {wanted} }}
  VALUES (?p ?first) {{ {narrower} }}
  ?from ?first ?to .
}}
"""

#: A triple of IRIs.
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Reason:
    """Two statements that a third follows from, or one when ``middle`` is empty.

    ``first`` and ``second`` are the words of their predicates, ``others`` is how many more ways
    there are.
    """

    first: str
    middle: str = ""
    middle_label: str = ""
    second: str = ""
    others: int = 0


@cache
def _axioms() -> tuple[dict[str, list[tuple[str, str]]], dict[str, list[str]]]:
    """Return the chains of two that imply a property, and the properties narrower than it."""
    parts: dict[ox.BlankNode, dict[str, object]] = defaultdict(dict)
    heads: list[tuple[str, ox.BlankNode]] = []
    chains: dict[str, list[tuple[str, str]]] = defaultdict(list)
    narrower: dict[str, list[str]] = defaultdict(list)
    for triple in load.module("core"):
        subject, predicate, value = triple.subject, triple.predicate.value, triple.object
        if isinstance(subject, ox.BlankNode):
            parts[subject][predicate] = value
        elif not isinstance(subject, ox.NamedNode):
            continue
        elif predicate == _CHAIN and isinstance(value, ox.BlankNode):
            heads.append((subject.value, value))
        elif value == _TRANSITIVE:
            chains[subject.value].append((subject.value, subject.value))
        elif predicate == f"{terms.RDFS}subPropertyOf" and isinstance(value, ox.NamedNode):
            narrower[value.value].append(subject.value)
    for name, head in heads:
        steps = []
        rest: object = head
        while isinstance(rest, ox.BlankNode):
            step = parts[rest].get(f"{terms.RDF}first")
            if isinstance(step, ox.NamedNode):
                steps.append(step.value)
            rest = parts[rest].get(f"{terms.RDF}rest")
        if len(steps) == 2:
            chains[name].append((steps[0], steps[1]))
    return dict(chains), dict(narrower)


def reasons(engine: QueryEngine, wanted: Iterable[Key]) -> dict[Key, Reason]:
    """Return why triples (subject, predicate, object) hold, of those for which one step says it."""
    chains, narrower = _axioms()
    keys = sorted(set(wanted))
    found = _through(engine, [key for key in keys if key[1] in chains], chains)
    simple = [key for key in keys if key[1] in narrower and key not in found]
    for key, first in _by_narrower(engine, simple, narrower).items():
        found[key] = Reason(first)
    return found


def _through(
    engine: QueryEngine, keys: Sequence[Key], chains: dict[str, list[tuple[str, str]]]
) -> dict[Key, Reason]:
    if not keys:
        return {}
    rules = " ".join(
        f"({_iri(p)} {_iri(first)} {_iri(second)})"
        for p in sorted({key[1] for key in keys})
        for first, second in chains[p]
    )
    query = _THROUGH.format(wanted=_rows(keys), chains=rules)
    ways: dict[Key, set[tuple[str, str, str]]] = defaultdict(set)
    for row in engine.select(query, limit=_WAYS):
        key = (row["from"].value, row["p"].value, row["to"].value)
        middle = row["middle"].value if isinstance(row["middle"], ox.NamedNode) else ""
        # A place is in itself by no rule worth telling.
        if middle and middle not in (key[0], key[2]):
            ways[key].add((row["first"].value, middle, row["second"].value))
    chosen = {key: min(steps) for key, steps in ways.items()}
    named = labels(engine, (middle for _, middle, _ in chosen.values()))
    return {
        key: Reason(
            wording.property_label(first),
            middle,
            named.get(middle) or terms.shorten(middle),
            wording.property_label(second),
            len({step[1] for step in ways[key]}) - 1,
        )
        for key, (first, middle, second) in chosen.items()
    }


def _by_narrower(
    engine: QueryEngine, keys: Sequence[Key], narrower: dict[str, list[str]]
) -> dict[Key, str]:
    if not keys:
        return {}
    rules = " ".join(
        f"({_iri(p)} {_iri(first)})"
        for p in sorted({key[1] for key in keys})
        for first in narrower[p]
    )
    query = _NARROWER.format(wanted=_rows(keys), narrower=rules)
    return {
        (row["from"].value, row["p"].value, row["to"].value): wording.property_label(
            row["first"].value
        )
        for row in engine.select(query, limit=_WAYS)
    }


def _rows(keys: Iterable[Key]) -> str:
    return " ".join(f"({_iri(p)} {_iri(subject)} {_iri(value)})" for subject, p, value in keys)


def _iri(text: str) -> str:
    # A NamedNode refuses what is no IRI, and writes itself in angle brackets.
    return str(ox.NamedNode(text))
