"""Holding the projected graphs against the shapes of the ontology."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

import pyshacl
from pyoxigraph import NamedNode, Triple
from rdflib import RDF, SH, BNode, Graph, URIRef
from rdflib import Literal as RdflibLiteral
from rdflib.term import Node
from rdflib.util import from_n3

from graph import forms, rdflib_view
from graph.reasoning import Clash
from ontology import load, terms

#: Of nodes that break a shape in the same way, so many are listed.
LISTED = 1000

#: What the ledger brings; the concepts are held to their shapes by ``entente check``.
_RECORD = ("documents", "claims")
_FACTS = ("concepts", "published", "qualified", "inferred")
_TYPE = NamedNode(terms.RDF_TYPE)
_SUB_CLASS = f"{terms.RDFS}subClassOf"


@dataclass(frozen=True, slots=True, order=True)
class ValidationResult:
    """What one node does wrong. ``severity`` is Violation, Warning or Info.

    The other fields are IRIs, or texts as N-Triples writes them; an empty one says nothing.
    """

    severity: str
    focus: str
    path: str
    value: str
    message: str
    shape: str = ""
    constraint: str = ""


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """What validation found, by severity and node; ``graph`` is the report as SHACL has it.

    ``unlisted`` nodes break a shape as listed ones do and are not listed themselves.
    """

    conforms: bool
    results: list[ValidationResult]
    graph: Graph
    unlisted: int = 0

    def count(self, severity: str) -> int:
        """Return how many results are of a severity: Violation, Warning or Info."""
        return sum(result.severity == severity for result in self.results)


def validate(
    graphs: Mapping[str, Set[Triple]],
    clashes: Iterable[Clash] = (),
    *,
    shapes: Graph | None = None,
) -> ValidationReport:
    """Return how the RDF 1.1 view of what the ledger brings stands against the shapes.

    ``clashes``, what contradicts the axioms, is reported with it as warnings. ``shapes`` takes
    the place of the ontology's own.
    """
    if shapes is None:
        shapes = Graph()
        rdflib_view.add(shapes, load.module("shapes"))
    data = _Data(graphs, shapes)
    results: set[ValidationResult] = set()
    unlisted = 0
    for shape, classes in data.targets():
        groups = data.groups(shape, classes)
        found = data.check(shape, [group[0] for group in groups])
        faulty = {result.focus for result in found}
        again = [group for group in groups if group[0].value in faulty]
        more = [node for group in again for node in group[1:LISTED]]
        unlisted += sum(max(0, len(group) - LISTED) for group in again)
        results.update(found, data.check(shape, more))
    results.update(_of_clash(clash) for clash in clashes)
    ordered = sorted(results)
    return ValidationReport(not ordered, ordered, _report(ordered), unlisted)


class _Data:
    """The data to validate: as much of it as the shapes can see, made into rdflib on demand."""

    def __init__(self, graphs: Mapping[str, Set[Triple]], shapes: Graph) -> None:
        self.shapes = shapes
        self.graphs = graphs
        self.subclasses = _subclasses()
        self.graph = Graph()
        self._instances: dict[str, set[NamedNode]] = defaultdict(set)
        self._records: dict[forms.Term, list[tuple[str, forms.Term]]] = defaultdict(list)
        self._facts: dict[forms.Term, list[tuple[str, forms.Term]]] = defaultdict(list)
        self._shown: set[forms.Term] = set()
        self._whole = False
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

    def targets(self) -> list[tuple[URIRef, set[str]]]:
        """Return every shape with the classes it is about, those below them included."""
        found: dict[URIRef, set[str]] = defaultdict(set)
        for shape, target in self.shapes.subject_objects(SH.targetClass):
            if isinstance(shape, URIRef):
                found[shape] |= self.subclasses.get(str(target), {str(target)})
        return sorted(found.items())

    def groups(self, shape: URIRef, classes: Set[str]) -> list[list[NamedNode]]:
        """Return what the ledger brings of these classes, in groups the shape cannot tell apart."""
        nodes = set().union(*(self._instances[name] for name in classes & self._instances.keys()))
        ordered = sorted(nodes, key=lambda node: node.value)
        seen = forms.Forms(self.shapes, shape, self.subclasses)
        if seen.queries and ordered:
            self._show_all()
        return (
            seen.group(ordered, (self._records, self._facts))
            if seen.plain
            else [[node] for node in ordered]
        )

    def check(self, shape: URIRef, nodes: Sequence[NamedNode]) -> list[ValidationResult]:
        """Return what is wrong with the nodes by one shape."""
        if not nodes:
            return []
        self._show(nodes)
        _, report, _ = pyshacl.validate(
            self.graph,
            shacl_graph=self.shapes,
            use_shapes=[shape],
            focus_nodes=[URIRef(node.value) for node in nodes],
            inplace=True,
        )
        assert isinstance(report, Graph)
        found = report.subjects(RDF.type, SH.ValidationResult)
        return [_result(report, node, shape) for node in found]

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

    def _show_all(self) -> None:
        """Add all data: a query in a shape may look at anything."""
        if not self._whole:
            for name in (*_RECORD, *_FACTS):
                rdflib_view.add(self.graph, self.graphs.get(name, ()))
        self._whole = True


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


def _of_clash(clash: Clash) -> ValidationResult:
    return ValidationResult(
        severity="Warning",
        focus=clash.subject.strip("<>"),
        path="",
        value=clash.other.strip("<>"),
        message=f"Against the axioms: {clash.reason}, {clash.term}.",
    )


def _report(results: Iterable[ValidationResult]) -> Graph:
    """Return the results as a SHACL validation report."""
    graph = Graph()
    for prefix, iri in terms.PREFIXES.items():
        graph.bind(prefix, iri, replace=True)
    graph.bind("sh", SH)
    report = BNode()
    graph.add((report, RDF.type, SH.ValidationReport))
    conforms = True
    for result in results:
        conforms = False
        node = BNode()
        graph.add((report, SH.result, node))
        graph.add((node, RDF.type, SH.ValidationResult))
        graph.add((node, SH.resultSeverity, SH[result.severity]))
        graph.add((node, SH.resultMessage, RdflibLiteral(result.message)))
        for predicate, text in (
            (SH.focusNode, result.focus),
            (SH.resultPath, result.path),
            (SH.value, result.value),
            (SH.sourceShape, result.shape),
            (SH.sourceConstraintComponent, result.constraint),
        ):
            if text:
                graph.add((node, predicate, _term(text)))
    graph.add((report, SH.conforms, RdflibLiteral(conforms)))
    return graph


def _term(text: str) -> Node:
    node = from_n3(text) if text.startswith('"') else URIRef(text)
    assert isinstance(node, Node)
    return node
