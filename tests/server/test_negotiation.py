"""Accept by RFC 9110."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server import negotiation

OFFERS = ["text/turtle", "application/ld+json", "text/html", "text/turtle;version=1.2"]


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        (None, "text/turtle"),
        ("", "text/turtle"),
        ("*/*", "text/turtle"),
        ("text/html", "text/html"),
        ("TEXT/HTML", "text/html"),
        ("text/*", "text/turtle"),
        ("application/*", "application/ld+json"),
        ("image/png", None),
        ("image/png, */*;q=0.1", "text/turtle"),
        ("text/turtle;q=0.5, text/html", "text/html"),
        ("text/turtle;q=0.5, text/html;q=0.5", "text/turtle"),
        ("text/html;q=0.5,text/turtle;q=0.5", "text/turtle"),
        # The most specific range decides, whatever its place.
        ("text/*;q=0.9, text/turtle;q=0.1, text/html;q=0.5", "text/html"),
        ("*/*;q=0.8, text/turtle;q=0", "application/ld+json"),
        ("text/turtle;q=0", None),
        ("*/*;q=0", None),
        ("text/*, text/html;q=0", "text/turtle"),
        # A named type beats one that only a wildcard covers.
        ("*/*, text/html", "text/html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        # Parameters.
        ("text/turtle;version=1.2", "text/turtle;version=1.2"),
        ('text/turtle; version="1.2"', "text/turtle;version=1.2"),
        ("text/turtle;version=9", None),
        ("text/turtle; charset=UTF-8", "text/turtle"),
        ("text/turtle;version=1.2;q=0.2, text/turtle;q=0.8", "text/turtle"),
        ("text/html;q=1;ext=1", "text/html"),
        # White space, empty members, odd but lawful forms.
        (" , text/html ; q=0.9 ,, ", "text/html"),
        ("text/html;q=1.000", "text/html"),
        ("text/html;q=0.", None),
        ('image/png;a="x,text/turtle", text/html', "text/html"),
        # What is not well formed is left out.
        ("text/html;q=2, application/ld+json;q=0.1", "application/ld+json"),
        ("text/html;q=0.1234, application/ld+json;q=0.1", "application/ld+json"),
        ("*/turtle, application/ld+json;q=0.1", "application/ld+json"),
        ("html", "text/turtle"),
        ("text /html, application/ld+json;q=0.1", "application/ld+json"),
        (";;;", "text/turtle"),
    ],
)
def test_choice(header: str | None, chosen: str | None) -> None:
    assert negotiation.choose(header, OFFERS) == chosen


@pytest.mark.parametrize(
    ("header", "browser"),
    [
        (None, False),
        ("*/*", False),
        ("text/html,application/xhtml+xml,*/*;q=0.8", True),
        ("text/html;q=0.5, application/json", False),
        ("application/json, text/html", True),
        ("text/html;q=0", False),
    ],
)
def test_a_browser_names_html(header: str | None, browser: bool) -> None:
    assert negotiation.names_html(header) is browser


@given(st.text(alphabet=st.sampled_from('ath/*;q=01. ,"\\'), max_size=40))
def test_no_header_breaks_it(header: str) -> None:
    assert negotiation.choose(header, OFFERS) in (*OFFERS, None)
