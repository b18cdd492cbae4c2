"""``entente evaluate`` on gold that brings its documents along, with the real extractor."""

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from server.cli import cli

HANDMADE = Path(__file__).resolve().parents[1] / "extract" / "handmade"


@pytest.fixture(scope="module", autouse=True)
def pipeline(root: Path) -> None:
    """Skip where the language pipeline is not there."""
    if not (root / "data/pipeline/meta.json").exists():
        pytest.skip("needs the language pipeline in data/pipeline; run `entente train`")


def evaluate(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["evaluate", *map(str, arguments)])


def test_figures_of_a_folder_with_its_documents() -> None:
    done = evaluate(HANDMADE, "--errors")
    assert done.exit_code == 0, done.stderr
    for name in ("entities, exact", "facts", "generic", "traps kept", "confidence", "facts unseen"):
        assert name in done.stdout
    assert "questions" not in done.stdout
    assert re.search(r"^778:L\d\.1 \w.*\n  [-+~!] \w+: ", done.stdout, re.MULTILINE)


def test_json_and_page(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    done = evaluate(HANDMADE, "--format", "json", "--html", page)
    figures = json.loads(done.stdout)
    assert figures["generic"]["recall"] > 0
    assert figures["entities"]["overlap"]["recall"] > 0
    assert figures["confidence"]["claims"] > 0
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_several_folders_are_scored_each(tmp_path: Path) -> None:
    other = shutil.copytree(HANDMADE, tmp_path / "other")
    done = evaluate(HANDMADE, other, "--format", "json")
    figures = json.loads(done.stdout)
    assert list(figures) == [str(HANDMADE), str(other)]
    assert figures[str(HANDMADE)] == figures[str(other)]


def test_broken_gold_is_named_with_its_line(tmp_path: Path) -> None:
    folder = shutil.copytree(HANDMADE, tmp_path / "gold")
    facts = (folder / "facts.tsv").read_text(encoding="utf-8")
    (folder / "facts.tsv").write_text(facts.replace("tool:airlift", "tol:airlift"), "utf-8")
    done = evaluate(folder)
    assert "facts.tsv:6: The prefix of 'tol:airlift' is unknown" in str(done.exception)


def test_a_page_that_cannot_be_written_is_refused_before_the_work(tmp_path: Path) -> None:
    done = evaluate(HANDMADE, "--html", tmp_path / "missing" / "report.html")
    assert done.exit_code == 2
    assert "does not exist" in done.stderr
