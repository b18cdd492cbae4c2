"""Every rule makes of its own example what it says, and a broken rule file says what is wrong."""

from pathlib import Path

import pytest
from spacy.language import Language

from claims.errors import InputError
from claims.model import Evidence, Literal
from extract import reference
from extract.extractor import Extractor
from extract.knowledge import Knowledge
from extract.readers import from_text
from extract.relations.rules import RuleExample, load
from ontology import terms
from ontology.load import schema

BOOK = load()
RULES = [(rule.name, example) for rule in BOOK.rules for example in rule.examples]
CATEGORIES = [(one.name, example) for one in BOOK.categories for example in one.examples]


@pytest.fixture(scope="module")
def extractor(root: Path, english: Language) -> Extractor:
    known = reference.load(root / "data" / "reference")
    return Extractor(Knowledge(schema(), known), english)


def short(iri: str) -> str:
    """Return ``tool:drone`` for the IRI of a concept, ``id:nato`` for that of an entity."""
    if iri.startswith(terms.ID):
        return f"id:{iri.removeprefix(terms.ID)}"
    scheme, slug = iri.removeprefix(terms.CONCEPT).split("/")
    return f"{ {'actor-kind': 'kind', 'crisis-type': 'crisistype'}.get(scheme, scheme) }:{slug}"


def written(evidence: Evidence) -> str:
    """Return a claim as the examples write it, with its modality unless it is asserted."""
    claim = evidence.claim
    assert not isinstance(claim.object, Literal)
    words = [short(claim.subject), claim.predicate.removeprefix(terms.ENT), short(claim.object)]
    if evidence.modality != "asserted":
        words.append(str(evidence.modality))
    return " ".join(words)


def made(extractor: Extractor, example: RuleExample) -> set[str]:
    text = f"# {example.heading}\n\n{example.text}\n" if example.heading else example.text
    document = from_text(text, "example.md", "text/markdown")
    return {
        written(one)
        for one in extractor.extract(document).evidence
        if one.claim.predicate.startswith(terms.ENT) and isinstance(one.claim.object, str)
    }


@pytest.mark.parametrize(("name", "example"), RULES + CATEGORIES)
def test_a_rule_makes_the_claims_of_its_example(
    extractor: Extractor, name: str, example: RuleExample
) -> None:
    found = made(extractor, example)
    assert set(example.claims) <= found, f"{name}: {example.text} gave {sorted(found)}"


def test_every_rule_with_words_has_an_example() -> None:
    without = [r.name for r in BOOK.rules if not r.examples and r.trigger == "words"]
    assert without == []


def test_the_table_of_relations_keeps_to_the_ontology() -> None:
    known = schema()
    for name, joins in BOOK.joins.items():
        assert name in known.properties
        for cls in joins.subject | joins.object:
            assert cls in known.classes


def test_every_vague_kind_is_a_concept() -> None:
    assert {terms.CONCEPT + one for one in BOOK.vague} <= set(schema().concepts)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[rule]\n", "cannot be read"),
        ('[[rule]]\nname = "x"\nrelation = "enhances"\n', "lacks"),
        ('[[rule]]\nname = "x"\nrelation = "enhances"\nconfidence = 2.0\n', "outside"),
        ('[[rule]]\nname = "x"\nrelation = "adores"\nconfidence = 0.5\n', "adores"),
        ('[[rule]]\nname = "x"\nrelation = "leads"\nconfidence = 0.5\nverb = ["a"]\n', "verb"),
        (
            '[[rule]]\nname = "x"\nrelation = "leads"\nconfidence = 0.5\ntrigger = "moon"\n',
            "moon",
        ),
        (
            '[[rule]]\nname = "x"\nrelation = "leads"\nconfidence = 0.5\nmodality = "sure"\n',
            "sure",
        ),
    ],
)
def test_a_broken_rule_says_what_is_wrong(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "bad.toml").write_text(text)
    (tmp_path / "relations.toml").write_text(
        '[leads]\nsubject = ["Actor"]\nobject = ["ActorGroup"]\n'
        '[enhances]\nsubject = ["Tool"]\nobject = ["Effect"]\n'
    )
    with pytest.raises(InputError, match=message):
        load(tmp_path)


def test_two_rules_of_one_name_are_refused(tmp_path: Path) -> None:
    rule = '[[rule]]\nname = "x"\nrelation = ""\nconfidence = 0.5\n'
    (tmp_path / "a.toml").write_text(rule)
    (tmp_path / "b.toml").write_text(rule)
    with pytest.raises(InputError, match="Two rules"):
        load(tmp_path)
