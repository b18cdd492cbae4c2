"""Every competency question has exactly its answers on a small graph, closed by the rules."""

import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from graph import axioms
from graph.reasoning import infer
from ontology import questions, terms

HERE = Path(__file__).parent
ANSWERS: dict[str, list[list[str]]] = json.loads((HERE / "answers.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def store() -> ox.Store:
    """The sample with the ontology and what follows, the default graph as a build makes it."""
    sample = list(ox.parse((HERE / "sample.trig").read_bytes(), format=ox.RdfFormat.TRIG))
    stated = [quad.triple for quad in sample if quad.graph_name == ox.DefaultGraph()]
    result = ox.Store()
    result.extend(sample)
    known = [*axioms.ontology(), *axioms.concepts(), *infer(stated)]
    result.extend(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in known)
    return result


def test_every_question_has_answers_here() -> None:
    asked = [question.id for question in questions.read()]
    assert asked == list(ANSWERS)
    assert all(ANSWERS.values())


@pytest.mark.parametrize("question", questions.read(), ids=lambda question: question.id)
def test_a_question_has_exactly_its_answers(question: questions.Question, store: ox.Store) -> None:
    found = store.query(question.query)
    assert isinstance(found, ox.QuerySolutions)
    rows = [[text(row[name]) for name in found.variables] for row in found]
    assert sorted(rows) == sorted(ANSWERS[question.id])


def text(value: Any) -> str:
    if value is None:
        return ""
    return terms.shorten(value.value) if isinstance(value, ox.NamedNode) else str(value.value)
