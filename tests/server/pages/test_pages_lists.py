"""Lists: filters, pages and the JSON form."""

import json
from typing import Any

import pytest

from ontology import terms


def items(small: Any, path: str) -> list[dict[str, Any]]:
    answer = small.get(path, "application/json")
    assert answer.status == 200, answer.text
    assert answer.headers["Content-Type"] == "application/json"
    body = json.loads(answer.text)
    assert body["revision"] == answer.headers["Entente-Revision"]
    assert body["total"] >= len(body["items"])
    return list(body["items"])


def labels(found: list[dict[str, Any]]) -> list[str]:
    return [item["label"] for item in found]


def test_claims_are_all_there_and_reports_come_first(small: Any) -> None:
    found = items(small, "/claims?size=500")
    told = {item.claim.iri for item in (*small.report.found, *small.reference.found)}
    assert {item["iri"] for item in found} == told
    from_reports = {item.claim.iri for item in small.report.found}
    flags = [item["iri"] in from_reports for item in found]
    assert flags == sorted(flags, reverse=True)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("predicate=ent:hasParticipant", 2),
        (f"predicate={terms.ent('hasParticipant')}".replace("#", "%23"), 2),
        ("subject=id:harbour-relief&predicate=ent:usesTool", 1),
        ("subject=harbour-relief&predicate=ent:usesTool", 1),
        ("object=id:norland", 1),
        ("status=accepted", 1),
        ("status=rejected", 1),
        ("status=stale", 0),
        ("modality=hedged", 1),
        ("modality=hedged&document=reference-states", 0),
        ("modality=negated&document=boats", 1),
        ("document=reference-states", 6),
        ("source=reference", 6),
        ("predicate=ent:memberOf&confidence=0.5", 0),
        ("predicate=ent:memberOf&confidence=0.2", 1),
        ("subject=id:nobody", 0),
    ],
)
def test_claims_are_filtered(small: Any, query: str, count: int) -> None:
    assert len(items(small, f"/claims?{query}")) == count
    assert small.get(f"/claims?{query}", "text/html").status == 200


@pytest.mark.parametrize("size", [1, 7, 50])
def test_pages_part_a_list_without_gap_or_repeat(small: Any, size: int) -> None:
    whole = [item["iri"] for item in items(small, "/claims?size=500")]
    parts: list[str] = []
    path: str | None = f"/claims?size={size}&format=json"
    while path:
        body = json.loads(small.get(path).text)
        parts += [item["iri"] for item in body["items"]]
        path = body.get("next")
    assert parts == whole


def test_a_page_beyond_the_last_is_empty(small: Any) -> None:
    assert items(small, "/claims?page=999") == []
    assert small.get("/claims?page=999", "text/html").status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/claims?status=maybe",
        "/claims?modality=sure",
        "/claims?confidence=2",
        "/claims?confidence=high",
        "/claims?confidence=0.1)}",
        "/claims?page=0",
        "/claims?page=-1",
        "/claims?page=%C2%B2",
        "/claims?page=99999999999999999999",
        "/claims?size=501",
        "/claims?subject=no:where",
        "/claims?subject=http://a/%3E%20%3Cb",
        "/claims?source=hearsay",
        "/claims?format=xml",
        "/entities?class=Nothing",
        "/documents?page=x",
    ],
)
def test_a_wrong_parameter_is_told(small: Any, path: str) -> None:
    answer = small.get(path)
    assert answer.status == 400
    body = json.loads(answer.text)
    assert body["code"] == "parameter-wrong"
    assert body["hint"]


def test_entities_are_found_by_label_and_other_name(small: Any) -> None:
    assert labels(items(small, "/entities?q=norland"))[0] == "Norland"
    assert labels(items(small, "/entities?q=KINGDOM+of"))[0] == "Norland"
    assert labels(items(small, "/entities?q=sudria"))[:2] == ["Sudria", "Sudria Navy"]
    assert items(small, "/entities?q=joint+exercise")[0]["iri"] == terms.concept(
        "tool", "joint-exercise"
    )
    assert items(small, "/entities?q=zzz") == []


@pytest.mark.parametrize("query", ["%22)%7D", "%5C", "'", "?x", "a" * 300, "%00", "%F0%9F%9A%A2"])
def test_a_search_takes_any_words(small: Any, query: str) -> None:
    assert small.get(f"/entities?q={query}", "text/html").status == 200


def test_entities_are_listed_by_class_and_its_kinds(small: Any) -> None:
    assert labels(items(small, "/entities?class=State")) == ["Norland", "Sudria"]
    assert labels(items(small, "/entities?class=Actor")) == ["Norland", "Sudria", "Sudria Navy"]
    (relief,) = items(small, "/entities?class=Engagement")
    assert terms.ent("Operation") in relief["classes"]


def test_documents_are_listed_with_how_much_they_say(small: Any) -> None:
    boats, states = items(small, "/documents")
    assert boats["title"] == "Boats for Port Vale"
    assert boats["date"] == "2031-05-04"
    assert boats["claims"] == len({item.claim.id for item in small.report.found})
    assert (states["kind"], states["claims"]) == ("reference", 6)
