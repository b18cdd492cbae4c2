"""Checks on the ontology itself: a titled query per rule in ``checks/``, questions, HermiT."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from ontology import load, questions, terms
from ontology.errors import OntologyError

if TYPE_CHECKING:
    from rdflib import Graph

    from ontology.owl import HermitReport

FOLDER: Final = load.FOLDER / "checks"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A breach of a rule: ``subject`` is the prefixed name of the term that breaks it."""

    rule: str
    severity: str
    subject: str
    message: str

    def __str__(self) -> str:
        return f"{self.severity}: {self.subject}: {self.message} [{self.rule}]"


@dataclass(frozen=True, slots=True)
class Rule:
    """A query that selects ``?term`` and ``?detail`` for each breach of what its title says."""

    name: str
    title: str
    severity: str
    query: str


def rules() -> list[Rule]:
    """Return the rules in order of name; raises OntologyError for a query without a title."""
    return [_rule(path) for path in sorted(FOLDER.glob("*.rq"))]


def run(graph: "Graph | None" = None) -> list[Finding]:
    """Return what breaks a rule in the graph, or in the whole ontology, in order.

    The competency questions are held against it too: they use only what it declares.
    Raises OntologyError when a file of the ontology, or a rule, cannot be read.
    """
    triples = list(_triples(graph))
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    found = [finding for rule in rules() for finding in _findings(store, rule)]
    declared = {
        t.subject.value
        for t in triples
        if t.predicate.value == terms.RDF_TYPE and isinstance(t.subject, ox.NamedNode)
    }
    found += [
        Finding("competency-question", "error", f"question {question.id}", f"{fault}.")
        for question in questions.read()
        for fault in questions.faults(question, declared)
    ]
    return sorted(found)


def hermit() -> "HermitReport":
    """Return what HermiT says of terms and concepts; see ``ontology.owl.hermit``."""
    # owlready2 takes a second to import, which the queries need not wait for.
    from ontology import owl

    return owl.hermit()


def _triples(graph: "Graph | None") -> Iterator[ox.Triple]:
    if graph is None:
        for name in load.MODULES:
            yield from load.module(name)
        return
    data = graph.serialize(format="nt", encoding="utf-8")
    for quad in ox.parse(data, format=ox.RdfFormat.N_TRIPLES):
        yield quad.triple


def _rule(path: Path) -> Rule:
    text = path.read_text(encoding="utf-8").replace(load.WRITTEN_BASE, terms.BASE)
    header = dict(
        line[1:].strip().split(": ", 1) for line in text.splitlines() if line.startswith("# ")
    )
    if not {"title", "severity"} <= header.keys():
        raise OntologyError(
            f"{path} has no title or no severity.",
            hint="Begin it with the lines '# title: ...' and '# severity: error'.",
        )
    return Rule(path.stem, header["title"], header["severity"], text)


def _findings(store: ox.Store, rule: Rule) -> Iterator[Finding]:
    try:
        solutions = store.query(rule.query)
    except SyntaxError as error:
        raise OntologyError(f"The check {rule.name} is no valid SPARQL: {error}.") from error
    if not isinstance(solutions, ox.QuerySolutions):
        raise OntologyError(f"The check {rule.name} is no SELECT query.")
    for solution in solutions:
        term, detail = solution["term"], solution["detail"]
        if term is None:
            continue
        name = terms.shorten(term.value) if isinstance(term, ox.NamedNode) else str(term)
        text = detail.value if isinstance(detail, ox.Literal) else ""
        yield Finding(rule.name, rule.severity, name, f"{rule.title}: {text}.")
