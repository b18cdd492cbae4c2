"""The page on SPARQL says what the code does."""

import re
from pathlib import Path
from typing import Any

import pytest

from graph.query import formats, guard
from graph.query.engine import QUICK_PLACES
from graph.query.lanes import QUICK_SECONDS
from server.settings import SETTINGS
from tests.w3c.test_suites import BARS

_DOCS = Path(__file__).resolve().parents[2] / "docs"
_PAGE = (_DOCS / "sparql.md").read_text("utf-8")
_DATASETS = (_DOCS / "datasets.md").read_text("utf-8")


@pytest.mark.parametrize("query", re.findall(r"```sparql\n(.*?)```", _PAGE, re.DOTALL))
def test_every_query_runs(server: Any, query: str) -> None:
    answer = server.query(query, "text/csv")
    assert answer.status == 200, answer.text


def test_the_formats_are_those_of_the_code() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `([\w/+.-]+)` \|", _PAGE, re.MULTILINE)
    written = [(item.name, item.media_type) for item in (*formats.SOLUTIONS, *formats.GRAPHS)]
    assert rows == [*written, ("html", "text/html")]


def test_the_limits_are_those_of_the_code() -> None:
    defaults = {setting.name: setting.default for setting in SETTINGS}
    assert f"| {defaults['query_timeout']:g} seconds" in _PAGE
    assert f"| {defaults['query_memory_mb']:,} MB" in _PAGE
    assert f"| {defaults['query_max_bytes']:,} bytes" in _PAGE
    assert f"{guard.MAX_DEPTH} deep, {guard.MAX_OPERATORS:,} operators" in _PAGE
    workers, queue = defaults["query_workers"], defaults["query_queue"]
    assert f"| {workers} long queries at once, {queue} in the queue" in _PAGE
    assert f"| {defaults['query_max_rows']:,} rows or triples" in _PAGE
    assert f"| {defaults['query_max_answer_mb']:,} MB of answer |" in _PAGE
    assert f"| {defaults['answer_spool_mb']:,} MB of answers that wait" in _PAGE
    assert f"up to {defaults['query_in_memory_mb']} MB on disk" in _PAGE
    assert f"one of {QUICK_PLACES} quick places. After {QUICK_SECONDS:g} seconds" in _PAGE


def test_the_limits_of_datasets_are_those_of_the_code() -> None:
    defaults = {setting.name: setting.default for setting in SETTINGS}
    assert f"{defaults['update_max_bytes']:,} bytes are taken" in _DATASETS
    assert f"up to {defaults['upload_max_mb']} MB" in _DATASETS


def test_the_conformance_is_what_the_suites_demand() -> None:
    for name, (passed, size) in (
        ("SPARQL 1.0", BARS["sparql10"]),
        ("SPARQL 1.1 query, update, syntax, CSV, TSV, JSON", BARS["sparql11"]),
        ("SPARQL 1.2", BARS["sparql12"]),
    ):
        assert f"| {name} | {passed} | {size} |" in _PAGE


def test_the_error_is_the_one_that_comes(server: Any) -> None:
    body = server.query("SELECT * { ?actor ent:actsIn ?crisis }").json()
    shown = _PAGE[_PAGE.index("```json") :]
    for name in ("type", "title", "code", "hint"):
        assert f'"{name}": "{body[name]}"' in shown
