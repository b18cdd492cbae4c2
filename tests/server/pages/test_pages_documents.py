"""Documents: the words are those of the text, and the marks are where the evidence is."""

from typing import Any

import pytest

from claims.model import Document
from ontology import terms
from server import reading
from server.evidence import Found, Piece, cut

BOATS = "/page/id/document/boats"


def found(start: int, end: int, text: str, **more: Any) -> Found:
    values: dict[str, Any] = {
        "iri": f"{terms.ID}evidence/{start}-{end}",
        "claim": f"{terms.ID}claim/c",
        "sentence": text[start:end],
        "start": start,
        "end": end,
        "pieces": (),
        "subject": None,
        "object": None,
        "modality": "asserted",
        "confidence": 0.9,
        "rule": "r",
        "run": "",
        "during": "",
        "version": f"{terms.ID}document/d/v",
        "document": f"{terms.ID}document/d",
        "title": "D",
        "kind": "corpus",
    }
    return Found(**(values | more))


def test_a_sentence_is_cut_at_subject_and_object() -> None:
    pieces = cut("Chad leads Niger.", 10, {"subject": (10, 14), "object": (21, 26)})
    assert [(p.text, p.roles) for p in pieces] == [
        ("Chad", ("subject",)),
        (" leads ", ()),
        ("Niger", ("object",)),
        (".", ()),
    ]


@pytest.mark.parametrize("span", [(0, 5), (200, 210), (14, 14), (90, 110), None], ids=str)
def test_what_lies_outside_of_a_sentence_loses_no_word(span: tuple[int, int] | None) -> None:
    pieces = cut("Chad leads it.", 100, {"subject": span})
    assert "".join(piece.text for piece in pieces) == "Chad leads it."


def test_spans_over_each_other_are_both_told() -> None:
    pieces = cut("its navy", 0, {"subject": (0, 3), "object": (0, 8)})
    assert pieces == (Piece("its", ("subject", "object")), Piece(" navy", ("object",)))


def test_quotes_that_overlap_are_one_passage() -> None:
    text = "One two three four five."
    marked = reading.passages([found(4, 13, text), found(8, 18, text), found(19, 24, text)])
    assert [(p.start, p.end, len(p.evidence)) for p in marked] == [(4, 18, 2), (19, 24, 1)]


def test_equal_quotes_are_one_passage_and_neighbours_are_two() -> None:
    text = "One. Two."
    marked = reading.passages([found(0, 4, text), found(0, 4, text), found(4, 9, text)])
    assert [(p.start, p.end, len(p.evidence)) for p in marked] == [(0, 4, 2), (4, 9, 1)]


def test_a_block_keeps_its_words(small: Any) -> None:
    document: Document = small.report.document
    marked = reading.passages(
        found(item.start, item.end, document.text) for item in small.report.found
    )
    focus = found(marked[0].start, marked[0].end, document.text, subject=(0, 10_000))
    for part, block in zip(reading.parts(document, marked, focus), document.blocks, strict=True):
        assert part.text == document.text[block.start : block.end]


def test_the_marks_are_the_sentences(small: Any, read: Any) -> None:
    page = read(small.page(BOATS))
    quoted = {item.sentence for item in small.report.found}
    marks = page.text_of("mark")
    # A quote inside another is part of its mark.
    assert set(marks) == quoted - {"Sudria fed the town."}
    assert marks.count("Norland led the convoy; Sudria fed the town.") == 2
    assert page.problems == []
    assert "<b>& drills</b>" in " ".join(page.text_of("p"))


@pytest.mark.parametrize("predicate", ["ent:leads", "ent:provides", "ent:usesTool"])
def test_evidence_is_pointed_at_by_its_very_words(small: Any, read: Any, predicate: str) -> None:
    for item in small.report.found:
        if item.claim.predicate != terms.expand(predicate):
            continue
        told = read(small.page(f"/page/id/evidence/{item.id}"))
        (link,) = {link for link in told.links if link.endswith("#here")}
        page = read(small.page(link.partition("#")[0]))
        assert "here" in page.ids
        pieces = [
            text for name, classes, text in page.texts if name == "span" and "focus" in classes
        ]
        assert "".join(pieces) == item.sentence


def test_the_second_of_two_equal_sentences_is_pointed_at(small: Any) -> None:
    items = [e for e in small.report.found if e.claim.predicate == terms.ent("leads")]
    pages = [
        small.page(f"{BOATS}/{small.report.document.version}?evidence={item.id}") for item in items
    ]
    first, second = (page.index('id="here"') for page in pages)
    assert second > first


def test_claims_are_listed_beside_the_text(small: Any, read: Any) -> None:
    page = read(small.page(BOATS))
    claims = {f"/id/claim/{item.claim.id}" for item in small.report.found}
    assert claims <= set(page.links)
    assert {link.removeprefix("#") for link in page.links if link.startswith("#n")} <= set(page.ids)


def test_claims_are_narrowed_to_a_predicate(small: Any, read: Any) -> None:
    page = read(small.page(f"{BOATS}?predicate=ent:usesTool"))
    assert page.text_of("mark") == ["Harbour Relief may use joint exercises <b>& drills</b>."]
    assert "Perhaps Norland acted in Sudria." in " ".join(page.text_of("p"))


def test_evidence_of_elsewhere_points_at_nothing(small: Any, read: Any) -> None:
    other = small.reference.found[0]
    for asked in (other.id, "none", "x'y"):
        page = read(small.page(f"{BOATS}?evidence={asked}"))
        assert "here" not in page.ids


def test_the_head_says_where_the_text_is_from(small: Any, read: Any) -> None:
    page = read(small.page(BOATS))
    byline = " ".join(page.text_of("p", "byline")[0].split())
    assert "4 May 2031" in byline
    assert "Test desk" in byline
    assert "https://creativecommons.org/licenses/by/4.0/" in page.links
    assert "Harbour office log" in " ".join(page.text_of("li"))


def test_reference_data_is_a_table(small: Any, read: Any) -> None:
    item = small.reference.found[0]
    page = read(small.page(f"/page/id/document/reference-states?evidence={item.id}"))
    assert page.text_of("th") == ["slug", "class", "label", "alt_labels", "source"]
    assert "/id/norland" in page.links
    assert "Norland" in page.text_of("tr", "focus")[0]


def test_a_text_that_is_not_kept_is_told(small: Any, tmp_path: Any) -> None:
    assert reading.document(tmp_path, "boats", "0000") is None
    assert reading.document(small.home, "boats", "0000") is None
