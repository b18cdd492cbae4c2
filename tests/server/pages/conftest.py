"""A small site built by hand: two documents, a dozen claims, decisions, and a real server."""

import http.client
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from claims.ledger import Ledger
from claims.model import (
    Action,
    Block,
    BlockKind,
    Claim,
    Decision,
    Document,
    Evidence,
    Extraction,
    Literal,
    Mention,
    Modality,
    Run,
    Span,
)
from claims.policy import Policy
from extract.readers import from_text
from graph.publish import publish
from ontology import terms
from server.app import create_app
from server.building import ledger_path
from server.serve import address, make_server
from server.settings import Settings

RUN = Run("1.0", "pipeline", "knowledge")
VOID_ELEMENTS = frozenset({"meta", "link", "input", "br", "hr", "img"})

TEXT = """---
title: Boats for Port Vale
date: 2031-05-04
author: Test desk
licence: CC-BY-4.0
sources:
  - Harbour office log
---

# Boats for Port Vale

In 2031 a flood hit Port Vale. 🚢 Norland and the Sudria Navy ran Harbour Relief there.

## What helped

Harbour Relief may use joint exercises <b>& drills</b>. It did not build trust.

- Norland led the convoy; Sudria fed the town.
- Norland led the convoy; Sudria fed the town.

Perhaps Norland acted in Sudria.
"""

ROWS = """slug\tclass\tlabel\talt_labels\tsource
norland\tState\tNorland\tKingdom of Norland|NL\tAtlas
sudria\tState\tSudria\t\tAtlas"""


def iri(name: str) -> str:
    """Return the IRI of "ent:usesTool" or, without a prefix, of an individual."""
    return terms.expand(name) if ":" in name else terms.ID + name


@dataclass
class Teller:
    """Makes evidence from the words of a document."""

    document: Document
    found: list[Evidence] = field(default_factory=list)

    def say(
        self,
        subject: str,
        predicate: str,
        value: str | Literal,
        sentence: str,
        *,
        words: tuple[str, str] = ("", ""),
        modality: Modality = Modality.ASSERTED,
        confidence: float = 0.9,
        occurrence: int = 0,
        during: str | None = None,
    ) -> Claim:
        start = -1
        for _ in range(occurrence + 1):
            start = self.document.text.index(sentence, start + 1)
        spans = []
        for word in words:
            at = self.document.text.find(word, start) if word else -1
            spans.append(Span(at, at + len(word)) if at >= 0 else None)
        claim = Claim(iri(subject), iri(predicate), iri(value) if isinstance(value, str) else value)
        self.found.append(
            Evidence(
                claim=claim,
                document=self.document.slug,
                version=self.document.version,
                sentence=sentence,
                start=start,
                end=start + len(sentence),
                occurrence=occurrence,
                modality=modality,
                confidence=confidence,
                rule="by-hand",
                subject_span=spans[0],
                object_span=spans[1],
                during=during,
            )
        )
        return claim


def reference() -> Teller:
    blocks, start = [], 0
    for line in ROWS.split("\n"):
        blocks.append(Block(BlockKind.TABLE_ROW, start, start + len(line)))
        start += len(line) + 1
    told = Teller(
        Document(
            "reference-states",
            "reference/states.tsv",
            ROWS,
            tuple(blocks),
            "Reference data: states",
            "text/tab-separated-values",
            "reference",
        )
    )
    for row in ROWS.split("\n")[1:]:
        slug, _, label, alias, _ = row.split("\t")
        told.say(slug, "rdf:type", "ent:State", row)
        told.say(slug, "rdfs:label", Literal(label, language="en"), row)
        if alias:
            for name in alias.split("|"):
                told.say(slug, "skos:altLabel", Literal(name, language="en"), row)
    return told


def report() -> Teller:
    told = Teller(from_text(TEXT, "boats.md", "text/markdown"))
    flood = "In 2031 a flood hit Port Vale."
    ran = "Norland and the Sudria Navy ran Harbour Relief there."
    led = "Norland led the convoy; Sudria fed the town."
    told.say("flood-2031", "rdf:type", "ent:Crisis", flood)
    told.say("flood-2031", "rdfs:label", Literal("2031 flood", language="en"), flood)
    told.say("flood-2031", "ent:crisisType", "crisistype:natural-disaster", flood)
    told.say("flood-2031", "ent:occursIn", "port-vale", flood, words=("a flood", "Port Vale"))
    told.say("flood-2031", "ent:year", Literal("2031", f"{terms.XSD}integer"), flood)
    told.say("port-vale", "rdf:type", "ent:Place", flood)
    told.say("port-vale", "rdfs:label", Literal("Port Vale", language="en"), flood)
    told.say("harbour-relief", "rdf:type", "ent:Operation", ran)
    told.say("harbour-relief", "rdfs:label", Literal("Harbour Relief", language="en"), ran)
    told.say("harbour-relief", "ent:respondsTo", "flood-2031", ran)
    for actor, words in (("norland", "Norland"), ("sudria-navy", "Sudria Navy")):
        told.say(
            "harbour-relief", "ent:hasParticipant", actor, ran, words=("Harbour Relief", words)
        )
    told.say("sudria-navy", "rdf:type", "ent:ArmedForce", ran)
    told.say("sudria-navy", "rdfs:label", Literal("Sudria Navy", language="en"), ran)
    told.say("sudria-navy", "ent:forceOf", "sudria", ran)
    told.say(
        "harbour-relief",
        "ent:usesTool",
        "tool:joint-exercise",
        "Harbour Relief may use joint exercises <b>& drills</b>.",
        words=("Harbour Relief", "joint exercises"),
        modality=Modality.HEDGED,
        during=iri("cold-war"),
    )
    told.say(
        "harbour-relief",
        "ent:hasEffect",
        "effect:trust",
        "It did not build trust.",
        modality=Modality.NEGATED,
    )
    for occurrence in (0, 1):
        told.say(
            "norland",
            "ent:leads",
            "sudria",
            led,
            words=("Norland", "convoy"),
            occurrence=occurrence,
        )
    # A quote inside another one.
    told.say("sudria", "ent:provides", "tool:humanitarian-assistance", "Sudria fed the town.")
    told.say(
        "norland", "ent:memberOf", "sudria", "Perhaps Norland acted in Sudria.", confidence=0.2
    )
    return told


def build(home: Path) -> None:
    """Write the ledger and publish its graph."""
    told = report()
    names = reference()
    at = told.document.text.index("Norland")
    mention = Mention(told.document.slug, at, at + 7, "Norland", "State", iri("norland"), "Norland")
    with Ledger.open(ledger_path(home)) as ledger:
        ledger.record(Extraction(names.document, (), tuple(names.found)), RUN)
        ledger.record(Extraction(told.document, (mention,), tuple(told.found)), RUN)
        for action, predicate in ((Action.ACCEPT, "respondsTo"), (Action.REJECT, "provides")):
            claim = next(e.claim for e in told.found if e.claim.predicate == terms.ent(predicate))
            ledger.decide(
                Decision(action, claim.id, "Ada Test", datetime(2031, 6, 1, tzinfo=UTC), "I know.")
            )
        publish(ledger.state({RUN.id}), Policy(0.5), home)


@dataclass(frozen=True)
class Answer:
    """A response, read whole."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True)
class Site:
    """A running server over the small graph, and what went into it."""

    url: str
    home: Path
    report: Teller
    reference: Teller

    def request(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Answer:
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=30)
        try:
            connection.request(method, path, body=body, headers=dict(headers or {}))
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def get(self, path: str, accept: str | None = None, **headers: str) -> Answer:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.request("GET", path, given | ({"Accept": accept} if accept else {}))

    def page(self, path: str) -> str:
        """Return a page, which there must be."""
        answer = self.get(path, "text/html")
        assert answer.status == 200, (path, answer.status, answer.text[:300])
        return answer.text


@contextmanager
def serving(home: Path) -> Iterator[Site]:
    """Build the small site in a folder and serve it."""
    build(home)
    settings = Settings.load({}, home=home, port=0)
    app = create_app(settings)
    made = make_server(app, settings)
    thread = threading.Thread(target=made.run, daemon=True)
    thread.start()
    try:
        yield Site(address(made, settings).rstrip("/"), home, report(), reference())
    finally:
        made.close()
        app.extensions["entente"].close()
        thread.join(10)


class Html(HTMLParser):
    """Reads a page: elements that do not nest, links, names of places, and texts by class."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.problems: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self._open: list[tuple[str, frozenset[str], list[str]]] = []
        self.texts: list[tuple[str, frozenset[str], str]] = []
        self.feed(page)
        self.close()
        self.problems += [f"<{tag}> is left open" for tag, _, _ in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if len(given) < len(attrs):
            self.problems.append(f"<{tag}> has an attribute twice")
        self.attributes += [(tag, name, value) for name, value in given.items()]
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "a" and any(name == "a" for name, _, _ in self._open):
            self.problems.append("a link inside a link")
        above = self._open[-1][0] if self._open else ""
        if above == "p" and tag in ("p", "ul", "div", "blockquote", "h2"):
            self.problems.append(f"<{tag}> inside <p>")
        if tag not in VOID_ELEMENTS:
            self._open.append((tag, frozenset(given.get("class", "").split()), []))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID_ELEMENTS:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1][0] != tag:
            self.problems.append(f"</{tag}> closes {self._open[-1:]} at {self.getpos()}")
            return
        name, classes, parts = self._open.pop()
        self.texts.append((name, classes, "".join(parts)))

    def handle_data(self, data: str) -> None:
        for _, _, parts in self._open:
            parts.append(data)

    def text_of(self, tag: str, cls: str = "") -> list[str]:
        """Return the texts of the elements of a kind, as they are written."""
        return [text for name, classes, text in self.texts if name == tag and (
            not cls or cls in classes)]  # fmt: skip


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The small site, shared by all tests, which only read."""
    with serving(tmp_path_factory.mktemp("small")) as site:
        yield site


@pytest.fixture(scope="session")
def read() -> type[Html]:
    """What reads a page."""
    return Html
