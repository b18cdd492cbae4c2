"""What the templates of the pages call."""

from datetime import date
from typing import Final

import pyoxigraph as ox
from markupsafe import Markup, escape

from ontology import terms
from server import wording
from server.pages import blueprint

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@blueprint.app_template_filter("day")
def day(text: str) -> str:
    """Return a date or time as people write it; what is no date comes back as it is.

    >>> day("2026-03-24")
    '24 March 2026'
    """
    try:
        found = date.fromisoformat(text[:10])
    except ValueError:
        return text
    return f"{found.day} {_MONTHS[found.month - 1]} {found.year}"


@blueprint.app_template_filter("is_iri")
def is_iri(term: object) -> bool:
    """Tell whether a term is an IRI."""
    return isinstance(term, ox.NamedNode)


@blueprint.app_template_filter("class_label")
def class_label(iri: str) -> str:
    """Return the label of a class, or the short name of another IRI."""
    return wording.class_label(iri)


@blueprint.app_template_filter("told")
def told(text: str) -> str:
    """Return a literal as people write it."""
    return wording.value(text)


@blueprint.app_template_filter("upper_first")
def upper_first(text: str) -> str:
    """Return the text with a capital first letter."""
    return wording.upper_first(text)


@blueprint.app_template_filter("lower_first")
def lower_first(text: str) -> str:
    """Return the text with a small first letter, for the middle of a sentence."""
    return text[:1].lower() + text[1:]


@blueprint.app_template_filter("predicate_href")
def predicate_href(term: ox.NamedNode) -> str:
    """Return where a predicate is explained."""
    return (
        f"/ontology#{term.value.removeprefix(terms.ENT)}"
        if term.value.startswith(terms.ENT)
        else term.value
    )


@blueprint.app_template_filter("coded")
def coded(text: str) -> Markup:
    """Return a text with what stands between backticks as code.

    >>> str(coded("As `a < b` says."))
    'As <code>a &lt; b</code> says.'
    """
    parts = text.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else escape(part)
        for number, part in enumerate(parts)
    )
