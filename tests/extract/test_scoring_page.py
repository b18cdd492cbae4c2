"""The report as one page of HTML."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from extract.scoring import score
from extract.scoring.loading import load
from extract.scoring.page import Part, html
from ontology import terms

HANDMADE = Path(__file__).parent / "handmade"
NAME = "778_relief.md"


class Page(HTMLParser):
    """Collects tags, attributes and what stands in each ``mark``."""

    VOID = frozenset({"meta", "circle", "line", "polyline"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.marks: list[tuple[str, str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in self.VOID:
            self.open.append(tag)
        if tag == "mark":
            self.marks.append((dict(attrs)["class"] or "", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "mark" in self.open:
            cls, text = self.marks[-1]
            self.marks[-1] = (cls, text + data)


def page() -> str:
    text = (HANDMADE / "documents" / NAME).read_text(encoding="utf-8")
    start = text.index("The Orla Guard")
    line = {"document": NAME, "start": start, "end": text.index("\n", start)}
    guard: dict[str, Any] = {
        "iri": terms.expand("id:guard"),
        "label": "<Guard> & sons",
        "class": "ArmedForce",
        "start": start + 4,
        "end": start + 14,
    }
    claim = line | {
        "subject": guard,
        "predicate": "memberOf",
        "object": {"iri": terms.expand("id:nato"), "label": "NATO", "class": "MilitaryAlliance"},
        "modality": "asserted",
        "confidence": 0.7,
        "rule": "by-hand",
    }
    gold = load(HANDMADE, {NAME: text})
    scores = score.score(gold, [claim], {NAME: text}, mentions=[])
    return html([Part("handmade", scores, {NAME: text})])


def test_every_error_is_in_its_sentence_with_the_words_marked() -> None:
    text = page()
    found = Page(text)
    assert found.open == []
    assert ("missed", "Norway") in found.marks
    assert ("missed", "Orla Guard") in found.marks
    assert "id:relief ent:usesTool tool:airlift" in text
    assert "&lt;Guard&gt; &amp; sons memberOf NATO" in text
    assert "missing: predicate enhances" in text


def test_the_page_needs_nothing_else() -> None:
    found = Page(page())
    assert not [item for item in found.attributes if item[1] in ("src", "href", "srcset")]
    assert "script" not in {tag for tag, _, _ in found.attributes}


def test_the_reliability_diagram_has_ten_bins() -> None:
    text = page()
    assert text.count("<circle") == 10
    assert re.search(r'<line [^>]*class="ideal"/>', text)
