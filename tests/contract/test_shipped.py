"""The graph that `make run` serves, built once from data/, and asked what the docs ask."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from graph.query import QueryEngine
from ontology import questions, terms
from server import building
from server.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
PREFIXES = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in terms.PREFIXES.items())
README = re.findall(
    r"```sparql\n# (.*?)\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL
)
#: Of what coordination needs, the shipped documents say nothing that only an obstacle hides, and
#: they make a claim about every crisis they mention. Nobody has decided on anything yet.
UNANSWERED = frozenset({"C09", "C29", "C31", "C32", "C33"})


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> building.Built:
    settings = replace(Settings(), home=tmp_path_factory.mktemp("shipped"))
    return building.build(settings)


@pytest.fixture(scope="module")
def engine(built: building.Built) -> Iterator[QueryEngine]:
    with QueryEngine(built.revision.path, workers=1) as engine:
        yield engine


def test_every_shipped_document_and_row_is_built(built: building.Built) -> None:
    assert built.problems == ()
    assert built.revision.counts["documents"] >= 8
    assert built.revision.counts["violations"] == 0
    assert built.revision.counts["inferred"] > 0


def test_the_readme_has_five_queries() -> None:
    assert len(README) == 5


@pytest.mark.parametrize(("question", "query"), README)
def test_a_query_of_the_readme_has_answers(question: str, query: str, engine: QueryEngine) -> None:
    assert engine.table(PREFIXES + query).rows, question


@pytest.mark.parametrize("question", questions.read(), ids=lambda question: question.id)
def test_a_question_of_the_ontology_has_answers(
    question: questions.Question, engine: QueryEngine
) -> None:
    rows = engine.table(question.query).rows
    assert rows or question.id in UNANSWERED, question.question


def test_every_entity_has_one_label(engine: QueryEngine) -> None:
    query = """SELECT ?thing (COUNT(?label) AS ?labels) WHERE {
      { ?thing a ent:Actor } UNION { ?thing a ent:Engagement } UNION { ?thing a ent:Crisis }
      OPTIONAL { ?thing rdfs:label ?label } } GROUP BY ?thing HAVING (COUNT(?label) != 1)"""
    assert engine.table(PREFIXES + query).rows == ()


def test_every_published_triple_is_a_claim_with_a_sentence(engine: QueryEngine) -> None:
    published = rows(
        engine,
        """SELECT ?s ?p ?o WHERE {
          { GRAPH graph:published { ?s ?p ?o } } UNION { GRAPH graph:qualified { ?s ?p ?o } } }""",
    )
    claimed = rows(
        engine,
        """SELECT DISTINCT ?s ?p ?o WHERE {
          ?selector oa:exact ?sentence . ?target oa:hasSelector ?selector .
          ?evidence oa:hasTarget ?target . ?claim ent:supportedBy ?evidence ;
            rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o }""",
    )
    # Of several labels of an entity one is its label; the others are published as further names.
    names = {(s, ALT_LABEL, o) for s, p, o in claimed if p == LABEL}
    assert published - claimed - names == set()


def rows(engine: QueryEngine, query: str) -> set[tuple[str, ...]]:
    """Return the rows of a query as strings."""
    return {tuple(map(str, row)) for row in engine.table(PREFIXES + query).rows}


LABEL, ALT_LABEL = f"<{terms.RDFS_LABEL}>", f"<{terms.SKOS_ALT_LABEL}>"
