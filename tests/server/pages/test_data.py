"""Linked data: who is sent where, what the data says, and that all formats say the same."""

from typing import Any

import pyoxigraph as ox
import pytest
from rdflib import Graph
from rdflib.compare import isomorphic
from rdflib.term import URIRef

from ontology import terms

# rdflib's JSON-LD parser calls what rdflib itself has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")

FORMATS = {
    "ttl": ("text/turtle", "turtle"),
    "nt": ("application/n-triples", "nt"),
    "rdf": ("application/rdf+xml", "xml"),
    "jsonld": ("application/ld+json", "json-ld"),
    "trig": ("application/trig", "trig"),
    "nq": ("application/n-quads", "nquads"),
}
NORLAND = URIRef(f"{terms.ID}norland")

# Accept header, and where it leads to.
VECTORS = [
    (None, "page"),
    ("*/*", "page"),
    ("text/html", "page"),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "page"),
    ("text/turtle", "ttl"),
    ("application/rdf+xml", "rdf"),
    ("application/ld+json", "jsonld"),
    ("application/json", "jsonld"),
    ("application/n-triples", "nt"),
    ("application/trig;q=0.9, text/turtle;q=0.4", "trig"),
    ("application/n-quads", "nq"),
    ("text/html;q=0.5, text/turtle", "ttl"),
    ("text/turtle;q=0, text/html", "page"),
    ("application/*;q=0.2, text/html;q=0.1, application/ld+json;q=0.3", "jsonld"),
    ("image/png, text/turtle;q=0.1", "ttl"),
]


def parsed(body: str, kind: str) -> Graph:
    if kind in ("trig", "nquads"):
        read = ox.RdfFormat.TRIG if kind == "trig" else ox.RdfFormat.N_QUADS
        triples = (quad.triple for quad in ox.parse(body.encode(), format=read))
        body, kind = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES).decode(), "nt"
    return Graph().parse(data=body, format=kind)


@pytest.mark.parametrize(("accept", "where"), VECTORS)
@pytest.mark.parametrize("path", ["id/norland", "concept/tool/joint-exercise", "graph/published"])
def test_a_resource_leads_to_what_describes_it(
    small: Any, path: str, accept: str | None, where: str
) -> None:
    answer = small.get(f"/{path}", accept)
    assert answer.status == 303
    wanted = f"/page/{path}" if where == "page" else f"/data/{path}.{where}"
    assert answer.headers["Location"] == wanted
    assert "Accept" in answer.headers["Vary"]
    there = small.get(wanted)
    assert there.status == 200
    kind = "text/html" if where == "page" else FORMATS[where][0]
    assert there.headers["Content-Type"].partition(";")[0] == kind


def test_what_nobody_can_read_is_refused_with_a_list(small: Any) -> None:
    answer = small.get("/id/norland", "image/png")
    assert answer.status == 406
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "text/turtle" in answer.text
    assert small.get("/ontology", "image/png").status == 406
    assert small.get("/claims", "image/png").status == 406


@pytest.mark.parametrize(
    "path",
    [
        "id/claim/{claim}",
        "id/evidence/{evidence}",
        "id/document/boats",
        "id/document/boats/{version}",
        "id/decision/1",
        "id/agent/ada-test",
        "id/norland",
        "id/harbour-relief",
        "concept/tool/joint-exercise",
        "concept/tool",
        "graph/published",
        "graph/documents",
    ],
)
def test_all_formats_say_the_same(small: Any, path: str) -> None:
    item = small.report.found[0]
    filled = path.format(
        claim=item.claim.id, evidence=item.id, version=small.report.document.version
    )
    graphs = []
    for extension, (media_type, kind) in FORMATS.items():
        answer = small.get(f"/data/{filled}.{extension}")
        assert answer.status == 200
        assert answer.headers["Content-Type"].partition(";")[0] == media_type
        graphs.append(parsed(answer.text, kind))
    assert len(graphs[0]) > 1
    assert all(isomorphic(graphs[0], graph) for graph in graphs[1:])
    if not path.startswith("graph/"):
        assert list(graphs[0].predicate_objects(URIRef(terms.BASE + filled)))


def test_the_data_has_statements_both_ways_with_labels_and_claims(small: Any) -> None:
    graph = parsed(small.get("/data/id/norland.ttl").text, "turtle")
    relief = URIRef(f"{terms.ID}harbour-relief")
    takes_part = URIRef(terms.ent("hasParticipant"))
    assert (relief, takes_part, NORLAND) in graph
    assert str(graph.value(relief, URIRef(terms.RDFS_LABEL))) == "Harbour Relief"
    claims = set(graph.subjects(URIRef(f"{terms.RDF}object"), NORLAND))
    assert len(claims) == 1
    assert graph.value(claims.pop(), URIRef(terms.ent("supportedBy")))


def test_a_claim_carries_its_quote(small: Any) -> None:
    item = next(e for e in small.report.found if e.claim.predicate == terms.ent("usesTool"))
    graph = parsed(small.get(f"/data/id/claim/{item.claim.id}.ttl").text, "turtle")
    quotes = {str(text) for text in graph.objects(None, URIRef(f"{terms.OA}exact"))}
    assert quotes == {item.sentence}


@pytest.mark.parametrize("host", ["127.0.0.1", "graph.example.org"])
def test_the_iris_are_canonical_whatever_host_serves_them(small: Any, host: str) -> None:
    answer = small.get("/data/id/norland.ttl", Host=host)
    assert host not in answer.text
    assert small.url not in answer.text
    assert terms.BASE in answer.text
    link = answer.headers.get_all("Link")
    assert f'<{NORLAND}>; rel="canonical"' in link
    assert any(item.startswith(f"<http://{host}") for item in link)


def test_links_lead_between_the_representations(small: Any) -> None:
    page = small.get("/page/id/norland")
    links = page.headers.get_all("Link")
    relations = {item.partition('rel="')[2].partition('"')[0] for item in links}
    assert {"alternate", "canonical", "describedby", "license"} <= relations
    data = small.get("/data/id/norland.ttl").headers.get_all("Link")
    assert any('rel="alternate"; type="text/html"' in item for item in data)
    assert not any('type="text/turtle"' in item for item in data)


@pytest.mark.parametrize(
    "path", ["/page/id/norland", "/data/id/norland.ttl", "/claims", "/ontology", "/void", "/"]
)
def test_what_is_unchanged_is_not_sent_again(small: Any, path: str) -> None:
    first, again = small.get(path), small.get(path)
    assert first.headers["ETag"] == again.headers["ETag"]
    assert not first.headers["ETag"].startswith("W/")
    answer = small.get(path, If_None_Match=first.headers["ETag"])
    assert (answer.status, answer.body) == (304, b"")


@pytest.mark.parametrize(
    "path", ["/id/norland", "/page/id/norland", "/data/id/norland.nt", "/void"]
)
def test_head_is_get_without_a_body(small: Any, path: str) -> None:
    get, head = small.get(path), small.request("HEAD", path)
    assert (head.status, head.body) == (get.status, b"")
    for name in ("Content-Type", "Content-Length", "ETag", "Location"):
        assert head.headers[name] == get.headers[name]


@pytest.mark.parametrize(
    "path",
    [
        "/id/nobody",
        "/id/claim",
        "/id/claim/0000",
        "/id/evidence/0000",
        "/id/run/0000",
        "/id/decision/99",
        "/id/document/none",
        "/id/document/boats/0000",
        "/id/norland/more",
        "/id/a b",
        "/id/%3Cscript%3E",
        "/concept/none",
        "/concept/tool/none",
        "/graph/none",
        "/page/id/nobody",
        "/page/nothing",
        "/page/id/claim/0000",
        "/data/id/nobody.ttl",
        "/data/id/norland.xyz",
        "/data/id/norland",
        "/data/graph/none.ttl",
    ],
)
def test_what_is_not_there_is_not_found(small: Any, path: str) -> None:
    answer = small.get(path.replace(" ", "%20"), "application/json")
    assert answer.status == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    page = small.get(path.replace(" ", "%20"), "text/html")
    assert page.status == 404
    assert "<script>" not in page.text


@pytest.mark.parametrize("path", ["/ontology", "/void"])
def test_vocabulary_and_description_are_served_at_their_own_address(small: Any, path: str) -> None:
    assert small.get(path, "text/html").headers["Content-Type"].startswith("text/html")
    graphs = []
    for extension, (media_type, kind) in FORMATS.items():
        by_accept = small.get(path, media_type)
        assert by_accept.status == 200
        assert by_accept.headers["Content-Type"].partition(";")[0] == media_type
        assert "Accept" in by_accept.headers["Vary"]
        assert small.get(f"{path}?format={extension}").body == by_accept.body
        graphs.append(parsed(by_accept.text, kind))
    assert all(isomorphic(graphs[0], graph) for graph in graphs[1:])
    assert small.get(f"{path}?format=none").status == 400


def test_the_well_known_address_leads_to_the_description(small: Any) -> None:
    answer = small.get("/.well-known/void")
    assert (answer.status, answer.headers["Location"]) == (302, "/void")
