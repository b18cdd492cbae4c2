from datetime import UTC, datetime

import pytest

from claims import model
from claims.errors import GraphError
from graph import rdf
from ontology import terms


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.93, "0.93"), (0.5, "0.5"), (1.0, "1"), (0.0, "0"), (0.999, "1"), (0.1 + 0.2, "0.3")],
)
def test_decimals_are_as_the_store_writes_them(value, expected):
    term = rdf.decimal(value)
    assert term.value == expected
    assert rdf.stored(term) == term


@pytest.mark.parametrize(
    ("value", "datatype"),
    [
        ("2014", "gYear"),
        ("2014-03", "gYearMonth"),
        ("2014-03-31", "date"),
        ("2014-02-31", "string"),
        ("2014-13", "string"),
        ("spring 2014", "string"),
    ],
)
def test_dates_have_the_datatype_of_their_precision(value, datatype):
    term = rdf.date_or_text(value)
    assert (term.value, term.datatype.value) == (value, terms.XSD + datatype)
    assert rdf.stored(term) == term


def test_times_are_in_utc():
    assert rdf.moment(datetime(2024, 1, 2, 3, 4, 5, 600000, tzinfo=UTC)).value == (
        "2024-01-02T03:04:05.6Z"
    )
    term = rdf.moment(datetime(2024, 1, 2, 3, 4, 50))
    assert term.value == "2024-01-02T03:04:50Z"
    assert rdf.stored(term) == term


def test_addresses_are_iris_and_all_else_is_text():
    assert rdf.reference("https://example.org/a?b=c").value == "https://example.org/a?b=c"
    assert str(rdf.reference("https://example.org/a b")).startswith('"')
    assert str(rdf.reference("A. Author")) == '"A. Author"'


def test_wrong_language_tag_is_named():
    with pytest.raises(GraphError, match="no tag"):
        rdf.literal(model.Literal("text", language="no tag"))
