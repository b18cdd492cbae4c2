"""``/why`` on the small site: proofs as a page, as JSON and as RDF, and what is missing."""

import json
from typing import Any

import pyoxigraph as ox
import pytest

from ontology import terms

STATE_TAKES_PART = "/why?s=id:harbour-relief&p=ent:hasParticipant&o=id:sudria"
DOES_NOT_HOLD = "/why?s=id:norland&p=ent:activeIn&o=id:sudria"


@pytest.mark.parametrize("path", [STATE_TAKES_PART, DOES_NOT_HOLD, "/why"])
def test_a_page_is_well_formed(small: Any, read: Any, path: str) -> None:
    html = read(small.page(path))
    assert html.problems == []
    assert len(html.ids) == len(set(html.ids))
    assert not [a for a in html.attributes if a[1] == "style" or a[1].startswith("on")]
    assert len(html.text_of("h1")) == 1


def test_the_page_tells_the_axiom_in_words_and_the_sentences(small: Any) -> None:
    page = small.page(STATE_TAKES_PART)
    assert "A state or organisation takes part through its own armed forces." in page
    assert page.count("<blockquote>") == 2
    assert "inferred from unreviewed claims" in page


def test_an_inferred_statement_of_an_entity_links_to_its_why(small: Any, read: Any) -> None:
    links = read(small.page("/page/id/norland")).links
    assert "/why?s=id%3Anorland&p=ent%3AactiveIn&o=id%3Aport-vale" in links
    for link in links:
        if link.startswith("/why?"):
            assert "It does not hold" not in small.page(link), link


def test_a_claim_a_person_accepted_names_its_reviewer(small: Any) -> None:
    page = small.page("/why?s=id:norland&p=ent:actsIn&o=id:flood-2031")
    assert "Ada Test" in page
    answer = small.get("/why?s=id:norland&p=ent:actsIn&o=id:flood-2031&format=json").text
    (proof,) = json.loads(answer)["proofs"]
    assert (proof["claims"], proof["unreviewed"]) == (2, 1)


def test_what_does_not_hold_says_what_is_missing(small: Any) -> None:
    page = small.page(DOES_NOT_HOLD)
    assert "It does not hold in this revision" in page
    body = json.loads(small.get(f"{DOES_NOT_HOLD}&format=json").text)
    assert body["holds"] is False
    assert body["missing"][0]["absent_words"] == ["Harbour Relief occurs in Sudria."]


def test_json_and_rdf_are_negotiated(small: Any) -> None:
    answer = small.get(STATE_TAKES_PART, "application/json")
    assert answer.headers["Content-Type"] == "application/json"
    assert json.loads(answer.text)["holds"] is True
    assert "Accept" in answer.headers["Vary"]
    answer = small.get(STATE_TAKES_PART, "text/turtle")
    triples = {quad.triple for quad in ox.parse(answer.body, format=ox.RdfFormat.TURTLE)}
    prov = f"{terms.PROV}"
    assert any(t.predicate.value == f"{prov}wasGeneratedBy" for t in triples)
    sentences = {t.object.value for t in triples if t.predicate.value == f"{prov}value"}
    assert "Norland and the Sudria Navy ran Harbour Relief there." in sentences
    assert not any(isinstance(part, ox.BlankNode) for t in triples for part in t)
    assert small.get(STATE_TAKES_PART, "image/png").status == 406
    assert small.get(f"{STATE_TAKES_PART}&format=exe").status == 400


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/why?s=id:norlant&p=ent:activeIn&o=id:port-vale", 404, "Is it id:norland"),
        ("/why?s=id:norland&p=ent:activ&o=id:port-vale", 404, "ent:activeIn"),
        ("/why?s=odd:norland&p=ent:activeIn&o=id:port-vale", 400, "prefix"),
        ("/why?s=%3Cno%20iri%3E&p=ent:activeIn&o=id:port-vale", 400, "subject"),
        ("/why?s=%22text%22&p=ent:activeIn&o=id:port-vale", 400, "literal"),
        ("/why?s=id:norland&p=a,b&o=id:port-vale", 400, "predicate"),
        ("/why?s=id:norland&p=a&o=id:x.%20id:y%20a%20id:z", 400, "object"),
        ("/why?s=id:norland&p=a", 400, "lacks o"),
        (f"{STATE_TAKES_PART}&proofs=0", 400, "from 1 to 20"),
        (f"{STATE_TAKES_PART}&proofs=x", 400, "from 1 to 20"),
    ],
)
def test_what_is_wrong_is_named(small: Any, path: str, status: int, words: str) -> None:
    answer = small.get(path, "application/json")
    assert answer.status == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert words in answer.text


def test_a_literal_is_explained(small: Any) -> None:
    body = json.loads(small.get("/why?s=id:flood-2031&p=ent:year&o=2031&format=json").text)
    assert body["source"] == "published"


def test_what_if_a_claim_were_rejected_or_accepted(small: Any) -> None:
    claims = {
        (e.claim.predicate.removeprefix(terms.ENT), e.claim.object): e.claim.id
        for e in small.report.found
    }
    force = claims["forceOf", f"{terms.ID}sudria"]
    body = json.loads(small.get(f"/why/whatif?claim={force}&decision=reject").text)
    gone = {row["words"] for row in body["goes"]}
    assert body["comes"] == []
    assert "Sudria Navy is a force of Sudria." in gone
    assert "Harbour Relief has the participant Sudria." in gone
    member = claims["memberOf", f"{terms.ID}sudria"]
    body = json.loads(small.get(f"/why/whatif?claim=id:claim/{member}&decision=accept").text)
    assert body["goes"] == []
    assert small.get("/why/whatif?claim=nothing&decision=reject").status == 404
    assert small.get(f"/why/whatif?claim={force}&decision=burn").status == 400
    assert small.get("/why/whatif").status == 400
