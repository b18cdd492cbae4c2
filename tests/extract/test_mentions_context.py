"""Mentions that hang on their context, and mentions in sentences that the pipeline parses."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from extract.knowledge import Knowledge
from extract.mentions import DocumentMemory, Found, Kind, find
from extract.reference import KnownEntity, Reference, load
from ontology import terms
from ontology.load import schema

Parse = Callable[[str], Doc]


def state(slug: str, label: str, *demonyms: str) -> KnownEntity:
    return KnownEntity(terms.ID + slug, "State", label, (), demonyms)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    entities = (
        state("norway", "Norway", "Norwegian"),
        state("kenya", "Kenya", "Kenyan"),
        state("chad", "Chad", "Chadian"),
        KnownEntity(terms.ID + "g3", "ActorGroup", "G3"),
        KnownEntity(terms.ID + "west-coast", "Place", "West Coast", (), ("West Coast",)),
    )
    return Knowledge(schema(), Reference((), entities, (), ""))


@pytest.fixture(scope="module")
def shipped(root: Path) -> Knowledge:
    return Knowledge(schema(), load(root / "data" / "reference"))


def named(found: list[Found], *kinds: Kind) -> list[str]:
    wanted = kinds or (Kind.ENTITY,)
    return [one.iri.rpartition("/")[2] for one in found if one.kind in wanted]


def test_a_capital_that_acts_is_its_state(parse: Parse, knowledge: Knowledge) -> None:
    acts = parse("Oslo NNP 4 nsubj\nand CC 3 cc\nNairobi NNP 1 conj\nagreed/agree VBD 0 root")
    assert named(find(acts, knowledge)) == ["norway", "kenya"]
    place = parse("they PRP 2 nsubj\nmet/meet VBD 0 root\nin IN 4 case\nOslo NNP 2 obl")
    assert "norway" not in named(find(place, knowledge))
    city = parse("Oslo NNP 4 nsubj\nis/be AUX 4 cop\na DT 4 det\ncity NN 0 root")
    assert named(find(city, knowledge)) == []


def test_where_forces_leave_is_not_whose_they_are(parse: Parse, knowledge: Knowledge) -> None:
    doc = parse("""
        Norway NNP 2 nsubj
        withdrew/withdraw VBD 0 root
        forces/force NNS 2 obj
        from IN 5 case
        Chad NNP 2 obl
    """)
    found = find(doc, knowledge)
    assert named(found, Kind.FORCE) == []
    assert named(found) == ["norway", "chad"]


def test_a_war_of_two_states_has_both_places(parse: Parse, knowledge: Knowledge) -> None:
    doc = parse("""
        the DT 5 det
        Kenya NNP 5 compound
        - HYPH 4 punct
        Chad NNP 5 compound
        war NN 0 root
    """)
    (crisis,) = [one for one in find(doc, knowledge) if one.kind is Kind.CRISIS]
    assert (crisis.iri, crisis.label) == (terms.ID + "kenya-chad-war", "Kenya-Chad war")
    places = [fact.object for fact in crisis.facts if fact.predicate == "occursIn"]
    assert places == [terms.ID + "kenya", terms.ID + "chad"]


def test_wars_in_two_states_are_two(parse: Parse, knowledge: Knowledge) -> None:
    doc = parse("""
        the DT 2 det
        wars NNS 0 root
        in IN 4 case
        Kenya NNP 2 nmod
        and CC 6 cc
        Chad NNP 4 conj
    """)
    found = [one for one in find(doc, knowledge) if one.kind is Kind.CRISIS]
    assert named(found, Kind.CRISIS) == ["kenya-war", "chad-war"]
    assert [one.head.text for one in found] == ["wars", "wars"]


def test_an_outbreak_is_called_after_its_disease(parse: Parse, knowledge: Knowledge) -> None:
    doc = parse("""
        an DT 2 det
        outbreak NN 0 root
        of IN 4 case
        cholera NN 2 nmod
        in IN 6 case
        Chad NNP 2 nmod
    """)
    (crisis,) = [one for one in find(doc, knowledge) if one.kind is Kind.CRISIS]
    assert crisis.iri == terms.ID + "cholera-chad"


def test_the_outbreak_of_a_war_is_no_disease(parse: Parse, knowledge: Knowledge) -> None:
    doc = parse("the DT 2 det\noutbreak NN 0 root\nof IN 4 case\nwar NN 2 nmod\nin IN 6 case\n"
                "Chad NNP 4 nmod")  # fmt: skip
    assert named(find(doc, knowledge), Kind.CRISIS) == ["chad-war"]


def test_context_classes_an_unknown_name(parse: Parse, knowledge: Knowledge) -> None:
    doc = parse("""
        charities NNS 7 nsubj
        such JJ 4 case
        as IN 2 fixed
        Redaid NNP 1 nmod
        and CC 6 cc
        Waterhope NNP 4 conj
        helped/help VBD 0 root
    """)
    found = [one for one in find(doc, knowledge) if one.kind is Kind.ENTITY]
    assert [(one.label, one.cls) for one in found] == [
        ("Redaid", "Organisation"),
        ("Waterhope", "Organisation"),
    ]
    unknown = parse("Redaid NNP 2 nsubj\nhelped/help VBD 0 root")
    assert find(unknown, knowledge) == []


@pytest.mark.parametrize("between", ["", "naval JJ 4 amod"])
def test_a_name_before_the_noun_is_an_exercise(
    between: str, parse: Parse, knowledge: Knowledge
) -> None:
    noun = 4 if between else 3
    rows = f"the DT {noun} det\nTALLREED NNP {noun} compound\n{between}\nexercise NN 0 root"
    (found,) = find(parse("\n".join(row for row in rows.splitlines() if row)), knowledge)
    assert (found.cls, found.label) == ("Exercise", "Exercise TALLREED")
    assert found.head.text == "exercise"


def test_a_side_of_a_continent_has_nations_of_its_own(parse: Parse, shipped: Knowledge) -> None:
    rows = "northern JJ 3 amod\nEuropean JJ 3 amod\nstates NNS 0 root"
    (group,) = [one for one in find(parse(rows), shipped) if one.kind is Kind.GROUP]
    assert group.label == "northern European nations"


def test_an_army_of_no_state_is_an_armed_group(parse: Parse, knowledge: Knowledge) -> None:
    group = find(parse("Hill NNP 2 compound\nArmy NNP 0 root"), knowledge)
    force = find(parse("Royal NNP 3 compound\nKenyan NNP 3 amod\nArmy NNP 0 root"), knowledge)
    assert (group[0].cls, force[0].cls) == ("Organisation", "ArmedForce")
    assert [fact.predicate for fact in force[0].facts] == ["forceOf"]


def test_the_noun_of_a_group_belongs_to_it(parse: Parse, knowledge: Knowledge) -> None:
    (group,) = find(parse("the DT 3 det\nG3 NNP 3 compound\ncountries NNS 0 root"), knowledge)[:1]
    assert (group.text, group.head.text) == ("G3 countries", "countries")


def test_a_year_inside_a_crisis_is_its_year(parse: Parse, knowledge: Knowledge) -> None:
    rows = "the DT 4 det\n2011 CD 4 nummod\nChad NNP 4 compound\nearthquake NN 0 root"
    (crisis,) = find(parse(rows), knowledge)
    assert ("y2011", Kind.PERIOD) in [(i.iri.rpartition("/")[2], i.kind) for i in crisis.inner]


def test_text_as_the_pipeline_reads_it(english: Language, shipped: Knowledge) -> None:
    doc = english(
        "In 2016, Norwegian and British troops trained with Kenya's army. The African Union (AU) "
        "thanked them. Later the AU sent peacekeepers to Somalia."
    )
    memory = DocumentMemory("report")
    found = find(doc, shipped, memory)
    iris = [one.iri.rpartition("/")[2] for one in found if one.kind is not Kind.CONCEPT]
    assert {"norwegian-forces", "british-forces", "african-union", "somalia"} <= set(iris)
    firsts = [one.iri for one in found if one.first]
    assert len(firsts) == len(set(firsts))
    assert sum(iri == "african-union" for iri in iris) == 3


def test_mentions_of_a_long_text_are_the_same_each_time(
    english: Language, shipped: Knowledge
) -> None:
    text = "NATO countries shared intelligence on the conflict in Mali with the European Union."
    first = find(english(text), shipped, DocumentMemory("a"))
    second = find(english(text), shipped, DocumentMemory("a"))
    assert [(one.start, one.end, one.readings) for one in first] == [
        (one.start, one.end, one.readings) for one in second
    ]
    spans = [(f.start_token, f.end_token) for f in first if f.kind is not Kind.CONCEPT]
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
