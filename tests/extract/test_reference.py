"""The reference data: every row is a claim with its line as evidence, a bad row is named."""

from pathlib import Path

import pytest

from claims.errors import InputError
from claims.model import Literal, Modality
from extract.reference import KnownEntity, Reference, counts, iso, load
from ontology import terms

HEADER = "slug\tclass\tlabel\talt_labels\tdemonyms\tlocatedIn\tmemberOf\tsource\n"
EUROPE = "europe\tPlace\tEurope\t\tEuropean\t\t\tatlas\n"
UNION = "the-union\tRegionalOrganisation\tThe Union\tTU\t\t\t\ttreaty\n"


def write(folder: Path, rows: str, name: str = "things.tsv") -> Path:
    (folder / name).write_text(rows, encoding="utf-8")
    return folder


def entity(reference: Reference, slug: str) -> KnownEntity:
    return next(e for e in reference.entities if e.iri == terms.ID + slug)


def said(reference: Reference, slug: str) -> set[tuple[str, str]]:
    """What all documents say of an entity: predicate and value."""
    return {
        (e.claim.predicate, o.value if isinstance(o := e.claim.object, Literal) else o)
        for document in reference.documents
        for e in document.evidence
        if e.claim.subject == terms.ID + slug
    }


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
        text = value.value if isinstance(value, Literal) else value.rsplit("/")[-1].rsplit("#")[-1]
        assert document.text[span.start : span.end] == text
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
        ("land\tState\tLand\tEUROPE\t\teurope\t\tatlas\n", "also that of 'europe' (things.tsv:2)"),
        ("land\tState\tLand\t\tEuropean\teurope\t\tatlas\n", "Move it to shared_demonyms"),
    ],
)
def test_a_broken_row_is_named_and_the_others_load(tmp_path: Path, row: str, says: str) -> None:
    reference = load(write(tmp_path, HEADER + EUROPE + UNION + row))
    assert [p.line for p in reference.problems] == [4]
    assert says in str(reference.problems[0])
    assert "things.tsv:4" in str(reference.problems[0])
    assert [e.label for e in reference.entities] == ["Europe", "The Union"]


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("year", "last year", "not a year of three or four digits"),
        ("year", "19999", "not a year"),
        ("endYear", "1998", "ends in 1998, before it begins in 1999"),
        ("iso3", "lao", "not three capital letters"),
        ("iso3", "LND", "which ISO 3166-1 does not list"),
        ("wikidata", "819", "not the letter Q with a number"),
        ("wikidata", "Q0", "not the letter Q with a number"),
        ("geonames", "Laos", "not a number"),
        ("geonames", "1|2", "admits one value, not 2"),
        ("glide", "EQ-15-48", "not a GLIDE number"),
    ],
)
def test_a_bad_value_is_named_and_the_others_load(
    tmp_path: Path, column: str, value: str, says: str
) -> None:
    columns = {
        "year": "1999",
        "endYear": "",
        "iso3": "",
        "wikidata": "",
        "geonames": "",
        "glide": "",
    }
    columns[column] = value
    rows = "slug\tclass\tlabel\talt_labels\t" + "\t".join(columns) + "\tsource\n"
    rows += "war\tCrisis\tWar\t\t" + "\t".join(columns.values()) + "\tx\n"
    rows += "flood\tCrisis\tFlood\t\t1998\t1998\t\t\t\t\tx\n"
    reference = load(write(tmp_path, rows))
    assert [p.line for p in reference.problems] == [2]
    assert says in str(reference.problems[0])
    assert [e.label for e in reference.entities] == ["Flood"]


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


def test_a_name_may_be_shared_where_all_but_one_say_so(tmp_path: Path) -> None:
    rows = "slug\tclass\tlabel\talt_labels\tshared_labels\tsource\n"
    rows += "jordan\tState\tJordan\t\t\tx\nriver\tPlace\tJordan River\t\tJordan\tx\n"
    rows += "north\tState\tNorth Korea\t\tKorea\tx\nsouth\tState\tSouth Korea\t\tKorea\tx\n"
    reference = load(write(tmp_path, rows))
    assert not reference.problems
    river = entity(reference, "river")
    assert (river.alt_labels, river.shared_labels) == ((), ("Jordan",))
    assert (terms.SKOS_ALT_LABEL, "Jordan") in said(reference, "river")
    assert entity(reference, "north").shared_labels == entity(reference, "south").shared_labels


MEMBERS = "subject\tmemberOf\tsource\n"
LANDS = "a\tState\tA\t\t\teurope\t\tx\nb\tState\tB\t\t\teurope\t\tx\n"


def test_one_row_may_add_to_several_entities(tmp_path: Path) -> None:
    write(tmp_path, MEMBERS + "a|b\tthe-union\ttreaty\n", "members.tsv")
    reference = load(write(tmp_path, HEADER + EUROPE + UNION + LANDS))
    assert not reference.problems
    for slug in ("a", "b"):
        assert entity(reference, slug).facts["memberOf"] == (f"{terms.ID}the-union",)
        assert (terms.ent("memberOf"), f"{terms.ID}the-union") in said(reference, slug)
    document = reference.documents[0]
    assert document.document.slug == "reference-members"
    for evidence in document.evidence:
        assert evidence.sentence == "a|b\tthe-union\ttreaty"
        span = evidence.subject_span
        assert span is not None
        found = document.document.text[span.start : span.end]
        assert evidence.claim.subject == terms.ID + found


def test_an_added_name_belongs_to_its_entity(tmp_path: Path) -> None:
    text = "subject\talt_labels\tdemonyms\tsource\na\tOld A\tOldish\tUntil 1900\n"
    write(tmp_path, text, "former.tsv")
    reference = load(write(tmp_path, HEADER + EUROPE + LANDS))
    found = entity(reference, "a")
    assert (found.alt_labels, found.demonyms) == (("Old A",), ("Oldish",))


@pytest.mark.parametrize(
    ("row", "says", "left"),
    [
        ("a|c\tthe-union\tx\n", "The subject 'c' is declared by no valid row", ["a"]),
        ("a|b\tno-union\tx\n", "names 'no-union', which no valid row declares", []),
        ("a|europe\tthe-union\tx\n", "does not fit a row of class Place", ["a"]),
        ("\tthe-union\tx\n", "column subject is empty", []),
        ("a|b\tthe-union\t\n", "column source is empty", []),
        ("a|a\tthe-union\tx\n", "same value twice", []),
    ],
)
def test_what_is_wrong_with_an_addition_is_named_once_and_the_rest_holds(
    tmp_path: Path, row: str, says: str, left: list[str]
) -> None:
    write(tmp_path, MEMBERS + row, "members.tsv")
    reference = load(write(tmp_path, HEADER + EUROPE + UNION + LANDS))
    assert len(reference.problems) == 1
    assert says in str(reference.problems[0])
    assert "members.tsv:2" in str(reference.problems[0])
    assert [e.label.lower() for e in reference.entities if "memberOf" in e.facts] == left


def test_an_added_name_of_another_entity_is_named(tmp_path: Path) -> None:
    write(tmp_path, "subject\talt_labels\tsource\na\tB\tx\n", "former.tsv")
    reference = load(write(tmp_path, HEADER + EUROPE + LANDS))
    assert "The name 'B' is also that of 'b' (things.tsv:4)" in str(reference.problems[0])
    assert entity(reference, "a").alt_labels == ()


ISO = "slug\tclass\tlabel\talt_labels\tshared_labels\tiso3\tsource\n"


def test_a_three_letter_code_brings_codes_and_names_with_evidence(tmp_path: Path) -> None:
    rows = ISO + "laos\tState\tLaos\t\t\tLAO\tx\npalestine\tState\tPalestine\t\t\tPSE\tx\n"
    reference = load(write(tmp_path, rows))
    assert not reference.problems
    notation = f"{terms.SKOS}notation"
    assert {(notation, code) for code in ("LA", "LAO", "418")} <= said(reference, "laos")
    laos = entity(reference, "laos")
    assert laos.alt_labels == ("Lao People's Democratic Republic",)
    assert (laos.facts["iso2"], laos.facts["isoNumeric"]) == (("LA",), ("418",))
    assert entity(reference, "palestine").alt_labels == ("State of Palestine",)
    document = reference.documents[-1]
    assert document.document.slug == "reference-iso-3166-1"
    assert "pycountry" in document.document.text.splitlines()[0]
    for evidence in document.evidence:
        text = document.document.text
        assert text[evidence.start : evidence.end] == evidence.sentence
        value, span = evidence.claim.object, evidence.object_span
        assert isinstance(value, Literal)
        assert span is not None
        assert text[span.start : span.end] == value.value


def test_a_file_cannot_pass_for_the_standard(tmp_path: Path) -> None:
    write(tmp_path, HEADER + EUROPE, "iso-3166-1.tsv")
    reference = load(write(tmp_path, HEADER + UNION))
    assert "that of the table of ISO 3166-1" in str(reference.problems[0])
    assert [e.label for e in reference.entities] == ["The Union"]


def test_the_release_of_the_standard_is_part_of_the_digest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, ISO + "laos\tState\tLaos\t\t\tLAO\tx\n")
    first = load(tmp_path).digest
    other = iso.table.__wrapped__
    monkeypatch.setattr(iso, "version", lambda _: "0.0")
    monkeypatch.setattr(iso, "table", other)
    assert load(tmp_path).digest != first


def test_names_of_the_standard_that_others_have_are_left_to_the_files(tmp_path: Path) -> None:
    rows = ISO + "congo\tState\tRepublic of the Congo\t\tCongo\tCOG\tx\n"
    rows += "river\tPlace\tCongo River\tCongo\t\t\tx\n"
    reference = load(write(tmp_path, rows))
    assert not reference.problems
    congo = entity(reference, "congo")
    assert (congo.alt_labels, congo.shared_labels) == ((), ("Congo",))


def test_identifiers_become_matches(tmp_path: Path) -> None:
    rows = "slug\tclass\tlabel\talt_labels\twikidata\tgeonames\tglide\tsource\n"
    rows += "laos\tState\tLaos\t\tQ819\t1655842\t\tx\n"
    rows += "quake\tCrisis\tQuake\t\t\t\tEQ-2008-000062-CHN\tx\n"
    reference = load(write(tmp_path, rows))
    assert not reference.problems
    match = f"{terms.SKOS}exactMatch"
    assert (match, "http://www.wikidata.org/entity/Q819") in said(reference, "laos")
    assert (match, "https://sws.geonames.org/1655842/") in said(reference, "laos")
    assert (f"{terms.SKOS}notation", "EQ-2008-000062-CHN") in said(reference, "quake")


def test_counts_name_files_classes_and_identifiers(tmp_path: Path) -> None:
    rows = ISO + "laos\tState\tLaos\t\t\tLAO\tx\nmekong\tPlace\tMekong\t\t\t\tx\n"
    lines = list(counts(load(write(tmp_path, rows))))
    assert lines == [
        "things.tsv: 2 entities, 5 claims",
        "iso-3166-1.tsv: 0 entities, 3 claims",
        "classes: 1 State, 1 Place",
        "identifiers: 1 iso3",
    ]
