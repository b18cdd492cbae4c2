"""The page on the ledger: its examples run, and it names every table and column."""

import json
import re
import sqlite3
from dataclasses import replace

import pytest

from claims import jsonl, schema
from claims.ledger import Ledger
from claims.model import Span
from ontology import terms


@pytest.fixture
def page(root) -> str:
    return (root / "docs" / "ledger.md").read_text(encoding="utf-8")


def blocks(page: str, language: str) -> list[str]:
    found = re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)
    assert found
    return found


@pytest.fixture
def home(tmp_path, tiny, monkeypatch):
    """A folder with a ledger of one document, which the examples run in."""
    monkeypatch.chdir(tmp_path)
    with Ledger.open("ledger.sqlite") as ledger:
        ledger.record(tiny.extraction("west", "mali uses training\nmali may uses drones"), tiny.run)
    return tmp_path


def test_the_python_example_runs(page, home, capsys):
    for block in blocks(page, "python"):
        exec(compile(block, "docs/ledger.md", "exec"), {})
    printed = capsys.readouterr().out
    assert f"{terms.ID}mali proposed 0.8 published" in printed
    assert f"{terms.ID}mali proposed 0.8 qualified" in printed
    with Ledger.open("ledger.sqlite") as ledger:
        assert [str(item.action) for item in ledger.decisions()] == ["reject", "undo"]


def test_the_queries_answer(page, home):
    for block in blocks(page, "python"):
        exec(compile(block, "docs/ledger.md", "exec"), {})
    connection = sqlite3.connect("ledger.sqlite")
    answers = [connection.execute(block).fetchall() for block in blocks(page, "sql")]
    connection.close()
    assert [len(answer) for answer in answers] == [1, 1, 2, 2, 1]
    assert answers[1][0][2:] == (1, 2)
    assert answers[-1] == [("ok",)]


def test_every_table_and_column_is_told(page):
    told = dict(re.findall(r"^\| `(\w+)` \| [^|]* \| (.*) \|$", page, re.MULTILINE))
    for name, table in schema.metadata.tables.items():
        assert re.findall(r"`(\w+)`", told[name]) == [column.name for column in table.columns]


def test_the_lines_are_those_of_the_code(page, tiny):
    claim_line, mention_line = (json.loads(block) for block in blocks(page, "json"))
    text = "Mali uses joint training."
    found = tiny.extraction("example", text)
    (item,) = found.evidence
    claim = replace(item.claim, subject=terms.ID + "mali", object=terms.concept("tool", "training"))
    item = replace(item, claim=claim, rule="uses", object_span=Span(16, 24))
    labels = {claim.subject: "Mali", claim.object: "training"}
    classes = {claim.subject: "State", claim.object: "Tool"}
    assert jsonl.to_record(item, labels, classes, True, path="example.txt") == claim_line
    (mention,) = found.mentions
    mention = replace(mention, iri=claim.subject, confidence=0.97)
    assert jsonl.mention_record(mention, path="example.txt") == mention_line
