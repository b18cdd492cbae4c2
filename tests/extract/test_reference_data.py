"""The shipped reference data: enough of it, right where it can be checked, and unambiguous."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pycountry
import pytest

from extract.reference import KnownEntity, Reference, load
from ontology import terms

CONTINENTS = {"africa", "americas", "antarctica", "asia", "europe", "oceania"}
OCEANS = {f"{name}-ocean" for name in ("arctic", "atlantic", "indian", "pacific", "southern")}
#: Regions and an empire that lie in no single continent or ocean.
SPANNING = {"arctic", "asia-pacific", "eurasia", "indo-pacific", "middle-east", "ottoman-empire"}
ORGANISATIONS = {
    "InternationalOrganisation", "MilitaryAlliance", "Organisation", "RegionalOrganisation",
}  # fmt: skip


def slug(iri: str) -> str:
    return iri.removeprefix(terms.ID)


@pytest.fixture(scope="module")
def shipped(root: Path) -> Reference:
    return load(root / "data" / "reference")


@pytest.fixture(scope="module")
def entities(shipped: Reference) -> dict[str, KnownEntity]:
    return {slug(entity.iri): entity for entity in shipped.entities}


def of_class(entities: dict[str, KnownEntity], *classes: str) -> dict[str, KnownEntity]:
    return {name: entity for name, entity in entities.items() if entity.cls in classes}


def members(entities: dict[str, KnownEntity], organisation: str) -> set[str]:
    """The states that belong to an organisation."""
    wanted = terms.ID + organisation
    return {
        name
        for name, entity in of_class(entities, "State").items()
        if wanted in entity.facts.get("memberOf", ())
    }


def number(entity: KnownEntity, column: str) -> int | None:
    return int(entity.facts[column][0]) if column in entity.facts else None


def test_no_row_is_broken(shipped: Reference) -> None:
    assert [str(problem) for problem in shipped.problems] == []


def test_every_row_says_where_it_can_be_checked(root: Path) -> None:
    vague = {
        "general history",
        "general usage",
        "general geography",
        "wikipedia",
        "common knowledge",
    }
    for path in (root / "data" / "reference").glob("*.tsv"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.startswith("#"):
                source = line.rsplit("\t", 1)[-1].casefold()
                assert len(source) > 4, line
                assert not any(word in source for word in vague), line


def test_there_is_enough_of_everything(entities: dict[str, KnownEntity]) -> None:
    counts = Counter(entity.cls for entity in entities.values())
    international = ORGANISATIONS - {"Organisation"}
    assert sum(counts[c] for c in international) >= 80
    assert counts["Operation"] + counts["Exercise"] >= 150
    assert counts["Crisis"] >= 60
    assert counts["ArmedForce"] >= 150


def test_the_states_are_those_of_the_united_nations(entities: dict[str, KnownEntity]) -> None:
    un = members(entities, "united-nations")
    assert len(un) == 193
    for name in (*un, "holy-see", "palestine"):
        state = entities[name]
        assert state.cls == "State"
        country = pycountry.countries.get(alpha_3=state.facts["iso3"][0])
        assert state.facts["iso2"] == (country.alpha_2,), name
        assert state.facts["isoNumeric"] == (country.numeric,), name
        assert state.demonyms or state.shared_demonyms, name
        assert state.facts.get("locatedIn"), name
    codes = [e.facts["iso3"][0] for e in entities.values() if "iso3" in e.facts]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize(
    ("organisation", "size"),
    [
        ("african-union", 55), ("arab-league", 22), ("asean", 11), ("caricom", 14),
        ("commonwealth-of-nations", 56), ("council-of-europe", 46), ("csto", 6),
        ("east-african-community", 8), ("ecowas", 12), ("european-union", 27),
        ("gulf-cooperation-council", 6), ("nato", 32), ("oecd", 38),
        ("organisation-of-islamic-cooperation", 57), ("osce", 57), ("saarc", 8), ("sadc", 16),
        ("shanghai-cooperation-organisation", 10),
    ],
)  # fmt: skip
def test_organisations_have_all_their_members(
    entities: dict[str, KnownEntity], organisation: str, size: int
) -> None:
    assert len(members(entities, organisation)) == size


def test_recent_changes_of_membership_are_known(entities: dict[str, KnownEntity]) -> None:
    assert {"finland", "sweden"} <= members(entities, "nato")
    assert not {"burkina-faso", "mali", "niger"} & members(entities, "ecowas")
    assert "timor-leste" in members(entities, "asean")
    assert "united-kingdom" not in members(entities, "european-union")


def test_forums_and_programmes_are_partnerships(entities: dict[str, KnownEntity]) -> None:
    for name in ("nordefco", "european-intervention-initiative", "asean-regional-forum"):
        assert entities[name].cls == "Partnership", name
        assert entities[name].facts["hasParticipant"], name


def test_members_belong_to_organisations_groups_or_forces(
    entities: dict[str, KnownEntity],
) -> None:
    for name, entity in entities.items():
        for whole in entity.facts.get("memberOf", ()):
            assert entities[slug(whole)].cls in {*ORGANISATIONS, "ActorGroup", "ArmedForce"}, name


def test_years_are_plausible(entities: dict[str, KnownEntity]) -> None:
    earliest = {"Organisation": 1780, "ArmedForce": 1770, "State": 1600, "Period": 1900}
    for name, entity in entities.items():
        begin, end = number(entity, "year"), number(entity, "endYear")
        low = earliest.get(entity.cls, 1860)
        for year in (begin, end):
            assert year is None or low <= year <= date.today().year, name
        assert begin is None or end is None or begin <= end, name


def test_missions_have_a_year_and_alliances_a_founding(entities: dict[str, KnownEntity]) -> None:
    dated = [e for e in of_class(entities, "Operation").values() if "year" in e.facts]
    assert len(dated) == len(of_class(entities, "Operation"))
    for name, entity in of_class(
        entities, "InternationalOrganisation", "MilitaryAlliance", "RegionalOrganisation"
    ).items():
        assert "year" in entity.facts, name


def test_gone_states_have_the_year_they_ended(entities: dict[str, KnownEntity]) -> None:
    gone = {n: e for n, e in of_class(entities, "State").items() if "iso3" not in e.facts}
    assert {n for n, e in gone.items() if "endYear" not in e.facts} == {"sahrawi-republic"}
    assert number(entities["soviet-union"], "endYear") == 1991
    assert number(entities["east-germany"], "year") == 1949


def above(entities: dict[str, KnownEntity], name: str) -> Iterator[str]:
    yield name
    for container in entities[name].facts.get("locatedIn", ()):
        yield from above(entities, slug(container))


def test_every_place_reaches_a_continent_or_an_ocean(entities: dict[str, KnownEntity]) -> None:
    roots = CONTINENTS | OCEANS | SPANNING
    lost = [n for n in of_class(entities, "Place", "State") if not roots & set(above(entities, n))]
    assert lost == []
    assert all(root in entities for root in roots)
    free = {n for n in of_class(entities, "Place", "State") if "locatedIn" not in entities[n].facts}
    assert free == (CONTINENTS | OCEANS | SPANNING)


def test_every_state_of_today_has_a_capital(entities: dict[str, KnownEntity], root: Path) -> None:
    text = (root / "data" / "reference" / "capitals.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")][1:]
    have = {row[5] for row in rows}
    # Singapore and the Holy See are cities themselves; Israel's seat of government is disputed.
    without = members(entities, "united-nations") - have
    assert without == {"israel", "singapore"}


@pytest.mark.parametrize(
    ("name", "owners"),
    [
        ("Georgia", {"georgia", "georgia-us-state"}),
        ("Jordan", {"jordan", "jordan-river"}),
        ("Congo", {
            "congo-basin", "congo-river", "democratic-republic-of-the-congo",
            "republic-of-the-congo",
        }),
        ("Korea", {"korean-peninsula", "north-korea", "south-korea"}),
        ("Niger", {"niger", "niger-river"}),
        ("Macedonia", {"greek-macedonia", "north-macedonia"}),
        ("Ireland", {"ireland", "island-of-ireland"}),
        ("Luxembourg", {"luxembourg", "luxembourg-city"}),
        ("Washington", {"washington-dc", "washington-state"}),
        ("Guinea", {"guinea"}),
        ("Burma", {"myanmar"}),
        ("Swaziland", {"eswatini"}),
        ("Zaire", {"democratic-republic-of-the-congo"}),
        ("Ceylon", {"sri-lanka"}),
        ("Upper Volta", {"burkina-faso"}),
        ("Kampuchea", {"cambodia"}),
        ("USSR", {"soviet-union"}),
    ],
)  # fmt: skip
def test_who_has_a_name(entities: dict[str, KnownEntity], name: str, owners: set[str]) -> None:
    found = {n for n, e in entities.items() if name in (e.label, *e.alt_labels, *e.shared_labels)}
    assert found == owners


def test_a_label_is_another_s_name_only_where_that_one_shares_it(
    entities: dict[str, KnownEntity],
) -> None:
    owners: dict[str, str] = {}
    for name, entity in entities.items():
        for label in (entity.label, *entity.alt_labels):
            assert owners.setdefault(label.casefold(), name) == name, label
    for name, entity in entities.items():
        for label in entity.shared_labels:
            others = {
                n
                for n, e in entities.items()
                if n != name
                and label.casefold()
                in {other.casefold() for other in (e.label, *e.alt_labels, *e.shared_labels)}
            }
            assert others, f"{name} shares {label!r} with nobody"


def test_no_operation_goes_by_one_common_word(entities: dict[str, KnownEntity]) -> None:
    """*Unity* or *Resolve* in running text is no operation; in capitals it is an acronym."""
    words = {"serval", "barkhane", "sangaris", "licorne", "atalanta", "balikatan", "flintlock"}
    words |= {"tradewinds", "quad", "kevadtorm"}
    for name, entity in of_class(entities, "Operation", "Exercise", "Partnership").items():
        for label in (entity.label, *entity.alt_labels):
            if label.istitle() and label.isalpha():
                assert label.casefold() in words, f"{name}: {label}"


def test_the_data_keeps_the_names_others_rely_on(
    shared: Path, entities: dict[str, KnownEntity]
) -> None:
    inventory = (shared / "gold" / "inventory.tsv").read_text(encoding="utf-8").splitlines()
    classes = {}
    for line in inventory[1:]:
        cells = line.split("\t")
        named = cells[1] in ("actor (named)", "place", "named exercise")
        if named and cells[4] not in ("ent:ActorGroup", "ent:Organisation"):
            classes.setdefault(cells[2].removeprefix("id:"), cells[4].removeprefix("ent:"))
    classes.pop("east-west")  # no place, but how two blocs are spoken of
    known = {name: entity.cls for name, entity in entities.items()}
    assert {name: known.get(name) for name in classes} == classes
