"""Rows are counted in what the engine writes, whatever the values hold."""

import csv
import io

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.errors import QueryTooLarge
from graph.query import QueryEngine, counting
from graph.query.formats import RESULTS
from tests.graph.query.conftest import MakeRevision

_NASTY = st.sampled_from(
    ['},{"', '"x":', "</result>", "<result>", "\n", "\r\n", '"', "\\", '\\"', "a", "},{", "\t"]
)
_VALUES = st.lists(_NASTY, max_size=4).map("".join)


def body(rows: list[tuple[str, str]], name: str) -> bytes:
    store = ox.Store()
    values = " ".join(f"({ox.Literal(a)} {ox.Literal(b)})" for a, b in rows)
    results = store.query(f"SELECT * {{ VALUES (?a ?b) {{ {values} }} }}")
    assert isinstance(results, ox.QuerySolutions)
    written = results.serialize(format=RESULTS[name])
    assert written is not None
    return written


def feed(whole: bytes, size: int, meter: counting.Meter) -> None:
    for start in range(0, len(whole), size):
        meter(whole[start : start + size])


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
@settings(max_examples=150, deadline=None)
@given(rows=st.lists(st.tuples(_VALUES, _VALUES), min_size=1, max_size=8), size=st.integers(1, 60))
def test_every_row_is_counted_once(name: str, rows: list[tuple[str, str]], size: int) -> None:
    whole = body(rows, name)
    feed(whole, size, counting.Limits(rows=len(rows)).meter(name))
    if len(rows) > 1:
        with pytest.raises(counting.OverLimit, match="rows"):
            feed(whole, size, counting.Limits(rows=len(rows) - 1).meter(name))


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
def test_too_many_rows_are_an_error_and_no_cut(name: str, make_revision: MakeRevision) -> None:
    with QueryEngine(make_revision(), max_rows=50) as engine:
        query = "SELECT * { ?s ?p ?o } LIMIT %d"
        whole = engine.execute(query % 50, "csv").read().decode()
        assert len(list(csv.reader(io.StringIO(whole)))) == 51
        with pytest.raises(QueryTooLarge, match="50 rows"):
            engine.execute(query % 51, name).read()
        with pytest.raises(QueryTooLarge, match="50 triples"):
            engine.execute("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "turtle").read()


def test_too_many_bytes_are_an_error(make_revision: MakeRevision) -> None:
    with QueryEngine(make_revision(), max_answer_bytes=1_000_000) as engine:
        with pytest.raises(QueryTooLarge, match="1 MB"):
            engine.execute("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "json").read()
        assert engine.execute("ASK {}", "json").read()
