"""``/quality``: what is wrong is shown with its claims, and every number is that of its query."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from claims.ledger import Ledger
from claims.model import (
    Action,
    Claim,
    Decision,
    Evidence,
    Extraction,
    Literal,
    Modality,
    Run,
)
from claims.policy import Policy
from extract.readers import from_text
from graph.publish import publish
from graph.quality import MEASURES
from ontology import questions, terms
from server.app import create_app
from server.building import ledger_path
from server.commands import check
from server.published import soundness
from server.settings import Settings

RUN = Run("1.0", "pipeline", "knowledge")
YEAR = f"{terms.XSD}integer"

#: What each document says: subject, predicate, object, confidence, and how.
FIRST = (
    ("norland", "rdf:type", "ent:State", 0.9),
    ("norland", "rdfs:label", Literal("Norland"), 0.9),
    ("pact", "rdf:type", "ent:MilitaryAlliance", 0.9),
    ("pact", "rdfs:label", Literal("Northern Pact"), 0.9),
    ("pact", "ent:year", Literal("1949", YEAR), 0.9),
    ("flood", "rdf:type", "ent:Crisis", 0.9),
    ("flood", "rdfs:label", Literal("the flood"), 0.9),
    ("flood", "ent:occursIn", "pact", 0.6),
    ("convoy", "rdf:type", "ent:Operation", 0.9),
    ("convoy", "rdfs:label", Literal("Convoy"), 0.9),
    ("convoy", "ent:hasParticipant", "norland", 0.9),
    ("convoy", "ent:usesTool", "tool:joint-exercise", 0.8),
    ("convoy", "ent:usesTool", "tool:drone", 0.7),
    ("np", "rdf:type", "ent:MilitaryAlliance", 0.8),
    ("np", "rdfs:label", Literal("Pact, Northern"), 0.8),
    ("lonely", "rdf:type", "ent:Organisation", 0.8),
    ("lonely", "rdfs:label", Literal("Lonely Club"), 0.8),
)
SECOND = (
    ("pact", "ent:year", Literal("1950", YEAR), 0.7),
    ("norland", "ent:memberOf", "pact", 0.9),
)


def iri(name: str) -> str:
    return terms.expand(name) if ":" in name else terms.ID + name


def extraction(slug: str, said: tuple, denied: tuple = ()) -> Extraction:
    lines = [f"Sentence {number} of {slug}." for number in range(len(said) + len(denied))]
    document = from_text("\n\n".join(lines), f"{slug}.txt", "text/plain")
    found = []
    for line, (subject, predicate, value, sure) in zip(lines, (*said, *denied), strict=True):
        start = document.text.index(line)
        obj = iri(value) if isinstance(value, str) else value
        found.append(
            Evidence(
                Claim(iri(subject), iri(predicate), obj),
                document.slug,
                document.version,
                line,
                start,
                start + len(line),
                0,
                Modality.ASSERTED if len(found) < len(said) else Modality.NEGATED,
                sure,
                "by-hand",
            )
        )
    return Extraction(document, (), tuple(found))


def build(home: Path) -> None:
    first = extraction("first", FIRST)
    second = extraction("second", SECOND, (("convoy", "ent:hasParticipant", "norland", 0.9),))
    gone = extraction("gone", (("norland", "ent:leads", "pact", 0.9),))
    tools = [e.claim for e in first.evidence if e.claim.predicate == terms.ent("usesTool")]
    when = datetime(2031, 6, 1, tzinfo=UTC)
    with Ledger.open(ledger_path(home)) as ledger:
        for item in (first, second, gone):
            ledger.record(item, RUN)
        for claim, author, action in (
            (tools[0], "Ada", Action.ACCEPT),
            (tools[0], "Ben", Action.ACCEPT),
            (tools[1], "Ada", Action.ACCEPT),
            (tools[1], "Ben", Action.REJECT),
        ):
            ledger.decide(Decision(action, claim.id, author, when))
        led = gone.evidence[0]
        ledger.decide(Decision(Action.ACCEPT, led.claim.id, "Ada", when, seen=(led.id,)))
        ledger.withdraw([gone.document.slug])
        publish(ledger.state({RUN.id}), Policy(0.5), home)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    home = tmp_path_factory.mktemp("quality")
    build(home)
    app = create_app(Settings.load({}, home=home))
    yield app.test_client()
    app.extensions["entente"].close()


def body(client: FlaskClient) -> dict:
    answer = client.get("/quality", headers={"Accept": "application/json"})
    assert answer.status_code == 200
    return json.loads(answer.text)


def sections(client: FlaskClient) -> dict[str, dict]:
    return {section["name"]: section for section in body(client)["sections"]}


def test_everything_planted_is_counted(client):
    found = {name: section["count"] for name, section in sections(client).items()}
    assert found == {
        "inconsistencies": 1,  # the pact is no place
        "violations": 1,  # it began once
        "contradictions": 1,  # in 1949 or in 1950
        "denials": 1,  # who took part
        "duplicates": 1,  # the pact and NP
        "stale": 1,  # who leads
        "outdated": 1,  # the sentence that said so
        "gaps": found["gaps"],
        "isolated": found["isolated"],
        "unlinked": 6,
        "coverage": found["coverage"],
        "calibration": 1,
        "agreement": 2,
    }
    assert found["gaps"] >= 1
    isolated = {item["label"] for item in sections(client)["isolated"]["items"]}
    assert "Lonely Club" in isolated
    assert "Norland" not in isolated


@pytest.mark.parametrize("name", [measure.name for measure in MEASURES])
def test_the_query_gives_the_number_and_the_rows(client, name):
    section = sections(client)[name]
    answer = client.get(
        "/sparql",
        query_string={"query": section["query"]},
        headers={"Accept": "application/sparql-results+json"},
    )
    assert answer.status_code == 200, answer.text
    rows = json.loads(answer.text)["results"]["bindings"]
    assert len(rows) == section["count"]
    plain = [{key: term["value"] for key, term in row.items()} for row in rows]
    for item in section["items"]:
        assert {k: v for k, v in item.items() if not isinstance(v, list)} in plain


def test_questions_without_an_answer_have_none(client):
    told = body(client)["questions"]
    assert told["asked"] == len(questions.read())
    open_ = {item["id"] for item in told["unanswered"]}
    for question in questions.read():
        answer = client.get(
            "/sparql", query_string={"query": question.query}, headers={"Accept": "text/csv"}
        )
        empty = len(answer.text.strip().splitlines()) < 2
        assert (question.id in open_) == empty, question.id


def test_an_inconsistency_shows_both_sides_with_the_claim_held_back_first(client):
    (item,) = sections(client)["inconsistencies"]["items"]
    wrong = Claim(iri("flood"), terms.ent("occursIn"), iri("pact"))
    assert item["held"] == [wrong.iri]
    assert item["claims"][0] == wrong.iri
    assert len(item["claims"]) == 2
    page = client.get("/quality", headers={"Accept": "text/html"}).text
    assert "Northern Pact is a military alliance" in page
    assert "Northern Pact is a place" in page
    assert "ent:occursIn Range ent:Place" in page
    assert "the flood occurs in Northern Pact" in page


def test_the_page_is_well_formed_and_its_links_lead_somewhere(client, read):
    answer = client.get("/quality", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    html = read(answer.text)
    assert html.problems == []
    assert len(set(html.ids)) == len(html.ids)
    here = {link for link in html.links if link.startswith("#")}
    assert {link[1:] for link in here} <= set(html.ids)
    for link in {unescape(link) for link in html.links if link.startswith("/")}:
        path = urlsplit(link)
        got = client.get(
            path.path, query_string=path.query, headers={"Accept": "text/html"},
            follow_redirects=True,
        )  # fmt: skip
        assert got.status_code == 200, link


def test_pages_of_things_and_claims_say_what_is_wrong_with_them(client):
    page = client.get("/page/id/pact", headers={"Accept": "text/html"}).text
    assert "It is in two disjoint classes, ent:Organisation and ent:Place." in page
    assert "A thing begins in one year." in page
    wrong = Claim(iri("flood"), terms.ent("occursIn"), iri("pact"))
    page = client.get(f"/page/id/claim/{wrong.id}", headers={"Accept": "text/html"}).text
    assert "held back" in page
    assert "It is not published." in page
    fault = re.search(r"/quality#(\w+)", page)
    assert fault is not None
    assert f'id="{fault[1]}"' in client.get("/quality", headers={"Accept": "text/html"}).text
    sound = client.get("/page/id/norland", headers={"Accept": "text/html"}).text
    assert "/quality#" not in sound


def test_the_report_is_served_as_a_graph(client):
    answer = client.get("/data/graph/validation.ttl")
    assert answer.status_code == 200
    assert "ValidationReport" in answer.text
    assert "holdsBack" in answer.text
    page = client.get("/graph/validation", headers={"Accept": "text/html"}, follow_redirects=True)
    assert page.status_code == 200


def test_other_types_are_refused_and_the_footer_leads_here(client):
    assert client.get("/quality", headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/quality?format=xml").status_code == 400
    assert 'href="/quality"' in client.get("/", headers={"Accept": "text/html"}).text


def test_before_a_build_it_says_what_to_do(tmp_path):
    client = create_app(Settings.load({}, home=tmp_path)).test_client()
    answer = client.get("/quality", headers={"Accept": "application/json"})
    assert answer.status_code == 503
    assert "entente build" in answer.text


def test_without_decisions_the_page_says_so_in_words(small):
    page = small.page("/quality")
    assert "No claim is decided by more than one curator." in page
    assert "No claim is held back." in page


def test_the_command_names_what_is_wrong_and_fails(tmp_path):
    assert soundness(tmp_path) is None
    build(tmp_path)
    found = soundness(tmp_path)
    assert found is not None
    assert found.counts["violations"] == len(found.lines) == 2
    assert (
        "id:pact: It is in two disjoint classes, ent:Organisation and ent:Place. "
        "Held back: id:flood ent:occursIn id:pact." in found.lines
    )
    result = CliRunner().invoke(
        check.command, ["--no-hermit", "--home", str(tmp_path)], standalone_mode=False
    )
    assert result.return_value == 1
    assert "2 violations, 2 claims held back" in result.stderr
