"""Hostile texts: nothing crashes, every offset is true; processes change nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from bench.hostile_texts import HOSTILE, SAYING
from claims.model import Document, Extraction
from extract import reference
from extract.extractor import Extractor
from extract.knowledge import Knowledge
from extract.readers import from_text
from ontology.load import schema

PIECES = st.sampled_from(
    [
        SAYING, "Kenya and Uganda sent troops to Somalia in 2011.", "# Heading", "- item",
        "| a | b |",
        "the African Union (AU)", "“quoted”", "(((", "]]", "\u202e\u202d", "\u200f", "\x00",
        "\x1b[2J",
        "\ufeff", "🙂👩‍👩‍👧", "e\u0301", "ﬁ", "\r\n", "\n\n", "\t", "...", "such as", "—", "NATO",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=12), max_size=24).map(" ".join)


@pytest.fixture(scope="module")
def extractor(root: Path, english: Language) -> Extractor:
    return Extractor(Knowledge(schema(), reference.load(root / "data" / "reference")), english)


def check_offsets(found: Extraction) -> None:
    """Every span of a claim and of a mention stands where it says."""
    text = found.document.text
    for mention in found.mentions:
        assert text[mention.start : mention.end] == mention.text
    for item in found.evidence:
        assert text[item.start : item.end] == item.sentence
        for span in (item.subject_span, item.object_span):
            if span is not None:
                assert item.start <= span.start < span.end <= item.end


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=TEXTS, media=st.sampled_from(["note.txt", "note.md"]))
def test_offsets_are_true_whatever_the_text(extractor: Extractor, text: str, media: str) -> None:
    kind = "text/markdown" if media.endswith("md") else "text/plain"
    assume(any(char.isalnum() for char in text))
    check_offsets(extractor.extract(from_text(text, media, kind)))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_read_and_its_offsets_are_true(extractor: Extractor, name: str) -> None:
    check_offsets(extractor.extract(from_text(HOSTILE[name](120), "hostile.md", "text/markdown")))


def test_the_number_of_processes_changes_nothing(extractor: Extractor) -> None:
    documents = [
        from_text(
            f"{SAYING} Kenya sent {n} ships to Somalia in 20{n:02}.\n\n- Drills build trust",
            f"{n}.md",
        )
        for n in range(12)
    ]
    alone = list(extractor.extract_all(documents))
    assert list(extractor.extract_all(documents, processes=2)) == alone
    assert list(extractor.extract_all(iter(documents), processes=3)) == alone


def test_an_endless_stream_is_read_as_it_is_needed(extractor: Extractor) -> None:
    taken = 0

    def endless() -> Iterator[Document]:
        nonlocal taken
        while True:
            taken += 1
            yield from_text(SAYING, f"{taken}.txt")

    found = extractor.extract_all(endless(), processes=2)
    first = [next(found).document.slug for _ in range(3)]
    assert len(set(first)) == 3
    assert taken < 30
