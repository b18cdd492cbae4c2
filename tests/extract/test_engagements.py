"""How engagements are followed through a document, and the words that they are found by."""

from collections.abc import Callable
from pathlib import Path

import pytest
from spacy.language import Language

from claims.model import Literal, Modality
from extract.candidates import Candidate, ParsedDocument
from extract.engagements import find
from extract.engagements.lexicon import lexicon
from extract.extractor import Extractor
from extract.knowledge import Knowledge
from extract.readers import from_text, read
from extract.reference import load
from ontology import terms
from ontology.load import schema

Parsed = Callable[[str], ParsedDocument]

REPORT = """Relief after the storm

After Typhoon Haiyan, Japan and the United States deployed troops to the Philippines. They used
airlift and medical assistance. The mission was hampered by damaged infrastructure. It strengthened
diplomatic ties, which highlights the value of partnership for regional stability.

In 2016 Sweden and Finland held a joint exercise. The exercise was observed by Norway.

Harvests were poor. They fell for the third year.
"""


@pytest.fixture(scope="module")
def extractor(english: Language, root: Path) -> Extractor:
    return Extractor(Knowledge(schema(), load(root / "data" / "reference")), english)


@pytest.fixture(scope="module")
def parsed_text(extractor: Extractor) -> Parsed:
    """A function from a text to its parse, with the shipped pipeline and reference data."""
    return lambda text: extractor.parse(from_text(text, "text.md", "text/markdown"))


def objects(candidates: list[Candidate], predicate: str) -> list[str]:
    """Return the last parts of what candidates with a predicate have for objects."""
    targets = [one.object for one in candidates if one.predicate == predicate]
    iris = [one if isinstance(one, str | Literal) else one.iri for one in targets]
    return [str(one.value) if isinstance(one, Literal) else one.rpartition("/")[2] for one in iris]


# Following engagements


def test_later_sentences_add_to_the_engagement_before(parsed_text: Parsed) -> None:
    claims = find(parsed_text(REPORT))
    first = [one for one in claims if one.subject == claims[0].subject]

    assert {"airlift", "medical-assistance"} <= set(objects(first, "usesTool"))
    assert objects(first, "facesChallenge") == ["damaged-infrastructure"]
    assert "diplomatic-ties" in objects(first, "hasEffect")


def test_what_an_engagement_is_cited_for_is_no_effect(parsed_text: Parsed) -> None:
    claims = find(parsed_text(REPORT))

    assert "regional-stability" in objects(claims, "illustrates")
    assert "regional-stability" not in objects(claims, "hasEffect")


def test_a_new_paragraph_ends_an_engagement(parsed_text: Parsed) -> None:
    parsed = parsed_text(REPORT)
    find(parsed)
    last = parsed.blocks[-1]

    assert last.block.start > max(one.sentence.end for one in parsed.engagements)


def test_a_pronoun_takes_up_only_the_sentence_before(parsed_text: Parsed) -> None:
    text = "Kenya led a mission in Somalia. Rain fell for weeks. It caused delays."
    parsed = parsed_text(text)

    assert objects(find(parsed), "facesChallenge") == []


def test_other_actors_make_another_engagement(parsed_text: Parsed) -> None:
    text = "France and Chad held a joint exercise. Japan and Fiji held another joint exercise."
    parsed = parsed_text(text)
    find(parsed)

    assert len({one.iri for one in parsed.engagements}) == 2


def test_short_sentences_add_participants(parsed_text: Parsed) -> None:
    text = (
        "Exercise Kakadu is hosted by Australia. In 2022 it involved warships from Fiji and India. "
        "Malaysia also contributed ships."
    )
    parts = objects(find(parsed_text(text)), "hasParticipant")

    assert parts == ["australia", "fiji", "india", "malaysia"]


def test_sending_without_saying_where_is_no_engagement(parsed_text: Parsed) -> None:
    parsed = parsed_text("Pakistan, Bangladesh and Bhutan sent field hospitals.")

    assert find(parsed) == []


def test_a_mission_that_acts_is_not_what_it_does(parsed_text: Parsed) -> None:
    parsed = parsed_text("UNIFIL and the Lebanese Armed Forces carried out joint patrols.")
    find(parsed)

    assert terms.ID + "unifil" not in {one.iri for one in parsed.engagements}


def test_the_paragraph_gives_the_crisis(parsed_text: Parsed) -> None:
    text = "The 2015 Nepal earthquake destroyed many villages. Bhutan and India sent engineers."

    assert objects(find(parsed_text(text)), "respondsTo") == ["nepal-earthquake-2015"]


def test_headings_introduce_nothing(parsed_text: Parsed) -> None:
    parsed = parsed_text("# Cooperation between Japan and Fiji\n\nHarvests were poor.")

    assert find(parsed) == []


# Identity


def test_an_unnamed_engagement_gets_class_and_label(parsed_text: Parsed) -> None:
    claims = find(parsed_text("Cooperation between Japan and Fiji during the Cold War grew."))

    assert terms.ent("Partnership") in [one.object for one in claims if one.predicate == "type"]
    assert objects(claims, terms.RDFS_LABEL) == ["Cooperation of Japan and Fiji"]


def test_a_named_engagement_keeps_its_iri(parsed_text: Parsed) -> None:
    claims = find(parsed_text("Morocco hosted the exercise African Lion."))

    assert {one.subject for one in claims} == {terms.ID + "african-lion"}


def test_a_negated_part_in_a_named_operation_is_negated(parsed_text: Parsed) -> None:
    claims = find(parsed_text("Albania did not take part in Operation Atalanta."))
    parts = [one for one in claims if one.predicate == "hasParticipant"]

    assert [one.modality for one in parts] == [Modality.NEGATED]


def test_a_place_each_makes_an_engagement_each(parsed_text: Parsed) -> None:
    text = "Interventions in Somalia and Libya highlighted the value of coordination."
    parsed = parsed_text(text)

    assert sorted(objects(find(parsed), "occursIn")) == ["libya", "somalia"]
    assert len({one.iri for one in parsed.engagements}) == 2


def test_claims_keep_the_period_of_their_sentence(parsed_text: Parsed) -> None:
    claims = find(parsed_text("During the Cold War, NATO conducted REFORGER in West Germany."))

    assert {one.during for one in claims} == {terms.ID + "cold-war"}
    assert objects(claims, "duringPeriod") == ["cold-war"]


# Properties


def test_spans_lie_inside_their_sentences(parsed_text: Parsed) -> None:
    for claim in find(parsed_text(REPORT)):
        for span in (claim.subject_span, claim.object_span):
            if span is not None:
                assert claim.sentence.start <= span.start < span.end <= claim.sentence.end


def test_the_same_text_gives_the_same_claims(parsed_text: Parsed) -> None:
    first, second = find(parsed_text(REPORT)), find(parsed_text(REPORT))

    assert [(one.subject, one.predicate) for one in first] == [
        (one.subject, one.predicate) for one in second
    ]


def test_the_shipped_corpus_keeps_the_properties(extractor: Extractor, root: Path) -> None:
    folder = root / "data" / "corpus"
    actors = schema()
    for path in sorted(folder.glob("*.md")):
        parsed = extractor.parse(read(path, folder))
        for claim in find(parsed):
            assert 0 < claim.confidence < 1
            assert 0 <= claim.sentence.start < claim.sentence.end <= len(parsed.document.text)
            if claim.predicate == "hasParticipant" and not isinstance(claim.object, str | Literal):
                assert actors.is_a(claim.object.cls, "Actor")


# Words


def test_words_name_classes_and_concepts_of_the_ontology() -> None:
    words, known = lexicon(), schema()

    assert {*words.nouns.values(), *words.verbs.values()} <= set(known.classes)
    tools = {*words.class_tools.values(), *words.verb_tools.values(), *words.bare_concepts}
    assert tools <= set(known.concepts)
    assert words.general_crises <= set(known.concepts)


def test_no_verb_both_takes_part_and_stands_outside() -> None:
    words = lexicon()

    assert not words.outside & (words.participation | set(words.verbs))


def test_confidences_are_probabilities() -> None:
    assert all(0 < value < 1 for value in lexicon().confidence.values())
