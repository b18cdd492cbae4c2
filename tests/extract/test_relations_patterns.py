"""Patterns over whole sentences and blocks, each with texts of our own."""

from pathlib import Path

import pytest
from spacy.language import Language

from extract import reference
from extract.extractor import Extractor
from extract.knowledge import Knowledge
from extract.readers import from_text
from ontology import terms
from ontology.load import schema


@pytest.fixture(scope="module")
def extractor(root: Path, english: Language) -> Extractor:
    return Extractor(Knowledge(schema(), reference.load(root / "data" / "reference")), english)


def said(extractor: Extractor, text: str) -> set[str]:
    """Return the claims between concepts as *subject predicate object*, by their last parts."""
    found = extractor.extract(from_text(text, "note.md", "text/markdown")).evidence
    return {
        " ".join(str(part).rpartition("/")[2].rpartition("#")[2] for part in (
            one.claim.subject, one.claim.predicate, one.claim.object
        ))
        for one in found
        if one.claim.subject.startswith(terms.CONCEPT) and one.modality != "negated"
    }  # fmt: skip


FIRES = [
    # coordinated labels are nouns, whatever stands first
    ("Political sensitivities restrict transparency and openness.",
     "political-sensitivities hinders transparent-information"),
    # one word that names a concept is a verb behind an auxiliary
    ("Limited budgets may delay relief flights.", "limited-budgets leadsTo delay"),
    ("Mediation helps to de-escalate disputes.", "mediation enhances deescalation"),
    # a colon lists what the object announces
    ("Joint training covers two fields: mediation and negotiation.",
     "joint-training includes negotiation"),
    # particles belong to their verb
    ("Secure hotlines clear up misunderstandings.", "secure-hotline mitigates misunderstanding"),
    # quantities are seen through
    ("Field drills prevent most of the delays.", "field-drill mitigates delay"),
    # the subject of a participle is that of its clause
    ("Field drills deepen trust, enabling rapid deployment.",
     "field-drill enables rapid-deployment"),
    # adverbial phrases are no verbs
    ("Workshops foster mutual understanding, which in turn strengthens trust.",
     "mutual-understanding enhances trust"),
    # what there is more of is raised, not made possible
    ("Satellite imagery enables better situational awareness.",
     "satellite-imagery enhances situational-awareness"),
    # what means let somebody do they do themselves
    ("Secure hotlines allow governments to prevent misunderstandings.",
     "secure-hotline mitigates misunderstanding"),
    # of which kind a crisis is
    ("Military partnerships address emergencies resulting from floods or epidemics.",
     "military-partnership usedFor flood"),
    ("Trust in joint operations is vital.", "trust enhances joint-operation"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "claim"), FIRES, ids=[claim for _, claim in FIRES])
def test_a_pattern_fires(extractor: Extractor, text: str, claim: str) -> None:
    assert claim in said(extractor, text)


STAYS_QUIET = [
    # intention is no effect of another's, a plural opens the clause
    ("However, challenges persist.", "challenge"),
    ("Storms struck during the exercise season.", "usedFor"),
    ("Delays occurred during floods.", "usedFor"),
    ("Misunderstandings hinder cooperation during floods.", "usedFor"),
    ("Governments might build trust.", "nation-state"),
]


@pytest.mark.parametrize(("text", "word"), STAYS_QUIET)
def test_a_pattern_stays_quiet(extractor: Extractor, text: str, word: str) -> None:
    assert not any(word in claim for claim in said(extractor, text))


def test_a_table_of_obstacles_and_remedies_is_read_by_its_headings(extractor: Extractor) -> None:
    rows = "| Lack of trust | Joint exercises |\n| Delays | Secure hotlines |\n"
    claims = said(extractor, "| Problem | Answer |\n|---|---|\n" + rows)
    assert {"joint-exercise mitigates lack-of-trust", "secure-hotline mitigates delay"} <= claims
    assert "secure-hotline mitigates lack-of-trust" not in claims
    assert not said(extractor, "| Month | Place |\n|---|---|\n" + rows)


def test_items_of_advice_are_recommended_to_whom_the_list_addresses(extractor: Extractor) -> None:
    text = "Governments should:\n\n- invest in joint training exercises;\n- rest on Sundays.\n"
    assert "invest-joint-training recommendedTo government" in said(extractor, text)


def test_a_list_of_what_a_colon_announces_ends_with_the_sentence(extractor: Extractor) -> None:
    text = "Joint training covers two fields: mediation and negotiation. Drones fly by night."
    assert "joint-training includes drone" not in said(extractor, text)


def test_challenges_under_the_heading_of_a_challenge_are_part_of_it(extractor: Extractor) -> None:
    text = "# Resource constraints\n\nLimited budgets and a lack of personnel slow joint training."
    assert "resource-constraints includes limited-budgets" in said(extractor, text)


def test_such_measures_are_those_that_the_sentence_before_calls_so(extractor: Extractor) -> None:
    text = "Visits are confidence-building measures with a long record. Such measures ease tension."
    assert "confidence-building-measure mitigates tension" in said(extractor, text)
