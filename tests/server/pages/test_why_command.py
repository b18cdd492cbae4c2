"""``entente why`` over a small graph."""

import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result

from server.cli import cli


@pytest.fixture
def why(small: Any) -> Any:
    def run(*arguments: str) -> Result:
        return CliRunner().invoke(
            cli, ["why", *arguments, "--home", str(small.home)], standalone_mode=False
        )

    return run


def test_a_proof_is_told_down_to_the_sentence(why: Any) -> None:
    result = why("id:harbour-relief", "ent:hasParticipant", "id:sudria")
    assert result.return_value == 0
    assert "because: A state or organisation takes part through its own armed forces." in (
        result.output
    )
    assert "“Norland and the Sudria Navy ran Harbour Relief there.”" in result.output


def test_what_is_missing_is_told_and_the_status_says_so(why: Any) -> None:
    result = why("id:norland", "ent:activeIn", "id:sudria")
    assert result.return_value == 1
    assert "missing: Harbour Relief occurs in Sudria." in result.output


def test_json_and_rdf(why: Any) -> None:
    triple = ("id:harbour-relief", "ent:hasParticipant", "id:sudria")
    assert json.loads(why(*triple, "--format", "json").output)["holds"] is True
    turtle = why(*triple, "--format", "turtle").output
    assert list(ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE))


def test_what_a_rejection_would_take_away(why: Any, small: Any) -> None:
    claim = next(e.claim for e in small.report.found if e.claim.predicate.endswith("forceOf"))
    output = why("--without", claim.id).output
    assert "0 statements come" in output
    assert "Harbour Relief has the participant Sudria." in output


def test_too_few_terms_and_nothing_built(why: Any, tmp_path: Path) -> None:
    assert "Give a subject" in str(why("id:norland").exception)
    result = CliRunner().invoke(
        cli, ["why", "id:a", "a", "id:b", "--home", str(tmp_path)], standalone_mode=False
    )
    assert "Nothing is built" in str(result.exception)
