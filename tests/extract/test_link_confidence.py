"""What a link is worth, and what follows from it for mentions and claims."""

from pathlib import Path

import pytest
from spacy.language import Language

from claims.model import Extraction
from extract.extractor import Extractor
from extract.knowledge import Knowledge
from extract.mentions import lexicon
from extract.mentions.roles import ROLES
from extract.mentions.senses import Candidate, Use, choose
from extract.mentions.shortnames import heads_of
from extract.readers import from_text
from extract.reference import KnownEntity, Reference, load
from ontology import terms
from ontology.load import schema


def known(slug: str, cls: str, label: str, *shared: str, **facts: str) -> KnownEntity:
    linked = {name: (terms.ID + slug,) for name, slug in facts.items()}
    return KnownEntity(terms.ID + slug, cls, label, (), (), linked, shared)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    entities = (
        known("highland", "Place", "Highland"),
        known("lowland", "Place", "Lowland"),
        known("upper-norland", "State", "Upper Norland", "Norland", locatedIn="highland"),
        known("lower-norland", "State", "Lower Norland", "Norland", locatedIn="lowland"),
        known("westmark", "State", "Westmark", locatedIn="highland"),
        known("fenland", "State", "Fenland", locatedIn="lowland"),
        known("river-pact", "RegionalOrganisation", "River Council"),
        known("hill-pact", "RegionalOrganisation", "Hill Council"),
    )
    return Knowledge(schema(), Reference((), entities, (), ""))


@pytest.fixture(scope="module")
def extractor(knowledge: Knowledge, english: Language) -> Extractor:
    return Extractor(knowledge, english)


def extraction(extractor: Extractor, text: str) -> Extraction:
    return extractor.extract(from_text(text, "note.txt"))


def links(found: Extraction, words: str) -> dict[str, float]:
    return {m.iri.removeprefix(terms.ID): m.confidence for m in found.mentions if m.text == words}


def test_what_else_the_document_names_says_which_is_meant(extractor: Extractor) -> None:
    up = extraction(extractor, "Westmark and all of Highland are flooded.\n\nNorland sent boats.")
    down = extraction(extractor, "Fenland and all of Lowland are flooded.\n\nNorland sent boats.")
    assert list(links(up, "Norland")) == ["upper-norland"]
    assert list(links(down, "Norland")) == ["lower-norland"]


def test_what_stands_later_in_the_document_counts_as_well(extractor: Extractor) -> None:
    found = extraction(
        extractor, "Norland sent boats.\n\nThey crossed Highland and reached Westmark."
    )
    assert list(links(found, "Norland")) == ["upper-norland"]


def test_other_documents_do_not_count(extractor: Extractor) -> None:
    documents = [
        from_text("Westmark sent boats to Upper Norland.", "a.txt"),
        from_text("Norland sent boats to Fenland.", "b.txt"),
    ]
    one, other = extractor.extract_all(documents)
    assert [other, one] == list(extractor.extract_all(documents[::-1]))
    assert list(links(other, "Norland")) == ["lower-norland"]


def test_what_cannot_be_decided_is_no_known_entity(extractor: Extractor) -> None:
    found = extraction(extractor, "Norland sent boats.")
    assert links(found, "Norland") == {"norland": 0.4}


def test_a_claim_is_no_surer_than_its_link(extractor: Extractor) -> None:
    doubtful = extraction(extractor, "Norland and Westmark held a joint exercise.")
    certain = extraction(extractor, "Upper Norland and Westmark held a joint exercise.")
    sure, less = (
        {
            str(e.claim.object).removeprefix(terms.ID): e.confidence
            for e in one.evidence
            if e.claim.predicate == terms.ent("hasParticipant")
        }
        for one in (certain, doubtful)
    )
    assert less["westmark"] == sure["westmark"]
    (link,) = links(doubtful, "Norland").values()
    assert link < 0.97
    assert less["upper-norland"] == pytest.approx(sure["upper-norland"] * link / 0.97, abs=0.02)


def test_a_short_name_is_what_was_named_in_full(extractor: Extractor) -> None:
    found = extraction(extractor, "The River Council met in May.\n\nThe Council sent boats.")
    assert list(links(found, "Council")) == ["river-pact"]


def test_a_short_name_of_two_things_named_together_is_neither(extractor: Extractor) -> None:
    found = extraction(
        extractor, "The River Council and the Hill Council met. The Council sent boats."
    )
    assert links(found, "Council") == {}


def test_weight_and_context_decide_and_not_the_order_of_candidates(
    knowledge: Knowledge, english: Language
) -> None:
    doc = english("Norland sent boats.")
    use = Use(doc, 0, 1, (), frozenset({terms.ID + "westmark", terms.ID + "highland"}))
    both = [
        knowledge.candidate("norland", knowledge.entities[terms.ID + slug])
        for slug in ("upper-norland", "lower-norland")
    ]
    meant, probability = choose(both, use, knowledge)
    assert meant is not None
    assert meant.label == "Upper Norland"
    assert choose(both[::-1], use, knowledge) == (meant, probability)
    heavier = [both[0], Candidate(both[1].reading, "state", both[1].weight * 20)]
    assert choose(heavier, use, knowledge)[0] != meant


@pytest.mark.parametrize(
    ("name", "heads"),
    [
        ("Council of Europe", ("council",)),
        ("International Court of Justice", ("court",)),
        ("European Union Rule of Law Mission in Kosovo", ("rule", "mission")),
        ("UNMISS", ()),
        ("Georgia", ()),
    ],
)
def test_the_nouns_that_can_stand_for_a_name(name: str, heads: tuple[str, ...]) -> None:
    assert heads_of(name) == heads


def test_every_word_list_names_what_is_known(root: Path) -> None:
    entities = {e.iri: e for e in load(root / "data" / "reference").entities}
    labels = {e.label for e in entities.values() if e.cls == "State"}
    assert [r["slug"] for r in lexicon.rows("senses") if terms.ID + r["slug"] not in entities] == []
    assert [r["state"] for r in lexicon.rows("capitals") if r["state"] not in labels] == []
    sorts = {row["sort"] for row in lexicon.rows("senses")} | set(ROLES)
    assert {row["sort"] for row in lexicon.rows("cues")} <= sorts
