"""The extractor: offsets, identity, order, and what refers back to earlier sentences."""

from pathlib import Path

import pytest
from spacy.language import Language

from claims.model import Claim, Document, Extraction, Literal, Modality, Span
from extract import reference
from extract.candidates import Candidate, ParsedDocument
from extract.evidence import evidence
from extract.extractor import Extractor
from extract.knowledge import Knowledge
from extract.readers import find, from_text, read
from ontology import terms
from ontology.load import schema

TOOL = f"{terms.CONCEPT}tool/"
EFFECT = f"{terms.CONCEPT}effect/"
CHALLENGE = f"{terms.CONCEPT}challenge/"


@pytest.fixture(scope="module")
def extractor(root: Path, english: Language) -> Extractor:
    known = reference.load(root / "data" / "reference")
    return Extractor(Knowledge(schema(), known), english)


@pytest.fixture(scope="module")
def corpus(root: Path) -> list[Document]:
    folder = root / "data" / "corpus"
    return [read(path, folder) for path in find(folder)][:6]


@pytest.fixture(scope="module")
def extractions(extractor: Extractor, corpus: list[Document]) -> list[Extraction]:
    return list(extractor.extract_all(corpus))


def triples(extraction: Extraction) -> set[tuple[str, str, str | Literal]]:
    return {
        (one.claim.subject, one.claim.predicate.removeprefix(terms.ENT), one.claim.object)
        for one in extraction.evidence
    }


def markdown(extractor: Extractor, text: str) -> set[tuple[str, str, str | Literal]]:
    return triples(extractor.extract(from_text(text, "text.md", "text/markdown")))


def test_offsets_give_the_sentence_and_spans_lie_inside(extractions: list[Extraction]) -> None:
    checked = 0
    for extraction in extractions:
        text = extraction.document.text
        for one in extraction.evidence:
            assert text[one.start : one.end] == one.sentence
            assert one.sentence.strip() == one.sentence
            assert one.version == extraction.document.version
            for span in (one.subject_span, one.object_span):
                assert span is None or one.start <= span.start < span.end <= one.end
            checked += 1
    assert checked > 100


def test_mentions_quote_the_text(extractions: list[Extraction]) -> None:
    for extraction in extractions:
        for one in extraction.mentions:
            assert extraction.document.text[one.start : one.end] == one.text


def test_evidence_is_one_for_each_identity_and_in_order(extractions: list[Extraction]) -> None:
    for extraction in extractions:
        ids = [one.id for one in extraction.evidence]
        assert len(ids) == len(set(ids))
        starts = [one.start for one in extraction.evidence]
        assert starts == sorted(starts)


def test_claims_keep_to_the_ontology(extractions: list[Extraction]) -> None:
    known = schema()
    for extraction in extractions:
        for one in extraction.evidence:
            local = one.claim.predicate.removeprefix(terms.ENT)
            assert local in known.properties or "://" in local
            assert 0 < one.confidence < 1


def test_the_order_of_documents_changes_nothing(
    extractor: Extractor, corpus: list[Document], extractions: list[Extraction]
) -> None:
    again = list(extractor.extract_all(reversed(corpus)))
    assert list(reversed(again)) == extractions


def test_several_processes_give_the_same(
    extractor: Extractor, corpus: list[Document], extractions: list[Extraction]
) -> None:
    assert list(extractor.extract_all(corpus[:3], processes=2)) == extractions[:3]


def test_the_run_names_pipeline_and_knowledge(extractor: Extractor, english: Language) -> None:
    other = Extractor(Knowledge(schema(), None), english)
    assert extractor.run.pipeline == other.run.pipeline
    assert extractor.run.knowledge != other.run.knowledge
    assert extractor.run.id != other.run.id


def test_an_empty_document_says_nothing(extractor: Extractor) -> None:
    assert extractor.extract(Document("empty", "empty.txt", "")).evidence == ()


def test_equal_sentences_are_told_apart(extractor: Extractor) -> None:
    text = "Joint exercises enhance trust.\n\nJoint exercises enhance trust.\n"
    found = [
        one
        for one in extractor.extract(from_text(text, "twice.txt")).evidence
        if one.claim.predicate == f"{terms.ENT}enhances"
    ]
    assert [one.occurrence for one in found] == [0, 1]
    assert len({one.id for one in found}) == 2
    assert len({one.claim for one in found}) == 1


def test_the_surest_candidate_stays_and_ties_go_by_name() -> None:
    text = "Drills build trust."
    document = Document("d", "d.txt", text)
    parsed = ParsedDocument(document, [], None, Knowledge(schema(), None))
    span = Span(0, len(text))

    def candidate(rule: str, confidence: float) -> Candidate:
        return Candidate("s", "enhances", "o", span, Modality.ASSERTED, rule, confidence)

    (one,) = evidence(parsed, [candidate("b", 0.6), candidate("c", 0.7), candidate("a", 0.7)])
    assert (one.rule, one.confidence) == ("a", 0.7)
    assert one.claim == Claim("s", f"{terms.ENT}enhances", "o")


def test_spans_outside_the_sentence_are_dropped() -> None:
    document = Document("d", "d.txt", "One. Two.")
    parsed = ParsedDocument(document, [], None, Knowledge(schema(), None))
    made = Candidate(
        "s", "type", f"{terms.ENT}State", Span(5, 9), Modality.ASSERTED, "r", 0.5, Span(0, 3)
    )
    (one,) = evidence(parsed, [made])
    assert one.subject_span is None
    assert one.sentence == "Two."
    assert one.claim.predicate == terms.RDF_TYPE


def test_a_known_entity_gets_its_type_once_and_no_label(extractor: Extractor) -> None:
    found = extractor.extract(from_text("NATO trains. NATO plans.", "nato.txt")).evidence
    said = [one for one in found if one.claim.subject == f"{terms.ID}nato"]
    assert [one.claim.predicate for one in said] == [terms.RDF_TYPE]
    assert said[0].claim.object == f"{terms.ENT}MilitaryAlliance"


@pytest.mark.parametrize(
    ("text", "subject", "relation", "object_"),
    [
        (
            "Joint training exercises are common. These exercises improve interoperability.",
            "tool/joint-training-exercise", "enhances", "effect/interoperability",
        ),
        (
            "Defense diplomacy matters. It reduces misunderstandings.",
            "tool/defense-diplomacy", "mitigates", "challenge/misunderstanding",
        ),
        (
            "Nations can pool resources. This approach often leads to rapid deployment.",
            "tool/resource-sharing", "enables", "effect/rapid-deployment",
        ),
        (
            "Language barriers are common. Such obstacles hinder joint operations.",
            "challenge/language-barriers", "hinders", "tool/joint-operation",
        ),
        (
            "Military partnerships grow because they enhance trust.",
            "tool/military-partnership", "enhances", "effect/trust",
        ),
    ],
)  # fmt: skip
def test_expressions_that_refer_back(
    extractor: Extractor, text: str, subject: str, relation: str, object_: str
) -> None:
    assert (terms.CONCEPT + subject, relation, terms.CONCEPT + object_) in markdown(extractor, text)


def test_items_of_a_list_take_relation_and_subject(extractor: Extractor) -> None:
    text = "Joint training includes:\n\n- workshops\n- field drills for readiness\n"
    found = markdown(extractor, text)
    assert (f"{TOOL}joint-training", "includes", f"{TOOL}workshop") in found
    assert (f"{TOOL}joint-training", "includes", f"{TOOL}field-drill") in found
    assert (f"{TOOL}field-drill", "usedFor", f"{EFFECT}readiness") in found


def test_items_take_the_purpose_of_their_introduction(extractor: Extractor) -> None:
    text = "To achieve interoperability, several steps are needed:\n\n- standardized protocols\n"
    found = markdown(extractor, text)
    wanted = (f"{TOOL}standardized-protocol", "enhances", f"{EFFECT}interoperability")
    assert wanted in found


def test_what_is_done_by_sharing_is_an_effect_of_sharing(extractor: Extractor) -> None:
    found = markdown(extractor, "By pooling resources, nations can enhance readiness.")
    assert (f"{TOOL}resource-sharing", "enhances", f"{EFFECT}readiness") in found
    assert not any(subject.endswith("nation-state") for subject, *_ in found)


def test_an_aim_is_no_effect(extractor: Extractor) -> None:
    found = markdown(extractor, "ASEAN sought to promote stability.")
    asean = f"{terms.ID}asean"
    assert (asean, "hasObjective", f"{EFFECT}stability") in found
    assert (asean, "enhances", f"{EFFECT}stability") not in found


def test_what_holds_of_a_kind_holds_of_its_examples(extractor: Extractor) -> None:
    text = "International organizations, such as the United Nations, provide mediation."
    found = markdown(extractor, text)
    assert (f"{terms.ID}united-nations", "provides", f"{TOOL}mediation") in found
    kind = f"{terms.CONCEPT}actor-kind/international-organization"
    assert (kind, "provides", f"{TOOL}mediation") in found


def test_reducing_what_is_wanted_hinders_it(extractor: Extractor) -> None:
    found = markdown(extractor, "Language barriers reduce interoperability and prevent trust.")
    barriers = f"{CHALLENGE}language-barriers"
    assert (barriers, "hinders", f"{EFFECT}interoperability") in found
    assert (barriers, "hinders", f"{EFFECT}trust") in found


def test_a_concept_that_the_schemes_lack_is_proposed_below_the_threshold(
    extractor: Extractor,
) -> None:
    found = extractor.extract(from_text("Drones reduce fuel shortages.", "fuel.txt")).evidence
    made = {one.claim.predicate.rpartition("#")[2]: one for one in found}
    assert made["mitigates"].claim.object == f"{CHALLENGE}fuel-shortage"
    assert made["broader"].claim.subject == f"{CHALLENGE}fuel-shortage"
    label = made["label"].claim.object
    assert isinstance(label, Literal)
    assert label.value == "fuel shortage"
    assert all(one.confidence < 0.5 for one in found)


def test_what_is_no_name_is_not_proposed(extractor: Extractor) -> None:
    text = "Drones reduce these shortages. Drones reduce it. Drones reduce many other things."
    found = extractor.extract(from_text(text, "none.txt")).evidence
    assert [one for one in found if one.rule == "new-concept"] == []


def test_the_example_of_the_guide_runs(
    root: Path,
    english: Language,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    guide = (root / "docs" / "extraction.md").read_text(encoding="utf-8")
    code = guide.partition("```python\n")[2].partition("```")[0]
    monkeypatch.chdir(root)
    exec(code, {})
    assert "enhances asserted" in capsys.readouterr().out
