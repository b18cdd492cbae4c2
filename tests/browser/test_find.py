"""Suggestions under the search box, in Chromium."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import server as package

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not (Path(package.__file__).parent / "static" / "built" / "find.js").is_file(),
        reason="the scripts are not built: Node is missing",
    ),
]


@pytest.fixture
def page(chromium: Any, small: Any) -> Iterator[Any]:
    context = chromium.new_context(base_url=small.url)
    opened = context.new_page()
    opened.goto("/documents")
    yield opened
    context.close()


def test_a_suggestion_is_taken_with_the_arrows(page: Any, small: Any, tmp_path: Path) -> None:
    box = page.get_by_role("combobox", name="Find a name or words")
    box.press_sequentially("norl")
    page.get_by_role("option", name="Norland").wait_for()
    page.screenshot(path=tmp_path / "suggestions.png")
    assert box.get_attribute("aria-expanded") == "true"
    box.press("ArrowDown")
    assert page.get_by_role("option", selected=True).inner_text() == "Norland"
    box.press("Enter")
    page.wait_for_url(f"{small.url}/page/id/norland")


def test_enter_without_a_choice_searches(page: Any) -> None:
    box = page.get_by_role("combobox", name="Find a name or words")
    box.press_sequentially("convoy")
    box.press("Enter")
    page.get_by_role("heading", name="1 sentence with these words").wait_for()


def test_escape_closes_the_suggestions_and_keeps_the_words(page: Any) -> None:
    box = page.get_by_role("combobox", name="Find a name or words")
    box.press_sequentially("sud")
    page.get_by_role("option", name="Sudria").first.wait_for()
    box.press("Escape")
    assert page.get_by_role("listbox").count() == 0
    assert box.input_value() == "sud"
