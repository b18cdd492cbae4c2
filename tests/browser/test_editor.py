"""The query editor in Chromium: typing, completing, running, cancelling, views, history."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

import server as package

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not (Path(package.__file__).parent / "static" / "built" / "sparql.js").is_file(),
        reason="the scripts are not built: Node is missing",
    ),
]

PAIRS = "SELECT ?engagement ?actor WHERE { ?engagement ent:hasParticipant ?actor }"
COUNTS = "SELECT ?class (COUNT(*) AS ?things) WHERE { ?thing a ?class } GROUP BY ?class"
TRIPLES = "CONSTRUCT { ?e ent:hasParticipant ?a } WHERE { ?e ent:hasParticipant ?a }"
# Counts the pairs of pairs of triples: more than any machine does in the time of a test.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


class Editor:
    """The page at ``/sparql``, and what it said on the console."""

    def __init__(self, browser: Any, url: str, **options: Any) -> None:
        self.context = browser.new_context(base_url=url, **options)
        self.page = self.context.new_page()
        self.said: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))

    def open(self, **fields: str) -> None:
        self.page.goto("/sparql" + (f"?{urlencode(fields)}" if fields else ""))
        self.box.wait_for()

    @property
    def box(self) -> Any:
        # Before the scripts have run the text area has the same role and name.
        return self.page.locator(".cm-content")

    def write(self, text: str) -> None:
        self.box.click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.press("Delete")
        self.page.keyboard.insert_text(text)

    def run(self, text: str) -> None:
        self.write(text)
        self.page.keyboard.press("Control+Enter")

    def heading(self, text: str) -> None:
        self.page.locator("#result h2", has_text=text).wait_for()


@pytest.fixture
def editor(chromium: Any, small: Any) -> Iterator[Editor]:
    opened = Editor(chromium, small.url)
    yield opened
    opened.context.close()


def test_a_query_runs_from_the_keyboard_and_the_address_reproduces_it(editor: Editor) -> None:
    editor.open()
    editor.run(PAIRS)
    editor.heading("rows")
    url = editor.page.url
    assert "hasParticipant" in url
    assert editor.box.inner_text().startswith("PREFIX ent:"), "what was added is shown"
    rows = editor.page.locator("#result tbody tr").all_inner_texts()
    editor.page.goto("about:blank")
    editor.page.goto(url)
    assert editor.page.locator("#result tbody tr").all_inner_texts() == rows
    assert editor.said == []


def test_going_back_shows_the_answer_before(editor: Editor) -> None:
    editor.open(query=PAIRS, format="html")
    editor.heading("rows")
    editor.run("ASK {}")
    editor.heading("Answer")
    editor.page.go_back()
    editor.heading("rows")
    assert "hasParticipant" in editor.box.inner_text()


def test_an_error_is_marked_where_it_is(editor: Editor) -> None:
    editor.open()
    editor.run("SELECT * {\n  ?s nowhere:label ?o }")
    editor.page.get_by_role("alert").wait_for()
    mark = editor.page.locator(".cm-lintRange-error")
    mark.wait_for()
    assert mark.inner_text() == "nowhere:label"
    assert [text for text in editor.said if "400" not in text] == []
    editor.run("ASK {}")
    editor.heading("Answer")
    assert mark.count() == 0


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("SELECT * { ?x ent:hasPa", "ent:hasParticipant"),
        ("SELECT * { ?x ?y norl", "id:norland"),
        ("SELECT * { ?x ?y tool:joint-exe", "tool:joint-exercise"),
        ("SELECT ?engagement { ?eng", "?engagement"),
        ("PREFIX sko", "skos:"),
    ],
)
def test_names_are_completed(editor: Editor, typed: str, offered: str) -> None:
    editor.open()
    editor.write("")
    editor.page.keyboard.type(typed)
    editor.page.locator(".cm-completionLabel", has_text=offered).first.wait_for()
    # The list takes no keys for a moment after it opens, so that nobody accepts by accident.
    editor.page.wait_for_timeout(150)
    editor.page.keyboard.press("Enter")
    assert offered in editor.box.inner_text()


def test_escape_cancels_and_frees_the_worker(editor: Editor) -> None:
    editor.open()
    for _ in range(3):  # more often than there are workers
        editor.run(ENDLESS)
        editor.page.get_by_role("button", name="Cancel").wait_for()
        editor.page.keyboard.press("Escape")
        editor.page.locator("#status", has_text="Cancelled.").wait_for()
    editor.run("ASK {}")
    editor.heading("Answer")


def test_counts_are_drawn_as_bars_and_the_view_is_in_the_address(
    editor: Editor, tmp_path: Path
) -> None:
    editor.open(query=COUNTS, format="html")
    editor.page.get_by_role("tab", name="Chart").click()
    bars = editor.page.locator("svg.bars rect")
    assert bars.count() == 40
    assert "the largest 40 of" in editor.page.locator("figcaption").inner_text()
    assert editor.page.get_by_role("img", name="things by class").is_visible()
    assert not editor.page.locator("#result table").is_visible()
    editor.page.screenshot(path=tmp_path / "chart.png", full_page=True)
    assert "view=chart" in editor.page.url
    editor.page.reload()
    bars.first.wait_for()
    editor.page.get_by_role("tab", name="Chart").press("ArrowLeft")
    assert editor.page.locator("#result table").is_visible()
    assert "view=" not in editor.page.url


def test_a_graph_is_drawn_without_a_word_from_the_console(editor: Editor, tmp_path: Path) -> None:
    editor.open(query=TRIPLES, format="html")
    editor.page.get_by_role("tab", name="Graph").click()
    drawn = editor.page.get_by_role("img", name=re.compile("things joined by"))
    drawn.locator("canvas").first.wait_for()
    editor.page.screenshot(path=tmp_path / "graph.png", full_page=True)
    assert editor.said == []


def test_queries_are_kept_in_the_browser_until_forgotten(editor: Editor) -> None:
    editor.open()
    editor.run("ASK {}")
    editor.heading("Answer")
    editor.run("ASK { <urn:a> <urn:b> <urn:c> }")
    editor.heading("Answer")
    editor.page.reload()
    editor.page.get_by_text("Your queries in this browser (2)").click()
    editor.page.get_by_role("button", name="ASK {}", exact=True).click()
    assert editor.box.inner_text() == "ASK {}"
    editor.page.get_by_role("button", name="Forget these").click()
    assert not editor.page.locator("#history").is_visible()


def test_a_row_leads_to_why_it_is_there(editor: Editor) -> None:
    editor.open(query=PAIRS, format="html")
    link = editor.page.locator("td.why a").first
    assert re.match(r"/why\?s=.+&p=.+hasParticipant&o=.+", link.get_attribute("href"))


def test_the_keyboard_finds_its_way_through(editor: Editor) -> None:
    editor.open(query=COUNTS, format="html")
    editor.box.focus()
    editor.page.keyboard.press("Tab")
    focused = editor.page.evaluate("document.activeElement.textContent")
    assert focused.strip() == "Run", "Tab leaves the editor"


def test_without_scripts_the_form_and_the_table_do(chromium: Any, small: Any) -> None:
    plain = Editor(chromium, small.url, java_script_enabled=False)
    plain.page.goto("/sparql")
    plain.page.get_by_label("SPARQL query").fill(PAIRS)
    plain.page.get_by_role("button", name="Run").click()
    plain.heading("rows")
    assert plain.page.locator("td.why a").count() > 0
    plain.context.close()


def test_a_narrow_screen_holds_the_editor(chromium: Any, small: Any, tmp_path: Path) -> None:
    narrow = Editor(chromium, small.url, viewport={"width": 360, "height": 740})
    narrow.open(query=COUNTS, format="html", view="chart")
    narrow.page.locator("svg.bars").wait_for()
    narrow.page.screenshot(path=tmp_path / "narrow.png", full_page=True)
    assert narrow.page.evaluate("document.documentElement.scrollWidth") <= 360
    narrow.context.close()
