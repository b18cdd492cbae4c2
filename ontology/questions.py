"""The competency questions: what people ask of the graph, each with the query that answers it."""

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from ontology import terms
from ontology.errors import OntologyError
from ontology.load import FOLDER, WRITTEN_BASE
from ontology.schema import Schema

FILE: Final = FOLDER / "questions.json"
#: The name of the rule that the questions keep.
RULE: Final = "competency-question"

_TEXT = re.compile(r'"(?:[^"\\\n]|\\.)*"|<[^>\s]*>|#.*')
_NAME = re.compile(r"\b([a-z]+):([A-Za-z0-9][\w-]*)")


@dataclass(frozen=True, slots=True)
class Question:
    """A question in words; ``query`` is the SPARQL that answers it, prefixes included."""

    id: str
    question: str
    query: str


def read(path: Path = FILE) -> list[Question]:
    """Return the questions of a file in its order; raises OntologyError for a malformed one."""
    try:
        data = json.loads(path.read_text(encoding="utf-8").replace(WRITTEN_BASE, terms.BASE))
        return [
            Question(item["id"], item["question"], data["prefixes"] + item["sparql"])
            for item in data["questions"]
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise OntologyError(
            f"{path} holds no competency questions: {error!r}.",
            hint='It wants {"prefixes": ..., "questions": [{"id", "question", "sparql"}]}.',
        ) from error


def findings(schema: Schema, declared: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong: a question or term, and its fault.

    A question has a fault, or a class or property of the schema is used by no question.
    """
    used: set[str] = set()
    for question in read():
        used |= _terms(question.query)
        for fault in faults(question, declared):
            yield f"question {question.id}", fault
        for iri in sorted(_terms(question.query) & schema.replaced.keys()):
            yield f"question {question.id}", f"its query uses {terms.shorten(iri)}, now deprecated"
    known = {info.iri for info in schema.classes.values()}
    known |= {info.iri for info in schema.properties.values()}
    for iri in sorted(known - used):
        yield terms.shorten(iri), "no competency question uses it"


def faults(question: Question, declared: Collection[str]) -> list[str]:
    """Return what keeps a question from being asked: bad syntax, terms that are not declared."""
    try:
        ox.Store().query(question.query)
    except SyntaxError as error:
        return [f"its query is no valid SPARQL: {error}"]
    return [
        f"its query uses {terms.shorten(iri)}, which is not declared"
        for iri in sorted(_terms(question.query))
        if iri not in declared
    ]


def _terms(query: str) -> set[str]:
    """Return the IRIs of classes, properties and concepts that a query names by prefix."""
    found = {
        terms.PREFIXES[prefix] + local
        for prefix, local in _NAME.findall(_TEXT.sub(" ", query))
        if prefix in terms.PREFIXES
    }
    return {iri for iri in found if iri.startswith((terms.ENT, terms.CONCEPT, terms.SCHEMA))}
