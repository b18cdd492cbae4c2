"""Crises that a verb tells of, in sentences parsed by hand."""

from collections.abc import Callable

import pytest
from spacy.tokens import Doc

from extract.knowledge import Knowledge
from extract.mentions import DocumentMemory, Found, Kind, find
from extract.reference import KnownEntity, Reference
from ontology import terms
from ontology.load import schema

Parse = Callable[[str], Doc]


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    states = (
        KnownEntity(terms.ID + "chad", "State", "Chad", (), ("Chadian",)),
        KnownEntity(terms.ID + "kenya", "State", "Kenya", (), ("Kenyan",)),
        KnownEntity(terms.ID + "east", "Place", "Kenya and Chad"),
    )
    return Knowledge(schema(), Reference((), states, (), ""))


def mentions(doc: Doc, knowledge: Knowledge, kind: Kind) -> list[Found]:
    return [one for one in find(doc, knowledge, DocumentMemory("note")) if one.kind is kind]


def facts(found: Found) -> dict[str, str]:
    said = {}
    for fact in found.facts:
        value = fact.object if isinstance(fact.object, str) else fact.object.value
        said[fact.predicate] = value.rpartition("/")[2]
    return said


def test_a_verb_says_where_and_the_sentence_when(parse: Parse, knowledge: Knowledge) -> None:
    rows = "floods NNS 2 nsubj\nhit/hit VBD 0 root\nChad NNP 2 obj\nin IN 5 case\n2019 CD 2 obl"
    (crisis,) = mentions(parse(rows), knowledge, Kind.CRISIS)
    assert (crisis.iri, crisis.text) == (terms.ID + "chad-floods-2019", "floods")
    assert facts(crisis) == {"crisisType": "natural-disaster", "occursIn": "chad", "year": "2019"}


def test_a_passive_says_it_too(parse: Parse, knowledge: Knowledge) -> None:
    rows = """Chad NNP 3 nsubj:pass
        was VBD 3 aux:pass
        struck/strike VBN 0 root
        by IN 6 case
        an DT 6 det
        earthquake NN 3 obl:agent"""
    (crisis,) = mentions(parse(rows), knowledge, Kind.CRISIS)
    assert facts(crisis)["occursIn"] == "chad"


def test_the_order_tells_where_the_parser_errs(parse: Parse, knowledge: Knowledge) -> None:
    rows = "a DT 2 det\ncyclone NN 4 nmod\nbattered/batter VBN 4 amod\nKenya NNP 0 root"
    (crisis,) = mentions(parse(rows), knowledge, Kind.CRISIS)
    assert facts(crisis)["occursIn"] == "kenya"


@pytest.mark.parametrize(
    "rows",
    [
        "floods NNS 3 nsubj\noften RB 3 advmod\nstrike VBP 0 root\nChad NNP 3 obj",
        "floods NNS 3 nsubj\ncould MD 3 aux\nhit VB 0 root\nChad NNP 3 obj",
        "floods NNS 2 nsubj\nconcerned/concern VBD 0 root\nChad NNP 2 obj",
    ],
)
def test_what_happens_often_or_perhaps_is_no_crisis(
    rows: str, parse: Parse, knowledge: Knowledge
) -> None:
    assert mentions(parse(rows), knowledge, Kind.CRISIS) == []


def test_relief_is_of_any_disaster(parse: Parse, knowledge: Knowledge) -> None:
    rows = "disaster NN 2 compound\nrelief NN 0 root\nin IN 4 case\nKenya NNP 2 nmod"
    assert mentions(parse(rows), knowledge, Kind.CRISIS) == []


def test_two_states_side_by_side_are_no_region(parse: Parse, knowledge: Knowledge) -> None:
    rows = "Kenya NNP 4 nsubj\nand CC 3 cc\nChad NNP 1 conj\nmet VBD 0 root"
    found = mentions(parse(rows), knowledge, Kind.ENTITY)
    assert [one.label for one in found] == ["Kenya", "Chad"]


def test_each_of_two_states_has_one_navy(parse: Parse, knowledge: Knowledge) -> None:
    rows = "Kenyan JJ 4 amod\nand CC 3 cc\nChadian JJ 1 conj\nnavies NNS 0 root"
    forces = mentions(parse(rows), knowledge, Kind.FORCE)
    assert [one.label for one in forces] == ["Kenyan Navy", "Chadian Navy"]


def test_partners_are_no_partnership(parse: Parse, knowledge: Knowledge) -> None:
    people = mentions(parse("partners NNS 2 nsubj\nmeet VBP 0 root"), knowledge, Kind.CONCEPT)
    doing = mentions(parse("partnerships NNS 2 nsubj\ngrow VBP 0 root"), knowledge, Kind.CONCEPT)
    assert (people, [one.label for one in doing]) == ([], ["military partnership"])


def test_letters_may_leave_out_whose_it_is(parse: Parse, knowledge: Knowledge) -> None:
    rows = """the DT 5 det
        Chad NNP 5 compound
        Cyber NNP 5 compound
        Defence NNP 5 compound
        Centre NNP 9 nsubj
        (/( -LRB- 7 punct
        CYDC NNP 5 appos
        )/) -RRB- 7 punct
        opened/open VBD 0 root
        . . 9 punct"""
    memory = DocumentMemory("note")
    doc = parse(rows)
    memory.prepare([doc], knowledge)
    labels = {one.label for one in find(doc, knowledge, memory) if one.kind is Kind.ENTITY}
    assert labels == {"Chad Cyber Defence Centre"}
