"""Paragraphs that name no engagement go on about the one that the document is about."""

from pathlib import Path

import pytest
from spacy.language import Language

from extract import reference
from extract.extractor import Extractor
from extract.knowledge import Knowledge
from extract.readers import from_text
from ontology.load import schema

REPORT = """# Operation Sea Lantern

Operation Sea Lantern was launched by Norway after the floods in Mozambique.

## {heading}

{text}
"""


@pytest.fixture(scope="module")
def extractor(root: Path, english: Language) -> Extractor:
    return Extractor(Knowledge(schema(), reference.load(root / "data" / "reference")), english)


def said(extractor: Extractor, heading: str, text: str) -> set[tuple[str, str]]:
    document = from_text(REPORT.format(heading=heading, text=text), "r.md", "text/markdown")
    return {
        (one.claim.predicate.rpartition("#")[2], str(one.claim.object).rpartition("/")[2])
        for one in extractor.extract(document).evidence
        if one.claim.subject.endswith("operation-sea-lantern")
    }


@pytest.mark.parametrize(
    ("heading", "text", "claim"),
    [
        ("Difficulties", "The operation suffered from language barriers and a lack of personnel.",
         ("facesChallenge", "lack-of-personnel")),
        ("Results", "It improved coordination.", ("hasEffect", "coordination")),
        ("Tools", "Satellite imagery and drones proved useful, and liaison officers helped.",
         ("usesTool", "satellite-imagery")),
        ("Activities", "- Search and rescue by the Royal Danish Air Force",
         ("usesTool", "search-and-rescue")),
        ("Activities", "- Search and rescue by the Royal Danish Air Force",
         ("hasParticipant", "royal-danish-air-force")),
        ("Who", "Participants so far: Kenya, Brazil and Portugal.", ("hasParticipant", "brazil")),
    ],
)  # fmt: skip
def test_a_later_paragraph_goes_on_about_the_topic(
    extractor: Extractor, heading: str, text: str, claim: tuple[str, str]
) -> None:
    assert claim in said(extractor, heading, text)


@pytest.mark.parametrize(
    ("heading", "text", "word"),
    [
        ("Lessons", "Drones enhance situational awareness.", "drone"),
        ("Doubts", "Satellite imagery would have spared the mission delays.", "satellite-imagery"),
        ("Elsewhere", "Operation Sukoon used drones in 2006.", "drone"),
        ("Kenya", "- Search and rescue by the Kenya Navy", "search-and-rescue"),
    ],
)
def test_what_is_general_or_of_another_is_left_alone(
    extractor: Extractor, heading: str, text: str, word: str
) -> None:
    assert word not in {target for _, target in said(extractor, heading, text)}
