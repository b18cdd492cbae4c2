"""What a proof may rest on: the statements of a revision, looked up in its store."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode

from graph.datalog import Term
from ontology import terms

Fact = tuple[Term, Term, Term]
Pattern = tuple[Term | None, Term | None, Term | None]

#: The graphs whose statements are given, in the order in which a statement counts as theirs.
GIVEN: Final = ("published", "qualified", "ontology", "concepts")

_GRAPHS: Final = {name: NamedNode(terms.graph(name)) for name in (*GIVEN, "inferred")}
_CLAIMS: Final = NamedNode(terms.graph("claims"))
_REIFIES: Final = NamedNode(f"{terms.RDF}reifies")
_STATUS: Final = NamedNode(terms.ent("status"))
_CONFIDENCE: Final = NamedNode(terms.ent("confidence"))
_LABEL: Final = NamedNode(terms.RDFS_LABEL)
_LABELS: Final = (_LABEL, NamedNode(terms.SKOS_ALT_LABEL))


@dataclass(frozen=True, slots=True)
class Claim:
    """The claim behind a published statement: its IRI, status and confidence (0 to 1)."""

    iri: str
    status: str
    confidence: float


class Facts:
    """The closure of one revision. Look-ups are kept, so one object is for one question."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._kept: dict[tuple[Pattern, bool], tuple[Fact, ...]] = {}

    def match(self, pattern: Pattern, *, stated: bool = False) -> tuple[Fact, ...]:
        """Return the statements that fit the pattern, where None fits all, in no order.

        ``stated`` leaves out what is inferred.
        """
        key = pattern, stated
        found = self._kept.get(key)
        if found is None:
            names = GIVEN if stated else (*GIVEN, "inferred")
            found = tuple(dict.fromkeys(self._search(pattern, names)))
            self._kept[key] = found
        return found

    def _search(self, pattern: Pattern, names: Iterable[str]) -> Iterable[Fact]:
        subject, predicate, value = pattern
        if isinstance(subject, Literal) or isinstance(predicate, (Literal, BlankNode)):
            return
        for name in names:
            for quad in self._store.quads_for_pattern(subject, predicate, value, _GRAPHS[name]):
                yield quad.subject, quad.predicate, quad.object  # type: ignore[misc]

    def source(self, fact: Fact) -> str:
        """Return the graph a given statement is in, empty when it is not given."""
        return next((name for name in GIVEN if any(True for _ in self._search(fact, (name,)))), "")

    def is_labelled(self, term: Term) -> bool:
        """Tell whether a thing has a label of its own."""
        return bool(self.match((term, _LABEL, None), stated=True))

    def knows(self, term: Term) -> bool:
        """Tell whether any statement is about the term, or by it, or leads to it."""
        return any(
            self._first(pattern)
            for pattern in ((term, None, None), (None, None, term), (None, term, None))
        )

    def _first(self, pattern: Pattern) -> bool:
        return any(True for _ in self._search(pattern, _GRAPHS))

    def claim(self, fact: Fact) -> Claim | None:
        """Return the claim that a published statement comes from."""
        subject, predicate, value = fact
        # Of several labels one is the label; the others are published as further names.
        said = _LABELS if predicate in _LABELS else (predicate,)
        for name in said:
            triple = ox.Triple(subject, name, value)  # type: ignore[arg-type]
            for quad in self._store.quads_for_pattern(None, _REIFIES, triple, _CLAIMS):
                claim = quad.subject
                status = self._value(claim, _STATUS)
                confidence = self._value(claim, _CONFIDENCE)
                assert isinstance(claim, NamedNode)
                return Claim(claim.value, status.removeprefix(terms.ENT), float(confidence or 0))
        return None

    def _value(self, subject: Term | ox.Triple, predicate: NamedNode) -> str:
        found = self._store.quads_for_pattern(subject, predicate, None, _CLAIMS)  # type: ignore[arg-type]
        return next((str(quad.object.value) for quad in found), "")  # type: ignore[union-attr]
