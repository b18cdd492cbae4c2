"""Names in context link to what a careful reader understands, or to nothing.

The cases are in ``linking-cases.tsv``, in words of our own. ``pytest tests/extract/test_linking.py
-s`` prints the score by kind and every case that is wrong.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
from spacy.language import Language

from claims.model import Mention
from extract import reference
from extract.extractor import Extractor
from extract.knowledge import Knowledge
from extract.readers import from_text
from ontology import terms
from ontology.load import schema

HERE = Path(__file__).resolve().parent
REFERENCE = HERE.parents[1] / "data" / "reference"
#: A link that is no surer than this counts as none.
SURE = 0.5


@dataclass(frozen=True)
class Case:
    """A text with a span, and what must come out of it."""

    id: str
    set: str
    kind: str
    marked: str
    expected: tuple[str, ...]

    @cached_property
    def text(self) -> str:
        return self._plain(self.marked)

    @cached_property
    def span(self) -> tuple[int, int]:
        before, _, rest = self.marked.partition("[[")
        inside = rest.partition("]]")[0]
        start = len(self._plain(before + "|")) - 1
        return start, start + len(inside)

    @staticmethod
    def _plain(marked: str) -> str:
        return marked.replace("[[", "").replace("]]", "").replace(" ¶ ", "\n\n")


@dataclass(frozen=True)
class Outcome:
    """What came out of a case. ``forced`` is a sure link to a known entity that is not meant."""

    case: Case
    mentions: tuple[Mention, ...]
    right: bool
    forced: bool

    def __str__(self) -> str:
        found = ", ".join(
            f"{m.text} = {m.type} {m.iri.removeprefix(terms.ID)} {m.confidence:.2f}"
            for m in self.mentions
        )
        mark = "FORCED " if self.forced else ""
        wanted = "|".join(self.case.expected)
        return f"  {mark}{self.case.id} {self.case.marked}\n    {wanted} but {found or 'nothing'}"


class Judge:
    """Runs cases and compares what comes out with what must."""

    def __init__(self, english: Language) -> None:
        self.knowledge = Knowledge(schema(), reference.load(REFERENCE))
        self.extractor = Extractor(self.knowledge, english)

    def outcome(self, case: Case) -> Outcome:
        start, end = case.span
        document = from_text(case.text, f"{case.id}.txt")
        found = tuple(
            mention
            for mention in self.extractor.extract(document).mentions
            if mention.start < end and start < mention.end and self._names_entity(mention)
        )
        forced = any(
            mention.confidence > SURE and mention.iri in self.knowledge.entities
            and "id:" + mention.iri.removeprefix(terms.ID) not in case.expected
            for mention in found
        )  # fmt: skip
        right = any(self._meets(wanted, found, case) for wanted in case.expected) and not forced
        return Outcome(case, found, right, forced)

    def _names_entity(self, mention: Mention) -> bool:
        schema = self.knowledge.schema
        return not any(schema.is_a(mention.type, c) for c in ("DomainConcept", "Period"))

    def _meets(self, wanted: str, found: tuple[Mention, ...], case: Case) -> bool:
        if wanted == "none":
            return not found
        if wanted == "undecided":
            return all(m.confidence <= SURE or m.iri not in self.knowledge.entities for m in found)
        if wanted.startswith("id:"):
            iris = {m.iri for m in found if m.confidence > SURE}
            return iris == {terms.ID + wanted.removeprefix("id:")}
        cls = wanted.removeprefix("new ")
        start, end = case.span
        words = case.text[start:end].casefold()
        return len(found) == 1 and (
            found[0].iri not in self.knowledge.entities
            and self.knowledge.schema.is_a(found[0].type, cls)
            and found[0].text.casefold().removeprefix("the ") == words
        )


def cases() -> list[Case]:
    """The cases of the file, in its order."""
    lines = (HERE / "linking-cases.tsv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(
        (line for line in lines if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE
    )
    return [
        Case(row["id"], row["set"], row["kind"], row["text"], tuple(row["expected"].split("|")))
        for row in rows
    ]


@pytest.fixture(scope="module")
def outcomes(english: Language) -> list[Outcome]:
    judge = Judge(english)
    return [judge.outcome(case) for case in cases()]


def table(outcomes: Iterable[Outcome]) -> str:
    """The score by set and kind, and the cases that are wrong."""
    count: Counter[tuple[str, str]] = Counter()
    right: Counter[tuple[str, str]] = Counter()
    wrong = []
    for one in outcomes:
        for kind in (one.case.kind, "all"):
            count[one.case.set, kind] += 1
            right[one.case.set, kind] += one.right
        if not one.right:
            wrong.append(str(one))
    rows = [
        f"  {name:9} {kind:16} {right[name, kind]:4} / {n}" for (name, kind), n in count.items()
    ]
    return "\n".join(["", *rows, *wrong])


def test_spans_lie_where_they_are_marked() -> None:
    for case in cases():
        start, end = case.span
        assert f"[[{case.text[start:end]}]]" in case.marked
    assert len({case.id for case in cases()}) == len(cases())


def test_expected_entities_are_known(english: Language) -> None:
    known = Judge(english).knowledge.entities
    wanted = {
        one.removeprefix("id:") for c in cases() for one in c.expected if one.startswith("id:")
        and len(c.expected) == 1
    }  # fmt: skip
    assert sorted(slug for slug in wanted if terms.ID + slug not in known) == []


def test_names_in_context_link_to_what_is_meant(outcomes: list[Outcome]) -> None:
    print(table(outcomes))
    first = [one for one in outcomes if one.case.set == "first"]
    assert sum(one.right for one in first) / len(first) >= 110 / 120


def test_no_wrong_link_to_a_known_entity_is_sure(outcomes: list[Outcome]) -> None:
    assert [str(one) for one in outcomes if one.forced] == []
