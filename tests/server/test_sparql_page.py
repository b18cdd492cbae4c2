"""The page at ``/sparql``: it works without JavaScript and shows what a query found."""

import re
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest

from graph.query import guard
from ontology import terms
from server.examples import declared, examples

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
TWO = f"SELECT ?x ?tool {{ ?x <{terms.ent('usesTool')}> ?tool }} ORDER BY ?x LIMIT 2"


def test_a_browser_gets_the_form(server: Any) -> None:
    page = server.get("/sparql", BROWSER)
    assert page.headers["Content-Type"].startswith("text/html")
    assert '<textarea class="query"' in page.text
    assert page.text.count("<li><a href=") >= len(examples())


def test_rows_have_labels_and_links(server: Any) -> None:
    page = server.query(TWO, BROWSER).text
    assert "2 rows" in page
    assert re.search(rf'<a href="/id/e0" title="{terms.ID}e0">Entity 0</a>', page)
    assert 'href="/concept/tool/joint-exercise"' in page
    assert ">joint exercise<" in page
    assert "1-00000001" in page


def test_downloads_repeat_the_query(server: Any) -> None:
    page = server.query(TWO, BROWSER).text
    links = re.findall(r'class="button quiet" href="([^"]+)"', page)
    assert len(links) == 4
    answer = server.get(unescape(links[2]))
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="entente.csv"'
    assert answer.body.count(b"\r\n") == 3


def test_a_graph_is_shown_as_triples(server: Any) -> None:
    page = server.query(f"DESCRIBE <{terms.ID}e1>", BROWSER).text
    assert "2 triples" in page
    assert "Turtle" in page


def test_yes_and_no(server: Any) -> None:
    assert "<strong>Yes</strong>" in server.query("ASK {}", BROWSER).text
    assert "<strong>No</strong>" in server.query("ASK { ?s ?s ?s }", BROWSER).text


def test_a_long_table_is_cut_and_says_so(server: Any) -> None:
    page = server.query("SELECT * { ?s ?p ?o }", BROWSER).text
    assert "1,000 rows, and more" in page
    assert page.count("<tr>") == 1001


def test_columns_of_a_star_come_as_the_query_names_them(server: Any) -> None:
    page = server.query("SELECT * { ?subject ?because ?about } LIMIT 1", BROWSER).text
    assert re.findall(r'<th scope="col" data-name="\w+">(\w+)</th>', page) == [
        "subject",
        "because",
        "about",
    ]


def test_an_error_shows_the_query_and_the_place(server: Any) -> None:
    answer = server.query("SELECT * {\n ?s nowhere:label ?o }", BROWSER)
    assert answer.status == 400
    assert '<span class="here">nowhere:label</span>' in answer.text


def test_nothing_of_a_query_or_an_answer_becomes_markup(server: Any) -> None:
    evil = "</textarea><script>alert(1)</script>"
    page = server.query(f'SELECT ("{evil}" AS ?x) {{}}', BROWSER).text
    assert all("/static/built/" in script for script in re.findall("<script[^>]*>", page))
    assert page.count("</textarea>") == 1
    page = server.query('SELECT (IRI("javascript:alert(1)") AS ?x) {}', BROWSER).text
    assert 'href="javascript' not in page


@pytest.mark.parametrize("example", examples(), ids=lambda item: item.question)
def test_every_example_runs(server: Any, example: Any) -> None:
    assert guard.check(example.query)
    assert server.query(example.query, BROWSER).status == 200


def test_prefixes_are_declared_once() -> None:
    assert declared("PREFIX ent: <a:> ASK { ?x ent:y 'rdfs:label' }").count("PREFIX") == 1


def test_the_form_keeps_the_dataset(server: Any) -> None:
    fields = urlencode({"query": "ASK {}", "default-graph-uri": "http://e.org/g", "format": "html"})
    page = server.get(f"/sparql?{fields}").text
    assert '<input type="hidden" name="default-graph-uri" value="http://e.org/g">' in page
    assert "default-graph-uri=http://e.org/g" in unescape(page).replace("%3A", ":").replace(
        "%2F", "/"
    )


def test_a_query_pasted_without_prefixes_runs_and_shows_what_was_added(server: Any) -> None:
    page = server.query("SELECT ?label { id:e1 rdfs:label ?label }", BROWSER)
    assert page.status == 200
    assert "Entity 1" in page.text
    assert f"PREFIX rdfs: &lt;{terms.RDFS}&gt;" in page.text


def test_a_row_leads_to_why_its_triples_hold(server: Any) -> None:
    page = server.query(TWO, BROWSER).text
    links = [unescape(link) for link in re.findall(r'<a href="(/why[^"]+)"', page)]
    asked = urlencode(
        {
            "s": f"{terms.ID}e0",
            "p": terms.ent("usesTool"),
            "o": terms.concept("tool", "joint-exercise"),
        }
    )
    assert links[0] == f"/why?{asked}"
    assert len(links) == 2


def test_a_page_without_triples_behind_its_rows_has_no_column_for_them(server: Any) -> None:
    assert ">why<" not in server.query("SELECT (1 AS ?x) {}", BROWSER).text
