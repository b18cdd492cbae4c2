"""One way through the pages, as a reader goes it, without a word from the console."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import server as package

pytestmark = pytest.mark.browser

#: Built where Node is there; without it the page is a plain form.
EDITOR = Path(package.__file__).parent / "static" / "built" / "sparql.js"

NARROW = [
    "/",
    "/documents",
    "/entities",
    "/entities?q=norland",
    "/claims",
    "/claims?subject=id:harbour-relief",
    "/ontology",
    "/void",
    "/sparql",
    "/id/norland",
    "/id/harbour-relief",
    "/id/document/boats",
    "/id/document/reference-states",
    "/concept/tool",
    "/concept/tool/joint-exercise",
    "/graph/claims",
    "/id/decision/1",
    "/id/nobody",
]


class Watched:
    """A page that notes what it says on the console and which addresses it asks for."""

    def __init__(self, browser: Any, url: str, *, width: int = 1280, **options: Any) -> None:
        self.context = browser.new_context(
            base_url=url, viewport={"width": width, "height": 900}, **options
        )
        self.page = self.context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))


@pytest.fixture
def wide(chromium: Any, small: Any) -> Iterator[Watched]:
    watched = Watched(chromium, small.url)
    yield watched
    watched.context.close()


def test_from_a_search_to_the_sentence_and_back(wide: Watched, small: Any, tmp_path: Path) -> None:
    page = wide.page
    page.goto("/")
    page.screenshot(path=tmp_path / "1-start.png")
    page.get_by_label("Find a state, an organisation, a crisis, a tool").fill("kingdom of norland")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("main").get_by_role("link", name="Norland", exact=True).click()
    assert page.get_by_role("heading", level=1).inner_text() == "Norland"
    assert page.url == f"{small.url}/page/id/norland"

    group = page.get_by_role("region", name="Takes part in")
    quote = group.locator("blockquote")
    assert not quote.is_visible()
    group.locator("summary").first.click()
    sentence = quote.inner_text()
    assert sentence == "Norland and the Sudria Navy ran Harbour Relief there."
    page.screenshot(path=tmp_path / "2-entity.png")

    group.get_by_role("link", name="Boats for Port Vale").click()
    here = page.locator(".focus")
    assert "".join(here.all_inner_texts()) == sentence
    assert page.locator("#here").evaluate(
        "e => { const r = e.getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight }"
    )
    claims = page.locator(".claims", has_text="has participant")
    assert not claims.is_visible()
    page.locator("a.passage", has=page.locator("#here")).click()
    assert claims.is_visible()
    page.screenshot(path=tmp_path / "3-document.png")

    claims.get_by_role("link", name="has participant").first.click()
    assert page.get_by_role("heading", level=1).inner_text().startswith("Harbour Relief")
    assert page.locator("blockquote").inner_text() == sentence
    page.screenshot(path=tmp_path / "4-claim.png")

    page.get_by_role("navigation", name="Main").get_by_role("link", name="SPARQL").click()
    page.locator(".cm-content" if EDITOR.is_file() else "textarea.query").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(
        "PREFIX ent: <https://w3id.org/entente/ontology#>\n"
        "SELECT ?actor WHERE { ?actor ent:actsIn ?crisis } ORDER BY ?actor"
    )
    page.get_by_role("button", name="Run").click()
    page.screenshot(path=tmp_path / "5-query.png")
    page.get_by_role("table").get_by_role("link", name="Norland").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Norland"

    assert wide.said == []
    assert all(address.startswith(f"{small.url}/") for address in wide.asked)
    assert len(list(tmp_path.glob("*.png"))) == 5


def test_claims_are_filtered_with_a_form(wide: Watched, small: Any) -> None:
    page = wide.page
    page.goto("/claims")
    page.get_by_label("Modality").select_option("hedged")
    page.get_by_role("button", name="Show").click()
    assert re.search(r"[?&]modality=hedged", page.url)
    rows = page.get_by_role("table").locator("tbody tr")
    assert rows.count() == 1
    assert "joint exercise" in rows.first.inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_wider_than_a_telephone(
    chromium: Any, small: Any, scheme: str, tmp_path: Path
) -> None:
    watched = Watched(chromium, small.url, width=390, color_scheme=scheme)
    for place, path in enumerate(NARROW):
        watched.page.goto(path)
        wide = watched.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390, f"{path} is {wide} pixels wide"
        watched.page.screenshot(path=tmp_path / f"{place}.png")
    watched.page.set_viewport_size({"width": 360, "height": 700})
    for path in NARROW:
        watched.page.goto(path)
        assert watched.page.evaluate("document.documentElement.scrollWidth") <= 360, path
    # The one address that is not there says so on the console.
    assert all("404" in line for line in watched.said)
    watched.context.close()


def test_pages_work_without_scripts(chromium: Any, small: Any) -> None:
    watched = Watched(chromium, small.url, java_script_enabled=False)
    page = watched.page
    page.goto("/page/id/document/boats")
    passage = page.locator("a.passage").first
    passage.click()
    assert page.locator(".claims:target").is_visible()
    page.locator(".claims:target").get_by_role("link", name="close").click()
    assert page.locator(".claims:visible").count() == 0
    watched.context.close()


LUMINANCE = """
() => {
  const parse = text => (text.match(/[\\d.]+/g) || []).map(Number)
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const over = (colour, below) => {
    canvas.fillStyle = `rgb(${below.join(',')})`; canvas.fillRect(0, 0, 1, 1)
    canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1)
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)
  }
  const light = ([r, g, b]) => [r, g, b]
    .map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0)
  const behind = element => {
    const chain = []
    for (let e = element; e; e = e.parentElement) chain.unshift(getComputedStyle(e).backgroundColor)
    return chain.reduce((below, colour) => over(colour, below), [255, 255, 255])
  }
  const poor = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement
    if (!walker.currentNode.data.trim() || !element.checkVisibility()) continue
    const style = getComputedStyle(element), back = behind(element)
    const [a, b] = [light(over(style.color, back)), light(back)].sort((x, y) => y - x)
    const ratio = (a + .05) / (b + .05)
    const size = parseFloat(style.fontSize), bold = Number(style.fontWeight) >= 700
    const least = size >= 24 || (bold && size >= 18.66) ? 3 : 4.5
    const words = walker.currentNode.data.trim().slice(0, 40)
    if (ratio < least) poor.push(`${ratio.toFixed(2)} ${element.className} ${words}`)
  }
  return poor
}
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_what_is_behind_them(chromium: Any, small: Any, scheme: str) -> None:
    item = next(e for e in small.report.found if e.claim.predicate.endswith("usesTool"))
    watched = Watched(chromium, small.url, color_scheme=scheme)
    pages = [*NARROW, f"/id/claim/{item.claim.id}", f"/page/id/document/boats?evidence={item.id}"]
    poor = {}
    for path in pages:
        watched.page.goto(path)
        if found := watched.page.evaluate(LUMINANCE):
            poor[path] = found
    assert poor == {}
    watched.context.close()
