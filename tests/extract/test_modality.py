"""How sentences put their claims."""

from pathlib import Path

import pytest
from spacy.language import Language

from claims.model import Modality
from extract import reference
from extract.extractor import Extractor
from extract.knowledge import Knowledge
from extract.modality import cues
from extract.readers import from_text
from ontology import terms
from ontology.load import schema


@pytest.fixture(scope="module")
def extractor(root: Path, english: Language) -> Extractor:
    known = reference.load(root / "data" / "reference")
    return Extractor(Knowledge(schema(), known), english)


def modalities(extractor: Extractor, text: str, predicate: str = "enhances") -> set[Modality]:
    evidence = extractor.extract(from_text(text, "text.txt")).evidence
    return {one.modality for one in evidence if one.claim.predicate == terms.ENT + predicate}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Joint exercises enhance trust.", Modality.ASSERTED),
        ("Joint exercises typically enhance trust.", Modality.ASSERTED),
        ("Joint exercises can enhance trust.", Modality.HEDGED),
        ("Joint exercises may enhance trust.", Modality.HEDGED),
        ("Joint exercises often enhance trust.", Modality.HEDGED),
        ("Joint exercises are expected to enhance trust.", Modality.HEDGED),
        ("In some cases, joint exercises enhance trust.", Modality.HEDGED),
        ("Joint exercises should enhance trust.", Modality.NORMATIVE),
        ("Joint exercises must enhance trust.", Modality.NORMATIVE),
        ("Joint exercises are vital for enhancing trust.", Modality.NORMATIVE),
        ("Joint exercises will enhance trust.", Modality.FUTURE),
        ("Joint exercises do not enhance trust.", Modality.NEGATED),
        ("Joint exercises never enhance trust.", Modality.NEGATED),
    ],
)
def test_cues_on_the_verb(extractor: Extractor, text: str, expected: Modality) -> None:
    assert modalities(extractor, text) == {expected}


@pytest.mark.parametrize(
    "text",
    [
        "Joint exercises not only enhance trust but also improve readiness.",
        "Joint exercises enhance not just readiness but trust.",
        "Beyond mere training, joint exercises enhance trust.",
    ],
)
def test_praise_is_no_negation(extractor: Extractor, text: str) -> None:
    assert modalities(extractor, text) == {Modality.ASSERTED}


def test_what_is_kept_from_hampering_is_mitigated(extractor: Extractor) -> None:
    text = "Joint exercises ensure that responses are not hampered by delays."
    assert modalities(extractor, text, "mitigates") == {Modality.ASSERTED}
    assert modalities(extractor, text, "hinders") == set()


@pytest.mark.parametrize(
    "text",
    [
        "Officials deny that joint exercises enhance trust.",
        "Joint exercises would have enhanced trust.",
        "Rumours say that joint exercises enhance trust.",
    ],
)
def test_denials_rumours_and_counterfactuals_claim_nothing(extractor: Extractor, text: str) -> None:
    assert modalities(extractor, text) == set()


def test_a_participle_shares_the_hedge_of_its_clause(extractor: Extractor) -> None:
    text = "Joint exercises may reduce delays, enhancing trust."
    assert modalities(extractor, text) == {Modality.HEDGED}


def test_a_requirement_is_asserted(extractor: Extractor) -> None:
    text = "Joint operations require interoperability."
    assert modalities(extractor, text, "requires") == {Modality.ASSERTED}


def test_every_section_of_the_cues_is_a_modality_or_none() -> None:
    assert set(cues()) - {"none"} <= {one.value for one in Modality}
