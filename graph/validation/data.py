"""The data to validate: as much of it as the shapes can see, made into rdflib on demand."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import cached_property
from typing import Final

import pyoxigraph as ox
import pyshacl
from pyoxigraph import NamedNode, Triple
from rdflib import RDF, SH, BNode, Graph, URIRef
from rdflib.term import Node

from graph import rdflib_view
from graph.validation import forms
from graph.validation.model import ValidationResult
from ontology import load, terms

#: What the ledger brings; the concepts are held to their shapes by ``entente check``.
_RECORD: Final = ("documents", "claims", "decisions")
_STATEMENTS: Final = ("published", "qualified", "inferred")
_FACTS: Final = ("concepts", *_STATEMENTS)
_TYPE: Final = NamedNode(terms.RDF_TYPE)
_SUB_CLASS: Final = f"{terms.RDFS}subClassOf"


class Data:
    """What the ledger brings and what follows from it, as the shapes see it."""

    def __init__(self, graphs: Mapping[str, Set[Triple]], shapes: Graph) -> None:
        self.shapes = shapes
        self.graphs = graphs
        self.subclasses = _subclasses()
        self.graph = Graph()
        self._instances: dict[str, set[NamedNode]] = defaultdict(set)
        self._ends: dict[tuple[str, Node], set[NamedNode]] = defaultdict(set)
        self._records: dict[forms.Term, list[tuple[str, forms.Term]]] = defaultdict(list)
        self._facts: dict[forms.Term, list[tuple[str, forms.Term]]] = defaultdict(list)
        self._shown: set[forms.Term] = set()
        self._read()
        rdflib_view.add(
            self.graph, (t for t in load.module("core") if t.predicate.value == _SUB_CLASS)
        )

    def _read(self) -> None:
        """Sort the triples: what every shape may look at goes into the graph at once.

        The record of claims and documents is large; it goes in where a node is validated.
        """
        backwards = {str(path) for path in self.shapes.objects(None, SH.inversePath)}
        classes = {
            name
            for value in self.shapes.objects(None, SH["class"])
            for name in self.subclasses.get(str(value), {str(value)})
        }
        # Whatever stands in the shapes may be on a path; a few triples too many do no harm.
        wanted = {
            NamedNode(term): str(term)
            for term in self.shapes.all_nodes()
            if isinstance(term, URIRef) and term != RDF.type
        }
        concepts = {triple.subject for triple in self.graphs.get("concepts", ())}
        for name in (*_RECORD, *_FACTS):
            record = name in _RECORD
            shared = []
            for triple in self.graphs.get(name, ()):
                predicate = triple.predicate
                path = wanted.get(predicate)
                if path is not None:
                    said = (path, triple.object)
                elif predicate == _TYPE:
                    subject, cls = triple.subject, triple.object
                    assert isinstance(cls, NamedNode)
                    if isinstance(subject, NamedNode) and subject not in concepts:
                        self._instances[cls.value].add(subject)
                    if cls.value not in classes:
                        continue
                    said = (terms.RDF_TYPE, cls)
                else:
                    continue
                if not record or path is None or path in backwards:
                    shared.append(triple)
                (self._records if record else self._facts)[triple.subject].append(said)
            rdflib_view.add(self.graph, shared)

    @cached_property
    def store(self) -> ox.Store:
        """The statements with what follows from them, for the constraints that are queries."""
        return self._stored(*_FACTS)

    @cached_property
    def stated(self) -> ox.Store:
        """The statements alone."""
        return self._stored(*(name for name in _FACTS if name != "inferred"))

    def _stored(self, *names: str) -> ox.Store:
        store = ox.Store()
        for name in names:
            store.bulk_extend(
                ox.Quad(t.subject, t.predicate, t.object) for t in self.graphs.get(name, ())
            )
        return store

    def targets(self) -> list[tuple[URIRef, list[NamedNode]]]:
        """Return every shape with the nodes that it is about, both in order."""
        found: dict[URIRef, set[NamedNode]] = defaultdict(set)
        for shape, cls in self.shapes.subject_objects(SH.targetClass):
            if isinstance(shape, URIRef):
                for name in self.subclasses.get(str(cls), {str(cls)}) & self._instances.keys():
                    found[shape] |= self._instances[name]
        for target in (SH.targetSubjectsOf, SH.targetObjectsOf):
            for shape, predicate in self.shapes.subject_objects(target):
                if isinstance(shape, URIRef):
                    found[shape] |= self._at_end(target, NamedNode(str(predicate)))
        return [
            (shape, sorted(nodes, key=lambda node: node.value))
            for shape, nodes in sorted(found.items())
        ]

    def _at_end(self, target: Node, predicate: NamedNode) -> set[NamedNode]:
        if not self._ends:
            for name in _STATEMENTS:
                for subject, path, value in self.graphs.get(name, ()):
                    if isinstance(subject, NamedNode):
                        self._ends[path.value, SH.targetSubjectsOf].add(subject)
                    if isinstance(value, NamedNode):
                        self._ends[path.value, SH.targetObjectsOf].add(value)
        return self._ends.get((predicate.value, target), set())

    def groups(self, shape: URIRef, nodes: Sequence[NamedNode]) -> list[list[NamedNode]]:
        """Return the nodes in groups that the shape cannot tell apart."""
        seen = forms.Forms(self.shapes, shape, self.subclasses)
        if not seen.plain:
            return [[node] for node in nodes]
        return seen.group(nodes, (self._records, self._facts))

    def check(self, shape: URIRef, nodes: Sequence[NamedNode]) -> list[ValidationResult]:
        """Return what pySHACL finds wrong with the nodes by one shape."""
        if not nodes:
            return []
        self._show(nodes)
        _, report, _ = pyshacl.validate(
            self.graph,
            shacl_graph=self._alone(shape),
            use_shapes=[shape],
            focus_nodes=[URIRef(node.value) for node in nodes],
            inplace=True,
        )
        assert isinstance(report, Graph)
        found = report.subjects(RDF.type, SH.ValidationResult)
        return [_result(report, node, shape) for node in found]

    def _alone(self, shape: URIRef) -> Graph:
        """Return the shape without the others, which pySHACL would read again each time."""
        graph = Graph()
        for triple in forms.closure(self.shapes, shape):
            graph.add(triple)
        return graph

    def _show(self, nodes: Iterable[NamedNode]) -> None:
        """Add to the data what the ledger records of the nodes and of what hangs on them."""
        waiting: list[forms.Term] = list(nodes)
        shown = []
        while waiting:
            node = waiting.pop()
            if node in self._shown or node not in self._records:
                continue
            self._shown.add(node)
            said = self._records[node]
            assert isinstance(node, NamedNode)
            shown += [Triple(node, NamedNode(predicate), value) for predicate, value in said]
            waiting.extend(value for _, value in said if isinstance(value, NamedNode))
        rdflib_view.add(self.graph, shown)


def _subclasses() -> dict[str, set[str]]:
    """Return every class of the ontology with itself and all classes below it."""
    schema = load.schema()
    below: dict[str, set[str]] = defaultdict(set)
    for name, info in schema.classes.items():
        for ancestor, other in schema.classes.items():
            if schema.is_a(name, ancestor):
                below[other.iri].add(info.iri)
    return below


def _result(report: Graph, node: Node, shape: URIRef) -> ValidationResult:
    def text(predicate: Node) -> str:
        value = report.value(node, predicate)
        if value is None or isinstance(value, BNode):
            return ""
        return str(value) if isinstance(value, URIRef) else value.n3()

    messages = sorted(str(message) for message in report.objects(node, SH.resultMessage))
    return ValidationResult(
        severity=text(SH.resultSeverity).removeprefix(str(SH)),
        focus=text(SH.focusNode),
        path=text(SH.resultPath),
        value=text(SH.value),
        message=" ".join(messages),
        shape=str(shape),
        constraint=text(SH.sourceConstraintComponent),
    )
