"""What inference, and each axiom by itself, is worth in answers to the competency questions.

    python -m bench.axioms [--home HOME] [--gold FOLDER --corpus CORPUS]

The questions of the ontology are asked of the graph in HOME (without it the shipped corpus is
built), with inference, without it, and without one axiom after the other. With --gold the open
questions of the gold folder are asked of a graph of its CORPUS in the same ways. An axiom is
worth the rows of answers that are lost without it, and the questions that lose any.
"""

import argparse
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

from graph import axioms, reasoning
from graph.proofs import axiom as text
from graph.proofs.facts import Facts
from graph.publish import DEFAULT_GRAPH
from graph.revisions import current
from ontology import questions, terms

Rows = dict[str, set[tuple[str, ...]]]

#: Axioms that are measured together: one by one they are many and buy little.
_TOGETHER = {"Domain": "all domains", "Range": "all ranges", "SubClassOf": "all sub-classes"}


@dataclass(frozen=True)
class Worth:
    """Triples, rows and questions that are lost without something."""

    name: str
    triples: int
    rows: dict[str, int]

    @property
    def questions(self) -> str:
        return ", ".join(sorted(self.rows))


class Graph:
    """A revision in memory, from which inferred triples can be taken for a while."""

    def __init__(self, home: Path) -> None:
        revision = current(home)
        assert revision is not None
        disk = ox.Store.read_only(str(revision.store))
        self.store = ox.Store()
        self.store.bulk_extend(disk.quads_for_pattern(None, None, None, None))
        self.inferred = self.triples("inferred")
        self.stated = self.triples("published") | self.triples("qualified")
        others = (name for name in DEFAULT_GRAPH if name != "inferred")
        self._kept = set(chain.from_iterable(self.triples(name) for name in others))

    def triples(self, name: str) -> set[ox.Triple]:
        graph = ox.NamedNode(terms.graph(name))
        return {quad.triple for quad in self.store.quads_for_pattern(None, None, None, graph)}

    def without(self, lost: set[ox.Triple], ask: Callable[[], Rows]) -> Rows:
        """Return the answers while these inferred triples are gone."""
        graph = ox.NamedNode(terms.graph("inferred"))
        quads = [ox.Quad(*triple, graph) for triple in lost]
        quads += [ox.Quad(*triple) for triple in lost - self._kept]
        for quad in quads:
            self.store.remove(quad)
        try:
            return ask()
        finally:
            self.store.extend(quads)

    def rows(self, query: str) -> set[tuple[str, ...]]:
        found = self.store.query(query)
        assert isinstance(found, ox.QuerySolutions)
        return {tuple(map(str, row)) for row in found}


def groups() -> Iterator[tuple[str, set[ox.Triple]]]:
    """Yield the axioms of the ontology, each under its text, some together."""
    store = ox.Store()
    graph = ox.NamedNode(terms.graph("ontology"))
    store.bulk_extend(ox.Quad(*triple, graph) for triple in axioms.terminology())
    facts = Facts(store)
    found: dict[str, set[ox.Triple]] = defaultdict(set)
    for triple in axioms.terminology():
        fact = (triple.subject, triple.predicate, triple.object)
        kind = text.kind(fact)  # type: ignore[arg-type]
        if not _is_measured(kind, triple):
            continue
        own = isinstance(triple.object, ox.BlankNode) or triple.object.value.startswith(
            (terms.ENT, terms.SKOS, terms.OWL)
        )
        name = text.statement(facts, fact) if own else "all alignments"  # type: ignore[arg-type]
        found[_TOGETHER.get(kind, name) if own else name].add(triple)
    yield from sorted(found.items())


def _is_measured(kind: str, triple: ox.Triple) -> bool:
    named = isinstance(triple.subject, ox.NamedNode)
    return named and kind in {
        "Chain", "SubPropertyOf", "SubClassOf", "Domain", "Range", "EquivalentTo", "InverseOf",
        "Transitive", "Symmetric", "Functional", "InverseFunctional",
    }  # fmt: skip


def worth(graph: Graph, ask: Callable[[], Rows]) -> tuple[Worth, list[Worth]]:
    """Return what inference as a whole is worth, and each axiom, the worthiest first."""
    whole = ask()

    def lost(name: str, gone: set[ox.Triple]) -> Worth:
        less = graph.without(gone, ask)
        rows = {key: len(found - less[key]) for key, found in whole.items() if found - less[key]}
        return Worth(name, len(gone), rows)

    every = axioms.terminology() | axioms.concepts()
    # A revision of an older ontology may have what this one does not infer.
    inferred = graph.inferred & reasoning.run(chain(every, graph.stated)).triples
    found = []
    for name, dropped in groups():
        inference = reasoning.run(chain(every - dropped, graph.stated))
        found.append(lost(name, inferred - inference.triples))
    found.sort(key=lambda item: (-sum(item.rows.values()), -item.triples, item.name))
    return lost("inference", graph.inferred), found


def own(graph: Graph) -> Callable[[], Rows]:
    asked = questions.read()
    return lambda: {question.id: graph.rows(question.query) for question in asked}


def open_questions(graph: Graph, truth: object, aligned: object) -> Callable[[], Rows]:
    from extract.scoring import questions as scoring

    def ask(query: str) -> set[str]:
        return {row[0].strip("<>") for row in graph.rows(query)}

    def answers() -> Rows:
        return {
            answer.id: {(value,) for value in answer.given & answer.expected}
            for answer in scoring.put(truth, aligned, ask)  # type: ignore[arg-type]
        }

    return answers


def report(title: str, total: int, found: Iterable[Worth], whole: Worth) -> None:
    print(f"\n{title}: {total} questions\n")
    print("| without | triples lost | rows lost | questions that lose rows |")
    print("|---|---:|---:|---|")
    for item in (whole, *found):
        name = item.name if item is whole else f"`{item.name}`"
        print(f"| {name} | {item.triples} | {sum(item.rows.values())} | {item.questions} |")


def main() -> None:
    """Measure and print tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--corpus", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="entente-bench-") as folder:
        home = given.home or Path(folder) / "shipped"
        if given.home is None:
            command = [sys.executable, "-m", "server.cli", "build", "--home", str(home)]
            subprocess.run(command, check=True)
        graph = Graph(home)
        whole, found = worth(graph, own(graph))
        report("Our own, over the shipped graph", len(questions.read()), found, whole)
        if given.gold is not None:
            from server.evaluating import evaluate
            from server.settings import Settings

            place = Path(folder) / "gold"
            settings = replace(Settings(), home=place, corpus=given.corpus)
            evaluation = evaluate(given.gold, settings)
            matcher = evaluation.scores.matcher
            graph = Graph(place)
            whole, found = worth(graph, open_questions(graph, matcher.gold, matcher.aligned))
            report("Open ones, over the articles", len(evaluation.answers), found, whole)


if __name__ == "__main__":
    main()
