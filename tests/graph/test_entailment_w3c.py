"""The W3C's tests of SPARQL under RDFS and OWL entailment, as far as OWL 2 RL covers them."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from pyoxigraph import (
    DefaultGraph,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    RdfFormat,
    Store,
    parse,
    parse_query_results,
)

from graph.reasoning import entail

FOLDER = Path(__file__).resolve().parents[3] / "shared/rdf-tests/sparql/sparql11/entailment"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
SD = "http://www.w3.org/ns/sparql-service-description#"
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")

_EXPRESSION = "its query holds a class expression of its own, which a closure cannot answer"
_EXISTENTIAL = "it asks for things that must exist and have no name (OWL 2 DL)"
_ANONYMOUS = "it wants no anonymous classes among the answers"
_RIF = "it is about RIF rules, not about an ontology"

#: What OWL 2 RL, or a closure at all, does not give, and why. `docs/inference.md` has the list.
NOT_COVERED = {
    "paper-sparqldl-Q1-rdfs": "under RDFS alone the empty class is below no other",
    "paper-sparqldl-Q2": _EXISTENTIAL,
    "paper-sparqldl-Q3": _EXISTENTIAL,
    **{f"parent{number}": _EXPRESSION for number in (4, 5, 6, 7, 8)},
    "parent9": _ANONYMOUS,
    "parent10": _ANONYMOUS,
    **{f"rif0{number}": _RIF for number in (1, 3, 4, 6)},
    **{f"simple{number}": _EXPRESSION for number in range(1, 9)},
    "sparqldl-11": _EXPRESSION,
    "sparqldl-12": _EXPRESSION,
}


@dataclass(frozen=True)
class Case:
    name: str
    query: Path
    data: Path
    result: Path
    regimes: frozenset[str]
    profiles: frozenset[str]


def cases() -> list[Case]:
    if not FOLDER.is_dir():
        return []
    store = Store()
    manifest = FOLDER / "manifest.ttl"
    store.load(path=str(manifest), format=RdfFormat.TURTLE, base_iri="file:///entailment/")

    def one(subject, iri):
        found = [quad.object for quad in store.quads_for_pattern(subject, NamedNode(iri), None)]
        return found[0] if found else None

    def all_of(subject, iri):
        return {quad.object for quad in store.quads_for_pattern(subject, NamedNode(iri), None)}

    def members(values):
        names = set()
        for value in values:
            if isinstance(value, NamedNode):
                names.add(value.value.rpartition("/")[2])
                continue
            while value != NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#nil"):
                rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
                names.add(one(value, f"{rdf}first").value.rpartition("/")[2])
                value = one(value, f"{rdf}rest")
        return frozenset(names)

    def path(node):
        return FOLDER / node.value.rpartition("/")[2]

    found = []
    for quad in store.quads_for_pattern(None, TYPE, NamedNode(f"{MF}QueryEvaluationTest")):
        action = one(quad.subject, f"{MF}action")
        found.append(
            Case(
                quad.subject.value.rpartition("#")[2],
                path(one(action, f"{QT}query")),
                path(one(action, f"{QT}data")),
                path(one(quad.subject, f"{MF}result")),
                members(all_of(action, f"{SD}entailmentRegime")),
                members(all_of(action, f"{SD}EntailmentProfile")),
            )
        )
    return sorted(found, key=lambda case: case.name)


CASES = cases()


def solutions(results) -> list[tuple] | bool:
    if isinstance(results, QueryBoolean):
        return bool(results)
    names = [variable.value for variable in results.variables]
    rows = []
    for row in results:
        rows.append(tuple(sorted((n, str(row[n])) for n in names if row[n] is not None)))
    return sorted(rows)


def run(case: Case) -> tuple[object, object]:
    data = {
        quad.triple
        for quad in parse(path=str(case.data), format=RdfFormat.TURTLE, base_iri="http://x/")
    }
    store = Store()
    for triple in entail(data).triples:
        store.add(Quad(*triple, DefaultGraph()))
    got = solutions(store.query(case.query.read_text(), base_iri="http://x/"))
    wanted = solutions(parse_query_results(path=str(case.result), format=QueryResultsFormat.XML))
    return got, wanted


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_entailment(case):
    if case.name in NOT_COVERED:
        pytest.skip(f"not covered: {NOT_COVERED[case.name]}")
    got, wanted = run(case)
    assert got == wanted


def test_the_suite_is_there():
    if not CASES:
        pytest.skip(
            "needs the W3C's tests in ../shared/rdf-tests, which are not part of the project"
        )
    assert NOT_COVERED.keys() <= {case.name for case in CASES}


@pytest.mark.skipif(not CASES, reason="needs the W3C's tests in ../shared/rdf-tests")
def test_of_rdfs_and_owl_2_rl_all_but_two_are_covered():
    left = {
        case.name
        for case in CASES
        if case.name in NOT_COVERED and (case.regimes & {"RDF", "RDFS"} or "RL" in case.profiles)
    }
    assert left == {"simple1", "paper-sparqldl-Q1-rdfs"}
