"""The Reconciliation Service API 0.2, as OpenRefine calls it."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def post(small: Any, **fields: object) -> Any:
    body = urlencode({name: json.dumps(value) for name, value in fields.items()}).encode()
    return small.request("POST", "/reconcile", FORM, body)


def candidates(small: Any, **query: object) -> list[dict[str, Any]]:
    answer = post(small, queries={"q0": query})
    assert answer.status == 200
    found: list[dict[str, Any]] = json.loads(answer.body)["q0"]["result"]
    return found


def test_the_manifest_says_what_there_is(small: Any) -> None:
    told = json.loads(small.get("/reconcile").body)
    assert told["versions"] == ["0.2"]
    assert told["view"]["url"] == f"{small.url}/{{{{id}}}}"
    assert {"id": "State", "name": "state"} in told["defaultTypes"]
    for service in told["suggest"].values():
        path = service["service_url"].removeprefix(small.url) + service["service_path"]
        assert small.get(f"{path}?prefix=n").status == 200
    preview = told["preview"]["url"].replace("{{id}}", "id/norland").removeprefix(small.url)
    assert small.get(preview).status == 200


def test_every_answer_may_be_read_from_another_site(small: Any) -> None:
    for path in ("/reconcile", "/reconcile/suggest/entity?prefix=x", "/reconcile?queries=oops"):
        assert small.get(path).headers["Access-Control-Allow-Origin"] == "*"


def test_names_are_matched_in_batches(small: Any) -> None:
    batch = {"a": {"query": "Kingdom of Norland"}, "b": {"query": "Sudra"}, "c": {"query": "Oz"}}
    found = json.loads(post(small, queries=batch).body)
    assert list(found) == ["a", "b", "c"]
    best = found["a"]["result"][0]
    assert best["id"] == "id/norland"
    assert best["name"] == "Norland"
    assert best["match"] is True
    assert best["type"] == [{"id": "State", "name": "state"}]
    assert found["b"]["result"][0]["id"] == "id/sudria"
    assert found["b"]["result"][0]["match"] is False, "a misspelt name is left to a person"
    assert found["c"]["result"] == []


def test_a_batch_may_come_in_the_address(small: Any) -> None:
    fields = urlencode({"queries": json.dumps({"q0": {"query": "Norland"}})})
    assert json.loads(small.get(f"/reconcile?{fields}").body)["q0"]["result"]


def test_a_type_narrows_the_candidates(small: Any) -> None:
    both = [found["id"] for found in candidates(small, query="Sudria Navy")]
    only = [found["id"] for found in candidates(small, query="Sudria Navy", type="State")]
    assert both[:2] == ["id/sudria-navy", "id/sudria"]
    assert only == ["id/sudria"]


def test_a_property_tells_candidates_apart(small: Any) -> None:
    plain = candidates(small, query="Harbour Relief")[0]["score"]
    fits = {"pid": "hasParticipant", "v": {"id": "id/norland"}}
    named = {"pid": "ent:hasParticipant", "v": ["NORLAND", "somebody"]}
    wrong = {"pid": "hasParticipant", "v": "Atlantis"}
    bent = "Harbor Releif"
    assert candidates(small, query=bent, properties=[fits])[0]["score"] > plain - 15
    assert candidates(small, query=bent, properties=[named])[0]["score"] > plain - 15
    assert candidates(small, query="Harbour Relief", properties=[wrong])[0]["score"] < plain


def test_values_alone_find_what_has_them(small: Any) -> None:
    found = candidates(small, properties=[{"pid": "hasParticipant", "v": "Norland"}])
    assert "id/harbour-relief" in [one["id"] for one in found]


def test_a_limit_is_kept(small: Any) -> None:
    assert len(candidates(small, query="Sudria Navy", limit=1)) == 1


@pytest.mark.parametrize(
    ("batch", "where"),
    [
        ("[]", "queries is no JSON object"),
        ('{"q0": 5}', "queries.q0 is no JSON object"),
        ('{"q0": {}}', "queries.q0 has neither a query nor properties"),
        ('{"q0": {"query": 7}}', "queries.q0.query is no text"),
        ('{"q0": {"query": "x", "type": "Nation"}}', "queries.q0.type 'Nation' is no class"),
        ('{"q0": {"query": "x", "limit": 0}}', "queries.q0.limit is no number from 1"),
        ('{"q0": {"query": "x", "properties": [{"pid": "year"}]}}', "has no `pid` or no `v`"),
        ('{"q0": {"query": "x", "properties": [{"pid": "no:x", "v": 1}]}}', "is no property"),
        ('{"q0": ', "The field `queries` is no JSON"),
        ("[" * 100_000, "The field `queries` is no JSON"),
    ],
)
def test_a_wrong_query_is_named(small: Any, batch: str, where: str) -> None:
    answer = small.request("POST", "/reconcile", FORM, urlencode({"queries": batch}).encode())
    assert answer.status == 400
    assert where in json.loads(answer.body)["detail"]


def test_a_form_that_asks_nothing_is_refused(small: Any) -> None:
    assert small.request("POST", "/reconcile", FORM, b"x=1").status == 400


def test_a_table_is_extended(small: Any) -> None:
    asked = {
        "ids": ["id/harbour-relief", "id/flood-2031", "id/nobody"],
        "properties": [{"id": "hasParticipant"}, {"id": "ent:occursIn"}, {"id": "rdfs:label"}],
    }
    told = json.loads(post(small, extend=asked).body)
    assert [meta["id"] for meta in told["meta"]] == ["hasParticipant", "ent:occursIn", "rdfs:label"]
    assert told["meta"][0]["type"] == {"id": "Actor", "name": "actor"}
    rows = told["rows"]
    assert {"id": "id/norland", "name": "Norland"} in rows["id/harbour-relief"]["hasParticipant"]
    assert rows["id/flood-2031"]["rdfs:label"] == [{"str": "2031 flood"}]
    assert rows["id/nobody"] == {"hasParticipant": [], "ent:occursIn": [], "rdfs:label": []}


@pytest.mark.parametrize(
    "asked", [7, {}, {"ids": "id/x"}, {"ids": ["id/x"], "properties": ["year"]}, {"ids": ["a b"]}]
)
def test_a_wrong_extension_is_named(small: Any, asked: object) -> None:
    answer = post(small, extend=asked)
    assert answer.status == 400
    assert json.loads(answer.body)["detail"].startswith("extend")


def test_entities_types_and_properties_are_suggested(small: Any) -> None:
    def suggested(kind: str, prefix: str) -> list[str]:
        answer = small.get(f"/reconcile/suggest/{kind}?prefix={prefix}")
        return [item["id"] for item in json.loads(answer.body)["result"]]

    assert suggested("entity", "norl") == ["id/norland"]
    assert "MilitaryAlliance" in suggested("type", "alliance")
    assert "hasParticipant" in suggested("property", "partic")
    assert small.get("/reconcile/suggest/colour?prefix=x").status == 404


def test_properties_of_a_type_are_proposed_as_the_graph_has_them(small: Any) -> None:
    told = json.loads(small.get("/reconcile/properties?type=Operation&limit=50").body)
    assert "hasParticipant" in [item["id"] for item in told["properties"]]
    assert small.get("/reconcile/properties?type=Nation").status == 400


def test_a_preview_may_stand_in_a_frame_and_says_what_the_thing_is(small: Any) -> None:
    answer = small.get("/reconcile/preview?id=id/norland")
    assert "Norland" in answer.text
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    flyout = json.loads(small.get("/reconcile/flyout?id=id/norland").body)
    assert flyout["id"] == "id/norland"
    assert "Norland" in flyout["html"]
    assert small.get("/reconcile/preview?id=id/nobody").status == 404
    assert small.get("/reconcile/preview").status == 400
