"""The pages of the small site: what they say, and that they hold together."""

from collections import deque
from typing import Any
from urllib.parse import urldefrag

import pytest

from claims.model import Run
from ontology import terms

RUN_ID = Run("1.0", "pipeline", "knowledge").id
PAGES = [
    "/",
    "/documents",
    "/entities",
    "/entities?q=nor",
    "/entities?class=State",
    "/claims",
    "/claims?subject=id:norland",
    "/claims?modality=hedged&status=proposed&confidence=0.5",
    "/ontology",
    "/void",
    "/page/id/norland",
    "/page/id/harbour-relief",
    "/page/id/flood-2031",
    "/page/id/port-vale",
    "/page/id/document/boats",
    "/page/id/document/reference-states",
    "/page/concept/tool",
    "/page/concept/tool/joint-exercise",
    "/page/graph/published",
    "/page/id/decision/1",
    "/page/id/agent/ada-test",
]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_well_formed(small: Any, read: Any, path: str) -> None:
    html = read(small.page(path))
    assert html.problems == []
    assert len(html.ids) == len(set(html.ids))
    assert not [a for a in html.attributes if a[1] == "style" or a[1].startswith("on")]
    assert not any(html.text_of("script"))
    assert html.text_of("style") == []
    assert len(html.text_of("h1")) == 1
    assert html.text_of("title")[0].endswith("Entente")


def test_every_link_leads_somewhere(small: Any, read: Any) -> None:
    waiting = deque(["/"])
    seen = {"/"}
    ids: dict[str, set[str]] = {}
    wanted: list[tuple[str, str, str]] = []
    while waiting:
        path = waiting.popleft()
        answer = small.get(path, "text/html")
        if answer.status == 303:
            links = [answer.headers["Location"]]
        else:
            assert answer.status == 200, path
            if not answer.headers["Content-Type"].startswith("text/html"):
                continue
            html = read(answer.text)
            ids[path] = set(html.ids)
            links = html.links
        for href in links:
            if not href.startswith(("/", "#")):
                assert href.startswith(("https://", "http://")), href
                continue
            target, fragment = urldefrag(href)
            target = target or path
            if fragment and not target.startswith(("/id/", "/concept/")):
                wanted.append((path, target, fragment))
            # Queries of the page's own making are run; the many ways to page and filter are not.
            if target not in seen and not target.startswith("/data/concept/") and len(seen) < 900:
                seen.add(target)
                waiting.append(target)
    assert len(seen) > 60
    for path, target, fragment in wanted:
        if target in ids:
            assert fragment in ids[target], f"{path} links to {target}#{fragment}"


def test_the_first_page_says_what_there_is(small: Any, read: Any) -> None:
    page = read(small.page("/"))
    figures = dict(zip(page.text_of("strong"), page.text_of("span"), strict=False))
    assert figures["1"] in ("document", "engagement")
    assert "Boats for Port Vale" in page.text_of("a")
    queries = [link for link in page.links if link.startswith("/sparql?query=")]
    assert len(queries) >= 5
    assert all(small.get(link, "text/html").status == 200 for link in queries)


def test_an_entity_has_its_statements_both_ways(small: Any, read: Any) -> None:
    page = read(small.page("/page/id/norland"))
    assert page.text_of("h1") == ["Norland"]
    assert "Kingdom of Norland" in page.text_of("p", "aliases")[0]
    assert "Harbour Relief" in page.text_of("a")
    headings = " ".join(page.text_of("h3"))
    assert "Takes part in" in headings
    assert "Acts in" in headings
    assert "inferred" in page.text_of("span", "inferred")
    assert "It takes part in 1 engagement: Harbour Relief." in page.text_of("p", "lead")[0]
    assert any(link.startswith("/page/id/document/boats/") for link in page.links)


def test_what_does_not_hold_stands_apart(small: Any, read: Any) -> None:
    page = small.page("/page/id/harbour-relief")
    before, _, after = page.partition("Claims that do not hold")
    assert "/concept/effect/trust" in after
    assert "/concept/effect/trust" not in before
    assert 'class="badge hedged"' in before
    assert 'class="badge accepted"' in before


def test_a_crisis_is_summed_up(small: Any, read: Any) -> None:
    lead = read(small.page("/page/id/flood-2031")).text_of("p", "lead")[0]
    assert lead.startswith("A natural disaster of 2031 in Port Vale.")
    assert "1 engagement responded to it: Harbour Relief." in lead


def test_a_concept_has_its_place_in_the_tree(small: Any, read: Any) -> None:
    page = read(small.page("/page/concept/tool/joint-exercise"))
    assert "/concept/tool" in page.links
    assert "/concept/tool/training-exercise" in page.links
    assert "Harbour Relief" in page.text_of("a")


def test_a_claim_shows_its_sentence(small: Any, read: Any) -> None:
    found = next(e for e in small.report.found if e.claim.predicate == terms.ent("usesTool"))
    page = read(small.page(f"/page/id/claim/{found.claim.id}"))
    assert page.text_of("blockquote") == [found.sentence]
    assert page.text_of("span", "subject") == ["Harbour Relief"]
    assert page.text_of("span", "object") == ["joint exercises"]
    assert f"/id/evidence/{found.id}" in page.links
    assert f"/id/run/{RUN_ID}" in page.links
    assert "It is qualified" in page.text_of("p", "state")[0]
    evidence = read(small.page(f"/page/id/evidence/{found.id}"))
    assert evidence.text_of("blockquote") == [found.sentence]


def test_a_decision_is_with_its_claim(small: Any, read: Any) -> None:
    found = next(e for e in small.report.found if e.claim.predicate == terms.ent("respondsTo"))
    page = read(small.page(f"/page/id/claim/{found.claim.id}"))
    assert "accepted" in page.text_of("span", "accepted")
    assert "/id/decision/1" in page.links
    assert "/id/agent/ada-test" in page.links
    assert "I know." in small.page("/page/id/decision/1")


def test_a_run_counts_what_it_found(small: Any, read: Any) -> None:
    page = read(small.page(f"/page/id/run/{RUN_ID}"))
    total = len(small.report.found) + len(small.reference.found)
    assert f"It found {total} pieces of evidence by 1 rule." in page.text_of("p", "lead")[0]


def test_the_ontology_explains_every_term(small: Any, read: Any) -> None:
    html = read(small.page("/ontology"))
    assert {"usesTool", "Engagement", "Claim", "year", "cooperatesWith"} <= set(html.ids)
    links = {link for link in html.links if link.startswith("#")}
    assert {link.removeprefix("#") for link in links} <= set(html.ids)


def test_an_inferred_statement_says_what_it_follows_from(small: Any, read: Any) -> None:
    page = read(small.page("/page/id/norland"))
    told = [" ".join(text.split()) for text in page.text_of("p", "source")]
    assert "Norland participates in Harbour Relief, which responds to 2031 flood." in told
    flood = read(small.page("/page/id/flood-2031"))
    told = [" ".join(text.split()) for text in flood.text_of("p", "source")]
    assert "Norland participates in Harbour Relief, which responds to 2031 flood." in told
    member = read(small.page("/page/id/sudria"))
    told = [" ".join(text.split()) for text in member.text_of("p", "source")]
    assert "Norland leads Sudria." in told


def test_a_curator_has_their_decisions_in_words(small: Any, read: Any) -> None:
    page = read(small.page("/page/id/agent/ada-test"))
    assert "Harbour Relief responds to 2031 flood" in page.text_of("a")


@pytest.mark.parametrize(
    "path", ["/page/id/decision/1", "/page/id/agent/ada-test", "/page/id/norland"]
)
def test_the_description_in_sparql_says_something(small: Any, read: Any, path: str) -> None:
    (link,) = {link for link in read(small.page(path)).links if "DESCRIBE" in link}
    answer = small.get(link.replace("format=html", "format=ntriples"))
    assert answer.status == 200
    assert answer.body.count(b"\n") >= 2
