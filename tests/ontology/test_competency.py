"""The ontology answers the open questions when all it is told is what the gold says."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from ontology import load, terms
from ontology import questions as questions_of_ours

Close = Callable[[Graph, Graph], Graph]
OA_PATH = ("hasTarget", "hasSelector", "exact")


def ent(name: str) -> URIRef:
    return URIRef(terms.ent(name))


def term(name: str) -> Node:
    if name.startswith('"'):
        return Literal(name.strip('"'))
    if name.isdigit():
        return Literal(int(name))
    return URIRef(terms.expand(name))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def gold_graph(gold: Path) -> Graph:
    """Return stated triples, claims and evidence of the gold, and the names it lists."""
    graph = Graph()
    for row in rows(gold / "inventory.tsv"):
        if row["iri"].startswith("id:"):
            iri = term(row["iri"])
            graph.add((iri, RDF.type, term(row["class"])))
            graph.add((iri, RDFS.label, Literal(row["canonical_label"])))
            for form in row["surface_forms(count)"].split("; "):
                graph.add((iri, SKOS.altLabel, Literal(form.rpartition(" (")[0])))
    statements = [(row, row["predicate"]) for row in rows(gold / "facts.tsv")]
    statements += [(row, row["relation"]) for row in rows(gold / "generic.tsv")]
    for row, predicate in statements:
        add_statement(graph, row, predicate)
    return graph


def add_statement(graph: Graph, row: dict[str, str], predicate: str) -> None:
    triple = (term(row["subject"]), URIRef(terms.expand(predicate)), term(row["object"]))
    if row["modality"] != "negated":
        graph.add(triple)
    claim, evidence, target, quote = (BNode() for _ in range(4))
    graph.add((claim, RDF.type, ent("Claim")))
    for part, value in zip((RDF.subject, RDF.predicate, RDF.object), triple, strict=True):
        graph.add((claim, part, value))
    graph.add((claim, ent("supportedBy"), evidence))
    graph.add((evidence, RDF.type, ent("Evidence")))
    graph.add((evidence, ent("modality"), URIRef(terms.concept("modality", row["modality"]))))
    if row.get("time_qualifier"):
        period = URIRef(terms.ID + row["time_qualifier"])
        graph.add((evidence, ent("duringPeriod"), period))
    for step, (start, end) in zip(
        OA_PATH,
        ((evidence, target), (target, quote), (quote, Literal(row["sentence"]))),
        strict=True,
    ):
        graph.add((start, URIRef(terms.OA + step), end))


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return load.graph()


@pytest.fixture(scope="module")
def questions(shared: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((shared / "gold" / "questions.json").read_text())
    return data


@pytest.fixture(scope="module")
def answered(shared: Path, ontology: Graph, close: Close) -> Graph:
    data = gold_graph(shared / "gold")
    kept = (RDF.type, SKOS.broader, SKOS.prefLabel)
    for predicate in kept:
        data += [t for t in ontology.triples((None, predicate, None)) if isinstance(t[0], URIRef)]
    return close(data, ontology)


def test_every_open_question_has_exactly_its_answers(
    questions: dict[str, Any], answered: Graph
) -> None:
    wrong = {}
    for question in questions["questions"]:
        found = answered.query(questions["prefixes"] + question["sparql"])
        answers = sorted([shorten(value) for value in row] for row in found)  # type: ignore[union-attr]
        if answers != sorted(question["expected"]):
            wrong[question["id"]] = (answers, question["expected"])
    assert wrong == {}
    assert len(questions["questions"]) == 35


def shorten(value: Node) -> str:
    return terms.shorten(str(value)) if isinstance(value, URIRef) else str(value)


def test_the_inventory_is_covered(shared: Path, ontology: Graph) -> None:
    schema = load.schema()
    for row in rows(shared / "gold" / "inventory.tsv"):
        prefix = row["iri"].partition(":")[0]
        iri = terms.expand(row["iri"])
        if prefix == "id":
            assert (URIRef(iri), None, None) not in ontology, f"{iri} is an individual"
            continue
        concept = schema.concepts[iri]
        assert f"ent:{concept.cls}" == row["class"] or concept.cls == "DomainConcept"
        wanted = {terms.expand(b) for b in row["broader"].split("; ") if b}
        assert wanted <= set(concept.broader), iri


def test_domains_and_ranges_allow_what_the_gold_says(shared: Path) -> None:
    schema = load.schema()
    classes: dict[str, set[str]] = {}
    for row in rows(shared / "gold" / "inventory.tsv"):
        classes.setdefault(row["iri"], set()).add(row["class"].removeprefix("ent:"))
    for row in rows(shared / "gold" / "engagements.tsv"):
        classes[row["iri"]] = {row["class"].removeprefix("ent:")}
    refused = []
    for file, column in (("facts", "predicate"), ("generic", "relation")):
        for row in rows(shared / "gold" / f"{file}.tsv"):
            predicate = row[column].removeprefix("ent:")
            if predicate == "rdf:type":
                continue
            objects: set[str | None] = set(classes.get(row["object"], {None}))
            if not any(
                schema.allows(predicate, s, o) for s in classes[row["subject"]] for o in objects
            ):
                refused.append(row["id"])
    assert refused == []


def test_gold_breaks_no_disjointness(answered: Graph, ontology: Graph) -> None:
    types: dict[Node, set[Node]] = {}
    for subject, cls in answered.subject_objects(RDF.type):
        types.setdefault(subject, set()).add(cls)
    disjoint = {frozenset(p) for p in ontology.subject_objects(OWL.disjointWith)}
    for axiom in ontology.subjects(RDF.type, OWL.AllDisjointClasses):
        head = ontology.value(axiom, OWL.members)
        assert head is not None
        members = list(ontology.items(head))
        disjoint |= {frozenset((a, b)) for a in members for b in members if a != b}
    clashes = {
        (str(subject), *sorted(map(str, pair)))
        for subject, found in types.items()
        for pair in disjoint
        if pair <= found
    }
    assert clashes == set()


#: Our questions that what the gold says can answer.
ASKED_OF_GOLD = {f"C{number:02}" for number in range(1, 11)}


@pytest.mark.parametrize(
    "question",
    [question for question in questions_of_ours.read() if question.id in ASKED_OF_GOLD],
    ids=lambda question: question.id,
)
def test_our_own_questions_have_answers_in_gold(
    question: questions_of_ours.Question, answered: Graph
) -> None:
    assert len(list(answered.query(question.query))) > 0
