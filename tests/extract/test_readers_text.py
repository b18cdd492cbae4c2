"""Text, Markdown and HTML become blocks whose offsets point at what they say."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.errors import DocumentError
from claims.model import Document
from extract.readers import from_text
from extract.readers.blocks import LONGEST, visible


def pieces(text: str, media_type: str = "text/plain") -> list[tuple[str, int, str]]:
    document = from_text(text, "a", media_type)
    return [(b.kind.value, b.level, document.text[b.start : b.end]) for b in document.blocks]


def assert_sound(document: Document) -> None:
    reached = 0
    for block in document.blocks:
        assert reached <= block.start < block.end <= len(document.text)
        assert block.end - block.start <= LONGEST
        said = document.text[block.start : block.end]
        assert visible(said[0])
        assert visible(said[-1])
        reached = block.end


def test_a_line_of_text_is_a_paragraph_under_its_heading() -> None:
    text = (
        "Two Armies and One River\r\n\r\n"
        "The engineers of both armies met at the river. They built a bridge.\r\n"
        "What they learned on the way\r\n"
        "Tools must fit, which nobody had thought of before the first day.\r\n"
        "The trucks carried:\r\n"
        "- planks\r\n  * nails\r\n- rope\r\n"
        "1. First measure\r\n"
        "Who | What | When\r\nNorth\tropes\t2021\r\n"
        "Figure 2: The bridge\r\n"
    )
    assert pieces(text) == [
        ("heading", 1, "Two Armies and One River"),
        ("paragraph", 0, "The engineers of both armies met at the river. They built a bridge."),
        ("heading", 2, "What they learned on the way"),
        ("paragraph", 0, "Tools must fit, which nobody had thought of before the first day."),
        ("paragraph", 0, "The trucks carried:"),
        ("list-item", 1, "planks"),
        ("list-item", 2, "nails"),
        ("list-item", 1, "rope"),
        ("list-item", 1, "First measure"),
        ("table-row", 0, "Who | What | When"),
        ("table-row", 0, "North\tropes\t2021"),
        ("caption", 0, "Figure 2: The bridge"),
    ]


def test_a_year_or_a_dash_inside_a_line_makes_no_list() -> None:
    text = "2010 was the year of the flood.\n1994. The war ended - at last.\nx - y is a sum."
    assert [kind for kind, _, _ in pieces(text)] == ["paragraph"] * 3


def test_text_keeps_every_character() -> None:
    text = "\tHigh \u200bwater\x07 rose.\r\rIt fell.\u2028And rose.\n\n"
    document = from_text(text, "a")
    assert document.text == text
    assert [t for _, _, t in pieces(text)] == [
        "High \u200bwater\x07 rose.",
        "It fell.",
        "And rose.",
    ]


def test_wrapped_text_is_put_together() -> None:
    text = (
        "A Letter From the Staff\n\n"
        "This letter was wrapped by a program that breaks its lines at sixty\n"
        "characters or so, and it does so in the middle of the\n"
        "sentence. Another one follows.\n\n"
        "On the second day\n\n"
        "Two of the ships turned back because the harbour was closed, and the\n"
        "others waited.\n"
        "- an item that is so long that the program has to break it and to go on\n"
        "  in the next line\n"
        "- a second item\n"
    )
    found = pieces(text)
    assert [(kind, said.split()[0]) for kind, _, said in found] == [
        ("heading", "A"),
        ("paragraph", "This"),
        ("heading", "On"),
        ("paragraph", "Two"),
        ("list-item", "an"),
        ("list-item", "a"),
    ]
    assert found[1][2].endswith("follows.")
    assert found[4][2].endswith("in the next line")


def test_the_title_is_the_first_heading_else_the_name() -> None:
    assert from_text("The river rose.\nThe Second Day\nIt fell.", "a").title == "The Second Day"
    assert from_text("The river rose.", "high_water-2020.txt").title == "high water 2020"


def test_markdown_keeps_its_text_and_finds_blocks() -> None:
    text = (
        "---\ntitle: 'On bridges'\ndate: 2026-02-01\nsources:\n  - one\n  - two: three\n---\n\n"
        "# Bridges ##\n\nA bridge was built\nby *both* armies.\n\n"
        "Second\n------\n\n"
        "- planks\n  of oak\n  1. nails\n- - x\n\n"
        "> Said the\n> colonel.\n\n"
        "| who | what |\n|-----|------|\n| North | ropes |\n\n"
        "![The bridge](b.png)\n\n```\ncode\n```\n\n<!-- no -->\n<div>Inside</div>\n"
    )
    assert pieces(text, "text/markdown") == [
        ("heading", 1, "Bridges"),
        ("paragraph", 0, "A bridge was built\nby *both* armies."),
        ("heading", 2, "Second"),
        ("list-item", 1, "planks\n  of oak"),
        ("list-item", 2, "nails"),
        ("list-item", 2, "x"),
        ("paragraph", 0, "Said the\n> colonel."),
        ("table-row", 0, "who | what"),
        ("table-row", 0, "North | ropes"),
        ("caption", 0, "The bridge"),
        ("paragraph", 0, "Inside"),
    ]
    document = from_text(text, "a.md", "text/markdown")
    assert document.text == text
    assert document.title == "On bridges"
    assert document.metadata == (
        ("title", "On bridges"),
        ("date", "2026-02-01"),
        ("sources", "one"),
        ("sources", "two: three"),
    )


@pytest.mark.parametrize("opening", ["---\nno field here\n---\n", "---\nkey: never closed\n\n"])
def test_what_is_no_front_matter_is_text(opening: str) -> None:
    document = from_text(f"{opening}\nThe end.", "a.md", "text/markdown")
    assert document.metadata == ()
    assert document.text[document.blocks[-1].start :] == "The end."


PAGE = """<!doctype html><html lang="en"><head><title>Bridges | A site</title>
<meta name="author" content="Ann Bee"></head><body><nav><a href="/">Home</a></nav><article>
<h1>Building bridges</h1><p>The <b>engineers</b> of two armies met at the
river.<br>They built a bridge.</p><h3>Tools</h3><ul><li>planks<ul><li>of oak</li></ul></li>
<li>rope</li></ul><table><tr><th>Who</th><th>What</th></tr><tr><td>North</td><td>ropes</td></tr>
</table><p>It stands to this day.</p></article><footer>All rights reserved</footer></body></html>"""


def test_a_line_in_bold_stands_for_a_heading() -> None:
    text = "# Report\n\n**Who took part?**\n\nKenya did. **Nobody** else did.\n"
    assert pieces(text, "text/markdown") == [
        ("heading", 1, "Report"),
        ("heading", 6, "Who took part?"),
        ("paragraph", 0, "Kenya did. **Nobody** else did."),
    ]


def test_html_keeps_structure_and_drops_menus() -> None:
    assert pieces(PAGE, "text/html") == [
        ("heading", 1, "Building bridges"),
        ("paragraph", 0, "The engineers of two armies met at the river."),
        ("paragraph", 0, "They built a bridge."),
        ("heading", 3, "Tools"),
        ("list-item", 1, "planks"),
        ("list-item", 2, "of oak"),
        ("list-item", 1, "rope"),
        ("table-row", 0, "Who | What"),
        ("table-row", 0, "North | ropes"),
        ("paragraph", 0, "It stands to this day."),
    ]
    document = from_text(PAGE, "a.html", "text/html")
    assert document.title == "Building bridges"
    assert ("author", "Ann Bee") in document.metadata


def test_a_fragment_of_html_is_read_too() -> None:
    assert pieces("<p>The bridge stands.</p>", "text/html") == [
        ("paragraph", 0, "The bridge stands.")
    ]


def test_a_line_of_a_megabyte_is_cut_into_bounded_blocks() -> None:
    document = from_text("The river rose again today. " * 40_000, "a")
    assert_sound(document)
    assert len(document.blocks) >= 50
    assert all(document.text[b.start : b.end].endswith("today.") for b in document.blocks)
    unbroken = from_text("x" * 1_000_000, "a")
    assert_sound(unbroken)
    assert sum(b.end - b.start for b in unbroken.blocks) == 1_000_000


def test_half_a_character_is_refused_with_its_line() -> None:
    with pytest.raises(DocumentError, match="half a character") as caught:
        from_text("one\ntwo \ud800", "a")
    assert caught.value.line == 2


@pytest.mark.parametrize("text", ["", " \n\t", "\x01\x02", "-----\n\n====="])
@pytest.mark.parametrize("media_type", ["text/plain", "text/markdown", "text/html"])
def test_text_without_words_is_refused(text: str, media_type: str) -> None:
    with pytest.raises(DocumentError):
        from_text(text, "a", media_type)


def test_bytes_cannot_come_as_text() -> None:
    with pytest.raises(DocumentError, match="not read"):
        from_text("x", "a", "application/pdf")


MARKUP = ["\n", "\r\n", "\r", "\u2028", "- ", "  - ", "1. ", "# ", "> ", "|a|b|", "---\n", "\t"]
MORE_MARKUP = ["```\n", "<p>", "</p>", "<!--", "A Heading", "It rose.", "\n\n", "\ufeff", "=\n"]
HTML = ["<p>", "</p>", "<ul><li>", "</ul>", "<table><tr><td>", "</table>", "<h2>", "</h2>", "<br>"]
HTML += ["The river rose. ", "A\nbridge", "<div>", "</div>", "<!-- x -->", "&amp; ", "<article>"]
TEXTS = st.lists(
    st.one_of(
        st.text(st.characters(exclude_categories=("Cs",)), max_size=30),
        st.sampled_from([*MARKUP, *MORE_MARKUP]),
    ),
    max_size=25,
).map("".join)


@given(TEXTS, st.sampled_from(["text/plain", "text/markdown"]))
def test_offsets_hold_for_any_text(text: str, media_type: str) -> None:
    try:
        document = from_text(text, "a", media_type)
    except DocumentError:
        return
    assert document.text == text
    assert_sound(document)
    if media_type == "text/plain":
        covered = {i for b in document.blocks for i in range(b.start, b.end)}
        left = "".join(c for i, c in enumerate(text) if i not in covered and c.isalpha())
        # Only the letter of a list marker such as "a)" stands outside a block.
        assert len(left) <= len(document.blocks)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(HTML), max_size=20).map("".join))
def test_offsets_hold_for_any_page(page: str) -> None:
    try:
        document = from_text(page, "a.html", "text/html")
    except DocumentError:
        return
    assert_sound(document)
    assert document.text.count("\n") == len(document.blocks) - 1
