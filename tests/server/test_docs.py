"""The page on SPARQL says what the code does."""

import re
from pathlib import Path
from typing import Any

import pytest

from graph.query import formats, guard
from server.settings import SETTINGS

_PAGE = (Path(__file__).resolve().parents[2] / "docs" / "sparql.md").read_text("utf-8")


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
    assert f"| {workers} queries at once, {queue} in the queue" in _PAGE


def test_the_error_is_the_one_that_comes(server: Any) -> None:
    body = server.query("SELECT * { ?actor ent:actsIn ?crisis }").json()
    shown = _PAGE[_PAGE.index("```json") :]
    for name in ("type", "title", "code", "hint"):
        assert f'"{name}": "{body[name]}"' in shown
