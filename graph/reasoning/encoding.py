"""Triples as Nemo reads them: IRIs as they are, other terms under names of our own.

Nemo reads 001 as the number 1, and a literal would not come back as it went in.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from graph.reasoning import datatypes
from ontology import terms

Term = NamedNode | BlankNode | Literal

_LABEL: Final = NamedNode(terms.RDFS_LABEL)
_ZERO: Final = {"0", "+0", "-0", "00"}
_ONE: Final = {"1", "+1", "01"}

#: The facts that go beside the triples, by predicate: how many terms each has.
FACTS: Final = {
    "literal": 1,
    "anonymous": 1,
    "labelled": 1,
    "zero": 1,
    "one": 1,
    "checked": 1,
    "in_space": 2,
    "ill_typed": 2,
    "equal": 2,
}


def _cell(node: NamedNode) -> str:
    return f'"{node}"' if "," in node.value else str(node)


class Encoding:
    """Names for the terms of some triples, and back."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.triples = [t for t in triples if not isinstance(t.object, Triple)]
        self.literals: dict[Literal, NamedNode] = {}
        self.blanks: dict[BlankNode, NamedNode] = {}
        self._back: dict[str, Term] = {}
        self._datatypes: set[str] = set()
        for triple in self.triples:
            for term in (triple.subject, triple.object):
                if isinstance(term, Literal) and term not in self.literals:
                    self.literals[term] = self._name(term, f"literal:{len(self.literals)}")
                elif isinstance(term, BlankNode) and term not in self.blanks:
                    self.blanks[term] = self._name(term, f"blank:{len(self.blanks)}")
            value = triple.object
            if isinstance(value, NamedNode) and value.value in datatypes.CHECKED:
                self._datatypes.add(value.value)

    def _name(self, term: Term, local: str) -> NamedNode:
        node = NamedNode(f"entente-{local}")
        self._back[node.value] = term
        return node

    def encoded(self, term: Term) -> NamedNode:
        """Return the name of a term that the triples have."""
        if isinstance(term, NamedNode):
            return term
        return self.literals[term] if isinstance(term, Literal) else self.blanks[term]

    def term(self, name: str) -> Term:
        """Return the term that a name stands for; a name that is none of ours is an IRI."""
        return self._back.get(name) or NamedNode(name)

    def decoded(self, triple: Triple) -> Triple | None:
        """Return a triple of names as it is in RDF; None where RDF has no such triple."""
        subject, predicate, value = triple
        assert isinstance(subject, NamedNode)
        assert isinstance(value, NamedNode)
        back = self._back
        if predicate.value in back:
            return None
        if subject.value not in back and value.value not in back:
            return triple
        named = back.get(subject.value, subject)
        if isinstance(named, Literal):
            return None
        return Triple(named, predicate, back.get(value.value, value))

    def write(self, folder: Path, stands_for: Mapping[Term, Term]) -> None:
        """Write triples and facts for the reasoner, every term as the one that stands for it.

        Raises OSError when the folder cannot be written.
        """
        ox.serialize(self._stated(stands_for), str(folder / "stated.nt"), ox.RdfFormat.N_TRIPLES)
        for name, rows in self._facts(stands_for).items():
            with (folder / f"{name}.csv").open("w", encoding="utf-8") as file:
                file.writelines(",".join(map(_cell, row)) + "\n" for row in rows)

    def _stated(self, stands_for: Mapping[Term, Term]) -> Iterator[Triple]:
        encoded = self.encoded
        for triple in self.triples:
            subject, predicate, value = triple
            if stands_for:
                named = stands_for.get(predicate, predicate)
                yield Triple(
                    encoded(stands_for.get(subject, subject)),
                    named if isinstance(named, NamedNode) else predicate,
                    encoded(stands_for.get(value, value)),
                )
            elif isinstance(value, NamedNode) and isinstance(subject, NamedNode):
                yield triple
            else:
                yield Triple(encoded(subject), predicate, encoded(value))

    def _facts(self, stands_for: Mapping[Term, Term]) -> dict[str, Iterator[tuple[NamedNode, ...]]]:
        named = self.literals
        spaces = {NamedNode(iri).value: NamedNode(iri) for iri in sorted(self._datatypes)}
        return {
            "literal": ((name,) for name in named.values()),
            "anonymous": ((name,) for name in self.blanks.values()),
            "labelled": ((node,) for node in self._labelled(stands_for)),
            "zero": ((name,) for literal, name in named.items() if literal.value in _ZERO),
            "one": ((name,) for literal, name in named.items() if literal.value in _ONE),
            "checked": ((node,) for node in spaces.values()),
            "in_space": (
                (name, spaces[iri])
                for literal, name in named.items()
                for iri in datatypes.spaces(literal)
                if iri in spaces
            ),
            "ill_typed": (
                (name, literal.datatype)
                for literal, name in named.items()
                if datatypes.is_ill_typed(literal)
            ),
            "equal": ((named[one], named[other]) for one, other in datatypes.equal(named)),
        }

    def _labelled(self, stands_for: Mapping[Term, Term]) -> set[NamedNode]:
        """Return what has a label; what stands for several has one when all of them have."""
        labelled = {t.subject for t in self.triples if t.predicate == _LABEL}
        bare = {other for term, other in stands_for.items() if term not in labelled}
        bare |= {other for other in stands_for.values() if other not in labelled}
        return {self.encoded(term) for term in labelled if term not in bare}  # type: ignore[arg-type]
