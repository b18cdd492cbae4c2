"""``/quality``: what is wrong with the revision, what is thin, and how far claims are reviewed."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

import pyoxigraph as ox
from flask import Response, json, render_template

from graph import quality
from graph.quality import Measure
from graph.query import QueryEngine
from graph.query.engine import PAGE_WORKERS
from ontology import questions
from server import paging, wording
from server.examples import declared
from server.labels import labels
from server.pages import blueprint
from server.pages.faults import Fault, details
from server.site import site

#: Items of a measure that the page lists; its query has them all.
SHOWN: Final = 25
#: Rows that are counted: beyond it a graph wants queries, not a page.
MOST: Final = 100_000

_ENDS: Final = ("node", "entity", "subject", "one", "other", "object", "author")
_MODIFIERS: Final = re.compile(r"\s+ORDER BY[^{}]*$")
_PREFIXES: Final = re.compile(r"\A(?:PREFIX [^\n]*\n)*")


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a measure: its terms by column, labels for them, and what it rests on."""

    row: dict[str, Any]
    names: dict[str, str]
    fault: Fault | None = None

    def plain(self) -> dict[str, Any]:
        """Return the row as JSON has it: IRIs and values by column, with the claims behind it."""
        found: dict[str, Any] = {name: term.value for name, term in self.row.items()}
        if self.fault is not None:
            found["claims"] = [claim.iri for claim in self.fault.claims]
            found["held"] = [claim.iri for claim in self.fault.claims if claim.held]
        return found


@dataclass(frozen=True, slots=True)
class Section:
    """A measure of one revision: how many rows it has, the first of them, and its query whole."""

    measure: Measure
    count: int
    query: str
    items: list[Item] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """Return the section as JSON has it."""
        return {
            "name": self.measure.name,
            "title": self.measure.title,
            "count": self.count,
            "query": self.query,
            "items": [item.plain() for item in self.items],
        }


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A competency question that the revision does not answer."""

    id: str
    question: str
    query: str


@dataclass(frozen=True, slots=True)
class Quality:
    """All that the page shows of a revision."""

    sections: dict[str, Section]
    unanswered: list[Unanswered]
    asked: int


@blueprint.get("/quality")
def quality_page() -> Response | str:
    """Return the quality of the revision in force as a page or as JSON."""
    engine = site().engine
    as_json = paging.wants_json()
    found = measure(engine, engine.revision.digest)
    if as_json:
        return _json(engine, found)
    return render_template("quality.html", quality=found, counts=engine.revision.counts)


@lru_cache(maxsize=4)
def measure(engine: QueryEngine, revision: str) -> Quality:
    """Return the quality of a revision, worked out once for each."""
    asked = questions.read()
    # As many at once as there are workers for pages.
    with ThreadPoolExecutor(PAGE_WORKERS) as pool:
        sections = pool.map(lambda item: _section(engine, item), quality.MEASURES)
        answered = pool.map(lambda item: _has_answer(engine, item), asked)
        found = {section.measure.name: section for section in sections}
        failing = [
            Unanswered(item.id, item.question, item.query)
            for item, known in zip(asked, answered, strict=True)
            if not known
        ]
    return Quality(found, failing, len(asked))


def _section(engine: QueryEngine, item: Measure) -> Section:
    rows = engine.select(item.query, limit=MOST)
    tabled = item.name in ("coverage", "calibration")
    shown = rows if tabled else rows[:SHOWN]
    told = details(engine, (row["result"].value for row in shown if "result" in row))
    named = labels(
        engine,
        [
            row[end].value
            for row in shown
            for end in _ENDS
            if isinstance(row.get(end), ox.NamedNode)
        ],
    )
    items = [
        Item(row, named, told.get(row["result"].value) if "result" in row else None)
        for row in shown
    ]
    return Section(item, len(rows), declared(item.query), items)


def _has_answer(engine: QueryEngine, question: questions.Question) -> bool:
    """Tell whether a question has an answer, in whatever order."""
    body = _MODIFIERS.sub("", _PREFIXES.sub("", question.query))
    return engine.ask(f"ASK {{ {{ {body} }} }}")


def _json(engine: QueryEngine, found: Quality) -> Response:
    body = {
        "revision": engine.revision.name,
        "held": engine.revision.counts.get("held", 0),
        "sections": [section.plain() for section in found.sections.values()],
        "questions": {
            "asked": found.asked,
            "unanswered": [
                {"id": item.id, "question": item.question, "query": item.query}
                for item in found.unanswered
            ],
        },
    }
    response = Response(
        json.dumps(body, ensure_ascii=False, indent=2) + "\n", mimetype="application/json"
    )
    response.vary.add("Accept")
    return response


@blueprint.app_template_filter("named")
def named(term: Any, names: dict[str, str]) -> str:
    """Return the name to show for a term: its label, its short name, or its text."""
    if isinstance(term, ox.NamedNode):
        return names.get(term.value) or wording.class_label(term.value)
    return wording.value(term.value)


@blueprint.app_template_filter("relation")
def relation(term: ox.NamedNode) -> str:
    """Return a relation in words."""
    return wording.property_label(term.value)


@blueprint.app_template_filter("share")
def share(part: Any, whole: Any) -> str:
    """Return a part of a whole in hundredths.

    >>> share(1, 3)
    '33 %'
    """
    total = float(getattr(whole, "value", whole))
    return f"{100 * float(getattr(part, 'value', part)) / total:.0f} %" if total else ""
