"""What the query editor is offered: prefixes, terms with their use, things by label."""

from typing import Any

from ontology import terms


def test_the_vocabulary_has_the_prefixes_and_every_term_of_the_ontology(server: Any) -> None:
    told = server.get("/sparql/vocabulary").json()
    assert told["prefixes"] == terms.PREFIXES
    known = {item["name"]: item for item in told["terms"]}
    assert known["ent:hasParticipant"]["kind"] == "property"
    assert known["ent:Engagement"]["kind"] == "class"
    assert known["ent:Engagement"]["definition"].startswith("An event")


def test_the_vocabulary_is_fetched_once_for_each_revision(server: Any) -> None:
    first = server.get("/sparql/vocabulary")
    again = server.request(
        "GET", "/sparql/vocabulary", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert again.status == 304


def test_things_are_found_by_any_word_of_their_label(server: Any) -> None:
    found = server.get("/sparql/suggest?q=joint+ex").json()["items"]
    assert found[0]["name"] == "tool:joint-exercise"
    assert found[0]["label"] == "joint exercise"


def test_a_prefix_leaves_out_what_is_elsewhere(server: Any) -> None:
    names = [i["name"] for i in server.get("/sparql/suggest?q=e&prefix=id").json()["items"]]
    assert names
    assert all(name.startswith("id:") for name in names)


def test_nothing_asked_is_nothing_found(server: Any) -> None:
    assert server.get("/sparql/suggest").json() == {"items": []}
    assert server.get("/sparql/suggest?q=zzzzzz").json() == {"items": []}
