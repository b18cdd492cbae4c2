"""``/search``: things and sentences, as a page, as JSON, and while one types."""

import json
from typing import Any

import pytest

HTML = "text/html"


def test_a_name_finds_things_and_words_find_sentences(small: Any, read: Any) -> None:
    page = small.get("/search?q=Norland", HTML)
    assert page.status == 200
    text = page.text
    assert '<a href="/id/norland">Norland</a>' in text
    assert "sentences with these words" in text
    assert "/id/document/boats?evidence=" in text


def test_a_sentence_leads_to_its_place_in_the_document(small: Any) -> None:
    told = json.loads(small.get("/search?q=convoy&format=json").body)
    found = told["sentences"]["items"]
    assert [item["sentence"] for item in found] == ["Norland led the convoy; Sudria fed the town."]
    evidence = found[0]["evidence"].rpartition("/")[2]
    assert small.get(f"/id/document/boats?evidence={evidence}", HTML).status in (200, 303)


def test_a_misspelt_name_is_found(small: Any) -> None:
    things = json.loads(small.get("/search?q=Norlnad&format=json").body)["things"]
    assert things[0]["label"] == "Norland"


def test_what_is_found_by_another_name_says_by_which(small: Any) -> None:
    things = json.loads(small.get("/search?q=kingdom+of+norland&format=json").body)["things"]
    assert (things[0]["label"], things[0]["matched"]) == ("Norland", "Kingdom of Norland")


def test_suggestions_lead_to_pages(small: Any) -> None:
    items = json.loads(small.get("/search/suggest?q=nor").body)["items"]
    assert items[0]["label"] == "Norland"
    assert small.get(items[0]["href"], HTML).status == 303
    assert json.loads(small.get("/search/suggest?q=").body) == {"items": []}


@pytest.mark.parametrize("query", ["", "%22", "*", "a+OR+b", "%00", "x" * 5000, "%F0%9F%9A%A2"])
def test_no_words_break_a_search(small: Any, query: str) -> None:
    assert small.get(f"/search?q={query}", HTML).status == 200


@pytest.mark.parametrize("field", ["page=0", "size=9999", "class=Nation", "page=x"])
def test_a_wrong_field_is_named(small: Any, field: str) -> None:
    assert small.get(f"/search?q=x&{field}").status == 400


def test_nothing_of_a_search_becomes_markup(small: Any) -> None:
    text = small.get("/search?q=%3Cscript%3Ealert(1)%3C/script%3E", HTML).text
    assert "<script>alert" not in text
