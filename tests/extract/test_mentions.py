"""What a block names: entities, forces, groups, crises and periods."""

from collections.abc import Callable

import pytest
from spacy.tokens import Doc

from claims.model import Literal, Modality
from extract.knowledge import Knowledge
from extract.mentions import DocumentMemory, Found, Kind, find
from extract.reference import KnownEntity, Reference
from ontology import terms
from ontology.load import schema

Parse = Callable[[str], Doc]
CONFLICT = terms.concept("crisis-type", "conflict")


def known(
    slug: str, cls: str, label: str, *alt: str, demonyms: tuple[str, ...] = (), **facts: str
) -> KnownEntity:
    values = {key: tuple(value.split("|")) for key, value in facts.items()}
    return KnownEntity(terms.ID + slug, cls, label, alt, demonyms, values)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    entities = (
        known("norland", "State", "Norland", demonyms=("Norlander",)),
        known("sudmark", "State", "Sudmark", "SM", demonyms=("Sudmarker",)),
        known("isle", "State", "Isle", demonyms=("Islish",)),
        known("africa", "Place", "Africa", demonyms=("African",)),
        known("bay", "Place", "Bay of Reeds"),
        known("pact", "MilitaryAlliance", "Pact", "PACT"),
        known("league", "RegionalOrganisation", "Northern League", "NL"),
        known("sudmark-army", "ArmedForce", "Sudmark Army", forceOf=terms.ID + "sudmark"),
        known(
            "sudmark-forces", "ArmedForce", "Armed Forces of Sudmark", "Sudmarker forces",
            "Sudmarker military", forceOf=terms.ID + "sudmark",
        ),
        known("quake-2005", "Crisis", "2005 Isle earthquake", year="2005",
              crisisType=terms.concept("crisis-type", "earthquake"), occursIn=terms.ID + "isle"),
        known("isle-conflict", "Crisis", "Isle conflict", crisisType=CONFLICT,
              occursIn=terms.ID + "isle"),
        known("long-peace", "Period", "Long Peace"),
    )  # fmt: skip
    return Knowledge(schema(), Reference((), entities, (), ""))


@pytest.fixture
def memory() -> DocumentMemory:
    return DocumentMemory("report")


def slugs(found: list[Found], kind: Kind) -> list[str]:
    return [one.iri.rpartition("/")[2] for one in found if one.kind is kind]


def facts(found: Found) -> list[tuple[str, str, str]]:
    """Predicate, last part of the object, and the words that say it."""
    listed = []
    for fact in found.facts:
        value = fact.object.value if isinstance(fact.object, Literal) else fact.object
        words = found.head.doc[fact.start : fact.end].text
        listed.append((fact.predicate, value.rpartition("/")[2], words))
    return listed


def test_names_are_found_in_their_capitals_only(parse: Parse, knowledge: Knowledge) -> None:
    doc = parse("""
        Norland NNP 2 nsubj
        joined/join VBD 0 root
        the DT 5 det
        Northern NNP 5 compound
        League NNP 2 obj
        with IN 8 case
        a DT 8 det
        pact NN 2 obl
    """)
    found = find(doc, knowledge)
    assert slugs(found, Kind.ENTITY) == ["norland", "league"]
    assert [one.text for one in found if one.kind is Kind.ENTITY] == ["Norland", "Northern League"]
    assert not any(one.new for one in found)


def test_adjectives_share_the_forces_they_stand_before(parse: Parse, knowledge: Knowledge) -> None:
    doc = parse("""
        Norlander JJ 4 amod
        and CC 3 cc
        Sudmarker JJ 1 conj
        forces/force NNS 5 nsubj
        trained/train VBD 0 root
    """)
    first, second = find(doc, knowledge)[:2]
    assert (first.iri, first.text) == (terms.ID + "norlander-forces", "Norlander")
    assert (second.iri, second.text) == (terms.ID + "sudmark-forces", "Sudmarker forces")
    assert first.head == second.head == doc[3]
    assert first.tokens == (0, 3)
    assert first.new
    assert not second.new
    assert facts(first) == [("forceOf", "norland", "Norlander")]
    assert facts(second) == [("forceOf", "sudmark", "Sudmarker")]


def test_forces_from_several_states(parse: Parse, knowledge: Knowledge) -> None:
    doc = parse("""
        military JJ 2 amod
        forces/force NNS 12 nsubj
        from IN 4 case
        Norland NNP 2 nmod
        , , 6 punct
        Isle NNP 4 conj
        , , 10 punct
        and CC 10 cc
        other JJ 10 amod
        nations/nation NNS 4 conj
        then RB 12 advmod
        landed/land VBD 0 root
    """)
    found = find(doc, knowledge)
    assert slugs(found, Kind.FORCE) == ["norlander-forces", "islish-forces"]
    assert [one.text for one in found if one.kind is Kind.FORCE] == [
        "military forces from Norland",
        "Isle",
    ]
    (group,) = [one for one in found if one.kind is Kind.INDEFINITE]
    assert group.text == "other nations"
    assert group.iri.startswith(terms.ID + "report-") or group.iri.startswith(terms.ID + "text-")
    nation = group.reading("ActorKind")
    assert nation is not None
    assert nation.iri == terms.concept("actor-kind", "nation-state")


@pytest.mark.parametrize("noun", ["officers", "warships", "officials"])
def test_who_acts_for_a_state_stands_for_it(noun: str, parse: Parse, knowledge: Knowledge) -> None:
    doc = parse(f"""
        Islish JJ 2 amod
        {noun} NNS 3 nsubj
        arrived/arrive VBD 0 root
    """)
    state = find(doc, knowledge)[0]
    assert (state.iri, state.text, state.head.text) == (terms.ID + "isle", "Islish", noun)


def test_an_adjective_alone_is_no_mention(parse: Parse, knowledge: Knowledge) -> None:
    doc = parse("""
        Islish JJ 2 amod
        weather NN 3 nsubj
        changed/change VBD 0 root
    """)
    assert find(doc, knowledge) == []


def test_led_forces_are_not_those_of_the_leader(parse: Parse, knowledge: Knowledge) -> None:
    doc = parse("""
        Pact NNP 3 compound
        - HYPH 3 punct
        led/lead VBN 4 amod
        troops NNS 5 nsubj
        landed/land VBD 0 root
    """)
    found = find(doc, knowledge)
    assert slugs(found, Kind.FORCE) == []
    assert slugs(found, Kind.ENTITY) == ["pact"]


@pytest.mark.parametrize(
    ("rows", "slug"),
    [
        ("Pact NNP 2 compound\nallies/ally NNS 3 nsubj\nmet/meet VBD 0 root", "pact-allies"),
        ("Pact NNP 2 compound\ncountries/country NNS 3 nsubj\nmet/meet VBD 0 root", "pact-allies"),
        ("NL NNP 3 compound\nmember NN 3 compound\nstates NNS 4 nsubj\nmet/meet VBD 0 root",
         "league-member-states"),
        ("members NNS 4 nsubj\nof IN 3 case\nNL NNP 1 nmod\nmet/meet VBD 0 root",
         "league-member-states"),
    ],
)  # fmt: skip
def test_members_are_a_group_and_not_the_organisation(
    rows: str, slug: str, parse: Parse, knowledge: Knowledge
) -> None:
    (group,) = [one for one in find(parse(rows), knowledge) if one.kind is not Kind.CONCEPT]
    assert (group.kind, group.cls) == (Kind.GROUP, "ActorGroup")
    assert group.iri == terms.ID + slug
    (fact,) = group.facts
    assert fact.predicate == "memberOf"
    assert fact.modality is Modality.IMPLICIT
    assert [inner.cls for inner in group.inner][:1] != ["ActorGroup"]


def test_member_states_are_those_of_the_organisation_in_the_sentence(
    parse: Parse, knowledge: Knowledge
) -> None:
    rows = """
        The DT 2 det
        {name} NNP 3 nsubj
        worked/work VBD 0 root
        with IN 6 case
        member NN 6 compound
        states NNS 3 obl
    """
    found = find(parse(rows.format(name="NL")), knowledge)
    assert slugs(found, Kind.GROUP) == ["league-member-states"]
    assert slugs(find(parse(rows.format(name="crew")), knowledge), Kind.GROUP) == []


def test_nations_of_a_continent_have_a_name(parse: Parse, knowledge: Knowledge) -> None:
    for noun in ("nations", "countries"):
        doc = parse(f"African JJ 2 amod\n{noun} NNS 3 nsubj\nmet/meet VBD 0 root")
        (group,) = [one for one in find(doc, knowledge) if one.kind is Kind.GROUP]
        assert (group.iri, group.label) == (terms.ID + "african-nations", "African nations")


def test_a_crisis_is_linked_by_type_place_and_year(parse: Parse, knowledge: Knowledge) -> None:
    doc = parse("""
        The DT 2 det
        earthquake NN 7 nsubj
        in IN 4 case
        Isle NNP 2 nmod
        in IN 6 case
        2005 CD 2 nmod
        came/come VBD 0 root
    """)
    (crisis,) = [one for one in find(doc, knowledge) if one.kind is Kind.CRISIS]
    assert crisis.iri == terms.ID + "quake-2005"
    assert facts(crisis) == [
        ("crisisType", "earthquake", "earthquake"),
        ("occursIn", "isle", "Isle"),
        ("year", "2005", "2005"),
    ]


def test_another_year_is_another_crisis(parse: Parse, knowledge: Knowledge) -> None:
    doc = parse("""
        the DT 4 det
        2011 CD 4 nummod
        Isle NNP 4 compound
        earthquake NN 0 root
    """)
    (crisis,) = [one for one in find(doc, knowledge) if one.kind is Kind.CRISIS]
    assert (crisis.iri, crisis.new) == (terms.ID + "isle-earthquake-2011", True)
    assert crisis.label == "2011 earthquake in Isle"


def test_the_crisis_is_the_one_named_before(
    parse: Parse, knowledge: Knowledge, memory: DocumentMemory
) -> None:
    rows = "{article} DT 2 det\nearthquake NN 3 nsubj\nended/end VBD 0 root"
    assert slugs(find(parse(rows.format(article="The")), knowledge, memory), Kind.CRISIS) == []
    find(parse("the DT 3 det\nIsle NNP 3 compound\nearthquake NN 0 root"), knowledge, memory)
    again = find(parse(rows.format(article="The")), knowledge, memory)
    assert slugs(again, Kind.CRISIS) == ["quake-2005"]
    assert again[0].facts == ()
    any_ = find(parse(rows.format(article="An")), knowledge, memory)
    assert slugs(any_, Kind.CRISIS) == []


def test_a_war_belongs_to_the_only_place_of_its_sentence(
    parse: Parse, knowledge: Knowledge
) -> None:
    doc = parse("""
        In IN 2 case
        Norland NNP 4 obl
        peace NN 4 nsubj
        followed/follow VBD 0 root
        a DT 7 det
        civil JJ 7 amod
        war NN 4 obj
    """)
    (crisis,) = [one for one in find(doc, knowledge) if one.kind is Kind.CRISIS]
    assert crisis.iri == terms.ID + "norland-civil-war"
    assert facts(crisis) == [
        ("crisisType", "civil-war", "civil war"),
        ("occursIn", "norland", "Norland"),
    ]


def test_a_situation_has_the_type_that_it_exemplifies(parse: Parse, knowledge: Knowledge) -> None:
    doc = parse("""
        In IN 3 case
        regional JJ 3 amod
        conflicts NNS 11 obl
        , , 8 punct
        such JJ 8 case
        as IN 5 fixed
        the DT 8 det
        situation NN 3 nmod
        in IN 10 case
        Isle NNP 8 nmod
        help/help VBP 0 root
    """)
    (crisis,) = [one for one in find(doc, knowledge) if one.kind is Kind.CRISIS]
    assert crisis.iri == terms.ID + "isle-conflict"
    assert facts(crisis)[0] == ("crisisType", "regional-conflict", "regional conflicts")


def test_plural_disasters_without_a_date_are_no_crisis(parse: Parse, knowledge: Knowledge) -> None:
    doc = parse("""
        natural JJ 2 amod
        disasters NNS 0 root
        in IN 4 case
        Africa NNP 2 nmod
    """)
    found = find(doc, knowledge)
    assert slugs(found, Kind.CRISIS) == []
    assert slugs(found, Kind.ENTITY) == ["africa"]


def test_after_a_period_comes_another(parse: Parse, knowledge: Knowledge) -> None:
    rows = "{word} IN 4 case\nthe DT 4 det\nLong NNP 4 compound\nPeace NNP 0 root"
    during = find(parse(rows.format(word="During")), knowledge)
    after = find(parse(rows.format(word="Following")), knowledge)
    assert slugs(during, Kind.PERIOD) == ["long-peace"]
    assert slugs(after, Kind.PERIOD) == ["post-long-peace"]


def test_years_are_periods_where_they_date(parse: Parse, knowledge: Knowledge) -> None:
    assert slugs(find(parse("in IN 2 case\n2014 CD 0 root"), knowledge), Kind.PERIOD) == ["y2014"]
    assert find(parse("2014 CD 2 nummod\ntents NNS 0 root"), knowledge) == []


def test_an_acronym_is_understood_from_its_brackets_on(
    parse: Parse, knowledge: Knowledge, memory: DocumentMemory
) -> None:
    introduced = parse("""
        The DT 4 det
        Reed NNP 4 compound
        Valley NNP 4 compound
        Commission NNP 8 nsubj
        ( -LRB- 6 punct
        RVC NNP 4 appos
        ) -RRB- 6 punct
        met/meet VBD 0 root
    """)
    first = find(introduced, knowledge, memory)
    later = find(parse("RVC NNP 2 nsubj\nagreed/agree VBD 0 root"), knowledge, memory)
    assert slugs(first, Kind.ENTITY) == ["reed-valley-commission"] * 2
    assert slugs(later, Kind.ENTITY) == ["reed-valley-commission"]
    assert first[0].cls == "Organisation"
    assert first[0].new


def test_prepared_memory_knows_an_acronym_before_its_introduction(
    parse: Parse, knowledge: Knowledge, memory: DocumentMemory
) -> None:
    early = parse("RVC NNP 2 nsubj\nagreed/agree VBD 0 root")
    late = parse("""
        Reed NNP 3 compound
        Valley NNP 3 compound
        Commission NNP 0 root
        ( -LRB- 5 punct
        RVC NNP 3 appos
        ) -RRB- 5 punct
    """)
    memory.prepare([early, late], knowledge)
    assert slugs(find(early, knowledge, memory), Kind.ENTITY) == ["reed-valley-commission"]


@pytest.mark.parametrize(
    ("name", "cls"),
    [
        ("Operation NNP 3 compound\nQuiet NNP 3 compound\nHarbour NNP 4 nsubj", "Operation"),
        ("Exercise NNP 3 compound\nTall NNP 3 compound\nReed NNP 4 nsubj", "Exercise"),
        ("Reed NNP 3 compound\nMonitoring NNP 3 compound\nMission NNP 4 nsubj", "Operation"),
        ("Reed NNP 3 compound\nSecurity NNP 3 compound\nForum NNP 4 nsubj", "Partnership"),
        ("Reed NNP 3 compound\nDefence NNP 3 compound\nUniversity NNP 4 nsubj", "Organisation"),
    ],
)  # fmt: skip
def test_a_new_name_is_what_its_head_says(
    name: str, cls: str, parse: Parse, knowledge: Knowledge
) -> None:
    (found,) = find(parse(f"{name}\nbegan/begin VBD 0 root"), knowledge)
    assert (found.cls, found.new) == (cls, True)
    assert found.iri == terms.ID + terms.slugify(found.text)


def test_capitals_of_a_heading_are_no_new_name(parse: Parse, knowledge: Knowledge) -> None:
    rows = "Strong NNP 3 amod\nSecurity NNP 3 compound\nForum NNP 0 root"
    assert find(parse(rows), knowledge, running=False) == []


def test_first_mentions_stand_in_running_text(
    parse: Parse, knowledge: Knowledge, memory: DocumentMemory
) -> None:
    rows = "Norland NNP 2 nsubj\ntrains/train VBZ 0 root"
    heading = find(parse(rows), knowledge, memory, running=False)
    first = find(parse(rows), knowledge, memory)
    second = find(parse(rows), knowledge, memory)
    assert [found[0].first for found in (heading, first, second)] == [False, True, False]


def test_parts_of_places(parse: Parse, knowledge: Knowledge) -> None:
    doc = parse("in IN 3 case\nnorthern JJ 3 amod\nIsle NNP 0 root")
    (place,) = find(doc, knowledge)
    assert (place.cls, place.label) == ("Place", "northern Isle")
    assert facts(place) == [("locatedIn", "isle", "Isle")]


def test_offsets_are_those_of_the_words(parse: Parse, knowledge: Knowledge) -> None:
    doc = parse("The DT 2 det\nNL NNP 3 nsubj\nmet/meet VBD 0 root\n. . 3 punct")
    (found,) = find(doc, knowledge)
    assert doc.text[found.start : found.end] == found.text == "NL"


def test_nothing_is_found_in_nothing(knowledge: Knowledge, parse: Parse) -> None:
    assert find(parse("well RB 0 root"), knowledge) == []
