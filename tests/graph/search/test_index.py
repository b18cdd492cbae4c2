"""The search index of a revision: things by name, sentences by word."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

from claims.errors import StoreError
from graph.search import SearchIndex, build
from ontology import terms

LABEL, OTHER = NamedNode(terms.RDFS_LABEL), NamedNode(terms.SKOS_ALT_LABEL)
HIDDEN, TYPE = NamedNode(f"{terms.SKOS}hiddenLabel"), NamedNode(terms.RDF_TYPE)


def thing(slug: str, cls: str, label: str, *others: str) -> set[Triple]:
    node = NamedNode(terms.ID + slug)
    return {
        Triple(node, TYPE, NamedNode(terms.ent(cls))),
        Triple(node, LABEL, Literal(label, language="en")),
        *(Triple(node, OTHER, Literal(other, language="en")) for other in others),
    }


def quote(name: str, document: str, sentence: str) -> set[Triple]:
    target = NamedNode(f"{terms.ID}evidence/{name}#target")
    return {
        Triple(
            NamedNode(f"{terms.ID}evidence/{name}#quote"),
            NamedNode(f"{terms.OA}exact"),
            Literal(sentence),
        ),
        Triple(
            target,
            NamedNode(f"{terms.OA}hasSource"),
            NamedNode(f"{terms.ID}document/{document}/v1"),
        ),
    }


GRAPHS: dict[str, set[Triple]] = {
    "published": {
        *thing("niger", "State", "Niger", "Republic of the Niger"),
        *thing("nigeria", "State", "Nigeria", "Federal Republic of Nigeria"),
        *thing("united-nations", "Organisation", "United Nations", "UN"),
        *thing("opcw", "Organisation", "Organisation for the Prohibition of Chemical Weapons"),
        *thing("harbour-relief", "Operation", "Harbour Relief"),
        *thing("georgia", "State", "Georgia"),
        *thing("georgia-us", "Place", "Georgia"),
        Triple(
            NamedNode(f"{terms.ID}harbour-relief"),
            NamedNode(terms.ent("hasParticipant")),
            NamedNode(f"{terms.ID}georgia"),
        ),
    },
    "concepts": {
        Triple(
            NamedNode(terms.concept("tool", "aid")),
            NamedNode(f"{terms.SKOS}prefLabel"),
            Literal("aid delivery", language="en"),
        ),
        Triple(NamedNode(terms.concept("tool", "aid")), HIDDEN, Literal("hand out food")),
    },
    "claims": {
        *quote("a1", "boats", "Ships delivered food after the flood."),
        *quote("a2", "boats", "Ships delivered food after the flood."),
        *quote("b1", "roads", "Trucks deliver fuel by night."),
        *quote("c1", "states", "niger State Niger flood"),
    },
    "documents": {
        Triple(
            NamedNode(f"{terms.ID}document/states"),
            NamedNode(terms.ent("documentKind")),
            Literal("reference"),
        )
    },
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    path = tmp_path_factory.mktemp("index") / "search.sqlite"
    build(path, GRAPHS)
    return SearchIndex(path)


def slugs(index: SearchIndex, text: str, **options: object) -> list[str]:
    found = index.names(text, **options)  # type: ignore[arg-type]
    return [one.iri.rpartition("/")[2] for one in found]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Niger", "niger"),
        ("Nigeria", "nigeria"),
        ("nigerria", "nigeria"),
        ("Untied Nations", "united-nations"),
        ("Nations United", "united-nations"),
        ("u.n.", "united-nations"),
        ("OPCW", "opcw"),
        ("Org. for the Prohib. of Chem. Weapons", "opcw"),
        ("Relief Harbour", "harbour-relief"),
        ("hand out food", "aid"),
    ],
)
def test_a_name_finds_its_thing_however_it_is_written(
    index: SearchIndex, text: str, first: str
) -> None:
    assert slugs(index, text)[0] == first


def test_what_fitted_is_told_but_never_what_is_only_for_finding(index: SearchIndex) -> None:
    assert index.names("UN")[0].matched == "UN"
    assert index.names("hand out food")[0].matched == "aid delivery"
    assert index.names("OPCW")[0].matched.startswith("Organisation for")


def test_of_two_of_one_name_the_better_known_comes_first(index: SearchIndex) -> None:
    assert slugs(index, "Georgia")[:2] == ["georgia", "georgia-us"]


def test_a_class_leaves_the_others_out(index: SearchIndex) -> None:
    assert slugs(index, "Georgia", classes=[terms.ent("Place")]) == ["georgia-us"]


def test_while_one_types_the_beginning_of_any_word_will_do(index: SearchIndex) -> None:
    assert slugs(index, "nig", prefix=True) == ["niger", "nigeria"]
    assert "harbour-relief" in slugs(index, "reli", prefix=True)


def test_nothing_is_forced(index: SearchIndex) -> None:
    assert slugs(index, "Zembla") == []
    assert slugs(index, "") == []
    assert slugs(index, "!?") == []


def test_sentences_are_found_by_their_words_whatever_the_ending(index: SearchIndex) -> None:
    found, total = index.quotes("delivering")
    assert total == 2
    assert {quote.document.rpartition("/")[2] for quote in found} == {"boats", "roads"}
    assert index.quotes("delivered food")[1] == 1, "ten claims of a sentence are one sentence"


def test_rows_of_the_reference_data_are_no_sentences(index: SearchIndex) -> None:
    assert [quote.document.rpartition("/")[2] for quote in index.quotes("flood")[0]] == ["boats"]


def test_sentences_come_in_parts(index: SearchIndex) -> None:
    first, total = index.quotes("deliver", limit=1)
    second, _ = index.quotes("deliver", limit=1, offset=1)
    assert total == 2
    assert first != second


@given(st.text(max_size=300))
@settings(deadline=None)
def test_no_text_breaks_a_search(index: SearchIndex, text: str) -> None:
    index.names(text, prefix=True)
    index.quotes(text)


def test_the_same_graphs_give_the_same_index(tmp_path: Path) -> None:
    for name in ("one", "two"):
        graphs = dict(reversed(GRAPHS.items())) if name == "two" else GRAPHS
        build(tmp_path / name, graphs)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_missing_or_damaged_index_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"search index .*gone\.sqlite cannot be read"):
        SearchIndex(tmp_path / "gone.sqlite")
    (tmp_path / "bad.sqlite").write_bytes(b"no index " * 500)
    with pytest.raises(StoreError, match="cannot be read"):
        SearchIndex(tmp_path / "bad.sqlite")
