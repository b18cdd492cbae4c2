"""The W3C suites whose tests are requests: Protocol, Graph Store Protocol, Service Description."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox

from tests.w3c import compare, manifest
from tests.w3c.manifest import MF, UT, Graph, Test

HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"
SD = "http://www.w3.org/ns/sparql-service-description#"

#: How many tests there are, so that none is lost by a change of the suite.
SIZES = {"protocol": 34, "graph-store-protocol": 14}

_CODES = {"OK": 200, "Created": 201, "NoContent": 204, "NotFound": 404, "BadRequest": 400}
_TABLES = {"application/sparql-results+json", "application/sparql-results+xml"}
_TABLES |= {"text/csv", "text/tab-separated-values"}
_FORMATS = {"text/turtle": ox.RdfFormat.TURTLE, "application/rdf+xml": ox.RdfFormat.RDF_XML}
_FORMATS |= {"application/n-triples": ox.RdfFormat.N_TRIPLES}


@dataclass
class Exchange:
    """One request of a test and what its answer must be."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    response: Any


def exchanges(test: Test) -> list[Exchange]:
    graph = test.graph
    return [
        Exchange(
            graph.one(request, f"{HT}methodName").value,
            graph.one(request, f"{HT}absolutePath").value,
            _headers(graph, request),
            _body(graph, request),
            graph.one(request, f"{HT}resp"),
        )
        for request in graph.items(graph.one(test.action, f"{HT}requests"))
    ]


def _headers(graph: Graph, node: Any) -> dict[str, str]:
    return {
        graph.one(item, f"{HT}fieldName").value: graph.one(item, f"{HT}fieldValue").value
        for item in graph.items(graph.one(node, f"{HT}headers"))
    }


def _body(graph: Graph, node: Any) -> bytes:
    content = graph.one(node, f"{HT}body")
    if content is None:
        return b""
    coding = graph.one(content, f"{CNT}characterEncoding")
    text = str(graph.one(content, f"{CNT}chars").value)
    return text.encode(coding.value if coding is not None else "utf-8")


def _statuses(graph: Graph, response: Any) -> set[int]:
    found: set[int] = set()
    for item in graph.all(response, f"{MF}expectedStatus"):
        name = item.value.partition("#")[2]
        if match := re.fullmatch(r"StatusCode(\d)xx", name):
            found |= set(range(int(match[1]) * 100, int(match[1]) * 100 + 100))
        else:
            found.add(_CODES[name])
    return found


def test_protocol(suites: Path, client: Any) -> None:
    wrong = {}
    tests = manifest.read(suites / "sparql11" / "protocol")
    for test in tests:
        client.load(test.quads(test.data(test.node, UT)))
        for exchange in exchanges(test):
            client.loaded = None
            if said := _protocol(test, exchange, client):
                wrong[test.name] = said
    assert wrong == {}
    assert len(tests) == SIZES["protocol"]


def _protocol(test: Test, exchange: Exchange, client: Any) -> str:
    # The suite has one address for both; the name of a test says which of ours it is for.
    kind = exchange.headers.get("content-type", "") + exchange.path + exchange.body.decode("latin1")
    update = "update" in kind.replace("update-dataset", "").replace("protocol-update", "")
    update = update or "update" in test.name
    asks = exchange.body.lstrip().startswith(
        (b"ASK", b"PREFIX dc: <http://purl.org/dc/terms/>\nASK")
    )
    if asks or "sparql-query" in kind:
        update = False
    target = f"{client.path}/{'update' if update else 'sparql'}"
    path = exchange.path.replace("/sparql/", target, 1)
    answer = client.request(exchange.method, path, exchange.headers, exchange.body)
    graph = test.graph
    if answer.status not in _statuses(graph, exchange.response):
        return f"{exchange.method} {path} {answer.status} {answer.body[:300]!r}"
    expected = graph.one(exchange.response, f"{MF}expectedBoolean")
    if expected is not None:
        found = ox.parse_query_results(answer.body, media_type(answer))
        if bool(found) != (expected.value == "true"):
            return f"{bool(found)} for {exchange.body!r}"
    form = graph.one(exchange.response, f"{MF}expectedFormat")
    if form is not None:
        table = answer.media_type in _TABLES
        if table != (form.value != "RDF"):
            return f"{answer.media_type} is not {form.value}"
    return ""


def media_type(answer: Any) -> ox.QueryResultsFormat:
    found = ox.QueryResultsFormat.from_media_type(answer.media_type)
    assert found is not None, answer.media_type
    return found


def test_graph_store(suites: Path, client: Any) -> None:
    wrong = {}
    tests = [
        test
        for name in ("manifest-direct.ttl", "manifest-indirect.ttl")
        for test in manifest.read(suites / "sparql11" / "graph-store-protocol", name, unlisted=True)
    ]
    for test in tests:
        client.load(set())
        client.loaded = None
        if said := _graph_store(test, client):
            wrong[test.name] = said
    assert wrong == {}
    assert len(tests) == SIZES["graph-store-protocol"]


def _graph_store(test: Test, client: Any) -> str:
    location = ""
    for exchange in exchanges(test):
        placed = exchange.path.replace("$LOCATION$", quote(location, safe=""))
        path = _own(placed, client, encode=True)
        body = _own(exchange.body.decode(), client).encode()
        answer = client.request(exchange.method, path, exchange.headers, body)
        if answer.status not in _statuses(test.graph, exchange.response):
            return f"{exchange.method} {path}: {answer.status} {answer.body[:200]!r}"
        if answer.headers.get("Location"):
            location = answer.headers["Location"]
        expected = _body(test.graph, exchange.response)
        if expected and exchange.method == "GET":
            theirs = set(
                ox.parse(_own(expected.decode(), client).encode(), _FORMATS[answer.media_type])
            )
            ours = set(ox.parse(answer.body, _FORMATS[answer.media_type]))
            if not compare.same_quads(ours, theirs):
                return f"{exchange.method} {path}: {ours} is not {theirs}"
    return ""


def _own(text: str, client: Any, *, encode: bool = False) -> str:
    """Return the text with the address of our graph store for that of the suite."""
    ours = f"{client.url}{client.path}/graphs"
    theirs = "http://www.example/gsp"
    text = text.replace(theirs, ours).replace(quote(theirs, safe=""), quote(ours, safe=""))
    return text.replace("/gsp", f"{client.path}/graphs", 1) if encode else text


def test_service_description(suites: Path, client: Any) -> None:
    tests = manifest.read(suites / "sparql11" / "service-description")
    assert [test.name.partition("/")[2] for test in tests] == [
        "has-endpoint-triple",
        "returns-rdf",
        "conforms-to-schema",
    ]
    answer = client.request("GET", f"{client.path}/sparql")
    assert (answer.status, answer.media_type) == (200, "text/turtle"), "returns-rdf"
    quads = set(ox.parse(answer.body, ox.RdfFormat.TURTLE))
    endpoint = ox.NamedNode(f"{client.url}{client.path}/sparql")
    found = {(quad.subject, quad.predicate.value, quad.object) for quad in quads}
    assert any(
        (subject, f"{SD}endpoint", endpoint) in found
        and (subject, f"{manifest.RDF}type", ox.NamedNode(f"{SD}Service")) in found
        for subject, _, _ in found
    ), "has-endpoint-triple"
    assert _schema_faults(found) == [], "conforms-to-schema"


#: Domain and range of the properties of the vocabulary that are used, as its schema has them.
_SCHEMA = {
    "endpoint": ("Service", None),
    "supportedLanguage": ("Service", None),
    "resultFormat": ("Service", None),
    "inputFormat": ("Service", None),
    "feature": ("Service", None),
    "defaultDataset": ("Service", "Dataset"),
    "defaultGraph": ("Dataset", "Graph"),
    "namedGraph": ("Dataset", "NamedGraph"),
    "name": ("NamedGraph", None),
    "graph": ("NamedGraph", "Graph"),
}


def _schema_faults(found: set[tuple[Any, str, Any]]) -> list[str]:
    faults = []

    def is_a(node: Any, kind: str) -> bool:
        return (node, f"{manifest.RDF}type", ox.NamedNode(SD + kind)) in found

    for subject, predicate, value in found:
        if not predicate.startswith(SD):
            continue
        name = predicate.removeprefix(SD)
        if name not in _SCHEMA:
            faults.append(f"sd:{name} is not of the vocabulary")
            continue
        domain, range_ = _SCHEMA[name]
        if not is_a(subject, domain):
            faults.append(f"{subject} has sd:{name} and is no sd:{domain}")
        if range_ is not None and not is_a(value, range_):
            faults.append(f"{value} of sd:{name} is no sd:{range_}")
    return faults


def test_errors_are_problems(client: Any) -> None:
    answer = client.update(b"INSERT DATA {")
    assert json.loads(answer.body)["code"] == "query-syntax"
