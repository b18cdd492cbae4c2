"""The reference data: every row is a claim with its line as evidence, a bad row is named."""

from pathlib import Path

import pytest

from claims.errors import InputError
from claims.model import Literal, Modality
from extract.reference import KnownEntity, Reference, load
from ontology import terms

HEADER = "slug\tclass\tlabel\talt_labels\tdemonyms\tlocatedIn\tmemberOf\tsource\n"
EUROPE = "europe\tPlace\tEurope\t\tEuropean\t\t\tatlas\n"
UNION = "the-union\tRegionalOrganisation\tThe Union\tTU\t\t\t\ttreaty\n"


def write(folder: Path, rows: str, name: str = "things.tsv") -> Path:
    (folder / name).write_text(rows, encoding="utf-8")
    return folder


def entity(reference: Reference, slug: str) -> KnownEntity:
    return next(e for e in reference.entities if e.iri == terms.ID + slug)


@pytest.fixture(scope="module")
def shipped(root: Path) -> Reference:
    return load(root / "data" / "reference")


def test_a_row_becomes_claims(tmp_path: Path) -> None:
    land = "land\tState\tLänd\tThe Land|L.\tLandish|Landers\teurope\tthe-union\tatlas\n"
    reference = load(write(tmp_path, HEADER + EUROPE + UNION + land))
    assert not reference.problems
    claims = {(e.claim.predicate, e.claim.object) for e in reference.documents[0].evidence
              if e.claim.subject == f"{terms.ID}land"}  # fmt: skip
    english = f"{terms.RDF}langString"
    assert claims == {
        (terms.RDF_TYPE, terms.ent("State")),
        (terms.RDFS_LABEL, Literal("Länd", english, "en")),
        (terms.SKOS_ALT_LABEL, Literal("The Land", english, "en")),
        (terms.SKOS_ALT_LABEL, Literal("L.", english, "en")),
        (terms.ent("locatedIn"), f"{terms.ID}europe"),
        (terms.ent("memberOf"), f"{terms.ID}the-union"),
    }
    found = entity(reference, "land")
    assert found.demonyms == ("Landish", "Landers")
    assert found.facts == {
        "locatedIn": (f"{terms.ID}europe",),
        "memberOf": (f"{terms.ID}the-union",),
    }


def test_evidence_quotes_the_row_and_points_into_it(tmp_path: Path) -> None:
    text = "# made by hand\n\n" + HEADER + EUROPE.replace("\n", "\r\n") + UNION
    reference = load(write(tmp_path, text))
    document = reference.documents[0].document
    assert document.slug == "reference-things"
    assert document.kind == "reference"
    for evidence in reference.documents[0].evidence:
        assert document.text[evidence.start : evidence.end] == evidence.sentence
        assert evidence.version == document.version
        assert evidence.modality is Modality.ASSERTED
        assert evidence.rule == "reference-row"
        span = evidence.object_span
        assert span is not None
        value = evidence.claim.object
        said = value.value if isinstance(value, Literal) else value.rsplit("/")[-1].rsplit("#")[-1]
        assert document.text[span.start : span.end] == said
    assert reference.documents[0].evidence[0].sentence == EUROPE.strip("\n")


def test_values_have_the_property_s_datatype(tmp_path: Path) -> None:
    rows = (
        "slug\tclass\tlabel\talt_labels\tyear\tschema:repeatFrequency\tiso3\tsource\n"
        "drill\tExercise\tDrill\t\t1999\tP1Y\t\tx\n"
        "land\tState\tLand\t\t\t\tLAO\tx\n"
    )
    reference = load(write(tmp_path, rows))
    assert not reference.problems
    objects = {e.claim.predicate: e.claim.object for e in reference.documents[0].evidence}
    assert objects[terms.ent("year")] == Literal("1999", f"{terms.XSD}integer")
    assert objects[f"{terms.SCHEMA}repeatFrequency"] == Literal("P1Y", f"{terms.XSD}duration")
    assert objects[f"{terms.SKOS}notation"] == Literal("LAO")


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("land\tState\tLand\t\t\teurope\tatlas\n", "has 7 columns, the header has 8"),
        ("land\tKingdom\tLand\t\t\teurope\t\tatlas\n", "no class 'Kingdom'"),
        ("land\tState\tLand\t\t\teurope\t\t\n", "column source is empty"),
        ("land\tState\t\t\t\teurope\t\tatlas\n", "column label is empty"),
        ("The Land\tState\tLand\t\t\teurope\t\tatlas\n", "Write 'the-land' instead"),
        ("claim\tState\tLand\t\t\teurope\t\tatlas\n", "is reserved"),
        ("europe\tState\tLand\t\t\t\t\tatlas\n", "taken by things.tsv:2"),
        ("land\tState\tLand\t\t\tatlantis\t\tatlas\n", "'atlantis', which no valid row declares"),
        ("land\tState\tLand\t\t\ttool:drone\t\tatlas\n", "does not fit"),
        ("land\tState\tLand\t\t\ttool:broom\t\tatlas\n", "which the ontology lacks"),
        ("land\tState\tLand\t\t\tnope:drone\t\tatlas\n", "prefix is unknown"),
        ("land\tState\tLand\t\t\teurope||europe\t\tatlas\n", "empty value"),
        ("land\tState\tLand\t\t\teurope|europe\t\tatlas\n", "same value twice"),
        ("land\tState\tLand\t\t\tthe-union\t\tatlas\n", "does not fit a row of class State"),
    ],
)
def test_a_broken_row_is_named_and_the_others_load(tmp_path: Path, row: str, says: str) -> None:
    reference = load(write(tmp_path, HEADER + EUROPE + UNION + row))
    assert [p.line for p in reference.problems] == [4]
    assert says in str(reference.problems[0])
    assert "things.tsv:4" in str(reference.problems[0])
    assert [e.label for e in reference.entities] == ["Europe", "The Union"]


@pytest.mark.parametrize(("year", "iso3"), [("last year", "LAO"), ("1999", "lao")])
def test_a_bad_value_is_named(tmp_path: Path, year: str, iso3: str) -> None:
    rows = "slug\tclass\tlabel\talt_labels\tyear\tiso3\tsource\n"
    reference = load(write(tmp_path, f"{rows}war\tCrisis\tWar\t\t{year}\t{iso3}\tx\n"))
    assert not reference.entities
    assert "which is not" in str(reference.problems[0])


def test_two_forces_cannot_be_one(tmp_path: Path) -> None:
    rows = "slug\tclass\tlabel\talt_labels\tforceOf\tsource\n"
    rows += "a\tState\tA\t\t\tx\nb\tState\tB\t\t\tx\nf\tArmedForce\tF\t\ta|b\tx\n"
    reference = load(write(tmp_path, rows))
    assert "admits one value, not 2" in str(reference.problems[0])


def test_a_circle_of_places_is_named(tmp_path: Path) -> None:
    rows = HEADER + EUROPE
    rows += "a\tPlace\tA\t\t\tb\t\tx\nb\tPlace\tB\t\t\tc\t\tx\nc\tPlace\tC\t\t\ta\t\tx\n"
    reference = load(write(tmp_path, rows))
    assert [p.line for p in reference.problems] == [3, 4, 5]
    assert [e.label for e in reference.entities] == ["Europe"]


def test_an_unknown_column_is_left_out_and_named(tmp_path: Path) -> None:
    rows = "slug\tclass\tlabel\talt_labels\tcapital\tsource\nland\tState\tLand\t\tTown\tx\n"
    reference = load(write(tmp_path, rows))
    assert "no property 'capital'" in str(reference.problems[0])
    assert [e.label for e in reference.entities] == ["Land"]


@pytest.mark.parametrize(
    "header", ["slug\tclass\tlabel\tsource\n", HEADER.replace("demonyms", "slug")]
)
def test_a_bad_header_spoils_its_file_alone(tmp_path: Path, header: str) -> None:
    write(tmp_path, HEADER + EUROPE, "a.tsv")
    reference = load(write(tmp_path, header, "b.tsv"))
    assert [Path(p.path).name for p in reference.problems] == ["b.tsv"]
    assert len(reference.entities) == 1


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "old.tsv").write_bytes(
        HEADER.encode() + "l\tState\tLänd\t\t\t\t\tx".encode("latin-1")
    )
    reference = load(tmp_path)
    assert "not UTF-8" in str(reference.problems[0])
    assert reference.problems[0].line == 2


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load(tmp_path / "none")


def test_the_digest_follows_content_and_names(tmp_path: Path) -> None:
    write(tmp_path, HEADER + EUROPE, "a.tsv")
    first = load(tmp_path).digest
    assert load(tmp_path).digest == first
    write(tmp_path, HEADER + EUROPE + UNION, "a.tsv")
    second = load(tmp_path).digest
    (tmp_path / "a.tsv").rename(tmp_path / "b.tsv")
    assert len({first, second, load(tmp_path).digest}) == 3


def test_the_shipped_data_has_no_problem(shipped: Reference) -> None:
    assert [str(p) for p in shipped.problems] == []


def test_the_shipped_data_covers_the_world(shipped: Reference) -> None:
    states = [e for e in shipped.entities if "iso3" in e.facts]
    un = f"{terms.ID}united-nations"
    assert sum(un in e.facts.get("memberOf", ()) for e in states) == 193
    assert all(e.facts.get("locatedIn") for e in states)
    counts: dict[str, int] = {}
    for e in shipped.entities:
        counts[e.cls] = counts.get(e.cls, 0) + 1
    assert counts["Crisis"] >= 30
    assert counts["Operation"] + counts["Exercise"] + counts["Partnership"] >= 40
    organisations = ("Organisation", "InternationalOrganisation", "RegionalOrganisation")
    assert sum(counts[c] for c in organisations) + counts["MilitaryAlliance"] >= 50


def test_every_label_of_the_shipped_data_means_one_thing(shipped: Reference) -> None:
    seen: dict[str, str] = {}
    for e in shipped.entities:
        for label in (e.label, *e.alt_labels):
            assert seen.setdefault(label, e.iri) == e.iri, label


def test_the_shipped_data_keeps_the_names_others_rely_on(shared: Path, shipped: Reference) -> None:
    inventory = (shared / "gold" / "inventory.tsv").read_text(encoding="utf-8").splitlines()
    classes = {}
    for line in inventory[1:]:
        cells = line.split("\t")
        named = cells[1] in ("actor (named)", "place", "named exercise")
        if named and cells[4] not in ("ent:ActorGroup", "ent:Organisation"):
            classes.setdefault(cells[2].removeprefix("id:"), cells[4].removeprefix("ent:"))
    classes.pop("east-west")  # no place, but how two blocs are spoken of
    known = {e.iri.removeprefix(terms.ID): e.cls for e in shipped.entities}
    assert {slug: known.get(slug) for slug in classes} == classes
