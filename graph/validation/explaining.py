"""Why a statement holds in graphs that are not stored yet: its shortest proof."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import pyoxigraph as ox
from pyoxigraph import NamedNode, Triple

from claims.errors import ReasoningError
from graph.proofs import axiom
from graph.proofs.facts import GIVEN, Facts
from graph.proofs.join import Schema
from graph.proofs.program import program
from graph.proofs.proof import Proof, prove
from ontology import terms

_STATED: Final = ("published", "qualified")


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a statement rests on: the published statements, and the axioms in words."""

    statements: tuple[Triple, ...] = ()
    axioms: tuple[str, ...] = ()


class Explainer:
    """Explains the statements of a closure; what it needs for that is made when it is asked."""

    def __init__(self, graphs: Mapping[str, Set[Triple]]) -> None:
        self._graphs = graphs

    @cached_property
    def _facts(self) -> Facts:
        store = ox.Store()
        for name in (*GIVEN, "inferred"):
            graph = NamedNode(terms.graph(name))
            store.bulk_extend(
                ox.Quad(t.subject, t.predicate, t.object, graph) for t in self._graphs.get(name, ())
            )
        return Facts(store)

    @cached_property
    def _schema(self) -> Schema:
        return Schema(self._facts, program())

    def explain(self, triple: Triple) -> Explanation:
        """Return what the triple rests on, nothing where no proof of it is found."""
        if any(triple in self._graphs.get(name, ()) for name in _STATED):
            return Explanation((triple,))
        fact = (triple.subject, triple.predicate, triple.object)
        try:
            found = prove(self._facts, self._schema, program(), fact, 1)  # type: ignore[arg-type]
        except ReasoningError:  # a proof too deep to be shown
            return Explanation()
        if not found.proofs:
            return Explanation()
        proof = found.proofs[0]
        leaves = (Triple(*leaf.fact) for leaf in proof.leaves() if leaf.source in _STATED)  # type: ignore[arg-type]
        return Explanation(tuple(dict.fromkeys(leaves)), tuple(dict.fromkeys(self._axioms(proof))))

    def _axioms(self, proof: Proof) -> Iterator[str]:
        for fact in proof.axioms:
            if axiom.kind(fact):
                yield axiom.statement(self._facts, fact)
        for premise in proof.premises:
            yield from self._axioms(premise)
