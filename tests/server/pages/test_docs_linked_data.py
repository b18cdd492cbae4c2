"""The page on linked data says what the code does."""

import re
from pathlib import Path
from typing import Any

import pytest

from graph.query.formats import GRAPHS
from ontology import terms
from server import paging, resources

_PAGE = (Path(__file__).resolve().parents[3] / "docs" / "linked-data.md").read_text("utf-8")


def test_every_kind_of_resource_is_told() -> None:
    paths = re.findall(r"^\| `/((?:id|concept|graph)/\S+)` \|", _PAGE, re.MULTILINE)
    named = {
        path: path.replace("<name>", "claims").replace("<", "").replace(">", "") for path in paths
    }
    kinds = [found.kind for path in named.values() if (found := resources.parse(path))]
    assert len(kinds) == len(paths)
    assert set(kinds) == {
        "entity", "claim", "evidence", "document", "version", "run", "decision", "agent",
        "scheme", "concept", "graph",
    }  # fmt: skip


def test_every_format_is_told() -> None:
    rows = re.findall(r"^\| `([\w/+.-]+)` \| `/data/id/nato\.(\w+)` \|", _PAGE, re.MULTILINE)
    assert rows == [(item.media_type, item.extension) for item in GRAPHS]


def test_reserved_names_are_told() -> None:
    sentence = re.search(r"No entity is called (.*?)\.", _PAGE, re.DOTALL)
    assert sentence
    assert set(re.findall(r"`(\w+)`", sentence[1])) == terms.RESERVED_SLUGS


def test_the_limit_of_a_list_is_told() -> None:
    assert f"`size` up to {paging.MOST}" in _PAGE


@pytest.mark.parametrize("path", re.findall(r"'http://127\.0\.0\.1:8080(/\S+)'", _PAGE))
def test_the_examples_run(small: Any, path: str) -> None:
    assert small.get(path).status == 200
