"""Links that lead a program from any representation to the others (FAIR Signposting, RFC 9264)."""

import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest

from ontology import terms

NORLAND = f"{terms.ID}norland"
LINK = re.compile(r'<([^>]+)>; rel="([^"]+)"(?:; type="([^"]+)")?')


def links(small: Any, path: str) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for header in small.get(path).headers.get_all("Link"):
        match = LINK.fullmatch(header)
        assert match is not None, header
        found.setdefault(match[2], []).append((match[1], match[3] or ""))
    return found


def test_a_page_says_how_to_cite_it_and_where_its_data_are(small: Any) -> None:
    found = links(small, "/page/id/norland")
    assert found["cite-as"] == [(NORLAND, "")]
    assert found["license"] == [(terms.LICENCE, "")]
    assert ("https://schema.org/AboutPage", "") in found["type"]
    assert {kind for _, kind in found["describedby"]} >= {"text/turtle", "application/ld+json"}
    for target, kind in found["describedby"]:
        answer = small.get(target.removeprefix(small.url))
        assert answer.status == 200
        assert answer.headers["Content-Type"].partition(";")[0] == kind


def test_data_lead_back_to_the_page(small: Any) -> None:
    found = links(small, "/data/id/norland.ttl")
    assert found["describes"] == [(f"{small.url}/page/id/norland", "text/html")]
    assert found["cite-as"] == [(NORLAND, "")]


@pytest.mark.parametrize("path", ["/page/id/norland", "/data/concept/tool/joint-exercise.nq"])
def test_the_link_set_says_the_same_as_the_headers(small: Any, path: str) -> None:
    headers = links(small, path)
    where = next(target for target, kind in headers["linkset"] if kind.endswith("json"))
    answer = small.get(where.removeprefix(small.url))
    assert answer.headers["Content-Type"] == "application/linkset+json"
    told = {one["anchor"]: one for one in json.loads(answer.body)["linkset"]}
    here = told[f"{small.url}{path}"]
    for relation, targets in headers.items():
        if relation != "linkset":
            said = [(link["href"], link.get("type", "")) for link in here[relation]]
            assert said == targets


def test_the_link_set_has_a_text_form(small: Any) -> None:
    answer = small.get("/linkset/id/norland", "application/linkset")
    assert answer.headers["Content-Type"].startswith("application/linkset")
    assert f'<{NORLAND}>; rel="cite-as"; anchor="{small.url}/page/id/norland"' in answer.text
    assert small.get("/linkset/id/norland", "text/turtle").status == 406
    assert small.get("/linkset/id/nobody").status == 404


def test_crawlers_find_every_page(small: Any) -> None:
    robots = small.get("/robots.txt").text
    assert f"Sitemap: {small.url}/sitemap.xml" in robots
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"

    def locations(path: str) -> list[str]:
        tree = ElementTree.fromstring(small.get(path).body)
        return [loc.text.removeprefix(small.url) for loc in tree.iter(f"{space}loc")]

    pages = [page for part in locations("/sitemap.xml") for page in locations(part)]
    assert {"/", "/page/id/norland", "/page/id/document/boats"} <= set(pages)
    assert len(pages) == len(set(pages))
    for page in ("/", "/page/id/norland", "/page/id/document/boats"):
        assert small.get(page, "text/html").status == 200
    assert small.get("/sitemap-99.xml").status == 404


def test_the_description_says_where_the_dataset_is(small: Any) -> None:
    text = small.get("/void?format=ttl").text
    for term in ("void:sparqlEndpoint", "void:dataDump", "dcat:Distribution", "dcterms:license"):
        assert term in text
    dump = re.search(rf"void:dataDump <{re.escape(terms.BASE)}([^>]+)>", text)
    assert dump is not None
    assert small.get(f"/{dump[1]}").status == 302
