"""Our competency questions parse, use declared terms, and bad ones are named."""

import json
from pathlib import Path

import pytest

from ontology import check, questions, terms
from ontology.errors import OntologyError
from ontology.questions import Question

DECLARED = {terms.ent("usesTool"), terms.concept("tool", "drone")}
PREFIXES = f"PREFIX ent: <{terms.ENT}> PREFIX tool: <{terms.CONCEPT}tool/> "


def test_our_questions_are_in_order() -> None:
    found = questions.read()
    assert len(found) >= 10
    assert len({question.id for question in found}) == len(found)
    assert check.run(only=[questions.RULE]) == []


def test_a_question_with_declared_terms_has_no_fault() -> None:
    query = PREFIXES + "SELECT ?x { ?x ent:usesTool tool:drone }"
    assert questions.faults(Question("A", "?", query), DECLARED) == []


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("SELECT ?x { ?x ent:usesTol tool:drone }", "ent:usesTol"),
        ("SELECT ?x { ?x ent:usesTool tool:dron }", "tool:dron"),
        ("SELECT ?x { ?x ent:usesTool }", "no valid SPARQL"),
    ],
)
def test_a_fault_is_named(body: str, fault: str) -> None:
    (found,) = questions.faults(Question("A", "?", PREFIXES + body), DECLARED)
    assert fault in found


def test_names_in_texts_and_comments_are_no_terms() -> None:
    query = PREFIXES + '# ent:old\nSELECT ?x { ?x ent:usesTool "see ent:other" }'
    assert questions.faults(Question("A", "?", query), DECLARED) == []


@pytest.mark.parametrize("content", ["[]", "{", '{"prefixes": "", "questions": [{"id": 1}]}'])
def test_a_malformed_file_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "questions.json"
    path.write_text(content)
    with pytest.raises(OntologyError, match=r"questions\.json"):
        questions.read(path)


def test_the_file_is_json_with_the_shape_that_scorers_read() -> None:
    data = json.loads(questions.FILE.read_text(encoding="utf-8"))
    assert all(set(item) == {"id", "question", "sparql"} for item in data["questions"])
