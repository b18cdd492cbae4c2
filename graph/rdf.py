"""Terms of RDF: from strings and the model's literals, in the form the store keeps them."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, Quad, Store

from claims import model
from claims.errors import GraphError
from ontology import terms

_XSD_STRING = f"{terms.XSD}string"
_DECIMAL = NamedNode(f"{terms.XSD}decimal")
_INTEGER = NamedNode(f"{terms.XSD}integer")
_BOOLEAN = NamedNode(f"{terms.XSD}boolean")
_DATETIME = NamedNode(f"{terms.XSD}dateTime")
_DATES = {
    r"\d{4}": NamedNode(f"{terms.XSD}gYear"),
    r"\d{4}-\d{2}": NamedNode(f"{terms.XSD}gYearMonth"),
    r"\d{4}-\d{2}-\d{2}": NamedNode(f"{terms.XSD}date"),
}


@lru_cache(maxsize=200_000)
def node(iri: str) -> NamedNode:
    """Return the IRI as a term; raises GraphError when it is none."""
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise GraphError(
            f"<{iri}> is not an IRI: {error}.",
            hint="A claim of the ledger, or a row of the reference data, has it.",
        ) from error


def literal(value: model.Literal) -> Literal:
    """Return the literal as a term, in the form in which the store keeps it."""
    if value.language:
        try:
            return Literal(value.value, language=value.language)
        except ValueError as error:
            raise GraphError(
                f'"{value.language}" is not a language tag, on "{value.value}": {error}.'
            ) from error
    if value.datatype == _XSD_STRING:
        return Literal(value.value)
    return _stored(value.value, value.datatype)


def stored(value: Literal) -> Literal:
    """Return the literal in the form in which the store keeps it."""
    if value.language or value.datatype.value == _XSD_STRING:
        return value
    return _stored(value.value, value.datatype.value)


@lru_cache(maxsize=20_000)
def _stored(value: str, datatype: str) -> Literal:
    # Oxigraph keeps numbers and times by value: 007 comes out as 7. What the graph's digest is
    # taken over must be what a query later returns.
    store = Store()
    subject = NamedNode("urn:x")
    store.add(Quad(subject, subject, Literal(value, datatype=node(datatype))))
    kept = next(iter(store)).object
    assert isinstance(kept, Literal)
    return kept


def term(value: str | model.Literal) -> NamedNode | Literal:
    """Return the object of a claim as a term; raises GraphError when it is no IRI."""
    return node(value) if isinstance(value, str) else literal(value)


@lru_cache(maxsize=20_000)
def integer(value: int) -> Literal:
    """Return the number as an ``xsd:integer``."""
    return Literal(str(value), datatype=_INTEGER)


def boolean(value: bool) -> Literal:
    """Return true or false as an ``xsd:boolean``."""
    return Literal(str(value).lower(), datatype=_BOOLEAN)


@lru_cache(maxsize=200)
def decimal(value: float) -> Literal:
    """Return the number, rounded to 0.01, as an ``xsd:decimal`` without trailing zeros."""
    text = format(Decimal(f"{value:.2f}").normalize(), "f")
    return Literal(text, datatype=_DECIMAL)


def moment(value: datetime) -> Literal:
    """Return the time as an ``xsd:dateTime`` in UTC; a time without zone is taken as UTC."""
    aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    text = aware.replace(tzinfo=None).isoformat()
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return Literal(f"{text}Z", datatype=_DATETIME)


def date_or_text(value: str) -> Literal:
    """Return a year, month or day with its datatype, anything else as plain text.

    >>> date_or_text("2014-03").datatype.value.rpartition("#")[2]
    'gYearMonth'
    """
    for pattern, datatype in _DATES.items():
        if re.fullmatch(pattern, value) and _is_date(value):
            return Literal(value, datatype=datatype)
    return Literal(value)


def _is_date(value: str) -> bool:
    try:
        date.fromisoformat(f"{value}-01-01"[:10])
    except ValueError:
        return False
    return True


def reference(value: str) -> NamedNode | Literal:
    """Return a web address as an IRI, anything else as text."""
    if re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", value):
        try:
            return NamedNode(value)
        except ValueError:
            return Literal(value)
    return Literal(value)
