"""Competency questions: queries with their exact answers, put to a graph made from texts."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from extract.scoring.gold import Gold
from ontology import terms

#: Answers a SPARQL query with the first column of its rows, as IRIs or plain values.
Ask = Callable[[str], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the graph answers to a question, beside what it should."""

    id: str
    question: str
    expected: frozenset[str]
    given: frozenset[str]

    @property
    def exact(self) -> bool:
        """Tell whether nothing is missing and nothing too much."""
        return self.expected == self.given

    @property
    def included(self) -> bool:
        """Tell whether nothing is missing."""
        return self.expected <= self.given


def put(gold: Gold, aligned: dict[str, str], ask: Ask) -> list[Answer]:
    """Put every question; ``aligned`` maps the gold's engagement IRIs to those of the graph."""
    return [_answer(question, gold.prefixes, aligned, ask) for question in gold.questions]


def _answer(question: dict[str, Any], prefixes: str, aligned: dict[str, str], ask: Ask) -> Answer:
    query = question["sparql"]
    for iri, ours in aligned.items():
        query = re.sub(rf"{re.escape(terms.shorten(iri))}(?![\w-])", f"<{ours}>", query)
    expected = frozenset(_expected(row[0], aligned) for row in question["expected"])
    given = frozenset(ask(prefixes + query))
    return Answer(question["id"], question["question"], expected, given)


def _expected(name: str, aligned: dict[str, str]) -> str:
    prefix = name.split(":", 1)[0]
    if prefix in terms.PREFIXES and re.fullmatch(r"[\w-]+:[\w-]+", name):
        iri = terms.expand(name)
        return aligned.get(iri, iri)
    return name
