"""Which nodes a shape cannot tell apart, so that one of them can stand for all.

A graph holds tens of thousands of claims and pieces of evidence, built alike, and pySHACL takes
a millisecond for each. Where a shape only counts values and looks at their kind, datatype, class
or bounds, nodes that agree in all of these get the same result.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple
from rdflib import RDF, RDFS, SH, BNode, Graph, URIRef
from rdflib.term import Node

Term = NamedNode | BlankNode | Literal | Triple
#: What is said of every subject, as predicate and object, in two parts.
Index = tuple[Mapping[Term, list[tuple[str, Term]]], Mapping[Term, list[tuple[str, Term]]]]
Form = tuple[object, ...]

#: What a shape may be made of for its nodes to have forms.
_PLAIN: Final = {
    RDF.type, RDF.first, RDF.rest, RDFS.label, RDFS.comment, RDFS.isDefinedBy,
    SH.path, SH.minCount, SH.maxCount, SH.datatype, SH.nodeKind, SH["class"], SH["in"],
    SH.hasValue, SH.minInclusive, SH.maxInclusive, SH.minExclusive, SH.maxExclusive,
    SH["or"], SH["and"], SH["not"], SH.xone, SH.property, SH.message, SH.severity, SH.name,
    SH.description, SH.order, SH.group, SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf,
}  # fmt: skip
_SHAPES: Final = {SH.prefixes, SH.node, SH.property, SH.qualifiedValueShape, SH["not"]}
_BOUNDS: Final = (SH.minInclusive, SH.maxInclusive, SH.minExclusive, SH.maxExclusive)


class Forms:
    """The forms of nodes as one shape sees them."""

    def __init__(self, shapes: Graph, shape: Node, subclasses: Mapping[str, set[str]]) -> None:
        """``subclasses`` has every class below a class, itself included."""
        self._triples = list(closure(shapes, shape))
        self._depth = 1
        self._paths: set[str] = set()
        for owner, path in self._objects(SH.path):
            self._add_path(shapes, path)
            # A property shape on the values of another looks further than its path.
            self.plain = not any(s == owner and p == SH.property for s, p, _ in self._triples)
            if not self.plain:
                return
        self.plain = {p for _, p, _ in self._triples} <= _PLAIN and not any(
            isinstance(path, BNode) and (path, RDF.first, None) not in shapes
            for _, path in self._objects(SH.path)
        )
        self._named = {str(o) for _, _, o in self._triples if isinstance(o, URIRef)}
        self._values = {str(o) for _, p, o in self._triples if p in (RDF.first, SH.hasValue)}
        bounds = [str(o) for p in _BOUNDS for _, o in self._objects(p)]
        self.plain = self.plain and all(re.fullmatch(r"[+-]?\d+(\.\d*)?", b) for b in bounds)
        self._bounds = sorted(map(Decimal, bounds)) if self.plain else []
        self._classes = {
            str(o): subclasses.get(str(o), {str(o)}) for _, o in self._objects(SH["class"])
        }
        counts = [int(str(o)) for p in (SH.minCount, SH.maxCount) for _, o in self._objects(p)]
        self._most = max(counts, default=1) + 1

    def group(self, nodes: Iterable[NamedNode], known: Index) -> list[list[NamedNode]]:
        """Return the nodes in groups of one form, each group in the order of the nodes."""
        groups: dict[Form, list[NamedNode]] = defaultdict(list)
        for node in nodes:
            groups[self._form(node, known, self._depth)].append(node)
        return list(groups.values())

    def _form(self, node: Term, known: Index, depth: int) -> Form:
        values = Counter(
            (predicate, self._value(value, known, depth - 1))
            for predicate, value in _said(node, known)
            if predicate in self._paths
        )
        return (
            self._class(node, known),
            frozenset((value, min(count, self._most)) for value, count in values.items()),
        )

    def _value(self, term: Term, known: Index, depth: int) -> Form:
        if isinstance(term, Literal):
            text = term.value if term.value in self._values else ""
            return ("literal", term.datatype.value, term.language, text, self._beside(term))
        if isinstance(term, NamedNode) and term.value in self._named:
            return ("iri", term.value)
        inner = self._form(term, known, depth) if depth else (self._class(term, known),)
        return (type(term).__name__, *inner)

    def _beside(self, term: Literal) -> Form:
        """Return on which side of every bound of the shape a number is."""
        if not self._bounds:
            return ()
        try:
            number = Decimal(term.value)
            return tuple((number < bound, number == bound) for bound in self._bounds)
        except InvalidOperation:
            return ("no number",)

    def _class(self, node: Term, known: Index) -> Form:
        if not self._classes:
            return ()
        types = {
            value.value
            for predicate, value in _said(node, known)
            if predicate == str(RDF.type) and isinstance(value, NamedNode)
        }
        return tuple(sorted(name for name, below in self._classes.items() if below & types))

    def _add_path(self, shapes: Graph, path: Node) -> None:
        if isinstance(path, URIRef):
            self._paths.add(str(path))
        elif (path, RDF.first, None) in shapes:
            steps = list(shapes.items(path))
            self._depth = max(self._depth, len(steps))
            for step in steps:
                self._add_path(shapes, step)

    def _objects(self, predicate: Node) -> list[tuple[Node, Node]]:
        return [(s, o) for s, p, o in self._triples if p == predicate]


def _said(node: Term, known: Index) -> Iterable[tuple[str, Term]]:
    return (entry for part in known for entry in part.get(node, ()))


def closure(shapes: Graph, shape: Node) -> Iterable[tuple[Node, Node, Node]]:
    """Yield the triples of a shape and of all that hangs on it: what has no name, and shapes."""
    waiting, seen = [shape], set()
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        for predicate, value in shapes.predicate_objects(node):
            yield node, predicate, value
            if isinstance(value, BNode) or predicate in _SHAPES:
                waiting.append(value)
